package io.vmstation.lan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vmstation.node.MacAddress;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class ArpRequestTest {
    private static final MacAddress MASTERNODE = MacAddress.parse("00:e0:4c:68:cb:bf");

    @Test
    void asksEverybodyAndNamesItsSender() throws UnknownHostException {
        byte[] frame =
                new ArpRequest(MASTERNODE, address("192.168.4.63"), address("192.168.4.61"))
                        .frame();

        assertThat(HexFormat.of().formatHex(frame))
                .isEqualTo(
                        "ffffffffffff00e04c68cbbf0806"
                                + "0001080006040001"
                                + "00e04c68cbbfc0a8043f"
                                + "000000000000c0a8043d"
                                + "00".repeat(18));
    }

    @Test
    void isNeverAProbe() {
        assertThatThrownBy(
                        () ->
                                new ArpRequest(
                                        MASTERNODE, address("0.0.0.0"), address("192.168.4.61")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static Inet4Address address(String literal) throws UnknownHostException {
        return (Inet4Address) InetAddress.getByName(literal);
    }
}
