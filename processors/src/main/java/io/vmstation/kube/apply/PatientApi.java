package io.vmstation.kube.apply;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vmstation.kube.reconcile.KubeApi;
import io.vmstation.kube.reconcile.KubeApiException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Asks again when the same request may go well later, and not before the server says. Made for one
 * run, on one thread: all that its pauses and what failed before them take together is bounded, so
 * that something slow does not cost that time again for each object.
 */
final class PatientApi implements KubeApi {
    private final KubeApi api;
    private final ApplyPace pace;
    private Duration left;

    PatientApi(KubeApi api, ApplyPace pace) {
        this.api = api;
        this.pace = pace;
        this.left = pace.pauses();
    }

    @Override
    public Optional<Resource> resource(String apiVersion, String kind) {
        return ask(() -> api.resource(apiVersion, kind));
    }

    @Override
    public Optional<Resource> resourceInAnyVersion(String group, String kind) {
        return ask(() -> api.resourceInAnyVersion(group, kind));
    }

    @Override
    public Optional<ObjectNode> get(Resource resource, String namespace, String name) {
        return ask(() -> api.get(resource, namespace, name));
    }

    @Override
    public ObjectNode apply(Resource resource, ObjectNode object, boolean force, boolean dryRun) {
        return ask(() -> api.apply(resource, object, force, dryRun));
    }

    @Override
    public ObjectNode apply(
            Resource resource,
            ObjectNode object,
            boolean force,
            boolean dryRun,
            Consumer<String> warnings) {
        return ask(() -> api.apply(resource, object, force, dryRun, warnings));
    }

    @Override
    public ObjectNode patch(Resource resource, String namespace, String name, String patch) {
        return ask(() -> api.patch(resource, namespace, name, patch));
    }

    @Override
    public void delete(
            Resource resource, String namespace, String name, String uid, boolean orphan) {
        ask(
                () -> {
                    api.delete(resource, namespace, name, uid, orphan);
                    return true;
                });
    }

    @Override
    public List<ObjectNode> list(Resource resource, String labelSelector) {
        return ask(() -> api.list(resource, labelSelector));
    }

    private <T> T ask(Supplier<T> question) {
        for (int attempt = 1; ; attempt++) {
            long began = System.nanoTime();
            try {
                return question.get();
            } catch (KubeApiException e) {
                left = left.minusNanos(System.nanoTime() - began);
                Duration pause = e.retryAfter().orElse(pause(attempt));
                if (!e.mayPass()
                        || attempt >= pace.tries()
                        || pause.compareTo(left) > 0
                        || !ApplyPace.pause(pause)) {
                    throw e;
                }
                left = left.minus(pause);
            }
        }
    }

    /** Between half of it and all, so that two hosts do not come at once for ever. */
    private Duration pause(int attempt) {
        long millis = pace.firstPause().toMillis() << (attempt - 1);
        return Duration.ofMillis(millis / 2 + ThreadLocalRandom.current().nextLong(millis / 2 + 1));
    }
}
