package io.vmstation.kube.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vmstation.kube.ApiServer.Fault;
import io.vmstation.kube.reconcile.ChangeSet;
import io.vmstation.kube.reconcile.KubeApiException;
import io.vmstation.kube.reconcile.ObjectOutcome.Action;
import io.vmstation.kube.reconcile.Plan;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever ends in the middle of a run, the next one makes it right, and nothing is forgotten. */
@Timeout(300)
class FaultTest {
    private static final String KEPT = PruningTest.settings("one", "two");
    private static final String OLD = KEPT + PruningTest.settings("old", "older");
    private static final String NEW =
            KEPT.replace("a: \"1\"", "a: \"2\"")
                    + PruningTest.settings("new")
                    + """
                      ---
                      apiVersion: v1
                      kind: Namespace
                      metadata: {name: extra}
                      ---
                      apiVersion: v1
                      kind: Secret
                      metadata: {name: made, namespace: extra, annotations: {vmstation.io/generate: password}}
                      """;

    @TempDir Path folder;
    private ApplyLab lab;

    @BeforeEach
    void start() {
        lab = new ApplyLab(folder);
    }

    @AfterEach
    void stop() {
        lab.close();
    }

    /** All that carries our label, and what the inventory knows. */
    private Set<String> state() {
        Set<String> state = new TreeSet<>();
        for (String kind : List.of("ConfigMap", "Secret", "Namespace")) {
            lab.api
                    .list(lab.api.resource("v1", kind).orElseThrow(), "vmstation.io/reconciled=lab")
                    .forEach(
                            object ->
                                    state.add(
                                            kind
                                                    + " "
                                                    + object.at("/metadata/name").asText()
                                                    + " "
                                                    + object.at("/data/a").asText()));
        }
        lab.engine().applied(lab.cluster()).keySet().forEach(key -> state.add("known: " + key));
        return state;
    }

    private int requestsOfAWholeRun() {
        lab.run(OLD);
        lab.server.forgetAsked();
        lab.run(NEW);
        int requests = lab.server.asked().size();
        reset();
        return requests;
    }

    private void reset() {
        lab.server.heal();
        lab.server.back();
        for (String name : List.of("one", "two", "old", "older", "new", ApplyLab.INVENTORY)) {
            lab.server.take("v1", "ConfigMap", "monitoring", name);
        }
        lab.server.take("v1", "Secret", "extra", "made");
        lab.server.take("v1", "Namespace", "", "extra");
        lab.restartHost();
    }

