package io.vmstation.lan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.util.concurrent.DefaultThreadFactory;
import io.vmstation.exec.LocalCommands;
import io.vmstation.spi.CommandResult;
import io.vmstation.spi.CommandResult.Exited;
import io.vmstation.spi.Commands;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * A network of its own, for threads of this process: what such a thread opens, starts or reads is
 * in there.
 */
public final class NetworkNamespace implements AutoCloseable {
    private static final AtomicInteger made = new AtomicInteger();
    private static final int CLONE_NEWNET = 0x40000000;

    private final LocalCommands commands = new LocalCommands();
    private final String name =
            "vmstation-" + ProcessHandle.current().pid() + "-" + made.incrementAndGet();

    private NetworkNamespace() {}

    /** Makes one, or skips the test with the reason why that is not possible here. */
    public static NetworkNamespace create() {
        NetworkNamespace namespace = new NetworkNamespace();
        CommandResult added =
                namespace
                        .commands
                        .run(List.of("ip", "netns", "add", namespace.name), limit())
                        .join();
        boolean ready = added instanceof Exited exited && exited.code() == 0;
        if (!ready) {
            namespace.commands.close();
        }
        assumeTrue(
                ready,
                "skipped: a network namespace needs root and the package iproute2: " + added);
        namespace.ip("link", "set", "lo", "up");
        return namespace;
    }

    /** Joins two of them with a cable, whose ends are both called {@code eth0}. */
    public static void join(NetworkNamespace one, NetworkNamespace other) {
        one.ip("link", "add", "eth0", "type", "veth", "peer", "name", "eth0", "netns", other.name);
        one.ip("link", "set", "eth0", "up");
        other.ip("link", "set", "eth0", "up");
    }

    /** Runs {@code ip} in it. */
    public void ip(String... arguments) {
        assertRan(Stream.concat(Stream.of("ip", "-n", name), Stream.of(arguments)).toList());
    }

    /** Sets a kernel parameter in it, named by its path under {@code /proc/sys}. */
    public void sysctl(String path, String value) throws Exception {
        call(() -> Files.writeString(Path.of("/proc/sys", path), value));
    }

    /** Runs programs in it. */
    public Commands programs() {
        return (arguments, environment, timeLimit) ->
                commands.run(inside(arguments), environment, timeLimit);
    }

    /** Calls something in it. */
    public <T> T call(Callable<T> task) throws Exception {
        ExecutorService inside = Executors.newSingleThreadExecutor(threads());
        try {
            return inside.submit(task).get();
        } finally {
            inside.shutdown();
        }
    }

    /** Makes threads that live in it. */
    public ThreadFactory threads() {
        return task -> new DefaultThreadFactory(name, true).newThread(() -> runInside(task));
    }

    @Override
    public void close() {
        assertRan(List.of("ip", "netns", "del", name));
        commands.close();
    }

    private void runInside(Runnable task) {
        int descriptor = TestSystemCalls.open("/run/netns/" + name, 0);
        TestSystemCalls.setns(descriptor, CLONE_NEWNET);
        TestSystemCalls.close(descriptor);
        task.run();
    }

    private List<String> inside(List<String> line) {
        return Stream.concat(Stream.of("ip", "netns", "exec", name), line.stream()).toList();
    }

    private void assertRan(List<String> line) {
        assertThat(commands.run(line, limit()).join())
                .as(String.join(" ", line))
                .isEqualTo(new Exited(0, "", ""));
    }

    private static Duration limit() {
        return Duration.ofSeconds(30);
    }
}
