package io.vmstation.share;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vmstation.share.files.OwnFootprints;
import io.vmstation.share.samba.Samba;
import io.vmstation.share.signal.ShareEvent;
import io.vmstation.share.signal.ShareWatches;
import io.vmstation.share.signal.Signal;
import io.vmstation.spi.CommandResult;
import io.vmstation.spi.Event;
import io.vmstation.spi.ExchangeVariables;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.AsyncProcessorSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Routes that begin with a share. */
@EnabledOnOs(OS.LINUX)
class ShareConsumerTest {
    @TempDir private Path folder;
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final ShareWatches watches = new ShareWatches(meters);
    private final DefaultCamelContext context = new DefaultCamelContext();
    private final BlockingQueue<AsyncCallback> underWay = new LinkedBlockingQueue<>();
    private final BlockingQueue<ShareEvent> begun = new LinkedBlockingQueue<>();
    private final List<Event> recorded = new ArrayList<>();
    private Path share;
    private Path log;
    private String smbConf = "";

    /** A wake that ends when the test says so. */
    private final class SlowWake extends AsyncProcessorSupport {
        @Override
        public boolean process(Exchange exchange, AsyncCallback callback) {
            underWay.add(callback);
            begun.add(exchange.getMessage().getBody(ShareEvent.class));
            assertThat(exchange.getVariable(ExchangeVariables.SOURCE, String.class)).isNotEmpty();
            return false;
        }
    }

    @BeforeEach
    void prepare() throws IOException {
        share = Files.createDirectories(folder.resolve("share"));
        log = folder.resolve("audit.log");
        Samba samba =
                new Samba(
                        (arguments, environment, limit) ->
                                CompletableFuture.completedFuture(
                                        smbConf.isEmpty()
                                                ? new CommandResult.NotInstalled("testparm")
                                                : new CommandResult.Exited(0, smbConf, "")));
        context.disableJMX();
        context.getRegistry()
                .bind("any", new ShareSurroundings(watches, samba, new OwnFootprints(Set.of())));
        context.start();
    }

    @AfterEach
    void stop() {
        underWay.forEach(callback -> callback.done(false));
        context.getShutdownStrategy().setTimeout(1);
        context.stop();
        assertThat(watches.problems()).isEmpty();
        assertThat(meters.find("vmstation.share.watch.alive").gauges()).isEmpty();
    }

    private void from(String uri) throws Exception {
        context.addRoutes(
                new RouteBuilder() {
                    @Override
                    public void configure() {
                        from(uri).routeId("media").process(new SlowWake());
                    }
                });
        await().until(() -> meters.find("vmstation.share.watch.alive").gauge() != null);
    }

    private boolean alive(String signal) {
        var gauge = meters.find("vmstation.share.watch.alive").tag("signal", signal).gauge();
        return gauge != null && gauge.value() == 1;
    }

    private double count(String outcome) {
        return meters.find("vmstation.share.events").tag("outcome", outcome).counters().stream()
                .mapToDouble(counter -> counter.count())
                .sum();
    }

