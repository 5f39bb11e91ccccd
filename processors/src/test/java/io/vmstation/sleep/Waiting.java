package io.vmstation.sleep;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.support.AsyncProcessorSupport;

/** A step of a user that waits for the test, and hears of nothing else. */
final class Waiting extends AsyncProcessorSupport {
    final CountDownLatch reached = new CountDownLatch(1);
    private final CompletableFuture<Void> released = new CompletableFuture<>();

    void release() {
        // On a thread of its own: what follows is the route.
        var unused = CompletableFuture.runAsync(() -> released.complete(null));
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
        reached.countDown();
        var unused = released.thenRun(() -> callback.done(false));
        return false;
    }
}
