package io.vmstation.it;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A BMC at 127.0.0.1 of the masternode, as {@code it/lab/bmc.py} starts it: the real {@code
 * ipmi_sim} with sensors, a log, a chassis and DCMI. What it is told is seen by the next request.
 * It knows the cipher suites 0 to 3, and 17 through a {@link #door}. Not thread-safe.
 */
public final class SimulatedBmc {
    public static final String USER = "admin";
    public static final String PASSWORD = "secret";

    private final Lab lab;
    private final Path folder;
    private final int port;

    private SimulatedBmc(Lab lab, Path folder, int port) {
        this.lab = lab;
        this.folder = folder;
        this.port = port;
    }

    static SimulatedBmc start(Lab lab, Path folder, String... options) {
        String port = bmcPy(lab, "start", folder, options).orFail().strip();
        return new SimulatedBmc(lab, folder, Integer.parseInt(port));
    }

    static List<SimulatedBmc> startMany(Lab lab, Path folder, int count, String... options) {
        List<String> given = new ArrayList<>(List.of(options));
        given.addAll(List.of("--count", Integer.toString(count)));
        String[] all = given.toArray(String[]::new);
        List<SimulatedBmc> bmcs = new ArrayList<>();
        for (String port : bmcPy(lab, "start", folder, all).orFail().lines().toList()) {
            Path own = folder.resolve(Integer.toString(bmcs.size() + 1));
            bmcs.add(new SimulatedBmc(lab, own, Integer.parseInt(port)));
        }
        return bmcs;
    }

    private static Finished bmcPy(Lab lab, String order, Path folder, String... arguments) {
        List<String> command =
                new ArrayList<>(List.of(MachineSetup.PYTHON, "-B", lab.script("bmc.py"), order));
        command.add(folder.toString());
        command.addAll(List.of(arguments));
        return lab.at(Place.MASTERNODE).run(command);
    }

    /** Its UDP port. */
    public int port() {
        return port;
    }

    /** As a scraper names it. */
    public String target() {
        return "127.0.0.1:" + port;
    }

    /**
     * The lines of a node's {@code bmc} in {@code nodes.yaml}, indented as {@link Site} wants it.
     *
     * @param passwordFile below the configuration's folder
     */
    public String[] inNodesYaml(String passwordFile, String... furtherLines) {
        List<String> lines = new ArrayList<>();
        lines.add("bmc:");
        lines.add("  address: 127.0.0.1");
        lines.add("  port: " + port);
        lines.add("  user: " + USER);
        lines.add("  passwordFile: " + passwordFile);
        for (String line : furtherLines) {
            lines.add("  " + line);
        }
        return lines.toArray(String[]::new);
    }

    /** What a sensor measures, in its unit; of one with states the mask of those, such as 3. */
    public SimulatedBmc set(String sensor, double value) {
        return tell("set", sensor, sensorText(value));
    }

    private static String sensorText(double value) {
        return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
    }

    /** Any order of {@code bmc.py}, such as {@code remove}, {@code VBAT}. */
    public SimulatedBmc tell(String order, String... arguments) {
        bmcPy(lab, order, folder, arguments).orFail();
        return this;
    }

    /** What the chassis was told: {@code power 1}, {@code shutdown 1} for a soft-off. */
    public List<String> orders() {
        return bmcPy(lab, "orders", folder).orFail().lines().toList();
    }

    /** A line to it that can be made bad, on a port of the masternode. */
    public BadLine throughBadLine() {
        return BadLine.start(lab, folder.resolveSibling(folder.getFileName() + "-line"), port);
    }

    /**
     * The port of a door to it that knows cipher suites which {@code ipmi_sim} lacks.
     *
     * @param suites 3, 17
     */
    public int door(String suites) {
        return BadLine.startScript(lab, "bmc_door.py", folder, "--suites", suites);
    }
}
