package io.vmstation.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * A real client uses a real share of the masternode: the first machine is woken by what Samba
 * tells, the second by what happens to the files.
 */
@Needs({"ip", "nft", "python3", "sysctl", "curl", "smbd", "smbclient"})
@Timeout(120)
class ShareTest {
    @RegisterExtension static final Lab LAB = new Lab();

    private static SleepingMachine audited;
    private static SleepingMachine accessed;
    private static HostProcess host;
    private static Path folder;

    @BeforeAll
    static void start() {
        folder = LAB.folder().resolve("samba");
        audited = LAB.machine(Place.FIRST_HOST).http(Duration.ZERO).start();
        accessed = LAB.machine(Place.SECOND_HOST).http(Duration.ZERO).start();
        LAB.start(
                Place.MASTERNODE,
                LAB.folder().resolve("smbd.log"),
                Map.of(),
                List.of(
                        "sh",
                        LAB.script("samba.sh"),
                        "run",
                        folder.toString(),
                        Place.MASTERNODE.address()));
        Awaitility.await("Samba serves")
                .atMost(Duration.ofSeconds(30))
                .until(() -> client("games", "quit").exit() == 0);
        host =
                LAB.host("home")
                        .properties(
                                """
                                wake.cool-down=0s
                                wake-on-share-access.enabled=true
                                wake-on-share-access.node=audited
                                wake-on-share-access.service=web
                                wake-on-share-access.signal=audit
                                wake-on-share-access.directory=%1$s/media
                                wake-on-share-access.audit-log=%1$s/audit.log
                                wake-on-share-access.ignore-users=backup
                                wake-on-share-access.quiet=0s
                                """
                                        .formatted(folder))
                        .nodes(
                                new Site()
                                        .node(
                                                "audited",
                                                Place.FIRST_HOST,
                                                "sources: {ignore: [%s]}"
                                                        .formatted(Clients.OTHER_ADDRESS))
                                        .node("accessed", Place.SECOND_HOST)
                                        .toString())
                        .write(
                                "routes/wake-on-files.camel.yaml",
                                """
                                - templatedRoute:
                                    routeTemplateRef: wake-on-file-access
                                    routeId: wake-on-files
                                    parameters:
                                      - {name: node, value: accessed}
                                      - {name: service, value: web}
                                      - {name: directory, value: "%s/media"}
                                      - {name: ignorePrograms, value: find}
                                      - {name: quiet, value: 0s}
                                """
                                        .formatted(folder))
                        .start();
        Awaitility.await("both watches see")
                .until(() -> alive("wake-on-share-access") && alive("wake-on-files"));
    }

    /** A wake that is still under way would wake the machine again. */
    @BeforeEach
    void switchOff() {
        Awaitility.await("no wake is under way")
                .until(
                        () ->
                                host.metrics().entrySet().stream()
                                        .filter(
                                                m ->
                                                        m.getKey()
                                                                .startsWith(
                                                                        "vmstation_wake_waiting"))
                                        .allMatch(m -> m.getValue() == 0));
        audited.switchOff();
        accessed.switchOff();
    }

    private static boolean alive(String route) {
        return host.metrics().entrySet().stream()
                .anyMatch(
                        meter ->
                                meter.getKey().startsWith("vmstation_share_watch_alive{")
                                        && meter.getKey().contains('"' + route + '"')
                                        && meter.getValue() == 1);
    }

    private static double ignored(String route) {
        return host.metrics().entrySet().stream()
                .filter(
                        meter ->
                                meter.getKey().startsWith("vmstation_share_events_total{")
                                        && meter.getKey().contains('"' + route + '"')
                                        && meter.getKey().contains("\"ignored\""))
                .mapToDouble(Map.Entry::getValue)
                .sum();
    }

    private static Finished client(String user, String commands) {
        return LAB.at(Place.CLIENT)
                .run(
                        "sh",
                        LAB.script("samba.sh"),
                        "client",
                        folder.toString(),
                        Place.MASTERNODE.address(),
                        user,
                        commands);
    }

    private static long uses(String node) {
        return host.ledger().entries("share.used", node).size();
    }

