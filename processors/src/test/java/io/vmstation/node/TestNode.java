package io.vmstation.node;

import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** A node of which a test says only what matters to it. */
public final class TestNode {
    private final String name;
    private List<String> addresses = List.of("192.0.2.1");
    private List<MacAddress> macAddresses = List.of();
    private List<Service> services = List.of();
    private List<String> methods = List.of("magic-packet");
    private List<Integer> ports = List.of(9);
    private List<String> broadcastAddresses = List.of();
    private List<String> interfaces = List.of();
    private Optional<Path> secureOnFile = Optional.empty();
    private Duration deadline = Duration.ofMinutes(3);
    private List<Dependency> dependsOn = List.of();
    private SourceRules sources = SourceRules.EVERYBODY;
    private Optional<String> kubernetesNode = Optional.empty();
    private Optional<SshAccess> ssh = Optional.empty();
    private Optional<SleepSettings> sleep = Optional.empty();
    private Schedule schedule = Schedule.empty(ZoneOffset.UTC);
    private Optional<Bmc> bmc = Optional.empty();
    private List<Workload> awaitWorkloads = List.of();

    private TestNode(String name) {
        this.name = name;
    }

    public static TestNode named(String name) {
        return new TestNode(name);
    }

    /** A node like that one, but for what is said next. */
    public static TestNode like(Node node) {
        TestNode copy = new TestNode(node.name());
        copy.addresses = node.addresses();
        copy.macAddresses = node.macAddresses();
        copy.kubernetesNode = node.kubernetesNode();
        copy.services = node.services();
        copy.methods = node.wake().methods();
        copy.ports = node.wake().ports();
        copy.broadcastAddresses = node.wake().broadcastAddresses();
        copy.interfaces = node.wake().interfaces();
        copy.secureOnFile = node.wake().secureOnFile();
        copy.deadline = node.wake().deadline();
        copy.dependsOn = node.dependsOn();
        copy.sources = node.sources();
        copy.ssh = node.ssh();
        copy.sleep = node.sleep();
        copy.schedule = node.schedule();
        copy.bmc = node.bmc();
        copy.awaitWorkloads = node.awaitWorkloads();
        return copy;
    }

    public TestNode addresses(List<String> literals) {
        addresses = literals;
        return this;
    }

    public TestNode mac(String text) {
        macAddresses = List.of(MacAddress.parse(text));
        return this;
    }

    public TestNode noMac() {
        macAddresses = List.of();
        return this;
    }

    public TestNode services(Service... offered) {
        services = List.of(offered);
        return this;
    }

    public TestNode methods(List<String> names) {
        methods = names;
        return this;
    }

    public TestNode port(int udp) {
        ports = List.of(udp);
        return this;
    }

    public TestNode broadcastAddresses(String... literals) {
        broadcastAddresses = List.of(literals);
        return this;
    }

    public TestNode interfaces(String... names) {
        interfaces = List.of(names);
        return this;
    }

    public TestNode secureOnFile(Path file) {
        secureOnFile = Optional.of(file);
        return this;
    }

    public TestNode deadline(Duration length) {
        deadline = length;
        return this;
    }

    public TestNode dependsOn(String... written) {
        dependsOn = Stream.of(written).map(Dependency::parse).toList();
        return this;
    }

    public TestNode ssh(SshAccess access) {
        ssh = Optional.of(access);
        return this;
    }

    public TestNode sources(SourceRules rules) {
        sources = rules;
        return this;
    }

    public TestNode kubernetesNode(String nameInCluster) {
        kubernetesNode = Optional.of(nameInCluster);
        return this;
    }

    public TestNode sleep(SleepSettings settings) {
        sleep = Optional.of(settings);
        return this;
    }

    public TestNode schedule(Schedule times) {
        schedule = times;
        return this;
    }

    public TestNode bmc(Bmc controller) {
        bmc = Optional.of(controller);
        return this;
    }

    public TestNode awaitWorkloads(String... written) {
        awaitWorkloads = Stream.of(written).map(Workload::parse).toList();
        return this;
    }

    public Node build() {
        return new Node(
                name,
                addresses,
                macAddresses,
                kubernetesNode,
                services,
                new WakeSettings(
                        methods, ports, broadcastAddresses, interfaces, secureOnFile, deadline),
                dependsOn,
                sources,
                ssh,
                sleep,
                schedule,
                bmc,
                awaitWorkloads,
                Map.of());
    }
}
