package io.vmstation.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A LAN of network namespaces for one test class: register it as a static extension. Removes what a
 * crashed run left behind, and after a failed test prints the tails of all logs. Everything it
 * writes lies in {@code it/target/lab/<test class>} and stays there until the next run.
 */
public final class Lab
        implements BeforeAllCallback, AfterAllCallback, AfterTestExecutionCallback, AutoCloseable {
    private static final int TAIL_LINES = 60;

    private final Path scripts = Path.of(System.getProperty("vmstation.lab", "lab"));
    private final String prefix = "vms" + ProcessHandle.current().pid();
    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private @Nullable Path folder;

    @Override
    public void beforeAll(ExtensionContext context) throws IOException {
        Path state = Path.of(System.getProperty("vmstation.lab.state", "target/lab"));
        folder = state.resolve(context.getRequiredTestClass().getSimpleName()).toAbsolutePath();
        delete(folder);
        Files.createDirectories(folder);
        lan("sweep");
        lan("up", prefix, Long.toString(ProcessHandle.current().pid()));
    }

    @Override
    public void afterAll(ExtensionContext context) throws IOException {
        printTailsAfterFailure(context);
        close();
    }

    /** Ends everything that runs in the lab, last started first, and removes the namespaces. */
    @Override
    public void close() {
        while (!parts.isEmpty()) {
            try {
                parts.pop().close();
            } catch (Exception e) {
                System.err.println("A part of the lab did not close: problem=" + e);
            }
        }
        lan("down", prefix);
    }

    @Override
    public void afterTestExecution(ExtensionContext context) throws IOException {
        printTailsAfterFailure(context);
    }

    private void printTailsAfterFailure(ExtensionContext context) throws IOException {
        if (context.getExecutionException().isEmpty()) {
            return;
        }
        System.err.println("FAILED: " + context.getDisplayName());
        try (Stream<Path> files = Files.walk(folder())) {
            for (Path file : files.filter(Lab::isLog).sorted().toList()) {
                printTail(file);
            }
        }
    }

    /** Where tests may write. */
    public Path folder() {
        if (folder == null) {
            throw new IllegalStateException("the lab is not up: register it as an extension");
        }
        return folder;
    }

    /** One of the lab's scripts. */
    public String script(String name) {
        return scripts.resolve(name).toAbsolutePath().toString();
    }

    /** Where something runs. */
    public Namespace at(Place place) {
        return new Namespace(prefix + "-" + place.suffix());
    }

    /** The clients' side. */
    public Clients clients() {
        return new Clients(this);
    }

    /** Describes a machine that sleeps at {@code place}; it is there once started. */
    public MachineSetup machine(Place place) {
        return new MachineSetup(this, place);
    }

    /** Describes a host on the masternode; it runs once started. */
    public HostSetup host(String name) {
        return new HostSetup(this, name);
    }

    /** Starts a BMC on the masternode, with options of {@code bmc.py start}. */
    public SimulatedBmc bmc(String name, String... options) {
        return SimulatedBmc.start(this, folder().resolve(name), options);
    }

    /** Starts many BMCs on the masternode at once. */
    public List<SimulatedBmc> bmcs(String name, int count, String... options) {
        return SimulatedBmc.startMany(this, folder().resolve(name), count, options);
    }

    /** Starts a process that ends with the lab at the latest. */
    Process start(Place place, Path log, Map<String, String> environment, List<String> command) {
        Process process = at(place).start(log, environment, command);
        parts.push(() -> end(process));
        return process;
    }

    /** Ends a process: politely first. */
    static void end(Process process) throws InterruptedException {
        process.destroy();
        if (!process.waitFor(15, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
    }

    private void lan(String... arguments) {
        String[] command = new String[arguments.length + 2];
        command[0] = "sh";
        command[1] = script("lan.sh");
        System.arraycopy(arguments, 0, command, 2, arguments.length);
        Namespace.outside(command).orFail();
    }

    private static boolean isLog(Path file) {
        String name = file.getFileName().toString();
        return name.endsWith(".log") || name.endsWith(".jsonl");
    }

    private static void printTail(Path file) throws IOException {
        List<String> lines =
                new String(Files.readAllBytes(file), StandardCharsets.UTF_8).lines().toList();
        System.err.println("--- end of " + file);
        lines.stream().skip(Math.max(0, lines.size() - TAIL_LINES)).forEach(System.err::println);
    }

    private static void delete(Path root) throws IOException {
        if (!Files.exists(root)) {
            return;
        }
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }
}
