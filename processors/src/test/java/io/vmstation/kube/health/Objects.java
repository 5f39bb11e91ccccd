package io.vmstation.kube.health;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vmstation.kube.reconcile.DesiredObject;
import io.vmstation.kube.reconcile.ObjectKey;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** Objects as YAML, to be read in tests. */
final class Objects {
    private static final ObjectMapper JSON = new ObjectMapper();

    private Objects() {}

    static ObjectNode object(String yaml) {
        return JSON.valueToTree(new Load(LoadSettings.builder().build()).loadFromString(yaml));
    }

    static DesiredObject desired(ObjectNode object) {
        String version = object.path("apiVersion").asText();
        int slash = version.indexOf('/');
        ObjectKey key =
                new ObjectKey(
                        slash < 0 ? "" : version.substring(0, slash),
                        object.path("kind").asText(),
                        object.at("/metadata/namespace").asText(""),
                        object.at("/metadata/name").asText());
        return new DesiredObject(key, version, object, "test.yaml");
    }

    /** A pod of a workload {@code web} in the namespace {@code web}. */
    static ObjectNode pod(String name, String owner, String hash, String node, String status) {
        String kind = owner.substring(0, owner.indexOf(' '));
        return object(
                """
                kind: Pod
                metadata:
                  namespace: web
                  name: %s
                  labels: {app: web, pod-template-hash: "%s", controller-revision-hash: "%s"}
                  ownerReferences: [{kind: %s, name: %s, controller: true}]
                spec: {%s}
                status: %s
                """
                        .formatted(
                                name,
                                hash,
                                kind.equals("ReplicaSet") ? "" : hash,
                                kind,
                                owner.substring(owner.indexOf(' ') + 1),
                                node,
                                status));
    }

    static final String READY = "{phase: Running, conditions: [{type: Ready, status: 'True'}]}";
    static final String NOT_READY =
            "{phase: Running, conditions: [{type: Ready, status: 'False'}]}";
    static final String PENDING =
            "{phase: Pending, conditions: [{type: PodScheduled, status: 'False', reason:"
                    + " Unschedulable}]}";
    static final String CRASHING =
            """
            {phase: Running, conditions: [{type: Ready, status: 'False'}], containerStatuses: [
              {name: app, state: {waiting: {reason: CrashLoopBackOff, message: back-off 5m0s}},
               lastState: {terminated: {exitCode: 3}}}]}
            """
                    .replace("\n", " ");
    static final String NO_IMAGE =
            "{phase: Pending, containerStatuses: [{name: app, state: {waiting: {reason:"
                    + " ImagePullBackOff, message: no such image}}}]}";

    static ObjectNode node(String name) {
        return object(
                """
                kind: Node
                metadata: {name: %s, labels: {kubernetes.io/hostname: %s}}
                spec: {}
                """
                        .formatted(name, name));
    }
}
