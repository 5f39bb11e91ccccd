package io.vmstation.sleep.check;

import static io.vmstation.sleep.check.Looks.look;
import static org.assertj.core.api.Assertions.assertThat;

import io.vmstation.spi.Evidence.Busy;
import io.vmstation.spi.Evidence.Idle;
import io.vmstation.spi.Evidence.Unknown;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Recorded with iproute2 6.1 on a node with clients by IPv4, IPv4 in IPv6, and link-local IPv6. */
class ConnectionsCheckTest {
    private static final Map<String, Object> SAMBA = Map.of("ports", List.of(22L, 445L));

    private static NodeAnswers node(String recording) {
        return new NodeAnswers()
                .printsRecorded("printenv SSH_CONNECTION", "connections/" + recording + "/own.txt")
                .printsRecorded(
                        "ss -Htn state established", "connections/" + recording + "/ss.txt");
    }

    @Test
    void neverCountsItsOwnConnection() {
        assertThat(look(new ConnectionsCheck(), node("none")))
                .isEqualTo(new Idle("nobody is connected to port 22"));
        assertThat(look(new ConnectionsCheck(), node("many")))
                .isEqualTo(new Idle("nobody is connected to port 22"));
        assertThat(look(new ConnectionsCheck(), node("link-local")))
                .isEqualTo(new Idle("nobody is connected to port 22"));
    }

    /** Of the same machine: the one that asks, one that arms the node meanwhile, and a client. */
    @Test
    void neverCountsAnotherLogInOfOurs() {
        NodeAnswers node =
                new NodeAnswers()
                        .prints("printenv", "192.168.4.63 40000 192.168.4.61 22\n")
                        .prints(
                                "ss",
                                """
                                0 0 192.168.4.61:22 192.168.4.63:40000
                                0 0 192.168.4.61:22 192.168.4.63:40002
                                """);

        assertThat(look(new ConnectionsCheck(() -> Set.of(40000, 40002)), node))
                .isEqualTo(new Idle("nobody is connected to port 22"));
        assertThat(look(new ConnectionsCheck(() -> Set.of(40000)), node))
                .isEqualTo(new Busy("connected: 192.168.4.63 on port 22"));
    }

    @Test
    void namesTheClientsByTheirRealAddresses() {
        assertThat(look(new ConnectionsCheck(), node("many"), SAMBA))
                .isEqualTo(
                        new Busy(
                                "connected: fe80:0:0:0:a49d:20ff:fe07:6ed7 on port 445,"
                                        + " 192.168.4.20 on port 445, 0:0:0:0:0:0:0:1 on port 445"
                                        + " and 1 more"));
    }

    @Test
    void ignoresTheNetworksThatTheUserNamed() {
        Map<String, Object> set =
                Map.of(
                        "ports",
                        List.of(22L, 445L),
                        "ignore",
                        List.of("192.168.4.0/24", "::1", "fe80::/10"));

        assertThat(look(new ConnectionsCheck(), node("many"), set))
                .isEqualTo(new Idle("nobody is connected to ports 22, 445"));
    }

    @Test
    void asksOnlyForThePortsThatMatterAndItsOwn() {
        NodeAnswers node = node("none");

        look(new ConnectionsCheck(), node, Map.of("ports", List.of(445L, 8096L)));

        assertThat(node.lines.get(1))
                .isEqualTo(
                        "ss -Htn state established ( sport = :445 or sport = :8096 or sport = :22 )");
    }

    @Test
    void readsWhatOlderVersionsPrint() {
        NodeAnswers node =
                new NodeAnswers()
                        .prints("printenv", "192.168.4.63 40000 192.168.4.61 22\n")
                        .prints(
                                "ss",
                                """
                                0 0 ::ffff:192.168.4.61:22 ::ffff:192.168.4.63:40000
                                0 0 192.168.4.61%eth0:22 192.168.4.20:50000 users:(("sshd"))
                                """);

        assertThat(look(new ConnectionsCheck(), node))
                .isEqualTo(new Busy("connected: 192.168.4.20 on port 22"));
    }

    @Test
    void doesNotTrustAListWithoutItsOwnConnection() {
        assertThat(look(new ConnectionsCheck(), node("none").prints("ss", "")))
                .isInstanceOfSatisfying(
                        Unknown.class,
                        it -> assertThat(it.reason()).contains("does not show our own connection"));
    }

    @Test
    void isUnknownWhenItCannotTellItsOwnConnection() {
        assertThat(look(new ConnectionsCheck(), node("none").fails("printenv", 1, "")))
                .isEqualTo(
                        new Unknown(
                                "printenv ended with exit code 1; our own connection cannot be told"
                                        + " from others"));
    }
}