    private void audits(String client, String user, String operation) throws IOException {
        Files.writeString(
                log,
                "  AUDIT|" + user + "|" + client + "|media|" + operation + "|ok|media\n",
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
    }

    private ShareEvent next() throws InterruptedException {
        ShareEvent event = begun.poll(20, TimeUnit.SECONDS);
        assertThat(event).isNotNull();
        return Objects.requireNonNull(event);
    }

    @Test
    void theFirstEventBeginsTheRouteAndTheOthersOfItsBurstDoNot() throws Exception {
        Files.createFile(log);
        from("share:audit?quiet=1h&log=" + log);
        await().until(() -> alive("audit"));
        audits("10.0.0.5", "anna", "connect");
        assertThat(next().operation()).isEqualTo("connect");
        for (int i = 0; i < 10; i++) {
            audits("10.0.0.5", "anna", "openat");
        }
        await().until(() -> count("merged") == 10);
        assertThat(begun).isEmpty();
        assertThat(count("acted")).isEqualTo(1);
    }

    @Test
    void eventsAreReadOnWhileAWakeIsUnderWay() throws Exception {
        Files.createFile(log);
        from("share:audit?quiet=0s&log=" + log);
        await().until(() -> alive("audit"));
        for (int client = 1; client <= 20; client++) {
            audits("10.0.0." + client, "anna", "connect");
            assertThat(next().source()).isEqualTo("10.0.0." + client);
        }
        assertThat(underWay).hasSize(20);
    }

    @Test
    void theNextEventAfterAWakeThatHasEndedTriesAgain() throws Exception {
        Files.createFile(log);
        from("share:audit?quiet=0s&log=" + log);
        await().until(() -> alive("audit"));
        audits("10.0.0.5", "anna", "connect");
        next();
        audits("10.0.0.5", "anna", "openat");
        await().until(() -> count("merged") == 1);

        underWay.remove().done(false);
        audits("10.0.0.5", "anna", "openat");
        assertThat(next().operation()).isEqualTo("openat");
    }

    @Test
    void ignoredUsersAndOtherSharesBeginNothingAndHideNobody() throws Exception {
        Files.createFile(log);
        from("share:audit?ignoreUsers=backup,scan&shares=media&quiet=1h&log=" + log);
        await().until(() -> alive("audit"));
        audits("10.0.0.5", "backup", "connect");
        audits("10.0.0.5", "anna", "openat");
        assertThat(next().user()).isEqualTo("anna");
        assertThat(count("ignored")).isEqualTo(1);
    }

    @Test
    void saysThatTheLogIsNotThereAndFollowsItOnceItIs() throws Exception {
        from("share:audit?log=" + log);
        await().until(() -> watches.problems().containsKey("media"));
        assertThat(watches.problems()).containsEntry("media", "audit: " + log + " is not there");
        audits("10.0.0.5", "anna", "connect");
        assertThat(next().source()).isEqualTo("10.0.0.5");
        await().until(() -> watches.problems().isEmpty());
    }

    @Test
    void saysThatSambaRefusesClientsForAWrongName() throws Exception {
        Files.createFile(log);
        from("share:audit?log=" + log);
        await().until(() -> alive("audit"));
        Files.writeString(log, "  init_bitmap: Could not find opname opendir\n");
        await().until(() -> watches.problems().containsKey("media"));
        assertThat(watches.problems().get("media")).contains("opendir", "refuses clients");
    }

    @Test
    void accessesOfAProgramThatIsIgnoredBeginNothing() throws Exception {
        for (int i = 0; i < 400; i++) {
            Files.createDirectories(share.resolve("a" + i % 10 + "/b" + i));
        }
        from("share:access?ignorePrograms=find,updatedb&quiet=0s&directory=" + share);
        await().until(() -> alive("access"));

        Process find =
                new ProcessBuilder("find", share.toString(), "-mindepth", "1", "-exec", "true", ";")
                        .start();
        assertThat(find.waitFor()).isZero();

        await().until(() -> count("ignored") > 100);
        assertThat(count("acted")).isZero();
        assertThat(begun).isEmpty();
    }

    @Test
    void accessesOfAnybodyElseDo() throws Exception {
        from("share:access?ignorePrograms=find&directory=" + share);
        await().until(() -> alive("access"));
        Process ls = new ProcessBuilder("ls", share.toString()).start();
        assertThat(ls.waitFor()).isZero();

        ShareEvent event = next();
        assertThat(event.operation()).isEqualTo("list");
        assertThat(event.source()).isEqualTo(share.toString());
    }

    @Test
    void changesBeginTheRoute() throws Exception {
        from("share:change?directory=" + share);
        await().until(() -> alive("change"));
        Files.createFile(share.resolve("film"));
        assertThat(next().path()).isEqualTo(share.resolve("film").toString());
    }

    @Test
    void takesTheAuditWhenItIsThere() throws Exception {
        Files.createFile(log);
        from("share:auto?directory=" + share + "&log=" + log);
        await().until(() -> alive("audit"));
    }

    @Test
    void takesTheAccessesUntilTheAuditIsThere() throws Exception {
        from("share:auto?directory=" + share + "&log=" + log);
        await().until(() -> alive("access"));
        Files.createFile(share.resolve("film"));
        assertThat(next().operation()).isEqualTo("create");

        audits("10.0.0.5", "anna", "connect");
        assertThat(next().source()).isEqualTo("10.0.0.5");
        await().until(() -> alive("audit"));
        assertThat(meters.find("vmstation.share.watch.alive").gauges()).hasSize(1);
    }

    @Test
    void doesNotTrustALogThatSambaDoesNotWriteTo() throws Exception {
        Files.createFile(log);
        smbConf = "[global]\n[media]\n\tpath = /srv/media\n";
        from("share:auto?directory=" + share + "&log=" + log);
        await().until(() -> alive("access"));

        audits("10.0.0.5", "anna", "connect");
        await().until(() -> alive("audit"));
    }

    @Test
    void aShareThatHangsOrFailsKeepsNoRouteFromStopping() throws Exception {
        from("share:access?directory=" + folder.resolve("missing"));
        await().until(() -> watches.problems().containsKey("media"));
        context.getRouteController().stopRoute("media");
        assertThat(watches.problems()).isEmpty();
    }

    @Test
    void refusesWhatItDoesNotUnderstand() {
        assertThatThrownBy(() -> context.getEndpoint("share:sniff?directory=/srv"))
                .hasRootCauseMessage(
                        "there is no signal \"sniff\": write auto, audit, access or change");
        assertThatThrownBy(() -> context.getEndpoint("share:access"))
                .hasRootCauseMessage("directory is missing: name what is shared");
        assertThatThrownBy(() -> context.getEndpoint("share:audit?log=&directory=/srv"))
                .hasRootCauseMessage("log is missing: name Samba's audit log");
        assertThatThrownBy(() -> context.getEndpoint("share:audit?log=/log&quite=3s"))
                .hasMessageContaining("quite");
    }

    @Test
    void writesDownWhoUsedTheShare() {
        RecordShareUse record =
                new RecordShareUse(
                        event -> {
                            recorded.add(event);
                            return CompletableFuture.completedFuture(null);
                        });
        Exchange exchange = context.getEndpoint("share:audit?log=/log").createExchange();
        exchange.setVariable("node", "storage");
        exchange.setVariable("cause", "share");
        record.process(exchange);
        assertThat(recorded).isEmpty();

        exchange.getMessage()
                .setBody(new ShareEvent(Signal.AUDIT, "10.0.0.5", "anna", "media", "openat", ""));
        record.process(exchange);
        assertThat(recorded)
                .singleElement()
                .satisfies(
                        event -> {
                            assertThat(event.kind()).isEqualTo("share.used");
                            assertThat(event.node()).isEqualTo("storage");
                            assertThat(event.source()).isEqualTo("10.0.0.5");
                            assertThat(event.details())
                                    .containsEntry("user", "anna")
                                    .containsEntry("share", "media")
                                    .doesNotContainKey("path");
                        });
    }
}
