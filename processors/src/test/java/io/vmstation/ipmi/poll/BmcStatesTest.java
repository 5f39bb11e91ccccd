package io.vmstation.ipmi.poll;

import static org.assertj.core.api.Assertions.assertThat;

import io.vmstation.ipmi.reading.BmcReading;
import io.vmstation.ipmi.reading.Collector;
import io.vmstation.ipmi.reading.Finding;
import io.vmstation.ipmi.source.ScriptedSource;
import io.vmstation.metrics.CatalogueAssertions;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is shown of BMCs. */
class BmcStatesTest {
    @TempDir private Path folder = Path.of("");

    private static BmcReading reading(Finding first, Finding second) {
        return new BmcReading(
                "native",
                Instant.now(),
                Duration.ofMillis(80),
                Map.of(Collector.BMC, first, Collector.IPMI, second));
    }

    private static BmcReading reading(Finding both) {
        return reading(both, both);
    }

    private static void polled(PollSite site, Finding finding) {
        BmcReading reading = reading(finding);
        site.bmcs.polled("tower", BmcState.of(reading), reading);
    }

    @Test
    void theReadingTellsTheState() {
        Finding failed = new Finding.Failed("it talks nonsense");
        Finding unsupported = new Finding.Unsupported("it has none");
        assertThat(BmcState.of(reading(ScriptedSource.ON))).isEqualTo(BmcState.ANSWERING);
        assertThat(BmcState.of(reading(ScriptedSource.SILENT))).isEqualTo(BmcState.SILENT);
        assertThat(BmcState.of(reading(ScriptedSource.REFUSED))).isEqualTo(BmcState.REFUSED);
        assertThat(BmcState.of(reading(failed))).isEqualTo(BmcState.FAILING);
        assertThat(BmcState.of(reading(failed, ScriptedSource.SILENT))).isEqualTo(BmcState.SILENT);
        assertThat(BmcState.of(reading(ScriptedSource.REFUSED, ScriptedSource.SILENT)))
                .isEqualTo(BmcState.REFUSED);
        assertThat(BmcState.of(reading(ScriptedSource.REFUSED, unsupported)))
                .isEqualTo(BmcState.ANSWERING);
    }

    @Test
    void exactlyOneStateIsShown() throws Exception {
        PollSite site = new PollSite(folder);
        site.bmcs.expect("tower");
        assertThat(site.gauge("tower", "waiting")).isEqualTo(1);

        polled(site, ScriptedSource.SILENT);

        assertThat(site.gauge("tower", "waiting")).isZero();
        assertThat(site.gauge("tower", "silent")).isEqualTo(1);
        assertThat(site.meters.get("vmstation.bmc.state").gauges()).hasSize(6);
        CatalogueAssertions.assertCatalogued(
                site.meters,
                "vmstation_bmc_state",
                "vmstation_bmc_reading_age_seconds",
                "vmstation_bmc_poll_seconds");
    }

    @Test
    void howOldItsReadingIsShowsOnceItHasAnswered() throws Exception {
        PollSite site = new PollSite(folder);
        polled(site, ScriptedSource.SILENT);
        assertThat(site.meters.get("vmstation.bmc.reading.age").gauge().value()).isNaN();

        polled(site, ScriptedSource.ON);

        assertThat(site.meters.get("vmstation.bmc.reading.age").gauge().value())
                .isBetween(0.0, 60.0);
        assertThat(site.meters.get("vmstation.bmc.poll").timer().count()).isEqualTo(2);
    }

    @Test
    void theLedgerHearsOnceThatABmcWasLostAndOnceThatItReturned() throws Exception {
        PollSite site = new PollSite(folder);
        polled(site, ScriptedSource.ON);
        polled(site, ScriptedSource.SILENT);
        polled(site, ScriptedSource.SILENT);
        polled(site, ScriptedSource.REFUSED);
        polled(site, ScriptedSource.ON);
        polled(site, ScriptedSource.ON);

        assertThat(site.kinds()).containsExactly("bmc.lost", "bmc.returned");
        assertThat(site.events.get(0).details())
                .isEqualTo(Map.of("state", "silent", "reason", "it does not answer"));
    }

    @Test
    void whatWasNotKnownBeforeIsNoNewsForTheLedger() throws Exception {
        PollSite site = new PollSite(folder);
        polled(site, ScriptedSource.SILENT);
        assertThat(site.events).isEmpty();

        polled(site, ScriptedSource.ON);

        assertThat(site.kinds()).containsExactly("bmc.returned");
    }

    @Test
    void sleepIsNeitherLossNorReturn() throws Exception {
        PollSite site = new PollSite(folder);
        polled(site, ScriptedSource.ON);
        site.bmcs.asleep("tower");
        polled(site, ScriptedSource.ON);

        assertThat(site.events).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(BmcState.class)
    void onlyTroubleIsAProblem(BmcState state) throws Exception {
        PollSite site = new PollSite(folder);
        BmcReading reading = reading(new Finding.Failed("it talks nonsense"));
        if (state == BmcState.ASLEEP) {
            site.bmcs.asleep("tower");
        } else {
            site.bmcs.polled("tower", state, reading);
        }

        assertThat(site.bmcs.problems().containsKey("tower")).isEqualTo(state.isTrouble());
    }

    @Test
    void whatToDoIsSaid() throws Exception {
        PollSite site = new PollSite(folder);
        polled(site, ScriptedSource.REFUSED);
        assertThat(site.bmcs.problems())
                .containsEntry(
                        "tower",
                        "The BMC of node tower refuses the log-in (the password is wrong): check"
                                + " bmc.user, bmc.passwordFile, bmc.privilege and"
                                + " bmc.cipherSuites");
        polled(site, ScriptedSource.SILENT);
        assertThat(site.bmcs.problems())
                .containsEntry(
                        "tower",
                        "The BMC of node tower does not answer (it does not answer): check its"
                                + " power, its network and bmc.address");
    }
}
