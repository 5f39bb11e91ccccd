package io.vmstation.kube.reconcile;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * Everything that one cluster should hold, read at one moment.
 *
 * @param objects each key once, in no particular order
 * @param problems what is wrong with the files, a sentence each with file, key and remedy; while
 *     there is any, nothing may be applied or pruned
 * @param revision differs when the objects do; short enough to be shown
 */
public record DesiredState(List<DesiredObject> objects, List<String> problems, String revision) {
    public DesiredState {
        objects = List.copyOf(objects);
        problems = List.copyOf(problems);
        requireNonNull(revision, "revision is null");
    }
}
