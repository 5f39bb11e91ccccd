package io.vmstation.kube.apply;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vmstation.kube.reconcile.ChangeSet;
import io.vmstation.kube.reconcile.DesiredObject;
import io.vmstation.kube.reconcile.DesiredState;
import io.vmstation.kube.reconcile.ObjectOutcome.Action;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Many objects cost much once, and next to nothing from then on. */
@Timeout(600)
class ManyObjectsTest {
    private static final Logger log = LoggerFactory.getLogger(ManyObjectsTest.class);

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

    /** Of five kinds. */
    private static DesiredState objects(int count) {
        DesiredState kinds =
                ApplyLab.state(
                        ServerSideChangesTest.STACK
                                + """
                                ---
                                apiVersion: v1
                                kind: ServiceAccount
                                metadata: {name: grafana, namespace: monitoring}
                                """);
        List<DesiredObject> objects = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            ObjectNode json = kinds.objects().get(i % kinds.objects().size()).json().deepCopy();
            json.withObject("/metadata").put("name", "object-" + i);
            objects.add(ApplyLab.desired(json));
        }
        return new DesiredState(objects, List.of(), "many");
    }

    @Test
    void aRunOverFiveHundredObjectsInOrderAsksForNoneOfThem() {
        lab.live = new ApplyLab.ListedObjects(lab.api);
        DesiredState desired = objects(500);
        lab.server.forgetAsked();
        long began = System.nanoTime();

        ChangeSet first = lab.run(desired);

        tell("first apply of 500 objects", began);
        assertThat(first.count(Action.CREATED)).isEqualTo(500);
        // What controllers add to new objects is looked at once.
        lab.server.work(false);
        lab.run(desired);
        long version = lab.server.version();
        lab.restartHost();
        lab.server.forgetAsked();
        began = System.nanoTime();

        ChangeSet second = lab.run(desired);

        tell("run over 500 objects in order", began);
        assertThat(second.count(Action.UNCHANGED)).isEqualTo(500);
        assertThat(lab.server.version()).isEqualTo(version);
        assertThat(lab.server.asked(asked -> !asked.verb().equals("list")))
                .extracting(Object::toString)
                .containsExactly("get configmaps monitoring/" + ApplyLab.INVENTORY + " 200");
        assertThat(lab.server.count("list", "")).isEqualTo(5);
    }

    private void tell(String what, long began) {
        log.info(
                "{}: requests={}, milliseconds={}",
                what,
                lab.server.asked().size(),
                (System.nanoTime() - began) / 1_000_000);
    }

    @Test
    void aThousandObjectsAreRememberedInFewBytes() {
        DesiredState desired = objects(1000);

        ChangeSet first = lab.run(desired);
        lab.restartHost();
        ChangeSet second = lab.run(desired);

        assertThat(first.count(Action.CREATED)).isEqualTo(1000);
        assertThat(second.count(Action.UNCHANGED)).isEqualTo(1000);
        JsonNode inventory = lab.get("v1", "ConfigMap", ApplyLab.INVENTORY);
        assertThat(inventory.path("binaryData").size()).isEqualTo(1);
        assertThat(inventory.toString()).hasSizeLessThan(300_000);
        assertThat(lab.engine().applied(lab.cluster())).hasSize(1000);
    }
}
