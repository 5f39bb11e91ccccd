package io.vmstation.sleep.check;

import static io.vmstation.sleep.check.Looks.look;
import static io.vmstation.sleep.check.NodeAnswers.recorded;
import static org.assertj.core.api.Assertions.assertThat;

import io.vmstation.spi.Evidence;
import io.vmstation.spi.Evidence.Busy;
import io.vmstation.spi.Evidence.Idle;
import io.vmstation.spi.Evidence.Unknown;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** The checks that compare counters with what they were before. */
class ThroughputTest {
    private static final long MEGABYTE = 1024 * 1024;

    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);
    private final NetworkCheck network = new NetworkCheck(nanos::get);
    private final DiskCheck disk = new DiskCheck(nanos::get);

    private void pass(int seconds) {
        nanos.addAndGet(Duration.ofSeconds(seconds).toNanos());
    }

    /** The recording, with other counters of its eth0. */
    private Evidence network(long received, long sent) {
        String counters =
                recorded("network/before.txt")
                        .replace("264148583", String.valueOf(received))
                        .replace("1017935", String.valueOf(sent));
        return look(network, new NodeAnswers().prints("cat /proc/net/dev", counters));
    }

    private Evidence disk(String recording) {
        return look(disk, new NodeAnswers().printsRecorded("cat /proc/diskstats", recording));
    }

    @Test
    void saysHowLongItMustMeasureUntilItHas() {
        assertThat(network(0, 0))
                .isEqualTo(new Unknown("measured for 0 ms so far, it takes 5 min"));
        pass(60);
        assertThat(network(0, 0))
                .isEqualTo(new Unknown("measured for 60 s so far, it takes 5 min"));
        pass(240);
        assertThat(network(0, 0)).isEqualTo(new Idle("0 B per second over 5 min, below 50 KB"));
    }

    @Test
    void countsWhatIsReceivedAndSent() {
        network(0, 0);
        pass(300);

        assertThat(network(8 * MEGABYTE, 8 * MEGABYTE))
                .isEqualTo(new Busy("55 KB per second over 5 min, not below 50 KB"));
    }

    @Test
    void chatterDoesNotKeepANodeUp() {
        long bytes = 0;
        for (int i = 0; i < 10; i++) {
            network(bytes, 0);
            pass(60);
            bytes += 139 * 60;
        }

        assertThat(network(bytes, 0))
                .isEqualTo(new Idle("139 B per second over 5 min, below 50 KB"));
    }

    @Test
    void forgetsAnOldDownload() {
        network(0, 0);
        pass(60);
        network(1000 * MEGABYTE, 0);
        pass(240);
        assertThat(network(1000 * MEGABYTE, 0)).isInstanceOf(Busy.class);
        pass(60);

        assertThat(network(1000 * MEGABYTE, 0)).isInstanceOf(Idle.class);
    }

    @Test
    void beginsAnewWhenACounterGoesBack() {
        network(4000 * MEGABYTE, 0);
        pass(300);

        assertThat(network(1, 0)).isInstanceOf(Unknown.class);
        pass(300);
        assertThat(network(2, 0)).isInstanceOf(Idle.class);
    }

    @Test
    void doesNotThinOutABeginningStreamWithHoursOfSleep() {
        network(0, 0);
        pass(3 * 3600);

        assertThat(network(500 * MEGABYTE, 0)).isInstanceOf(Unknown.class);
        pass(300);
        assertThat(network(1000 * MEGABYTE, 0)).isInstanceOf(Busy.class);
    }

    @Test
    void managesWithRoundsThatAreFurtherApartThanTheWindow() {
        network(0, 0);
        pass(600);

        assertThat(network(0, 0)).isEqualTo(new Idle("0 B per second over 10 min, below 50 KB"));
    }

    @Test
    void managesWithRoundsThatAreVeryClose() {
        for (int i = 0; i < 1_000; i++) {
            network(0, 0);
            nanos.addAndGet(Duration.ofMillis(500).toNanos());
        }

        assertThat(network(0, 0)).isInstanceOf(Idle.class);
    }

    @Test
    void countsAnInterfaceThatHasJustComeFromItsBeginning() {
        network(0, 0);
        pass(300);
        String counters =
                recorded("network/before.txt")
                        .replace("264148583", "0")
                        .replace("1017935", "0")
                        .concat("  eth1: 50000000 1 0 0 0 0 0 0 50000000 1 0 0 0 0 0 0\n");

        assertThat(look(network, new NodeAnswers().prints("cat", counters)))
                .isInstanceOf(Busy.class);
    }

    @Test
    void doesNotCountInterfacesWhoseTrafficIsCountedElsewhere() {
        for (String name :
                List.of("lo", "docker0", "veth1a2b", "br-12ab", "cni0", "flannel.1", "eth0.10")) {
            NetworkCheck fresh = new NetworkCheck(nanos::get);
            String none = recorded("network/before.txt").replace("eth0", name);

            assertThat(look(fresh, new NodeAnswers().prints("cat", none)).reason())
                    .contains("no interface that counts");
        }
    }

    @Test
    void countsTheInterfacesThatTheUserWants() {
        String counters = recorded("network/before.txt");

        assertThat(
                        look(
                                        network,
                                        new NodeAnswers().prints("cat", counters),
                                        Map.of("ignore", List.of("*")))
                                .reason())
                .contains("no interface that counts");
    }

    /** Recorded before and after 40 MB were written to the disk. */
    @Test
    void measuresDisks() {
        assertThat(disk("disk/before.txt")).isInstanceOf(Unknown.class);
        pass(100);
        assertThat(disk("disk/after-40-MB.txt")).isInstanceOf(Unknown.class);
        pass(200);
        assertThat(disk("disk/after-40-MB.txt"))
                .isEqualTo(new Idle("137 KB per second over 5 min, below 200 KB"));
    }

    @Test
    void aDiskThatWorksHardIsUse() {
        assertThat(disk("disk/before.txt")).isInstanceOf(Unknown.class);
        pass(150);
        disk("disk/after-40-MB.txt");
        pass(150);
        String more = recorded("disk/after-40-MB.txt").replace(" 11776008 ", " 11976008 ");

        assertThat(look(disk, new NodeAnswers().prints("cat", more)))
                .isEqualTo(new Busy("470 KB per second over 5 min, not below 200 KB"));
    }

    /** After Documentation/admin-guide/iostats.rst: names and fields as in the recording. */
    @Test
    void countsWholeDisksOnly() {
        String line = "   8       0 %s 1 0 2048 1 1 0 2048 1 0 1 1 0 0 0 0 0 0\n";
        for (String name :
                List.of(
                        "sda1",
                        "nvme0n1p2",
                        "mmcblk0p1",
                        "dm-0",
                        "md127",
                        "loop3",
                        "zram0",
                        "sr0")) {
            assertThat(look(disk, new NodeAnswers().prints("cat", line.formatted(name))).reason())
                    .isEqualTo("/proc/diskstats shows no disk that counts");
        }
        for (String name : List.of("sda", "sdab", "nvme0n1", "mmcblk0", "vda", "xvda")) {
            assertThat(
                            look(
                                            new DiskCheck(nanos::get),
                                            new NodeAnswers().prints("cat", line.formatted(name)))
                                    .reason())
                    .startsWith("measured for");
        }
    }
}
