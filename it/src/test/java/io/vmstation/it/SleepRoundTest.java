package io.vmstation.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The whole round, by itself: in use, idle, asleep, and woken by the next client. */
@Needs({"ip", "nft", "python3", "sysctl", "curl", "ssh", "sshd", "smbd", "smbclient"})
@Timeout(120)
class SleepRoundTest {
    private static final int JELLYFIN = 30096;
    private static final int SSH = 30022;
    private static final Duration PATIENCE = Duration.ofSeconds(40);

    @RegisterExtension static final Lab LAB = new Lab();

    private static SleepingMachine machine;
    private static HostSetup home;
    private static HostProcess host;
    private Ledger ledger;

    @BeforeAll
    static void start() {
        machine =
                LAB.machine(Place.FIRST_HOST)
                        .ssh(Duration.ZERO)
                        .jellyfin(Duration.ZERO)
                        .samba(Duration.ZERO)
                        .startAwake();
        lab("open");
        home =
                LAB.host("home")
                        .properties("sleep.enabled=true\n" + QuickSleep.PROPERTIES)
                        .nodes(
                                new Site()
                                        .node(
                                                "homelab",
                                                Place.FIRST_HOST,
                                                "ssh: {user: root, keyFile: secrets/ssh}",
                                                "sleep:",
                                                // so long that a busy machine shows it, too
                                                "  grace: 10s",
                                                "  checks:",
                                                "    - relay",
                                                "    - connections: {ports: [22]}",
                                                "    - samba",
                                                "    - inhibitors",
                                                "    - jellyfin: {url: \"http://10.77.0.11:8096\","
                                                        + " tokenFile: secrets/jellyfin}")
                                        .toString())
                        .secret("config/secrets/jellyfin", "0123456789abcdef0123456789abcdef\n")
                        .knows(Place.FIRST_HOST)
                        .wakeOnConnect("wake-on-films", "homelab", "web", JELLYFIN)
                        .wakeOnConnect("wake-on-login", "homelab", "ssh", SSH);
        host = home.start();
    }

    @BeforeEach
    void beAwake() {
        machine.recover();
        lab("stop");
        awaitThat("the host has seen it awake", () -> isState("awake"));
        ledger = host.ledger().fromNow();
    }

    private static void lab(String command) {
        Awaitility.await("Jellyfin hears the lab")
                .atMost(PATIENCE)
                .until(
                        () ->
                                LAB.clients()
                                                .get(
                                                        Place.FIRST_HOST.address(),
                                                        8096,
                                                        "/_lab/" + command,
                                                        List.of("-X", "POST"))
                                                .status()
                                        == 204);
    }

