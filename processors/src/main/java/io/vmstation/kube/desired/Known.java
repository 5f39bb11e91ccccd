package io.vmstation.kube.desired;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** All objects of the files, to be looked up. */
final class Known {
    private final List<Manifest> all;
    private final Map<String, Manifest> byName = new HashMap<>();
    private final List<Pods> pods;
    private final Map<String, List<Pods>> podsByNamespace;

    Known(List<Manifest> all) {
        this.all = List.copyOf(all);
        all.forEach(m -> byName.putIfAbsent(key(m.kind(), m.namespace(), m.key().name()), m));
        pods = all.stream().flatMap(manifest -> Pods.of(manifest).stream()).toList();
        podsByNamespace =
                pods.stream().collect(Collectors.groupingBy(each -> each.owner().namespace()));
    }

    private static String key(String kind, String namespace, String name) {
        return kind + '/' + namespace + '/' + name;
    }

    List<Manifest> all() {
        return all;
    }

    /** The pods of all objects. */
    List<Pods> pods() {
        return pods;
    }

    /** The pods of the objects in a namespace. */
    List<Pods> pods(String namespace) {
        return podsByNamespace.getOrDefault(namespace, List.of());
    }

    Optional<Manifest> find(String kind, String namespace, String name) {
        return Optional.ofNullable(byName.get(key(kind, namespace, name)));
    }

    /** The names of all objects of a kind in a namespace, to guess from. */
    Collection<String> names(String kind, String namespace) {
        Collection<String> names = new TreeSet<>();
        for (Manifest manifest : all) {
            if (manifest.kind().equals(kind) && manifest.namespace().equals(namespace)) {
                names.add(manifest.key().name());
            }
        }
        return names;
    }
}
