package io.vmstation.ipmi.push;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;

/**
 * What waits for a receiver, in order, bounded. What was sent once without success is sent again
 * just as it was: whatever of it has arrived all the same, the receiver then recognises.
 * Thread-safe.
 */
final class SampleQueue {
    /** The most samples of one request. */
    static final int MOST_SAMPLES = 2_000;

    /** The most bytes of one request, before compression. */
    static final int MOST_BYTES = 512 * 1024;

    /** The most of it that goes or is dropped together. */
    private static final int LARGEST_SHARE = 4;

    private final int capacity;

    /** What the latest request held, while it is not known to have arrived. */
    private final Deque<Chunk> tried = new ArrayDeque<>();

    private final Deque<Chunk> waiting = new ArrayDeque<>();
    private boolean onItsWay;
    private int size;

    /** Samples of one reading. */
    private record Chunk(List<Sample> samples, int bytes) {}

    /**
     * What became of samples that were handed over.
     *
     * @param dropped how many of the oldest had to make room
     * @param oversized how many are larger than a request may be
     */
    record Added(int dropped, int oversized) {}

    /**
     * @param capacity the most samples, positive
     */
    SampleQueue(int capacity) {
        this.capacity = capacity;
    }

    /** Takes the samples of a reading; when there is no room, the oldest readings are dropped. */
    synchronized Added add(List<Sample> samples) {
        int oversized = 0;
        List<Sample> chunk = new ArrayList<>();
        int bytes = 0;
        for (Sample sample : samples) {
            int more = sample.series().size();
            if (more > MOST_BYTES / LARGEST_SHARE) {
                oversized++;
                continue;
            }
            if (chunk.size() == MOST_SAMPLES / LARGEST_SHARE
                    || bytes + more > MOST_BYTES / LARGEST_SHARE) {
                append(chunk, bytes);
                chunk = new ArrayList<>();
                bytes = 0;
            }
            chunk.add(sample);
            bytes += more;
        }
        append(chunk, bytes);
        return new Added(shrink(), oversized);
    }

    private void append(List<Sample> samples, int bytes) {
        if (!samples.isEmpty()) {
            waiting.add(new Chunk(List.copyOf(samples), bytes));
            size += samples.size();
        }
    }

    private int shrink() {
        int before = size;
        while (size > capacity) {
            Chunk oldest = onItsWay || tried.isEmpty() ? waiting.poll() : tried.poll();
            if (oldest == null) {
                break;
            }
            size -= oldest.samples.size();
        }
        return before - size;
    }

    /**
     * The next request, which is on its way from now on. Nobody may ask for another before saying
     * {@link #settled} or {@link #again}.
     *
     * @return empty when nothing waits
     */
    synchronized List<Sample> next() {
        if (tried.isEmpty()) {
            int samples = 0;
            int bytes = 0;
            for (Chunk chunk = waiting.peek(); chunk != null; chunk = waiting.peek()) {
                samples += chunk.samples.size();
                bytes += chunk.bytes;
                if (samples > MOST_SAMPLES || bytes > MOST_BYTES) {
                    break;
                }
                tried.add(waiting.remove());
            }
        }
        onItsWay = !tried.isEmpty();
        return tried.stream().map(Chunk::samples).flatMap(Collection::stream).toList();
    }

    /** What was on its way has arrived, or will never. */
    synchronized void settled() {
        tried.forEach(chunk -> size -= chunk.samples.size());
        tried.clear();
        onItsWay = false;
    }

    /** What was on its way must be sent again. */
    synchronized void again() {
        onItsWay = false;
    }

    /** How many samples there are, those on their way among them. */
    synchronized int size() {
        return size;
    }
}
