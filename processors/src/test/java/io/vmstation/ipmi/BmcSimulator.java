package io.vmstation.ipmi;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.vmstation.node.Bmc;
import io.vmstation.node.TestBmc;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A BMC on loopback: OpenIPMI's {@code ipmi_sim} with sensors, a log, a chassis and DCMI, as {@code
 * it/lab/bmc.py} starts it; what it is told is seen by the next request. It knows the cipher suites
 * 0 to 3, and 17 through a {@link #door}. Tests that use it are skipped where it cannot be had. Not
 * thread-safe.
 */
public final class BmcSimulator implements AutoCloseable {
    public static final String USER = "admin";
    public static final String PASSWORD = "secret";

    static final String PYTHON = "/usr/bin/python3";

    private static final Map<String, String> PACKAGES =
            Map.of(
                    PYTHON,
                    "python3",
                    "/usr/bin/ipmi_sim",
                    "openipmi",
                    "/usr/bin/gcc",
                    "gcc",
                    "/usr/include/OpenIPMI/mcserv.h",
                    "libopenipmi-dev");

    private final Path folder;
    private final int port;

    /**
     * Starts one.
     *
     * @param options of {@code bmc.py start}, such as {@code --privilege}, {@code user}
     */
    public BmcSimulator(Path folder, String... options) {
        this(folder.resolve("bmc"), Integer.parseInt(start(folder.resolve("bmc"), options).get(0)));
    }

    private BmcSimulator(Path folder, int port) {
        this.folder = folder;
        this.port = port;
    }

    /** Starts many at once, in less than a second. */
    public static List<BmcSimulator> many(Path folder, int count, String... options) {
        Path all = folder.resolve("bmcs");
        List<String> given = new ArrayList<>(List.of(options));
        given.addAll(List.of("--count", Integer.toString(count)));
        List<String> ports = start(all, given.toArray(String[]::new));
        List<BmcSimulator> bmcs = new ArrayList<>();
        for (String port : ports) {
            Path own = all.resolve(Integer.toString(bmcs.size() + 1));
            bmcs.add(new BmcSimulator(own, Integer.parseInt(port)));
        }
        return bmcs;
    }

    private static List<String> start(Path folder, String... options) {
        PACKAGES.forEach(
                (file, name) ->
                        assumeTrue(
                                Files.isReadable(Path.of(file)),
                                () -> "skipped, missing package: " + name));
        return run("bmc.py", "start", folder, options);
    }

    /** Its UDP port at 127.0.0.1. */
    public int port() {
        return port;
    }

    /** As a scraper or a tool names it. */
    public String target() {
        return "127.0.0.1:" + port;
    }

    /** As a node has it. */
    public Bmc asBmc(Path passwordFile, Integer... cipherSuites) {
        return TestBmc.overLan("127.0.0.1", port, USER, passwordFile, List.of(cipherSuites));
    }

    /** What a sensor measures, in its unit; {@code bmc.py list} shows which there are. */
    public void set(String sensor, double value) {
        order("set", sensor, Double.toString(value));
    }

    /** Which states a discrete sensor is in, a bit each: of a power supply 1 present, 2 failed. */
    public void setStates(String sensor, int mask) {
        order("set", sensor, Integer.toString(mask));
    }

    /** The sensor is there and has no reading, until it is set again. */
    public void makeUnavailable(String sensor) {
        order("unavailable", sensor);
    }

    /** The sensor is answered with a completion code; 0 ends that. */
    public void fail(String sensor, int completionCode) {
        order("fail", sensor, Integer.toString(completionCode));
    }

    /** The sensor's record is deleted. */
    public void remove(String sensor) {
        order("remove", sensor);
    }

    /** Somebody has pressed the power button. */
    public void power(boolean on) {
        order("power", on ? "on" : "off");
    }

    /** The faults that the chassis has: {@code drive}, {@code cooling}, {@code intrusion}. */
    public void chassisFaults(String... faults) {
        order("faults", faults);
    }

    /** What DCMI measures, {@code off} when it measures nothing. */
    public void watts(String watts) {
        order("watts", watts);
    }

    /** Writes an event into its log. */
    public void log(String sensor, int offset) {
        order("sel", "add", sensor, Integer.toString(offset));
    }

    /** Writes so many events of a chassis intrusion into its log, which has room for 1000. */
    public void fillLog(int count) {
        order("sel", "fill", Integer.toString(count));
    }

    public void clearLog() {
        order("sel", "clear");
    }

    /** Restarts it, on its port: its sessions are lost, its log stays. */
    public void restart() {
        order("restart");
    }

    /** It does not answer until it is told to {@link #resume()}. */
    public void hang() {
        order("hang");
    }

    public void resume() {
        order("resume");
    }

    /** What the chassis was told: {@code power 1}, {@code shutdown 1} for a soft-off. */
    public List<String> orders() {
        return order("orders");
    }

    /** A line to it that can be made bad; close it before this. */
    public BadLine throughBadLine() {
        return new BadLine(folder.resolveSibling(folder.getFileName() + "-line"), port);
    }

    /**
     * A door to it that knows the cipher suites 3 and 17; close it before this.
     *
     * @param options of {@code bmc_door.py run}, such as {@code --suites}, {@code 17}
     */
    public BmcDoor door(String... options) {
        return new BmcDoor(folder, options);
    }

    @Override
    public void close() {
        order("stop");
    }

    private List<String> order(String order, String... arguments) {
        return run("bmc.py", order, folder, arguments);
    }

    static String script(String name) {
        Path scripts = Path.of(System.getProperty("vmstation.lab", "../it/lab"));
        return scripts.resolve(name).toAbsolutePath().toString();
    }

    /** Runs a script of the lab to its end; returns the lines that it printed. */
    static List<String> run(String script, String order, Path folder, String... arguments) {
        List<String> command = new ArrayList<>(List.of(PYTHON, "-B", script(script), order));
        command.add(folder.toString());
        command.addAll(List.of(arguments));
        try {
            Path errors = Files.createTempFile("bmc", ".errors");
            Process process = new ProcessBuilder(command).redirectError(errors.toFile()).start();
            process.getOutputStream().close();
            String output =
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(30, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new AssertionError(command + ": " + output + Files.readString(errors));
            }
            Files.delete(errors);
            return output.lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted: " + command, e);
        }
    }
}
