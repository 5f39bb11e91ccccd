package io.vmstation.it;

import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * Runs what blocks beside the test, each on a thread of its own: the common pool may have a single
 * one, which somebody who waits for a client would occupy.
 */
final class Beside {
    private Beside() {}

    static <T> CompletableFuture<T> run(Supplier<T> work) {
        return CompletableFuture.supplyAsync(
                work,
                task -> {
                    Thread thread = new Thread(task, "beside-the-test");
                    thread.setDaemon(true);
                    thread.start();
                });
    }
}
