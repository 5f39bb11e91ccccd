package io.vmstation.ipmi.power;

import static java.util.Objects.requireNonNull;

import io.vmstation.ipmi.source.PowerAction;
import io.vmstation.node.Bmc;
import io.vmstation.node.Node;
import io.vmstation.spi.Evidence;
import io.vmstation.spi.NodeStates.State;
import io.vmstation.spi.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What must not be ordered, and what whoever orders should know. Thread-safe. */
final class PowerRules {
    private static final String SLEEPS = "it is being put to sleep";
    private static final String WAKES = "a wake of it is under way";

    private final PowerSurroundings around;

    PowerRules(PowerSurroundings around) {
        this.around = requireNonNull(around, "around is null");
    }

    /** Why it must not be done, if so: one clause. */
    Optional<String> refusal(PowerRequest request) {
        if (request.action() != PowerAction.ON && isOwn(request.node())) {
            return Optional.of("VMStation itself runs on it");
        }
        if (request.isHard() && !request.force()) {
            return Optional.of(
                    request.action().word()
                            + " takes the power from it without asking its system, and whatever is"
                            + " not saved is lost: it has to be forced, by --force or \"force\": true");
        }
        return request.force()
                ? Optional.empty()
                : underWay(request).map(what -> what + ": wait for that, or force it");
    }

    /** Its BMC may stand in nodes.yaml twice, once with another name for the machine. */
    private boolean isOwn(Node node) {
        return around.own().test(node)
                || around.nodes().get().all().stream()
                        .filter(around.own())
                        .anyMatch(own -> haveOneBmc(own, node));
    }

    private static boolean haveOneBmc(Node one, Node other) {
        Optional<Bmc.Lan> bmc = one.bmc().flatMap(Bmc::lan);
        return bmc.isPresent()
                && other.bmc()
                        .flatMap(Bmc::lan)
                        .filter(lan -> lan.address().equals(bmc.get().address()))
                        .filter(lan -> lan.port() == bmc.get().port())
                        .isPresent();
    }

    /** What this order would be in the way of. To be switched on is what a wake wants, too. */
    private Optional<String> underWay(PowerRequest request) {
        if (around.goingToSleep().test(request.node())) {
            return Optional.of(SLEEPS);
        }
        boolean wakes =
                request.action() != PowerAction.ON
                        && (around.waking().test(request.node())
                                || around.states().last(request.node()) == State.WAKING);
        return wakes ? Optional.of(WAKES) : Optional.empty();
    }

    /** What should be known before it is done: a clause each. */
    List<String> warnings(PowerRequest request) {
        List<String> warnings = new ArrayList<>();
        underWay(request).ifPresent(warnings::add);
        if (request.action() == PowerAction.ON) {
            return warnings;
        }
        Node node = request.node();
        around.clients()
                .of(node.name())
                .forEach(client -> warnings.add(client.source() + " uses it by " + client.route()));
        if (around.states().last(node) == State.AWAKE) {
            around.verdicts().last(node.name()).ifPresent(verdict -> addUse(warnings, verdict));
        }
        if (node.kubernetesNode().isPresent()) {
            warnings.add("its pods are not moved away first, as they are by a sleep");
        }
        return warnings;
    }

    private static void addUse(List<String> warnings, Verdict verdict) {
        for (Verdict.Finding finding : verdict.findings()) {
            if (finding.evidence() instanceof Evidence.Busy busy) {
                warnings.add("it is in use: " + finding.check() + ": " + busy.reason());
            }
        }
        verdict.holds().stream()
                .filter(hold -> hold.kind().equals("needed"))
                .forEach(hold -> warnings.add(hold.reason()));
    }
}
