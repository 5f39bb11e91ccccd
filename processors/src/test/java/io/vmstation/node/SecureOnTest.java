package io.vmstation.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SecureOnTest {
    @ParameterizedTest
    @CsvSource({
        "aa:bb:cc:dd:ee:ff,aabbccddeeff",
        "AA-BB-CC-DD,aabbccdd",
        "1.2.3.255,010203ff",
        "' 00:00:00:00 ',00000000"
    })
    void readsFourOrSixOctets(String written, String octets) {
        assertThat(SecureOn.parse(written).octets()).isEqualTo(HexFormat.of().parseHex(octets));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "aa:bb:cc:dd:ee", "aa:bb:cc", "1.2.3.256", "1.2.3", "sesame"})
    void refusesAnythingElseWithoutShowingIt(String written) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SecureOn.parse(written))
                .withMessageStartingWith("is not a SecureOn password: four or six octets");
    }

    @Test
    void hidesItself() {
        assertThat(SecureOn.parse("1.2.3.4")).hasToString("SecureOn[hidden]");
    }
}