    /** Requests of the run are refused from this one on, whatever is tried again. */
    private void diesAt(int request, Fault fault) {
        lab.server.fail(fault.after(request).times(0));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void theServerDiesBetweenAnyTwoRequests(boolean afterItWasDone) {
        int requests = requestsOfAWholeRun();
        lab.run(OLD);
        lab.run(NEW);
        Set<String> wanted = state();
        assertThat(requests).isGreaterThan(15);
        List<String> wrong = new ArrayList<>();

        for (int k = 0; k < requests; k++) {
            reset();
            lab.run(OLD);
            diesAt(k, afterItWasDone ? Fault.dropAfter() : Fault.dropBefore());
            assertThatThrownBy(() -> lab.run(NEW))
                    .isInstanceOfSatisfying(
                            KubeApiException.class, e -> assertThat(e.code()).isZero());
            lab.server.heal();
            Set<String> known = new TreeSet<>();
            Set<String> made = new TreeSet<>();
            for (String entry : state()) {
                if (entry.startsWith("known: ConfigMap")) {
                    known.add(entry.replaceFirst("known: ConfigMap monitoring/", ""));
                } else if (entry.startsWith("ConfigMap")) {
                    made.add(entry.split(" ", -1)[1]);
                }
            }
            if (!known.containsAll(made)) {
                wrong.add("after " + k + " requests " + made + " are there, known are " + known);
            }
            lab.restartHost();
            ChangeSet again = lab.run(NEW);
            if (again.count(Action.FAILED) > 0 || !state().equals(wanted)) {
                wrong.add("after " + k + " requests: " + again.outcomes() + " " + state());
            }
            assertThat(lab.run(NEW).count(Action.UNCHANGED)).isEqualTo(5);
        }

        assertThat(wrong).isEmpty();
    }

    @Test
    void aLostAnswerOrTwoAreNoReasonToGiveUp() {
        lab.run(OLD);
        lab.server.fail(Fault.dropAfter().verb("patch").dryRun(false).times(2));
        lab.server.fail(Fault.dropBefore().verb("delete").times(1));

        ChangeSet changes = lab.run(NEW);

        assertThat(changes.count(Action.FAILED)).isZero();
        assertThat(changes.count(Action.DELETED)).isEqualTo(2);
    }

    @Test
    void whatWasMadeBeforeTheInventoryWasWrittenIsPrunedLater() {
        // The second time that the inventory is written is after the objects.
        lab.server.fail(
                Fault.dropBefore().patch("json").name(ApplyLab.INVENTORY).after(1).times(0));
        assertThatThrownBy(() -> lab.run(OLD)).isInstanceOf(KubeApiException.class);
        lab.server.heal();
        lab.restartHost();
        assertThat(lab.find("v1", "ConfigMap", "old")).isPresent();

        ChangeSet changes = lab.run(KEPT);

        assertThat(changes.count(Action.DELETED)).isEqualTo(2);
        assertThat(lab.find("v1", "ConfigMap", "old")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {429, 500, 503})
    void triesAgainWhenTheServerIsBusy(int code) {
        lab.server.fail(Fault.answer(code).verb("patch").times(3));

        assertThat(lab.run(OLD).count(Action.CREATED)).isEqualTo(4);
    }

    @Test
    void waitsAsLongAsTheServerSays() {
        lab.server.fail(Fault.answer(429).verb("patch").retryAfter(1).times(1));
        long began = System.nanoTime();

        lab.run(OLD);

        assertThat(System.nanoTime() - began).isGreaterThan(900_000_000L);
    }

    @Test
    void anObjectForWhichTheServerFailsDoesNotKeepTheOthersBack() {
        lab.server.fail(Fault.answer(500).message("failed calling webhook").name("two").times(0));

        ChangeSet changes = lab.run(OLD);

        assertThat(changes.count(Action.CREATED)).isEqualTo(3);
        assertThat(changes.outcomes())
                .filteredOn(outcome -> outcome.action() == Action.FAILED)
                .singleElement()
                .satisfies(o -> assertThat(o.reason()).contains("failed calling webhook"));
    }

    @Test
    void anInvalidObjectInTheMiddleDoesNotKeepTheOthersBack() {
        String invalid =
                """
                ---
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: p-invalid, namespace: monitoring}
                dta: {a: "1"}
                """;

        ChangeSet changes = lab.run(OLD + invalid);

        assertThat(changes.count(Action.CREATED)).isEqualTo(4);
        assertThat(changes.outcomes())
                .filteredOn(outcome -> outcome.action() == Action.FAILED)
                .singleElement()
                .satisfies(o -> assertThat(o.reason()).contains("dta").contains("objects.yaml:1"));
    }

    @Test
    void refusedCredentialsEndTheRunSoThatTheyAreReadAgain() {
        lab.server.fail(Fault.answer(401).verb("patch").times(0));

        assertThatThrownBy(() -> lab.run(OLD))
                .isInstanceOfSatisfying(
                        KubeApiException.class, e -> assertThat(e.code()).isEqualTo(401));
    }

    @Test
    void nothingIsMadeThatCannotBeRecorded() {
        lab.server.fail(Fault.answer(403).verb("patch").name(ApplyLab.INVENTORY).times(0));

        ChangeSet changes = lab.run(OLD);

        assertThat(changes.count(Action.FAILED)).isEqualTo(4);
        assertThat(changes.outcomes().get(0).reason()).contains("cannot be recorded");
        assertThat(lab.find("v1", "ConfigMap", "one")).isEmpty();
    }

    @Test
    void stopsBetweenTwoObjectsWhenNobodyWantsItAnyMore() {
        Plan plan = lab.plan(OLD);
        AtomicInteger asked = new AtomicInteger();

        ChangeSet changes =
                lab.engine().apply(lab.cluster(), plan, () -> asked.incrementAndGet() > 2);
        ChangeSet pruned = lab.engine().prune(lab.cluster(), plan, changes, () -> true);

        assertThat(changes.outcomes()).hasSize(2);
        assertThat(pruned.count(Action.DELETED)).isZero();
        assertThat(lab.run(OLD).count(Action.CREATED)).isEqualTo(2);
    }

    @Test
    void keepsWhatAnotherHostHasWrittenIntoTheInventory() {
        Plan plan = lab.plan(KEPT);
        ServerSideChanges other =
                new ServerSideChanges(
                        cluster -> lab.api,
                        cluster -> lab.live,
                        ApplyLab.QUICK,
                        java.time.Clock.systemUTC());
        var theirs = ApplyLab.state(PruningTest.settings("theirs"));
        other.apply(lab.cluster(), other.plan(lab.cluster(), theirs), () -> false);

        lab.engine().apply(lab.cluster(), plan, () -> false);

        assertThat(state())
                .contains("known: ConfigMap monitoring/one", "known: ConfigMap monitoring/theirs");
    }

    @Test
    void anObjectForWhichNoAnswerComesDoesNotKeepTheOthersBack() {
        lab.server.fail(Fault.dropBefore().verb("patch").name("two").times(0));

        ChangeSet changes = lab.run(OLD);

        assertThat(changes.count(Action.CREATED)).isEqualTo(3);
        assertThat(changes.count(Action.FAILED)).isEqualTo(1);
    }
}
