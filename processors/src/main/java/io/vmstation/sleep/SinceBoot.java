package io.vmstation.sleep;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Nanoseconds since this machine was booted, the time in which it was suspended included: the first
 * number of {@code /proc/uptime} (proc_uptime(5)), to about 10 ms. {@link System#nanoTime} stands
 * still while Linux is suspended, and a gap of hours would look like none. Where that file cannot
 * be read, it goes on as {@code nanoTime} does. Thread-safe, never goes back.
 */
final class SinceBoot implements LongSupplier {
    static final Path UPTIME = Path.of("/proc/uptime");

    private static final Logger log = LoggerFactory.getLogger(SinceBoot.class);
    private static final int DIGITS_OF_NANOS = 9;

    private final Path uptime;
    private long latest;
    private long latestNanoTime = System.nanoTime();

    SinceBoot(Path uptime) {
        this.uptime = requireNonNull(uptime, "uptime is null");
    }

    @Override
    public synchronized long getAsLong() {
        long nanoTime = System.nanoTime();
        latest = Math.max(latest, read(latest + nanoTime - latestNanoTime));
        latestNanoTime = nanoTime;
        return latest;
    }

    private long read(long otherwise) {
        try {
            String text = Files.readString(uptime);
            return new BigDecimal(text.substring(0, text.indexOf(' ')))
                    .movePointRight(DIGITS_OF_NANOS)
                    .longValue();
        } catch (IOException | RuntimeException e) {
            log.debug("The uptime could not be read: file={}", uptime, e);
            return otherwise;
        }
    }
}
