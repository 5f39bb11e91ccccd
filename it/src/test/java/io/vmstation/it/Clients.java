package io.vmstation.it;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** What people and programs on the LAN do: every call starts real clients. Thread-safe. */
public final class Clients {
    /** A second address of the client's machine, for sources that are treated differently. */
    public static final String OTHER_ADDRESS = "10.77.0.51";

    private final Lab lab;

    Clients(Lab lab) {
        this.lab = lab;
    }

    /** An answer over HTTP: all of its head and body; status 0 when there was none. */
    public record HttpAnswer(int status, String head, String body) {}

    /** What many clients got. */
    public record Crowd(int served, String failed) {}

    /** How a connection ended on which the client never said anything. */
    public record Ending(String how, int bytes) {}

    /** One {@code curl}, no retry, to a port of the masternode. */
    public HttpAnswer get(int port, String path) {
        return get(Place.MASTERNODE.address(), port, path, List.of());
    }

    /** One {@code curl} from {@link #OTHER_ADDRESS}. */
    public HttpAnswer getFromOtherAddress(int port, String path) {
        lab.at(Place.CLIENT)
                .run("ip", "addr", "replace", OTHER_ADDRESS + "/24", "dev", "eth0")
                .orFail();
        return get(Place.MASTERNODE.address(), port, path, List.of("--interface", OTHER_ADDRESS));
    }

    /** One {@code curl} with options to anywhere in the lab. */
    public HttpAnswer get(String address, int port, String path, List<String> options) {
        List<String> command = new ArrayList<>(List.of("curl", "-s", "-i", "--max-time", "30"));
        command.addAll(options);
        command.add("http://" + address + ":" + port + path);
        Finished curl = lab.at(Place.CLIENT).run(command);
        int split = curl.output().indexOf("\r\n\r\n");
        if (split < 0) {
            return new HttpAnswer(0, "", "curl exit " + curl.exit());
        }
        String head = curl.output().substring(0, split);
        int status = Integer.parseInt(head.split(" ", 3)[1].strip());
        return new HttpAnswer(status, head, curl.output().substring(split + 4));
    }

    /** The same beside the test. */
    public CompletableFuture<HttpAnswer> getLater(int port, String path) {
        return Beside.run(() -> get(port, path));
    }

    /** One {@code ssh}, no retry, to a port; checks the machine's own host key. */
    public Finished ssh(String address, int port, String... command) {
        String config = lab.folder().resolve("ssh").resolve("ssh_config").toString();
        List<String> all =
                new ArrayList<>(
                        List.of("ssh", "-F", config, "-p", Integer.toString(port), address));
        all.addAll(List.of(command));
        return lab.at(Place.CLIENT).run(all);
    }

    /** As many at once, each asks once for {@code /}. */
    public Crowd crowd(int count, int port) {
        Map<?, ?> line = clients("http", Integer.toString(count), port);
        return new Crowd(number(line, "served"), String.valueOf(line.get("failed")));
    }

    /** Connects and closes, so many times; returns how many connections were accepted. */
    public int scan(int count, int port) {
        return number(clients("scan", Integer.toString(count), port), "closed");
    }

    /** Connects, says nothing, and waits for the end. */
    public Ending listen(int port) {
        Map<?, ?> line = clients("listen", null, port);
        return new Ending(String.valueOf(line.get("ended")), number(line, "bytes"));
    }

    /** The same beside the test. */
    public CompletableFuture<Ending> listenLater(int port) {
        return Beside.run(() -> listen(port));
    }

    /** Whether a port of the masternode accepts connections. */
    public boolean accepts(int port) {
        return lab.at(Place.CLIENT)
                        .run(
                                MachineSetup.PYTHON,
                                lab.script("clients.py"),
                                "accepts",
                                Place.MASTERNODE.address(),
                                Integer.toString(port))
                        .exit()
                == 0;
    }

    /** Whether a machine answers a ping. */
    public boolean pings(Place place) {
        return lab.at(Place.CLIENT).run("ping", "-c1", "-W1", place.address()).exit() == 0;
    }

    private Map<?, ?> clients(String what, @Nullable String count, int port) {
        List<String> command =
                new ArrayList<>(List.of(MachineSetup.PYTHON, lab.script("clients.py"), what));
        if (count != null) {
            command.add(count);
        }
        command.addAll(List.of(Place.MASTERNODE.address(), Integer.toString(port)));
        String output = lab.at(Place.CLIENT).run(command).orFail();
        return (Map<?, ?>) new Load(LoadSettings.builder().build()).loadFromString(output);
    }

    private static int number(Map<?, ?> line, String name) {
        return ((Number) Objects.requireNonNull(line.get(name), name)).intValue();
    }
}
