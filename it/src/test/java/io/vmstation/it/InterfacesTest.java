package io.vmstation.it;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the command {@code interfaces} says of cards that are not real ones. */
@Needs({"ip", "nft", "python3", "sysctl", "ethtool"})
@Timeout(60)
class InterfacesTest {
    @RegisterExtension static final Lab LAB = new Lab();

    @Test
    void saysOfEachInterfaceWhatCameOfIt() {
        Finished finished = LAB.host("home").run("interfaces");

        assertThat(finished.exit()).isZero();
        assertThat(finished.output()).contains("eth0: not supported, ");
        assertThat(finished.output().lines()).allMatch(line -> line.contains(": not supported, "));
    }

    @Test
    void changesNothingWhenItIsDry() {
        Finished finished = LAB.host("home").run("interfaces", "--dry-run");

        assertThat(finished.exit()).isZero();
        assertThat(finished.output()).contains("eth0: not supported, ");
    }
}