    private static void awaitThat(String what, BooleanSupplier condition) {
        Awaitility.await(what)
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(100))
                .until(condition::getAsBoolean);
    }

    private static boolean isState(String state) {
        return host.metric("vmstation_node_state", "homelab", state) == 1;
    }

    private static boolean isBusy(String check) {
        return host.metric("vmstation_sleep_check", "homelab", check, "busy") == 1;
    }

    /** Its window has passed more than once, so it would sleep by now. */
    private void staysAwakeForManyRounds() {
        int before = machine.roundsOfJellyfin();
        awaitThat("it was judged again and again", () -> machine.roundsOfJellyfin() >= before + 6);
        assertThat(machine.state()).isEqualTo("awake");
        assertThat(machine.happenings("systemctl")).isEmpty();
        assertThat(ledger.entries("sleep.requested", "homelab")).isEmpty();
    }

    private void awaitSleep() {
        ledger.await("node.asleep", "homelab", PATIENCE);
        assertThat(machine.state()).isEqualTo("asleep");
    }

    private static Process login(String address, int port) {
        return LAB.start(
                Place.CLIENT,
                LAB.folder().resolve("login.log"),
                Map.of(),
                List.of(
                        "ssh",
                        "-F",
                        LAB.folder().resolve("ssh/ssh_config").toString(),
                        "-p",
                        Integer.toString(port),
                        address,
                        "cat"));
    }

    @Test
    void staysAwakeWhileAFilmPlaysSleepsAfterwardsAndServesTheNextClient() {
        lab("play?item=Metropolis");
        awaitThat("it is known that a film plays", () -> isBusy("jellyfin"));
        int logins = machine.logins();
        int rounds = machine.roundsOfJellyfin();
        staysAwakeForManyRounds();
        assertThat(home.ask("why", "homelab").orFail())
                .contains("jellyfin: ann (Jellyfin Web on Firefox) plays video");
        assertThat(machine.logins() - logins)
                .as("logins for %d rounds", machine.roundsOfJellyfin() - rounds)
                .isLessThanOrEqualTo(machine.roundsOfJellyfin() - rounds + 1);

        lab("stop");

        awaitSleep();
        assertThat(ledger.entries("node.armed", "homelab")).isNotEmpty();
        awaitThat("the metrics say so", () -> isState("asleep"));
        assertThat(LAB.clients().get(JELLYFIN, "/System/Ping").body()).contains("Jellyfin");
        assertThat(machine.happenings("booting")).hasSize(1);
        assertThat(machine.happenings("systemctl")).hasSize(1);
    }

    @Test
    void aRelayedClientKeepsItAwakeAndIsGivenAGraceWhenItHasLeft() throws Exception {
        Process client = login(Place.MASTERNODE.address(), SSH);
        awaitThat("it is known that a client is relayed", () -> isBusy("relay"));
        staysAwakeForManyRounds();
        assertThat(home.ask("why", "homelab").orFail()).contains("relay: a client at 10.77.0.50");

        double left = System.currentTimeMillis() / 1000.0;
        Lab.end(client);

        awaitThat(
                "it has a grace",
                () -> host.metric("vmstation_sleep_hold", "homelab", "grace") == 1);
        awaitSleep();
        assertThat(machine.first("asleep").at()).isGreaterThan(left + 10);
    }

    @Test
    void aLoginOfAClientKeepsItAwake() throws Exception {
        Process client = login(Place.FIRST_HOST.address(), 22);
        awaitThat("it is known that a client is logged in", () -> isBusy("connections"));
        staysAwakeForManyRounds();
        assertThat(home.ask("why", "homelab").orFail()).contains("10.77.0.50");

        Lab.end(client);

        awaitSleep();
    }

    @Test
    void anOpenFileOfAShareKeepsItAwakeAndAnIdleSessionDoesNot() throws Exception {
        Path samba = LAB.folder().resolve("h1/samba");
        Awaitility.await("Samba serves").atMost(PATIENCE).until(() -> samba("client", "quit"));
        Files.writeString(samba.resolve("media/film.mkv"), "a film");
        Path screen = LAB.folder().resolve("screen");
        LAB.at(Place.CLIENT).run("mkfifo", screen.toString()).orFail();
        Process client =
                LAB.start(
                        Place.CLIENT,
                        LAB.folder().resolve("smbclient.log"),
                        Map.of(),
                        List.of(
                                "sh",
                                LAB.script("samba.sh"),
                                "session",
                                samba.toString(),
                                Place.FIRST_HOST.address(),
                                "games"));
        try (OutputStream commands = client.getOutputStream()) {
            // It opens the file first, and then waits until somebody looks at the screen.
            say(commands, "get film.mkv " + screen);
            awaitThat("it is known that a file is open", () -> isBusy("samba"));
            staysAwakeForManyRounds();
            assertThat(home.ask("why", "homelab").orFail()).contains("film.mkv");

            assertThat(LAB.at(Place.CLIENT).run("cat", screen.toString()).orFail())
                    .isEqualTo("a film");

            awaitSleep();
            assertThat(client.isAlive()).as("the session is there").isTrue();
        } finally {
            Lab.end(client);
        }
    }

    private static boolean samba(String verb, String commands) {
        return LAB.at(Place.CLIENT)
                        .run(
                                "sh",
                                LAB.script("samba.sh"),
                                verb,
                                LAB.folder().resolve("h1/samba").toString(),
                                Place.FIRST_HOST.address(),
                                "games",
                                commands)
                        .exit()
                == 0;
    }

    private static void say(OutputStream commands, String line) throws IOException {
        commands.write((line + "\n").getBytes(StandardCharsets.UTF_8));
        commands.flush();
    }

    @Test
    void aNodeThatRefusesIsLeftAloneForAWhileAndThenAskedAgain() {
        machine.temper("refuses");

        Ledger.Entry failed = ledger.await("sleep.failed", "homelab", PATIENCE);

        assertThat(failed.details()).contains("restic");
        machine.temper("none");
        assertThat(machine.state()).isEqualTo("awake");
        awaitThat(
                "it is held by its back-off",
                () -> host.metric("vmstation_sleep_hold", "homelab", "back-off") == 1);
        assertThat(home.ask("why", "homelab").orFail()).contains("back-off").contains("restic");
        awaitSleep();
        List<Happening> asked = machine.happenings("systemctl");
        assertThat(asked).hasSize(2);
        assertThat(asked.get(1).at() - asked.get(0).at()).isGreaterThan(5);
    }
}
