package io.vmstation.share.signal;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vmstation.metrics.CatalogueAssertions;
import org.junit.jupiter.api.Test;

class ShareWatchesTest {
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final ShareWatches watches = new ShareWatches(meters);

    private double alive(String signal) {
        return meters.get("vmstation.share.watch.alive").tag("signal", signal).gauge().value();
    }

    @Test
    void showsWhatIsWrongUntilItIsRightAgain() {
        watches.report("media", Signal.ACCESS, WatchStatus.blind("it is not there"));
        assertThat(watches.problems()).containsEntry("media", "access: it is not there");
        assertThat(alive("access")).isZero();

        watches.report("media", Signal.ACCESS, WatchStatus.watching("directory=/srv"));
        assertThat(watches.problems()).isEmpty();
        assertThat(alive("access")).isEqualTo(1);
    }

    @Test
    void aWatchThatSeesAPartIsAliveAndAProblem() {
        watches.report("media", Signal.ACCESS, WatchStatus.partly("5 are missing"));
        assertThat(watches.problems()).containsKey("media");
        assertThat(alive("access")).isEqualTo(1);
    }

    @Test
    void showsOnlyTheSignalThatIsUsedNow() {
        watches.report("media", Signal.ACCESS, WatchStatus.watching("directory=/srv"));
        watches.report("media", Signal.AUDIT, WatchStatus.watching("log=/log"));

        assertThat(meters.find("vmstation.share.watch.alive").gauges()).hasSize(1);
        assertThat(alive("audit")).isEqualTo(1);
    }

    @Test
    void showsNothingOfARouteThatIsOff() {
        watches.report("media", Signal.AUDIT, WatchStatus.blind("it is not there"));
        watches.ended("media");

        assertThat(meters.find("vmstation.share.watch.alive").gauges()).isEmpty();
        assertThat(watches.problems()).isEmpty();
    }

    @Test
    void itsMetersAreInTheCatalogue() {
        watches.report("media", Signal.AUDIT, WatchStatus.watching("log=/log"));
        watches.count("media", Signal.AUDIT, Outcome.ACTED);
        CatalogueAssertions.assertCatalogued(
                meters, "vmstation_share_events_total", "vmstation_share_watch_alive");
    }
}
