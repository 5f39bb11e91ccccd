package io.vmstation.ipmi.source.tool;

import static io.vmstation.ipmi.source.tool.SourceSite.found;
import static io.vmstation.ipmi.source.tool.SourceSite.order;
import static io.vmstation.ipmi.source.tool.SourceSite.program;
import static io.vmstation.ipmi.source.tool.SourceSite.sensor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vmstation.exec.SshConnections;
import io.vmstation.exec.SshDaemon;
import io.vmstation.ipmi.reading.BmcReading;
import io.vmstation.ipmi.reading.Collector;
import io.vmstation.ipmi.reading.Finding;
import io.vmstation.ipmi.reading.Finding.Chassis;
import io.vmstation.ipmi.reading.Finding.Failed;
import io.vmstation.ipmi.reading.Finding.SelEvents;
import io.vmstation.ipmi.reading.Finding.Sensors;
import io.vmstation.ipmi.source.BmcConnection.InBand;
import io.vmstation.ipmi.source.BmcSource;
import io.vmstation.ipmi.source.PowerAction;
import io.vmstation.ipmi.source.PowerResult.Accepted;
import io.vmstation.ipmi.source.PowerResult.Refused;
import io.vmstation.ipmi.source.ReadOrder;
import io.vmstation.ipmi.source.freeipmi.FreeIpmi;
import io.vmstation.ipmi.source.ipmitool.Ipmitool;
import io.vmstation.node.Node;
import io.vmstation.node.SshAccess;
import io.vmstation.node.TestNode;
import io.vmstation.wake.RecordedCommands;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** BMCs asked by the machines that they are in, over a real sshd, by programs that only print. */
@Timeout(60)
class InBandTest {
    @TempDir Path folder;
    private Path programs;
    private Path asked;
    private SshDaemon daemon;
    private SshConnections connections;
    private FreeIpmi freeIpmi;
    private Ipmitool ipmitool;

    @BeforeEach
    void start() throws Exception {
        programs = Files.createDirectory(folder.resolve("bin"));
        asked = folder.resolve("asked");
        daemon = new SshDaemon(folder, programs);
        connections = new SshConnections(daemon.knownHosts);
        PrivateFolder files = new PrivateFolder(folder.resolve("private"));
        freeIpmi = new FreeIpmi(new RecordedCommands(), program -> false, files);
        ipmitool = new Ipmitool(new RecordedCommands(), program -> false, files);
    }

    @AfterEach
    void stop() {
        if (connections != null) {
            connections.close();
            daemon.close();
        }
    }

    private InBand storage() {
        Node node =
                TestNode.named("storage")
                        .addresses(List.of("127.0.0.1"))
                        .ssh(
                                new SshAccess(
                                        System.getProperty("user.name"),
                                        daemon.port,
                                        Optional.of(daemon.clientKey)))
                        .build();
        return new InBand("storage", false, connections.on(node));
    }

    private String file(String recorded) throws IOException {
        Path file = folder.resolve(recorded.replace('/', '-'));
        return Files.writeString(file, SourceSite.recorded(recorded)).toString();
    }

    private Finding read(BmcSource source, Collector collector) {
        return found(source.read(storage(), order(collector)).join(), collector);
    }

    @Test
    void freeIpmiIsAskedWithoutAnAddressOrAPassword() throws IOException {
        program(
                programs,
                "ipmi-sensors",
                "echo \"$0 $*\" >>" + asked,
                "cat " + file("freeipmi/dell-idrac9.csv"));

        assertThat(((Sensors) read(freeIpmi, Collector.IPMI)).all()).hasSize(22);
        assertThat(Files.readString(asked))
                .contains("ipmi-sensors --config-file=/dev/null --quiet-cache")
                .doesNotContain("hostname", "sdr-cache-directory");
    }

    @Test
    void ipmitoolsRecordsComeFromThereAndNothingIsLeft() throws IOException {
        String records = file("ipmitool/records.base64");
        program(
                programs,
                "ipmitool",
                "echo \"$*\" >>" + asked,
                "case \"$*\" in",
                "*'sdr dump '*) for last; do :; done; base64 -d " + records + " >\"$last\" ;;",
                "*sensor) cat " + file("ipmitool/records-sensor.txt") + " ;;",
                "*writeraw*) for last; do :; done; base64 -d "
                        + file("ipmitool/log.base64")
                        + " >\"$last\" ;;",
                "esac");
        Finding sensors = read(ipmitool, Collector.IPMI);
        SelEvents events = (SelEvents) read(ipmitool, Collector.SEL_EVENTS);

        assertThat(sensor(sensors, "CPU Temp").id()).isEqualTo(2);
        assertThat(sensor(sensors, "CPU Temp").unit()).isEqualTo("C");
        assertThat(events.all()).isNotEmpty();
        assertThat(events.all().get(0).sensor()).isEqualTo("CPU Temp");
        assertThat(Files.readString(asked)).startsWith("-I open -v sdr dump /");
        List<Path> folders =
                Files.readAllLines(asked).stream()
                        .map(line -> Path.of(line.substring(line.lastIndexOf(' ') + 1)))
                        .filter(Path::isAbsolute)
                        .map(Path::getParent)
                        .toList();
        assertThat(folders).hasSize(2);
        await().untilAsserted(() -> assertThat(folders).noneMatch(Files::exists));
    }

