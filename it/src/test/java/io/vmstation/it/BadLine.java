package io.vmstation.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;

/**
 * A line to a UDP service of the masternode, good until it is told otherwise, as {@code
 * it/lab/udp_line.py} is one. Not thread-safe.
 */
public final class BadLine {
    private final Lab lab;
    private final Path folder;
    private final int port;

    private BadLine(Lab lab, Path folder, int port) {
        this.lab = lab;
        this.folder = folder;
        this.port = port;
    }

    static BadLine start(Lab lab, Path folder, int to) {
        String[] options = {"--to", Integer.toString(to)};
        return new BadLine(lab, folder, startScript(lab, "udp_line.py", folder, options));
    }

    /** Starts a script on the masternode that begins with printing its port. */
    static int startScript(Lab lab, String name, Path folder, String... options) {
        Path log = folder.resolveSibling(folder.getFileName() + "-" + name + ".log");
        List<String> command = new ArrayList<>(List.of(MachineSetup.PYTHON, lab.script(name)));
        command.addAll(List.of("run", folder.toString()));
        command.addAll(List.of(options));
        lab.start(Place.MASTERNODE, log, Map.of(), command);
        return Awaitility.await(name).until(() -> port(log), port -> port > 0);
    }

    private static int port(Path log) {
        try {
            String text = Files.exists(log) ? Files.readString(log) : "";
            return text.endsWith("\n") ? Integer.parseInt(text.strip()) : 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Its UDP port at 127.0.0.1 of the masternode. */
    public int port() {
        return port;
    }

    /**
     * From the next datagram on it has these faults and no others: {@code delay=0.2} seconds each
     * way, shares such as {@code drop=0.1}, {@code repeat=}, {@code cut=}, {@code spoil=}, and
     * {@code silent=1}. Without any it is good.
     */
    public void be(String... faults) {
        List<String> command =
                new ArrayList<>(List.of(MachineSetup.PYTHON, lab.script("udp_line.py"), "be"));
        command.add(folder.toString());
        command.addAll(List.of(faults));
        lab.at(Place.MASTERNODE).run(command).orFail();
    }
}
