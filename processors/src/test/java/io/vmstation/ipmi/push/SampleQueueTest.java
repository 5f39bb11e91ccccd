package io.vmstation.ipmi.push;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SampleQueueTest {
    private static final Series SERIES = Series.of(Map.of("__name__", "up"));

    private static List<Sample> reading(int time, int samples) {
        return IntStream.range(0, samples)
                .mapToObj(i -> Sample.of(new Point(SERIES, i), time))
                .toList();
    }

    private static List<Long> times(List<Sample> samples) {
        return samples.stream().map(Sample::millis).distinct().toList();
    }

    @Test
    void handsOutWhatItWasGivenInOrder() {
        SampleQueue queue = new SampleQueue(100);
        queue.add(reading(1, 3));
        queue.add(reading(2, 3));

        assertThat(times(queue.next())).containsExactly(1L, 2L);
        queue.settled();
        assertThat(queue.next()).isEmpty();
        assertThat(queue.size()).isZero();
    }

    @Test
    void aFullQueueDropsTheOldestReadings() {
        SampleQueue queue = new SampleQueue(10);
        queue.add(reading(1, 4));
        queue.add(reading(2, 4));

        assertThat(queue.add(reading(3, 4)).dropped()).isEqualTo(4);
        assertThat(queue.size()).isEqualTo(8);
        assertThat(times(queue.next())).containsExactly(2L, 3L);
    }

    @Test
    void aReadingLargerThanTheQueueLeavesNothing() {
        SampleQueue queue = new SampleQueue(10);

        assertThat(queue.add(reading(1, 11)).dropped()).isEqualTo(11);
        assertThat(queue.next()).isEmpty();
        assertThat(queue.size()).isZero();
    }

    @Test
    void whatIsSentAgainIsTheSameEvenWhenMoreHasCome() {
        SampleQueue queue = new SampleQueue(100);
        queue.add(reading(1, 3));
        List<Sample> first = queue.next();
        queue.add(reading(2, 3));
        queue.again();

        assertThat(queue.next()).isEqualTo(first);
        queue.settled();
        assertThat(times(queue.next())).containsExactly(2L);
    }

    @Test
    void whatIsOnItsWayIsNotDropped() {
        SampleQueue queue = new SampleQueue(10);
        queue.add(reading(1, 5));
        queue.next();
        queue.add(reading(2, 5));

        assertThat(queue.add(reading(3, 5)).dropped()).isEqualTo(5);
        queue.settled();
        assertThat(times(queue.next())).containsExactly(3L);
    }

    @Test
    void whatCameBackIsTheOldestAndIsDroppedFirst() {
        SampleQueue queue = new SampleQueue(10);
        queue.add(reading(1, 5));
        queue.next();
        queue.again();
        queue.add(reading(2, 5));
        queue.add(reading(3, 5));

        assertThat(times(queue.next())).containsExactly(2L, 3L);
    }

    @Test
    void requestsAreBoundedInSamples() {
        SampleQueue queue = new SampleQueue(10_000);
        IntStream.range(0, 100).forEach(i -> queue.add(reading(i, 60)));

        int sent = 0;
        for (List<Sample> batch = queue.next(); !batch.isEmpty(); batch = queue.next()) {
            assertThat(batch.size()).isBetween(1, SampleQueue.MOST_SAMPLES);
            sent += batch.size();
            queue.settled();
        }
        assertThat(sent).isEqualTo(6_000);
    }

    @Test
    void requestsAreBoundedInBytes() {
        SampleQueue queue = new SampleQueue(10_000);
        List<Sample> large =
                IntStream.range(0, 40)
                        .mapToObj(
                                i ->
                                        Sample.of(
                                                new Point(
                                                        Series.of(
                                                                Map.of(
                                                                        "__name__",
                                                                        "up",
                                                                        "name",
                                                                        "x".repeat(50_000) + i)),
                                                        i),
                                                1))
                        .toList();
        queue.add(large);

        int sent = 0;
        for (List<Sample> batch = queue.next(); !batch.isEmpty(); batch = queue.next()) {
            assertThat(Received.decompressed(WriteRequest.of(batch)))
                    .hasSizeLessThanOrEqualTo(SampleQueue.MOST_BYTES);
            sent += batch.size();
            queue.settled();
        }
        assertThat(sent).isEqualTo(40);
    }

    @Test
    void aSampleThatFitsIntoNoRequestIsLeftOut() {
        SampleQueue queue = new SampleQueue(100);
        Sample giant =
                Sample.of(
                        new Point(
                                Series.of(Map.of("__name__", "up", "name", "x".repeat(200_000))),
                                1),
                        1);

        assertThat(queue.add(List.of(giant)).oversized()).isEqualTo(1);
        assertThat(queue.size()).isZero();
    }
}