    @Test
    void aLoginThatMayNotAsksBySudoAndAtOnceTheNextTime() throws IOException {
        program(
                programs,
                "ipmi-chassis",
                "echo \"$*\" >>" + asked,
                "[ -n \"$ROOT\" ] || { echo 'ipmi-chassis: permission denied' >&2; exit 1; }",
                "echo 'System Power : on'");
        program(programs, "sudo", "[ \"$1\" = -n ] || exit 9", "shift", "ROOT=1 exec \"$@\"");

        assertThat(read(freeIpmi, Collector.CHASSIS)).isInstanceOf(Chassis.class);
        assertThat(read(freeIpmi, Collector.CHASSIS)).isInstanceOf(Chassis.class);
        assertThat(Files.readAllLines(asked)).hasSize(3);
    }

    @Test
    void aLoginThatMayNotEvenBySudoIsToldWhatToAllow() throws IOException {
        program(programs, "ipmi-chassis", "echo 'ipmi-chassis: permission denied' >&2", "exit 1");
        program(programs, "sudo", "echo 'sudo: a password is required' >&2", "exit 1");

        assertThat(read(freeIpmi, Collector.CHASSIS))
                .isEqualTo(
                        new Failed(
                                "only root may ask the BMC of the machine; log in as root, or put"
                                        + " into /etc/sudoers.d/vmstation there: LOGIN ALL=(root)"
                                        + " NOPASSWD: /usr/sbin/ipmi-chassis"));
    }

    @Test
    void aMachineWithoutAModuleIsToldWhichOne() throws IOException {
        program(
                programs,
                "ipmitool",
                "echo 'Could not open device at /dev/ipmi0: No such file or directory' >&2",
                "exit 1");

        assertThat(read(ipmitool, Collector.CHASSIS))
                .isEqualTo(
                        new Failed(
                                "the machine shows no BMC: modprobe -a ipmi_si ipmi_devintf, if it"
                                        + " has one"));
    }

    @Test
    void aProgramThatIsNotThereIsNamedWithItsPackageAndNotLookedForAgain() {
        // Not the one of this machine, which the daemon finds, too.
        BmcReading reading =
                new FreeIpmi(
                                new RecordedCommands(),
                                program -> false,
                                new PrivateFolder(folder.resolve("private")))
                        .read(
                                new InBand(
                                        "storage",
                                        false,
                                        new RecordedCommands(
                                                new io.vmstation.spi.CommandResult.NotInstalled(
                                                        "ipmi-chassis"),
                                                new io.vmstation.spi.CommandResult.NotInstalled(
                                                        "sudo"))),
                                SourceSite.all())
                        .join();

        assertThat(reading.findings().values())
                .containsOnly(
                        new Failed(
                                "there is no ipmi-chassis: apt install freeipmi-tools, or dnf"
                                        + " install freeipmi"));
    }

    @Test
    void aProgramThatHangsLeavesTimeToTheOthers() throws IOException {
        program(programs, "ipmi-chassis", "exec sleep 60");
        program(programs, "ipmi-sensors", "cat " + file("freeipmi/hp-ilo4.csv"));
        program(
                programs,
                "ipmi-sel",
                "echo 'Number of log entries : 3'",
                "echo 'Free space remaining : 9 bytes'");
        ReadOrder order =
                new ReadOrder(
                        Set.of(Collector.CHASSIS, Collector.SEL, Collector.IPMI),
                        Set.of(),
                        Duration.ofSeconds(8),
                        List.of());
        BmcReading reading = freeIpmi.read(storage(), order).join();

        assertThat(((Failed) found(reading, Collector.CHASSIS)).reason())
                .startsWith("ipmi-chassis did not end within ");
        assertThat(found(reading, Collector.SEL)).isEqualTo(new Finding.Sel(3, 9));
        assertThat(found(reading, Collector.IPMI)).isInstanceOf(Sensors.class);
    }

    @Test
    void anEndlessOutputIsNotReadForEver() throws IOException {
        program(
                programs,
                "ipmi-sensors",
                "yes '2,CPU Temp,Temperature,Nominal,42.00,C,0000h' | head -c 200000");

        assertThat(((Failed) read(freeIpmi, Collector.IPMI)).reason())
                .startsWith("ipmi-sensors printed more than 64 KiB");
    }

    @Test
    void aMachineThatGoesOffTakesTheConnectionAlongAndHasObeyed() throws IOException {
        program(programs, "ipmi-chassis", "kill -9 $PPID $(ps -o ppid= -p $PPID)");

        assertThat(freeIpmi.power(storage(), PowerAction.HARD_OFF, SourceSite.LIMIT).join())
                .isEqualTo(new Accepted());
        assertThat(freeIpmi.power(storage(), PowerAction.ON, SourceSite.LIMIT).join())
                .isInstanceOf(Refused.class);
    }
}
