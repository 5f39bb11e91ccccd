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

/** Measures what goes over the network cards of a node (proc_pid_net(5), {@code /proc/net/dev}). */
public final class NetworkCheck implements SleepCheck {
    private static final Program COUNTERS = Program.reading("/proc/net/dev");
    private static final String VIRTUAL =
            "lo, docker*, podman*, br*, virbr*, veth*, vnet*, tap*, tun*, wg*, bond*, team*, vlan*,"
                    + " macv*, *.*, ifb*, dummy*, cni*, flannel*, cali*, cilium*, lxc*, kube*, nodelocal*";

    /** Name, received bytes, seven more, sent bytes, seven more. */
    private static final Pattern LINE =
            Pattern.compile("\\s*(\\S+?):\\s*(\\d+)(?:\\s+\\d+){7}\\s+(\\d+)(?:\\s+\\d+){7}\\s*");

    private final Throughput throughput;

    /** Measures by the clock of this machine. */
    public NetworkCheck() {
        this(System::nanoTime);
    }

    /**
     * @param nanoTime a clock that only goes forward, in nanoseconds
     */
    public NetworkCheck(LongSupplier nanoTime) {
        throughput = new Throughput(nanoTime);
    }

    @Override
    public String name() {
        return "network";
    }

    @Override
    public String description() {
        return "How much the network cards of the node receive and send.";
    }

    @Override
    public List<OptionDescription> options() {
        return List.of(
                Throughput.below("50KB"),
                Throughput.over(),
                OptionDescription.of(
                        "ignore",
                        TEXTS,
                        VIRTUAL,
                        "Interfaces that do not count, by default those whose traffic is counted at"
                                + " another one or never leaves the node; * stands for anything."));
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
        // Two lines of headings.
        for (String line : printed.lines().skip(2).toList()) {
            Matcher matcher = LINE.matcher(line);
            if (!matcher.matches()) {
                throw new CannotTell("/proc/net/dev is unreadable: \"" + Clause.of(line) + "\"");
            }
            String name = matcher.group(1);
            if (!ignored.match(name)) {
                bytes.put(
                        name, Long.parseLong(matcher.group(2)) + Long.parseLong(matcher.group(3)));
            }
        }
        if (bytes.isEmpty()) {
            throw new CannotTell(
                    "/proc/net/dev shows no interface that counts: say which to ignore");
        }
        return bytes;
    }
}
