package io.vmstation.sleep.check;

import static io.vmstation.spi.OptionDescription.Type.FLAG;
import static io.vmstation.spi.OptionDescription.Type.INTEGER;
import static io.vmstation.spi.OptionDescription.Type.NUMBER;

import io.vmstation.spi.Evidence;
import io.vmstation.spi.Evidence.Busy;
import io.vmstation.spi.Evidence.Idle;
import io.vmstation.spi.OptionDescription;
import io.vmstation.spi.SleepCheck;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Compares the load average with a threshold (proc_loadavg(5)). */
public final class LoadCheck implements SleepCheck {
    private static final Program LOAD = Program.reading("/proc/loadavg");
    private static final Program CPUS = Program.of("coreutils", List.of("nproc"));
    private static final Pattern LOADS =
            Pattern.compile("(\\d+\\.\\d+) (\\d+\\.\\d+) (\\d+\\.\\d+) \\d+/\\d+ \\d+\\s*");
    private static final List<Long> MINUTES = List.of(1L, 5L, 15L);

    @Override
    public String name() {
        return "load";
    }

    @Override
    public String description() {
        return "How many programs run or wait for a disk, on average of the last minutes (the load"
                + " average).";
    }

    @Override
    public List<OptionDescription> options() {
        return List.of(
                OptionDescription.of(
                        "below",
                        NUMBER,
                        "0.25",
                        "The load average, divided by the number of CPUs, from which on the node"
                                + " counts as in use."),
                OptionDescription.of(
                        "perCpu",
                        FLAG,
                        "true",
                        "Whether the load average is divided by the number of CPUs; on a machine with"
                                + " many CPUs a single busy program shows only when it is not."),
                OptionDescription.of(
                        "minutes", INTEGER, "5", "Over how many minutes: 1, 5 or 15."));
    }

    @Override
    public CompletableFuture<Evidence> look(Question question) {
        double below = question.options().number("below");
        boolean perCpu = question.options().flag("perCpu");
        long minutes = question.options().integer("minutes");
        return Inquiry.on(
                question,
                inquiry -> {
                    CompletableFuture<Integer> divisor =
                            perCpu
                                    ? inquiry.printed(CPUS).thenApply(LoadCheck::cpus)
                                    : CompletableFuture.completedFuture(1);
                    return inquiry.printed(LOAD)
                            .thenApply(printed -> load(printed, minutes))
                            .thenCombine(
                                    divisor,
                                    (load, by) -> judge(load / by, below, perCpu, minutes));
                });
    }

    private static Evidence judge(double load, double below, boolean perCpu, long minutes) {
        String reason =
                String.format(
                        Locale.ROOT,
                        "load %.2f%s over %d min, %s %.2f",
                        load,
                        perCpu ? " per CPU" : "",
                        minutes,
                        load < below ? "below" : "not below",
                        below);
        return load < below ? new Idle(reason) : new Busy(reason);
    }

    private static double load(String printed, long minutes) {
        Matcher matcher = LOADS.matcher(printed);
        int which = MINUTES.indexOf(minutes);
        if (which < 0) {
            throw new CannotTell("minutes is " + minutes + ": write 1, 5 or 15");
        }
        if (!matcher.matches()) {
            throw new CannotTell("/proc/loadavg is unreadable: \"" + Clause.of(printed) + "\"");
        }
        return Double.parseDouble(matcher.group(which + 1));
    }

    private static int cpus(String printed) {
        String number = printed.strip();
        if (!number.matches("[1-9]\\d{0,5}")) {
            throw new CannotTell("nproc printed no number: \"" + Clause.of(printed) + "\"");
        }
        return Integer.parseInt(number);
    }
}
