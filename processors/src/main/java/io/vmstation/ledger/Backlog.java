package io.vmstation.ledger;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** What waits for the writer, in order and bounded. Thread-safe; adding never waits for a disk. */
final class Backlog {
    /** What became of an attempt to add. */
    enum Admission {
        ADMITTED,
        FULL,
        CLOSED
    }

    private final int capacity;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Queue<Pending> waiting = new ArrayDeque<>();
    private boolean closed;

    Backlog(int capacity) {
        if (capacity <= 0) {
            throw new IllegalArgumentException("capacity is not positive: " + capacity);
        }
        this.capacity = capacity;
    }

    Admission add(Pending pending) {
        lock.lock();
        try {
            if (closed) {
                return Admission.CLOSED;
            }
            if (waiting.size() >= capacity) {
                return Admission.FULL;
            }
            waiting.add(pending);
            changed.signal();
            return Admission.ADMITTED;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Takes what waits, oldest first; waits until something does.
     *
     * @param most how many at most
     * @param nanos how long to wait at most; not at all when 0 or less
     * @return empty when nothing came in that time or the backlog was closed
     */
    List<Pending> take(int most, long nanos) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = nanos;
            while (waiting.isEmpty() && !closed && left > 0) {
                left = changed.awaitNanos(left);
            }
            List<Pending> taken = new ArrayList<>();
            for (int i = Math.min(most, waiting.size()); i > 0; i--) {
                taken.add(waiting.remove());
            }
            return taken;
        } finally {
            lock.unlock();
        }
    }

    /** Takes everything that waits, without waiting for more. */
    List<Pending> takeAll() {
        lock.lock();
        try {
            List<Pending> taken = List.copyOf(waiting);
            waiting.clear();
            return taken;
        } finally {
            lock.unlock();
        }
    }

    boolean isEmpty() {
        lock.lock();
        try {
            return waiting.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    /** Whether nothing waits and nothing will. */
    boolean isDone() {
        lock.lock();
        try {
            return closed && waiting.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    /** Admits nothing more; what waits can still be taken. */
    void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