    @Test
    void aListingWakesByTheAuditAndByTheAccess() {
        long before = uses("audited");
        client("games", "ls").orFail();

        audited.awaitState("awake");
        accessed.awaitState("awake");
        Awaitility.await().until(() -> uses("audited") > before);
        assertThat(host.ledger().entries("share.used", "audited"))
                .anySatisfy(
                        use -> {
                            assertThat(use.cause()).isEqualTo("share");
                            assertThat(use.source()).isEqualTo(Place.CLIENT.address());
                            assertThat(use.details()).contains("games", "media");
                        });
    }

    @Test
    void aMereConnectWakesByTheAuditAlone() {
        client("games", "quit").orFail();

        audited.awaitState("awake");
        assertThat(accessed.magicPackets()).isEmpty();
        assertThat(accessed.state()).isEqualTo("off");
    }

    @Test
    void anIgnoredUserWakesNothing() {
        double before = ignored("wake-on-share-access");
        client("backup", "quit").orFail();

        Awaitility.await().until(() -> ignored("wake-on-share-access") > before);
        assertThat(audited.magicPackets()).isEmpty();
        assertThat(audited.state()).isEqualTo("off");
    }

    @Test
    void anIgnoredAddressWakesNothing() {
        Namespace place = LAB.at(Place.CLIENT);
        String server = Place.MASTERNODE.address() + "/32";
        place.run("ip", "addr", "replace", Clients.OTHER_ADDRESS + "/24", "dev", "eth0").orFail();
        place.run("ip", "route", "replace", server, "dev", "eth0", "src", Clients.OTHER_ADDRESS)
                .orFail();
        try {
            client("games", "ls").orFail();
        } finally {
            place.run("ip", "route", "del", server).orFail();
        }

        assertThat(host.ledger().await("source.ignored", "audited").source())
                .isEqualTo(Clients.OTHER_ADDRESS);
        assertThat(audited.magicPackets()).isEmpty();
        assertThat(audited.state()).isEqualTo("off");
    }

    @Test
    void anIndexerWakesNothing() throws IOException {
        for (int i = 0; i < 300; i++) {
            Files.createDirectories(folder.resolve("media/indexed/" + i));
        }
        accessed.awaitState("awake");
        switchOff();
        double before = ignored("wake-on-files");

        LAB.at(Place.MASTERNODE)
                .run("find", folder + "/media", "-mindepth", "1", "-exec", "true", ";")
                .orFail();

        Awaitility.await().until(() -> ignored("wake-on-files") > before + 50);
        assertThat(accessed.magicPackets()).isEmpty();
        assertThat(accessed.state()).isEqualTo("off");
    }

    @Test
    void aRotatedLogHidesNobody() throws IOException {
        Path log = folder.resolve("audit.log");
        Files.move(log, folder.resolve("audit.log.1"));
        client("games", "quit").orFail();
        audited.awaitState("awake");

        audited.switchOff();
        Files.copy(log, folder.resolve("audit.log.2"));
        try (FileChannel file = FileChannel.open(log, StandardOpenOption.WRITE)) {
            file.truncate(0);
        }
        client("games", "quit").orFail();
        audited.awaitState("awake");
    }

    @Test
    void validateWarnsOfANameThatLocksClientsOut() throws IOException {
        Path bad = folder.resolve("bad.conf");
        String text = Files.readString(folder.resolve("smb.conf"));
        Files.writeString(bad, text.replace("connect openat", "connect opendir"));
        List<String> command = new ArrayList<>(List.of("env", "SMB_CONF_PATH=" + bad));
        command.addAll(PackagedJar.command(List.of()));
        command.addAll(List.of("validate", "--home", LAB.folder().resolve("home").toString()));

        assertThat(LAB.at(Place.MASTERNODE).run(command).orFail())
                .contains("Warning: smb.conf: clients are locked out: share media")
                .contains("opendir");
    }

    @Test
    void theConfigurationOfThisSambaPassesItsOwnCheck() {
        Finished check =
                LAB.host("checked")
                        .properties(
                                "wake-on-share-access.audit-log=%s/audit.log\n".formatted(folder))
                        .run(
                                "samba",
                                "--home",
                                LAB.folder().resolve("checked").toString(),
                                "--smb-conf",
                                folder.resolve("smb.conf").toString());
        assertThat(check.orFail()).contains("Samba tells who uses its shares");
    }
}
