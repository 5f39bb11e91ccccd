package io.vmstation.wake;

import io.vmstation.node.Service;
import io.vmstation.spi.Answer;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** One service, or the bare machine, that requests of one wake wait for. */
final class Goal {
    /** What is waited for. */
    final Optional<Service> service;

    /** Completes when it is ready, or fails with a {@link WakeFailure}. */
    final CompletableFuture<InetSocketAddress> ready = new CompletableFuture<>();

    private Answer last = new Answer.Silent("was not asked yet");
    private @Nullable Polling polling;
    private @Nullable Future<?> deadline;

    Goal(Optional<Service> service) {
        this.service = service;
    }

    static String key(Optional<Service> service) {
        return service.map(Service::name).orElse("");
    }

    /** "service jellyfin (port 8096)" or "the machine". */
    String describe() {
        return service.map(s -> "service " + s.name() + " (port " + s.port() + ")")
                .orElse("the machine");
    }

    Answer last() {
        return last;
    }

    void heard(Answer answer) {
        last = answer;
    }

    void begin(Polling asking) {
        polling = asking;
        asking.start();
    }

    /** Replaces the timer that ends it. */
    void endBy(Future<?> timer) {
        if (deadline != null) {
            deadline.cancel(false);
        }
        deadline = timer;
    }

    void end() {
        if (polling != null) {
            polling.stop();
        }
        if (deadline != null) {
            deadline.cancel(false);
        }
    }
}
