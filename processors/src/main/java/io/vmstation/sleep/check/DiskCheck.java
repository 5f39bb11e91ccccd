package io.vmstation.sleep.check;

import static io.vmstation.spi.OptionDescription.Type.TEXTS;

import io.vmstation.spi.Evidence;
import io.vmstation.spi.OptionDescription;
import io.vmstation.spi.SleepCheck;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Measures what is read from and written to the disks of a node (Linux,
 * Documentation/admin-guide/iostats.rst). Only whole disks count: partitions, volumes, RAID and
 * encryption lie on them.
 */
public final class DiskCheck implements SleepCheck {
    private static final Program COUNTERS = Program.reading("/proc/diskstats");

    /** Whatever the disk's own sector is, here it has 512 bytes. */
    private static final long SECTOR = 512;

    /**
     * Major, minor, name, reads, reads merged, sectors read, time, writes, merged, sectors written.
     */
    private static final Pattern LINE =
            Pattern.compile(
                    "\\s*\\d+\\s+\\d+\\s+(\\S+)\\s+\\d+\\s+\\d+\\s+(\\d+)\\s+\\d+\\s+\\d+\\s+\\d+\\s+"
                            + "(\\d+)\\s.*");

    private static final Pattern WHOLE_DISK =
            Pattern.compile("(?:sd|vd|xvd|hd|dasd)[a-z]+|nvme\\d+n\\d+|mmcblk\\d+|pmem\\d+");

    private final Throughput throughput;

    /** Measures by the clock of this machine. */
    public DiskCheck() {
        this(System::nanoTime);
    }

    /**
     * @param nanoTime a clock that only goes forward, in nanoseconds
     */
    public DiskCheck(LongSupplier nanoTime) {
        throughput = new Throughput(nanoTime);
    }

    @Override
    public String name() {
        return "disk";
    }

    @Override
    public String description() {
        return "How much is read from and written to the disks of the node.";
    }

    @Override
    public List<OptionDescription> options() {
        return List.of(
                Throughput.below("200KB"),
                Throughput.over(),
                OptionDescription.of(
                        "ignore",
                        TEXTS,
                        "",
                        "Disks that do not count, such as sda; * stands for anything."));
    }

    @Override
    public CompletableFuture<Evidence> look(Question question) {
        NamePatterns ignored = NamePatterns.of(question.options().texts("ignore"));
        return Inquiry.on(
                question,
                inquiry ->
                        inquiry.printed(COUNTERS)
                                .thenApply(printed -> bytes(printed, ignored))
                                .thenApply(bytes -> throughput.judge(question, bytes)));
    }

    private static Map<String, Long> bytes(String printed, NamePatterns ignored) {
        Map<String, Long> bytes = new HashMap<>();
        for (String line : printed.lines().toList()) {
            Matcher matcher = LINE.matcher(line);
            if (!matcher.matches()) {
                throw new CannotTell("/proc/diskstats is unreadable: \"" + Clause.of(line) + "\"");
            }
            String name = matcher.group(1);
            if (WHOLE_DISK.matcher(name).matches() && !ignored.match(name)) {
                long sectors = Long.parseLong(matcher.group(2)) + Long.parseLong(matcher.group(3));
                bytes.put(name, sectors * SECTOR);
            }
        }
        if (bytes.isEmpty()) {
            throw new CannotTell("/proc/diskstats shows no disk that counts");
        }
        return bytes;
    }
}
