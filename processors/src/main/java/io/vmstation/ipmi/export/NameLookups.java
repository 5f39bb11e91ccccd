package io.vmstation.ipmi.export;

import static java.util.Objects.requireNonNull;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * Asks the operating system for the addresses of names, which may take seconds, on threads of its
 * own that end when they have nothing to do. Thread-safe.
 */
public final class NameLookups {
    private static final int THREADS = 4;
    private static final int MOST_WAITING = 64;
    private static final int IDLE_SECONDS = 10;

    private final ThreadPoolExecutor threads =
            new ThreadPoolExecutor(
                    THREADS,
                    THREADS,
                    IDLE_SECONDS,
                    TimeUnit.SECONDS,
                    new ArrayBlockingQueue<>(MOST_WAITING),
                    task -> {
                        Thread thread = new Thread(task, "vmstation-name-lookup");
                        thread.setDaemon(true);
                        return thread;
                    });

    private final Function<String, List<InetAddress>> system;

    /** Nothing runs yet. */
    public NameLookups() {
        this(NameLookups::addresses);
    }

    /**
     * @param system tells the addresses of a name, none when it has none; may block
     */
    NameLookups(Function<String, List<InetAddress>> system) {
        this.system = requireNonNull(system, "system is null");
        threads.allowCoreThreadTimeOut(true);
    }

    /**
     * Looks a name up.
     *
     * @return its addresses, none when it has none; fails with a {@link RejectedExecutionException}
     *     when too many wait
     */
    CompletableFuture<List<InetAddress>> find(String name) {
        try {
            return CompletableFuture.supplyAsync(() -> system.apply(name), threads);
        } catch (RejectedExecutionException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private static List<InetAddress> addresses(String name) {
        try {
            return List.of(InetAddress.getAllByName(name));
        } catch (UnknownHostException e) {
            return List.of();
        }
    }
}
