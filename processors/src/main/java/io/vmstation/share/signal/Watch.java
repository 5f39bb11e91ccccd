package io.vmstation.share.signal;

import java.time.Duration;

/**
 * One way of noticing that a share is used. Confined to one thread, which calls {@link #round}
 * again and again; nothing is opened before the first round.
 */
public interface Watch extends AutoCloseable {

    /** Which signal it uses now. */
    Signal signal();

    /**
     * Hands on what has happened since the last round; when nothing has, waits for it.
     *
     * @param patience how long to wait at most, roughly; may be zero
     * @throws InterruptedException when the thread is told to end
     */
    void round(Duration patience) throws InterruptedException;

    /** What the last round found. */
    WatchStatus status();

    @Override
    void close();
}
