package io.vmstation.kube.apply;

import io.vmstation.kube.reconcile.DesiredObject;
import io.vmstation.kube.reconcile.KubeApi.Resource;
import io.vmstation.kube.reconcile.KubeApiException;
import io.vmstation.kube.reconcile.ObjectKey;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What is wanted, in whatever words: the key of an object changes when its file names the namespace
 * that it has always been in, or another group of the API that serves the same object.
 */
final class StillWanted {
    private final Run run;
    private final Set<ObjectKey> places = new HashSet<>();
    private final Set<String> uids = new HashSet<>();
    private final Map<String, ObjectKey> byNamespace = new HashMap<>();
    private final Map<String, ObjectKey> byDefinition = new HashMap<>();

    /**
     * @param inventory as it is by now: it knows the objects that were just made
     */
    StillWanted(Run run, ServedKinds kinds, Collection<Planned> planned, Inventory inventory) {
        this.run = run;
        for (Planned object : planned) {
            DesiredObject desired = object.desired();
            Optional<Resource> resource = served(kinds, desired);
            ObjectKey place =
                    resource.map(r -> place(r, desired.key())).orElseGet(() -> desired.key());
            places.add(place);
            byNamespace.putIfAbsent(place.namespace(), desired.key());
            resource.ifPresent(
                    r -> byDefinition.putIfAbsent(r.plural() + "." + place.group(), desired.key()));
            Stream.of(
                            object.entry().map(InventoryEntry::uid),
                            object.live().map(live -> live.at("/metadata/uid").asText()),
                            inventory.entry(desired.key()).map(InventoryEntry::uid))
                    .flatMap(Optional::stream)
                    .filter(uid -> !uid.isEmpty())
                    .forEach(uids::add);
        }
    }

    /** What cannot be told fails for that object, and then nothing is pruned at all. */
    private Optional<Resource> served(ServedKinds kinds, DesiredObject desired) {
        try {
            return kinds.find(desired.apiVersion(), desired.key().kind());
        } catch (KubeApiException e) {
            var unused = run.ofOneObject(e);
            return Optional.empty();
        }
    }

    private ObjectKey place(Resource resource, ObjectKey key) {
        return new ObjectKey(key.group(), key.kind(), run.namespace(resource, key), key.name());
    }

    /** Whether it is that object that is wanted, under whatever key. */
    boolean has(Resource resource, ObjectKey key, String uid) {
        return places.contains(place(resource, key)) || uids.contains(uid);
    }

    /**
     * Something wanted that would go with it, as a namespace or a definition takes all it holds.
     */
    Optional<ObjectKey> goingWith(ObjectKey key) {
        if (key.kind().equals("Namespace") && key.group().isEmpty()) {
            return Optional.ofNullable(byNamespace.get(key.name()));
        }
        return key.kind().equals("CustomResourceDefinition")
                ? Optional.ofNullable(byDefinition.get(key.name()))
                : Optional.empty();
    }
}
