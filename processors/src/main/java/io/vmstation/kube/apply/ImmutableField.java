package io.vmstation.kube.apply;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vmstation.kube.reconcile.GeneratedKeys;
import io.vmstation.kube.reconcile.KubeApiException;
import io.vmstation.kube.reconcile.Marks;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Fields that an object keeps for as long as it lives. */
final class ImmutableField {
    private static final int INVALID = 422;

    /** Words of the API server's validations; custom resources use "is immutable" by custom. */
    private static final Pattern WORDS =
            Pattern.compile(
                    "(?i)immutable|updates to statefulset spec|may not change once set"
                            + "|cannot change roleref|may not be changed|cannot be changed"
                            + "|pod updates may not change");

    /** With them goes what nobody can make anew. */
    private static final Set<String> HOLD_DATA =
            Set.of(
                    "CustomResourceDefinition",
                    "Namespace",
                    "PersistentVolume",
                    "PersistentVolumeClaim");

    private ImmutableField() {}

    /** Whether the server refused it since a field cannot be changed. */
    static boolean refused(KubeApiException e) {
        return e.code() == INVALID && WORDS.matcher(String.valueOf(e.getMessage())).find();
    }

    /**
     * Why the object is not made anew.
     *
     * @param said by the server
     * @return empty when it may be
     */
    static Optional<String> obstacle(
            Wanted wanted, ObjectNode document, ObjectNode live, String said) {
        String kind = wanted.key().kind();
        if (HOLD_DATA.contains(kind)) {
            return Optional.of(
                    "%s; a %s is never deleted to be made anew, since it holds data: change the file back, or replace it by hand"
                            .formatted(said, kind));
        }
        if (!GeneratedKeys.of(document).isEmpty()) {
            return Optional.of(
                    "%s; it is never deleted to be made anew, since the values that %s names stand in no file: change the file back, or replace it by hand"
                            .formatted(said, Marks.GENERATE));
        }
        if (!wanted.recreate()) {
            return Optional.of(
                    "%s; change the file back, or annotate it with %s: \"true\" to have it deleted and made anew"
                            .formatted(said, Marks.RECREATE));
        }
        if (!kind.equals("StatefulSet")) {
            return Optional.empty();
        }
        if (deletesClaims(live)) {
            return Optional.of(
                    said
                            + "; it is not made anew, since its claims go with it"
                            + " (persistentVolumeClaimRetentionPolicy.whenDeleted is Delete)");
        }
        return live.at("/spec/selector").equals(document.at("/spec/selector"))
                ? Optional.empty()
                : Optional.of(
                        said
                                + "; with another selector it would not find its pods again:"
                                + " replace it by hand");
    }

    /** Whether the claims of a StatefulSet are deleted with it. */
    static boolean deletesClaims(ObjectNode live) {
        return live.at("/spec/persistentVolumeClaimRetentionPolicy/whenDeleted")
                .asText()
                .equals("Delete");
    }

    /** Whether what belongs to it is left when it is deleted to be made anew. */
    static boolean orphan(String kind) {
        return kind.equals("StatefulSet");
    }
}
