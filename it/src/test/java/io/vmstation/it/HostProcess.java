package io.vmstation.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** The packaged host, running in the masternode's namespace. Not thread-safe. */
public final class HostProcess {
    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final int METRICS_PORT = 9876;
    private static final String API = "http://127.0.0.1:9877";

    private final Lab lab;
    private final Path home;
    private final Process process;
    private final long logStart;

    HostProcess(Lab lab, Path home, Process process, long logStart) {
        this.lab = lab;
        this.home = home;
        this.process = process;
        this.logStart = logStart;
    }

    void awaitUp() {
        Awaitility.await("the host is up")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(20))
                .until(
                        () -> {
                            if (!process.isAlive()) {
                                throw new AssertionError(
                                        "the host ended with exit code "
                                                + process.exitValue()
                                                + ":\n"
                                                + log());
                            }
                            return log().contains("VMStation is up: ");
                        });
    }

    /** What this process printed so far, on both outputs. */
    public String log() {
        try {
            byte[] all = Files.readAllBytes(home.resolve("host.log"));
            int start = (int) Math.min(logStart, all.length);
            return new String(all, start, all.length - start, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes a file under its home while it runs, whole, as an editor does. */
    public void write(String path, String text) {
        Path file = home.resolve(path);
        Path draft = file.resolveSibling(file.getFileName() + ".new");
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(draft, text);
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Removes a file under its home while it runs. */
    public void remove(String path) {
        try {
            Files.delete(home.resolve(path));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What it has written down. */
    public Ledger ledger() {
        return new Ledger(home.resolve("state/vmstation.db"));
    }

    /** Asks it to stop and waits; returns its exit code. */
    public int terminate() throws InterruptedException {
        Lab.end(process);
        return process.exitValue();
    }

    /** Ends it as a power cut does. */
    public void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** Open files, sockets among them. */
    public int openFiles() {
        try (Stream<Path> files = Files.list(Path.of("/proc", pid(), "fd"))) {
            return (int) files.count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Its process id. */
    public String pid() {
        return Long.toString(process.pid());
    }

    /** Everything that it measures, by name and labels, as a scraper on the LAN sees it. */
    public Map<String, Double> metrics() {
        Map<String, Double> values = new TreeMap<>();
        List<String> lines =
                Arrays.asList(lab.clients().get(METRICS_PORT, "/metrics").body().split("\n", -1));
        for (String line : lines) {
            int split = line.lastIndexOf(' ');
            if (!line.startsWith("#") && split > 0) {
                values.put(line.substring(0, split), Double.parseDouble(line.substring(split + 1)));
            }
        }
        return values;
    }

    /** One meter, found by its name and values of its labels; 0 when there is none. */
    public double metric(String name, String... labels) {
        return metrics().entrySet().stream()
                .filter(entry -> entry.getKey().startsWith(name + "{"))
                .filter(
                        entry ->
                                Stream.of(labels)
                                        .allMatch(l -> entry.getKey().contains("=\"" + l + "\"")))
                .mapToDouble(Map.Entry::getValue)
                .sum();
    }

    /** Sends a request without a body to its API, from its own machine; returns all it answers. */
    public String post(String path) {
        return lab.at(Place.MASTERNODE)
                .run("curl", "-s", "--max-time", "50", "-X", "POST", API + path)
                .orFail();
    }

    /** The status of its health page. */
    public int health() {
        return lab.clients().get(METRICS_PORT, "/observe/health").status();
    }
}
