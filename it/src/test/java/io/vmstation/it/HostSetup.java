package io.vmstation.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Describes a {@link HostProcess} and writes its home. */
public final class HostSetup {
    private final Lab lab;
    private final Path home;
    private final List<String> javaOptions = new ArrayList<>();

    HostSetup(Lab lab, String name) {
        this.lab = lab;
        this.home = lab.folder().resolve(name);
        write("config/nodes.yaml", "nodes: []\n");
        write("config/application.properties", "nodes.file=nodes.yaml\n");
    }

    /** Keys that differ from their defaults, a line each. */
    public HostSetup properties(String lines) {
        return write("config/application.properties", "nodes.file=nodes.yaml\n" + lines);
    }

    /** The text of {@code config/nodes.yaml}. */
    public HostSetup nodes(String yaml) {
        return write("config/nodes.yaml", yaml);
    }

    /** A listener that wakes {@code node} and relays to its {@code service}. */
    public HostSetup wakeOnConnect(String id, String node, String service, int port) {
        return write(routeFile(id), wakeOnConnectRoute(id, node, service, port));
    }

    /** An option for the virtual machine. */
    public HostSetup javaOption(String option) {
        javaOptions.add(option);
        return this;
    }

    /** Writes a file that only its owner may read. */
    public HostSetup secret(String path, String text) {
        write(path, text);
        try {
            Files.setPosixFilePermissions(
                    home.resolve(path), PosixFilePermissions.fromString("rw-------"));
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Lets it log in to machines of the lab that serve SSH: its key, and their host keys. */
    public HostSetup knows(Place... places) {
        javaOption("-Duser.home=" + home);
        Path keys = lab.folder().resolve("ssh");
        try {
            String key = Files.readString(keys.resolve("known_hosts")).split(" ", 2)[1];
            StringBuilder known = new StringBuilder();
            for (Place place : places) {
                known.append(place.address()).append(' ').append(key);
            }
            write(".ssh/known_hosts", known.toString());
            return secret("config/secrets/ssh", Files.readString(keys.resolve("client")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes any file under the home. */
    public HostSetup write(String path, String text) {
        try {
            Path file = home.resolve(path);
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where the file of a route lies under the home. */
    static String routeFile(String id) {
        return "routes/" + id + ".camel.yaml";
    }

    /** What a user writes for a listener of their own. */
    static String wakeOnConnectRoute(String id, String node, String service, int port) {
        return """
        - templatedRoute:
            routeId: %s
            routeTemplateRef: wake-on-connect
            parameters:
              - {name: node, value: %s}
              - {name: service, value: %s}
              - {name: listen, value: "0.0.0.0:%d"}
        """
                .formatted(id, node, service, port);
    }

    /** Runs another command of the packaged jar on the masternode to its end. */
    public Finished run(String... arguments) {
        List<String> command = new ArrayList<>(PackagedJar.command(javaOptions));
        command.addAll(List.of(arguments));
        return lab.at(Place.MASTERNODE).run(command);
    }

    /** Runs a command of the packaged jar about this home, on the masternode, to its end. */
    public Finished ask(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--home", home.toString()));
        return run(all.toArray(String[]::new));
    }

    /** Starts it in the masternode's namespace; returns when it says that it is up. */
    public HostProcess start() {
        List<String> command = new ArrayList<>(PackagedJar.command(javaOptions));
        command.add("run");
        Path log = home.resolve("host.log");
        long before = log.toFile().length();
        Process process =
                lab.start(
                        Place.MASTERNODE, log, Map.of("VMSTATION_HOME", home.toString()), command);
        HostProcess host = new HostProcess(lab, home, process, before);
        host.awaitUp();
        return host;
    }
}
