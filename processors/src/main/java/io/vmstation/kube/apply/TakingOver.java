package io.vmstation.kube.apply;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vmstation.kube.reconcile.FieldDifference;
import io.vmstation.kube.reconcile.KubeApi.Resource;
import io.vmstation.kube.reconcile.KubeApiException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Takes over what was set by hand, in the cluster. */
final class TakingOver {
    private static final int CONFLICT = 409;
    private static final int TRIES = 4;

    private final Run run;

    TakingOver(Run run) {
        this.run = run;
    }

    /** The object as it is now. */
    Optional<ObjectNode> read(Wanted wanted, Resource resource) {
        String namespace = run.namespace(resource, wanted.key());
        return run.api().get(resource, namespace, wanted.key().name());
    }

    /** Whether there is anything to take over. */
    static boolean due(Wanted wanted, ObjectNode live) {
        return new TakeOver(live, wanted.ignored().paths(live)).due();
    }

    /** Does it; the object as it is then. */
    Optional<ObjectNode> now(Wanted wanted, Resource resource) {
        for (int attempt = 1; ; attempt++) {
            Optional<ObjectNode> live = read(wanted, resource);
            if (live.isEmpty() || !due(wanted, live.get())) {
                return live;
            }
            TakeOver takeOver = new TakeOver(live.get(), wanted.ignored().paths(live.get()));
            try {
                return Optional.of(
                        run.api()
                                .patch(
                                        resource,
                                        run.namespace(resource, wanted.key()),
                                        wanted.key().name(),
                                        takeOver.patch()));
            } catch (KubeApiException e) {
                // Somebody else has changed it since it was read.
                if (e.code() != CONFLICT || attempt == TRIES) {
                    throw e;
                }
            }
        }
    }

    /** After a take-over it can be told what really has gone. */
    static List<FieldDifference> differences(Planned object, Wanted wanted, ObjectNode now) {
        List<FieldDifference> planned = object.outcome().differences();
        Optional<ObjectNode> before = object.live().filter(live -> due(wanted, live));
        if (before.isEmpty()) {
            return planned;
        }
        List<FieldDifference> all =
                new ArrayList<>(
                        planned.stream()
                                .filter(d -> d.path().equals("metadata.managedFields"))
                                .toList());
        all.addAll(Differences.between(before.get(), now, wanted.ignored().paths(before.get())));
        return all;
    }
}
