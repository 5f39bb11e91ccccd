package io.vmstation.ipmi.export;

import static java.util.Objects.requireNonNull;

import io.vmstation.config.BmcModule;
import io.vmstation.config.BmcModules;
import io.vmstation.ipmi.reading.Collector;
import io.vmstation.ipmi.source.BmcConnection;
import io.vmstation.ipmi.source.BmcDesk;
import io.vmstation.ipmi.source.Password;
import io.vmstation.ipmi.source.ReadOrder;
import io.vmstation.node.Bmc;
import io.vmstation.node.BmcPolling;
import io.vmstation.node.Network;
import io.vmstation.node.Node;
import io.vmstation.node.Nodes;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Decides which BMC a scrape means and whether it may be asked. A BMC that is asked gets to see a
 * login, and whoever owns it can guess the password from that at leisure (the weakness of RAKP,
 * IPMI 2.0 section 13.20); so the BMCs that are asked are ours: those of nodes.yaml, and for the
 * modules of ipmi_exporter those within the setting {@code ipmi.targets}. Thread-safe.
 */
public final class ScrapeTargets {
    /** The module that is meant where none is named. */
    static final String DEFAULT = "default";

    private static final List<Integer> CIPHER_SUITES = List.of(17, 3);

    private final Supplier<Nodes> nodes;
    private final Supplier<BmcModules> modules;
    private final List<Network> allowed;
    private final Duration timeLimit;
    private final NameLookups lookups;
    private final BmcReader reader;

    /**
     * @param nodes those that are configured now
     * @param modules those that are configured now
     * @param allowed where modules may be used, beside the BMCs of nodes
     * @param timeLimit how long a reading may take, where its module does not say
     */
    public ScrapeTargets(
            Supplier<Nodes> nodes,
            Supplier<BmcModules> modules,
            List<Network> allowed,
            Duration timeLimit,
            NameLookups lookups,
            BmcReader reader) {
        this.nodes = requireNonNull(nodes, "nodes is null");
        this.modules = requireNonNull(modules, "modules is null");
        this.allowed = List.copyOf(allowed);
        this.timeLimit = requireNonNull(timeLimit, "timeLimit is null");
        this.lookups = requireNonNull(lookups, "lookups is null");
        this.reader = requireNonNull(reader, "reader is null");
    }

    /** What came of a decision. */
    sealed interface Decision {
        /** It may be asked this. */
        record Ask(Question question) implements Decision {}

        /** It may not, or makes no sense. */
        record Refuse(Scraped.Refused refusal) implements Decision {}
    }

    /**
     * Decides.
     *
     * @param module as the scrape names it, if it does
     * @return fails when names cannot be looked up now
     */
    CompletableFuture<Decision> decide(Target target, Optional<String> module) {
        Optional<BmcModule> found = modules.get().find(module.orElse(DEFAULT));
        if (found.isEmpty() && !module.orElse(DEFAULT).equals(DEFAULT)) {
            return done(unknownModule(module.orElse(DEFAULT)));
        }
        Optional<Node> named = nodes.get().find(target.host()).filter(n -> n.bmc().isPresent());
        if (named.isPresent() && target.port().isEmpty()) {
            return done(ofNode(named.get(), module, found));
        }
        if (target.address().isPresent()) {
            return done(ofAddresses(target, List.of(target.address().get()), module, found));
        }
        if (allowed.isEmpty() && new KnownBmcs(nodes.get()).isEmpty()) {
            return done(found.isEmpty() ? unknownModule(DEFAULT) : forbidden(target));
        }
        return lookups.find(target.host())
                .thenApply(addresses -> ofAddresses(target, addresses, module, found));
    }

    private static CompletableFuture<Decision> done(Decision decision) {
        return CompletableFuture.completedFuture(decision);
    }

    private Decision ofAddresses(
            Target target,
            List<InetAddress> addresses,
            Optional<String> module,
            Optional<BmcModule> found) {
        KnownBmcs known = new KnownBmcs(nodes.get());
        for (InetAddress address : addresses) {
            Optional<Node> node = known.at(address, target.port());
            if (node.isPresent()) {
                return ofNode(node.get(), module, found);
            }
        }
        if (found.isEmpty()) {
            return unknownModule(DEFAULT);
        }
        // The address that was checked is the one that is asked, not what its name says next time.
        return addresses.stream()
                .filter(address -> allowed.stream().anyMatch(net -> net.contains(address)))
                .findFirst()
                .map(
                        address ->
                                ofModule(
                                        address.getHostAddress(),
                                        target.port().orElse(KnownBmcs.PORT),
                                        found.get()))
                .orElseGet(() -> forbidden(target));
    }

    /** A scrape that names no module means what nodes.yaml says; so does one that has no other. */
    private Decision ofNode(Node node, Optional<String> module, Optional<BmcModule> found) {
        if (module.isEmpty() || found.isEmpty()) {
            BmcPolling polling = node.bmc().orElseThrow().polling();
            return new Decision.Ask(
                    new Question(
                            "node " + node.name(),
                            BmcDesk.order(polling),
                            polling.selEvents(),
                            given -> reader.read(node, given)));
        }
        return node.bmc()
                .flatMap(Bmc::lan)
                .map(lan -> ofModule(lan.address(), lan.port(), found.get()))
                .orElseGet(
                        () ->
                                refuse(
                                        400,
                                        "Node %s is read by its own operating system: leave module out."
                                                .formatted(node.name())));
    }

    private Decision ofModule(String host, int port, BmcModule module) {
        BmcConnection connection =
                new BmcConnection.Lan(
                        host,
                        port,
                        module.user(),
                        new Password(module.password()),
                        CIPHER_SUITES,
                        module.privilege());
        Set<Collector> collectors = collectors(module.collectors());
        Duration limit =
                module.timeout()
                        .map(each -> each.multipliedBy(Math.max(1, collectors.size())))
                        .orElse(timeLimit);
        return new Decision.Ask(
                new Question(
                        connection,
                        new ReadOrder(
                                collectors, module.excludedSensors(), limit, module.workarounds()),
                        module.selEvents(),
                        given -> reader.read(connection, given)));
    }

    private static Set<Collector> collectors(Collection<String> names) {
        return names.stream()
                .flatMap(name -> Collector.named(name).stream())
                .collect(Collectors.toSet());
    }

    private static Decision unknownModule(String name) {
        return refuse(400, "Unknown module " + quoted(name));
    }

    private static Decision forbidden(Target target) {
        return refuse(
                403,
                "%s is neither the BMC of a node of nodes.yaml nor within the setting ipmi.targets."
                        .formatted(target));
    }

    private static Decision refuse(int status, String sentence) {
        return new Decision.Refuse(new Scraped.Refused(status, sentence));
    }

    /** As Go quotes it; the answer is text, so this is for the eyes only. */
    private static String quoted(String text) {
        String shown = text.length() > 100 ? text.substring(0, 100) + "..." : text;
        return '"'
                + shown.replace("\\", "\\\\").replace("\"", "\\\"").replaceAll("\\p{Cntrl}", "?")
                + '"';
    }
}
