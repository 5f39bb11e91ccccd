package io.vmstation.kube.apply;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vmstation.kube.reconcile.DesiredObject;
import io.vmstation.kube.reconcile.GeneratedKeys;
import io.vmstation.kube.reconcile.Marks;
import io.vmstation.kube.reconcile.ObjectKey;
import io.vmstation.node.ReconciledCluster;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * A wanted object and what may be done for it: by the policy of the cluster, and by what is written
 * on the object.
 *
 * @param desired as the files want it
 * @param base that, with our label, without what is the server's
 * @param ignored fields that are somebody else's
 * @param force whether fields are taken over from whoever owns them
 * @param recreate whether it may be deleted and made anew
 * @param hash of all that decides what is applied, but for what the cluster holds
 */
record Wanted(
        DesiredObject desired,
        ObjectNode base,
        IgnoredFields ignored,
        boolean force,
        boolean recreate,
        String hash) {

    /**
     * Reads what is written on it.
     *
     * @throws IllegalArgumentException with a sentence for the user
     */
    static Wanted of(DesiredObject desired, ReconciledCluster cluster) {
        ObjectNode base = base(desired.json(), cluster.name());
        IgnoredFields ignored =
                IgnoredFields.of(
                        desired.key(),
                        cluster.policy().ignored(),
                        annotation(base, Marks.IGNORE).orElse(""));
        return new Wanted(
                desired,
                base,
                ignored,
                cluster.policy().force() || says(base, Marks.FORCE, "true"),
                cluster.policy().recreate() || says(base, Marks.RECREATE, "true"),
                hash(base, ignored));
    }

    private static ObjectNode base(ObjectNode written, String cluster) {
        ObjectNode base = written.deepCopy();
        base.remove("status");
        ObjectNode metadata = base.withObject("/metadata");
        metadata.remove(
                List.of(
                        "creationTimestamp",
                        "generation",
                        "managedFields",
                        "resourceVersion",
                        "selfLink",
                        "uid"));
        for (String map : List.of("labels", "annotations")) {
            if (metadata.path(map).isNull()) {
                metadata.remove(map);
            }
        }
        base.withObject("/metadata/labels").put(Marks.LABEL, cluster);
        if (base.path("kind").asText().equals("Secret")
                && base.remove("stringData") instanceof ObjectNode texts) {
            encode(
                    texts,
                    base.path("data").isObject()
                            ? base.withObject("/data")
                            : base.putObject("data"));
        }
        if (base.path("kind").asText().equals("ClusterRole")
                && base.path("aggregationRule").isObject()
                && base.path("rules").isEmpty()) {
            // Its controller fills them in, and would be fought for ever.
            base.remove("rules");
        }
        return base;
    }

    /** The server would do so too, but then own fields that nobody ever sees again. */
    private static void encode(ObjectNode texts, ObjectNode data) {
        texts.properties()
                .forEach(
                        text ->
                                data.put(
                                        text.getKey(),
                                        Base64.getEncoder()
                                                .encodeToString(
                                                        text.getValue()
                                                                .asText()
                                                                .getBytes(
                                                                        StandardCharsets.UTF_8))));
    }

    private static String hash(ObjectNode base, IgnoredFields ignored) {
        ArrayNode all = base.arrayNode();
        all.add(base);
        ignored.pointers().stream().map(JsonPointer::toString).sorted().forEach(all::add);
        return CanonicalJson.hash(all);
    }

    /**
     * The same for an object that is there: one that was scaled to zero for the sleep of its
     * machine is not scaled up meanwhile.
     */
    Wanted besideSleep(ObjectNode live) {
        return annotation(live, Marks.REPLICAS_BEFORE_SLEEP).isPresent()
                ? new Wanted(desired, base, ignored.andReplicas(), force, recreate, hash)
                : this;
    }

    ObjectKey key() {
        return desired.key();
    }

    /** For the inventory: nothing of what a Secret holds, see {@link SecretComparison}. */
    String recordedHash() {
        return SecretComparison.secret(key()) ? "" : hash;
    }

    /** Of the live object, for the inventory, likewise. */
    String recordedFingerprint(ObjectNode live) {
        return SecretComparison.secret(key()) ? "" : Fingerprint.of(live, this);
    }

    /** Without what a Secret holds. */
    @Override
    public String toString() {
        return desired.toString();
    }

    /** Whether its annotation says so. */
    boolean reconcile(String word) {
        return says(base, Marks.RECONCILE, word);
    }

    /**
     * What is applied to that object, or to make it.
     *
     * @param live as it is; empty when there is none
     */
    ObjectNode document(Optional<ObjectNode> live, GeneratedKeys generated) {
        ObjectNode document = base.deepCopy();
        live.ifPresent(object -> ignored.leaveTo(object, document));
        return generated.complete(document, live);
    }

    /** Of that object. */
    static Optional<String> annotation(JsonNode object, String name) {
        JsonNode value = object.path("metadata").path("annotations").get(name);
        return Optional.ofNullable(value).map(JsonNode::asText);
    }

    /** Whether that object says so in an annotation. */
    static boolean says(JsonNode object, String annotation, String value) {
        requireNonNull(object, "object is null");
        return annotation(object, annotation).filter(value::equals).isPresent();
    }
}
