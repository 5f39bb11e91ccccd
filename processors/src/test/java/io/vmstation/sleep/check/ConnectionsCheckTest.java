package io.vmstation.sleep.check;

import static io.vmstation.sleep.check.Looks.look;
import static org.assertj.core.api.Assertions.assertThat;

import io.vmstation.spi.CommandResult;
import io.vmstation.spi.Evidence.Busy;
import io.vmstation.spi.Evidence.Idle;
import io.vmstation.spi.Evidence.Unknown;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Recorded with iproute2 6.1 on a node with clients by IPv4, IPv4 in IPv6, and link-local IPv6. */
class ConnectionsCheckTest {
    private static final Map<String, Object> SAMBA = Map.of("ports", List.of(22L, 445L));

    private static ConnectionsCheck check() {
        return new ConnectionsCheck(
                new OwnTraffic(
                        address -> address.getHostAddress().equals("192.168.4.64"),
                        port -> false,
                        Duration.ofMillis(1)));
    }

    private static NodeAnswers node(String recording) {
        return new NodeAnswers()
                .printsRecorded("printenv SSH_CONNECTION", "connections/" + recording + "/own.txt")
                .printsRecorded(
                        "ss -Htn state established", "connections/" + recording + "/ss.txt");
    }

    @Test
    void neverCountsItsOwnConnection() {
        assertThat(look(check(), node("none")))
                .isEqualTo(new Idle("nobody is connected to port 22"));
        assertThat(look(check(), node("many")))
                .isEqualTo(new Idle("nobody is connected to port 22"));
        assertThat(look(check(), node("link-local")))
                .isEqualTo(new Idle("nobody is connected to port 22"));
    }

    @Test
    void namesTheClientsByTheirRealAddresses() {
        assertThat(look(check(), node("many"), SAMBA))
                .isEqualTo(
                        new Busy(
                                "connected: fe80:0:0:0:a49d:20ff:fe07:6ed7 on port 445,"
                                        + " 192.168.4.20 on port 445, 0:0:0:0:0:0:0:1 on port 445"
                                        + " and 1 more"));
    }

    private static NodeAnswers shows(String... looks) {
        String own = "0 0 192.168.4.61:22 192.168.4.63:40000\n";
        return new NodeAnswers()
                .prints("printenv", "192.168.4.63 40000 192.168.4.61 22\n")
                .to(
                        "ss",
                        Stream.of(looks)
                                .map(look -> new CommandResult.Exited(0, own + look, ""))
                                .toArray(CommandResult[]::new));
    }

    @Test
    void aProbeOfOurOwnMachineIsNoUse() {
        String probes =
                """
                0 0 192.168.4.61:445 192.168.4.63:50001
                0 0 192.168.4.61:22 192.168.4.63:50002
                0 0 192.168.4.61:445 192.168.4.64:50003
                """;
        String next = "0 0 192.168.4.61:445 192.168.4.63:50004\n";

        assertThat(look(check(), shows(probes, next), SAMBA))
                .isEqualTo(new Idle("nobody is connected to ports 22, 445"));
    }

    @Test
    void whatLastsIsUseAlsoWhenItComesFromOurOwnMachine() {
        String relayed = "0 0 192.168.4.61:445 192.168.4.63:50001\n";
        String probe = "0 0 192.168.4.61:445 192.168.4.63:50002\n";

        assertThat(look(check(), shows(relayed + probe, relayed), SAMBA))
                .isEqualTo(new Busy("connected: 192.168.4.63 on port 445"));
    }

    @Test
    void aClientCountsThoughItHasLeftAtTheSecondLook() {
        String probe = "0 0 192.168.4.61:445 192.168.4.63:50001\n";
        String client = "0 0 192.168.4.61:445 192.168.4.20:50001\n";

        assertThat(look(check(), shows(client + probe, ""), SAMBA))
                .isEqualTo(new Busy("connected: 192.168.4.20 on port 445"));
    }

    @Test
    void ignoresTheNetworksThatTheUserNamed() {
        Map<String, Object> set =
                Map.of(
                        "ports",
                        List.of(22L, 445L),
                        "ignore",
                        List.of("192.168.4.0/24", "::1", "fe80::/10"));

        assertThat(look(check(), node("many"), set))
                .isEqualTo(new Idle("nobody is connected to ports 22, 445"));
    }

    @Test
    void asksOnlyForThePortsThatMatterAndItsOwn() {
        NodeAnswers node = node("none");

        look(check(), node, Map.of("ports", List.of(445L, 8096L)));

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

        assertThat(look(check(), node)).isEqualTo(new Busy("connected: 192.168.4.20 on port 22"));
    }

    @Test
    void countsNoConnectionByWhichWeDoSomethingElseMeanwhile() {
        NodeAnswers node =
                new NodeAnswers()
                        .prints("printenv", "192.168.4.63 40001 192.168.4.61 22\n")
                        .prints(
                                "ss",
                                """
                                0 0 192.168.4.61:22 192.168.4.63:40001
                                0 0 192.168.4.61:22 192.168.4.63:40002
                                0 0 192.168.4.61:22 192.168.4.20:40003
                                0 0 192.168.4.61:22 192.168.4.63:40004
                                """);
        ConnectionsCheck check = new ConnectionsCheck(port -> port == 40002 || port == 40003);

        assertThat(look(check, node))
                .isEqualTo(new Busy("connected: 192.168.4.20 on port 22, 192.168.4.63 on port 22"));
    }

    @Test
    void doesNotTrustAListWithoutItsOwnConnection() {
        assertThat(look(check(), node("none").prints("ss", "")))
                .isInstanceOfSatisfying(
                        Unknown.class,
                        it -> assertThat(it.reason()).contains("does not show our own connection"));
    }

    @Test
    void isUnknownWhenItCannotTellItsOwnConnection() {
        assertThat(look(check(), node("none").fails("printenv", 1, "")))
                .isEqualTo(
                        new Unknown(
                                "printenv ended with exit code 1; our own connection cannot be told"
                                        + " from others"));
    }
}
