package io.vmstation.config;

import io.vmstation.node.Bmc;
import io.vmstation.node.Bmc.InBand;
import io.vmstation.node.Bmc.Lan;
import io.vmstation.node.BmcPolling;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiPredicate;

/** Fills in the defaults of what is said about BMCs, and judges it. */
final class BmcAssembler {
    private static final String SOURCE = "ipmi.source";

    private final Settings settings;
    private final BiPredicate<String, List<String>> thisMachine;
    private final Problems problems;
    private final Map<String, String> owners = new HashMap<>();

    /**
     * @param thisMachine whether a node of that name and those addresses is where this runs
     */
    BmcAssembler(
            Settings settings, BiPredicate<String, List<String>> thisMachine, Problems problems) {
        this.settings = settings;
        this.thisMachine = thisMachine;
        this.problems = problems;
    }

    /** The BMC of a node; when something is wrong with it, that was reported. */
    Optional<Bmc> assemble(NodeDraft node) {
        return node.bmc().map(draft -> assemble(node, draft));
    }

    private Bmc assemble(NodeDraft node, BmcDraft draft) {
        if (draft.access() instanceof InBand) {
            checkLogIn(node, draft);
            checkSource(node, draft);
        } else if (draft.access() instanceof Lan lan) {
            checkOwner(node, draft, lan);
        }
        List<String> collectors = collectors(draft);
        if (!draft.selEvents().isEmpty() && !collectors.contains("sel-events")) {
            problems.warn(
                    draft.selEvents().get(0).place(),
                    "counts nothing as long as sel-events is not among the collectors: add it to"
                            + " `collectors`");
        }
        return new Bmc(
                draft.access(),
                new BmcPolling(
                        draft.interval().orElseGet(() -> settings.duration("ipmi.interval")),
                        draft.timeLimit().orElseGet(() -> settings.duration("ipmi.time-limit")),
                        draft.source().map(Located::value).orElseGet(() -> settings.text(SOURCE)),
                        collectors,
                        draft.excludedSensors(),
                        draft.selEvents().stream().map(Located::value).toList()));
    }

    private List<String> collectors(BmcDraft draft) {
        return draft.collectors().isEmpty()
                ? settings.list("ipmi.collectors")
                : draft.collectors().stream().map(Located::value).distinct().toList();
    }

    private void checkLogIn(NodeDraft node, BmcDraft draft) {
        List<String> addresses = node.addresses().stream().map(Located::value).toList();
        if (thisMachine.test(node.name(), addresses)) {
            return;
        }
        // A login without a user is reported as such.
        if (node.ssh().user().isEmpty() && node.ssh().place().isEmpty()) {
            problems.report(
                    draft.place().child("inBand"),
                    "needs a login, node %s is not the machine that this runs on: add `ssh: {user: ...}` to it, or reach its BMC by `address`"
                            .formatted(node.name()));
        }
        if (addresses.isEmpty()) {
            problems.report(
                    draft.place().child("inBand"),
                    "needs an address to log in at, node %s has none: add `addresses` to it, or reach its BMC by `address`"
                            .formatted(node.name()));
        }
    }

    private void checkSource(NodeDraft node, BmcDraft draft) {
        String own = draft.source().map(Located::value).orElse("");
        String source = own.isEmpty() ? settings.text(SOURCE) : own;
        if (!BmcPolling.SOURCES_IN_BAND.contains(source)) {
            problems.report(
                    draft.source().map(Located::place).orElse(draft.place()),
                    source,
                    "cannot read the BMC of node %s, it speaks over the network only and inBand is set: write one of %s as `source`"
                            .formatted(node.name(), String.join(", ", BmcPolling.SOURCES_IN_BAND)));
        }
    }

    private void checkOwner(NodeDraft node, BmcDraft draft, Lan lan) {
        String owner = owners.putIfAbsent(lan.address() + " port " + lan.port(), node.name());
        if (owner != null && !lan.address().isEmpty()) {
            problems.warn(
                    draft.place(),
                    lan.address(),
                    "is the BMC of two nodes, %s and %s".formatted(owner, node.name()));
        }
    }
}
