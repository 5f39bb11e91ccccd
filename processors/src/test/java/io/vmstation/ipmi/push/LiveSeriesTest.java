package io.vmstation.ipmi.push;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class LiveSeriesTest {
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

    private Instant now = NOON.plusSeconds(3_600);
    private final LiveSeries live = new LiveSeries(() -> now);

    private static List<Point> points(String... names) {
        return Stream.of(names).map(name -> new Point(series(name), 1)).toList();
    }

    private static Series series(String name) {
        return Series.of(Map.of("__name__", name));
    }

    private static List<String> told(List<Sample> samples) {
        return samples.stream()
                .map(
                        sample ->
                                sample.series().labels().get(0).value()
                                        + (sample.isEnd() ? " ends " : " ")
                                        + (sample.millis() - NOON.toEpochMilli()))
                .toList();
    }

    @Test
    void aSeriesThatAReadingNoLongerHasEndsWithIt() {
        live.read("storage", NOON, points("fan", "power"));

        assertThat(told(live.read("storage", NOON.plusMillis(5), points("fan", "volts"))))
                .containsExactly("fan 5", "volts 5", "power ends 5");
        assertThat(told(live.read("storage", NOON.plusMillis(9), points("fan", "volts"))))
                .as("an end is told once")
                .containsExactly("fan 9", "volts 9");
    }

    @Test
    void nodesDoNotEndEachOthersSeries() {
        live.read("storage", NOON, points("fan"));

        assertThat(told(live.read("homelab", NOON, points("power")))).containsExactly("power 0");
    }

    @Test
    void allSeriesOfANodeThatIsGoneEndNow() {
        live.read("storage", NOON, points("fan", "power"));

        assertThat(told(live.end("storage")))
                .containsExactlyInAnyOrder("fan ends 3600000", "power ends 3600000");
        assertThat(live.nodes()).isEmpty();
        assertThat(live.end("storage")).isEmpty();
        assertThat(live.end("never-seen")).isEmpty();
    }

    @Test
    void anEndComesAfterTheLastValueWhateverTheClockSays() {
        live.read("storage", NOON, points("fan"));
        now = NOON.minusSeconds(60);

        assertThat(told(live.end("storage"))).containsExactly("fan ends 1");
    }

    @Test
    void aReadingThatIsNotNewerIsLeftOut() {
        live.read("storage", NOON, points("fan"));

        assertThat(live.read("storage", NOON, points("fan"))).isEmpty();
        assertThat(live.read("storage", NOON.minusMillis(1), points("fan"))).isEmpty();
    }

    @Test
    void aClockThatWasAheadDoesNotSilenceTheReadingsAfterIt() {
        live.read("storage", NOON.plusSeconds(100_000), points("fan", "power"));

        assertThat(told(live.read("storage", NOON, points("fan"))))
                .containsExactly("fan 0", "power ends 0");
    }

    @Test
    void ofTwoValuesForOneSeriesTheFirstCounts() {
        List<Sample> samples =
                live.read(
                        "storage",
                        NOON,
                        List.of(new Point(series("fan"), 1), new Point(series("fan"), 2)));

        assertThat(samples).singleElement().extracting(Sample::bits).isEqualTo(bits(1));
    }

    private static long bits(double value) {
        return Double.doubleToLongBits(value);
    }
}
