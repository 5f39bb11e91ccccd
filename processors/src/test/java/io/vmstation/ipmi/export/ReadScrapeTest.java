package io.vmstation.ipmi.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vmstation.config.BmcModule;
import io.vmstation.config.BmcModules;
import io.vmstation.ipmi.export.Scraped.Read;
import io.vmstation.ipmi.export.Scraped.Refused;
import io.vmstation.ipmi.reading.BmcReading;
import io.vmstation.ipmi.reading.Collector;
import io.vmstation.ipmi.reading.Finding.Failed;
import io.vmstation.ipmi.source.BmcConnection.Lan;
import io.vmstation.metrics.CatalogueAssertions;
import io.vmstation.node.Bmc;
import io.vmstation.node.Bmc.Privilege;
import io.vmstation.node.Network;
import io.vmstation.node.Node;
import io.vmstation.node.Nodes;
import io.vmstation.node.TestBmc;
import io.vmstation.node.TestNode;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class ReadScrapeTest {
    private static final BmcModule MODULE =
            new BmcModule(
                    "admin",
                    "s3cret",
                    Privilege.ADMINISTRATOR,
                    Optional.of(Duration.ofSeconds(3)),
                    List.of("ipmi", "dcmi"),
                    Set.of(7),
                    List.of("opensesspriv"),
                    List.of());
    private static final BmcModule NOTHING =
            new BmcModule(
                    "",
                    "",
                    Privilege.OPERATOR,
                    Optional.empty(),
                    List.of(),
                    Set.of(),
                    List.of(),
                    List.of());

    private final DefaultCamelContext context = new DefaultCamelContext();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final TestReader reader = new TestReader();
    private final Map<String, List<InetAddress>> names =
            new ConcurrentHashMap<>(Map.of("bmc.lan", List.of(Network.parseAddress("127.0.0.7"))));
    private final NameLookups lookups =
            new NameLookups(name -> names.getOrDefault(name, List.of()));
    private Nodes nodes =
            new Nodes(
                    List.of(
                            node("storage", "10.0.0.1", 623),
                            node("gamer", "10.0.0.2", 9001),
                            node("attic", "10.0.0.3", 623),
                            TestNode.named("tower")
                                    .bmc(new Bmc(new Bmc.InBand(), TestBmc.POLLING))
                                    .build()));
    private BmcModules modules = BmcModules.NONE;
    private List<Network> allowed = List.of();
    private ReadScrape step = step(100);

    private static Node node(String name, String address, int port) {
        return TestNode.named(name)
                .bmc(TestBmc.overLan(address, port, "root", Path.of("none"), List.of(17)))
                .build();
    }

    private ReadScrape step(int mostAtOnce) {
        return new ReadScrape(
                new ScrapeTargets(
                        () -> nodes,
                        () -> modules,
                        allowed,
                        Duration.ofSeconds(10),
                        lookups,
                        reader),
                meters,
                mostAtOnce);
    }

    private void withModules() {
        modules = new BmcModules(Map.of("default", MODULE, "nothing", NOTHING));
        allowed = List.of(Network.parse("127.0.0.0/8"), Network.parse("::1"));
        step = step(100);
    }

    @AfterEach
    void close() {
        context.stop();
    }

    private CompletableFuture<Scraped> ask(String query, String timeout) {
        Exchange exchange = new DefaultExchange(context);
        exchange.getMessage().setHeader(Exchange.HTTP_QUERY, query);
        exchange.getMessage().setHeader("X-Prometheus-Scrape-Timeout-Seconds", timeout);
        CompletableFuture<Scraped> scraped = new CompletableFuture<>();
        step.process(
                exchange, sync -> scraped.complete(exchange.getVariable("scraped", Scraped.class)));
        return scraped;
    }

    private Scraped scrape(String query) throws Exception {
        return ask(query, "").get(30, TimeUnit.SECONDS);
    }

    private Refused refused(String query) throws Exception {
        Scraped scraped = scrape(query);
        assertThat(reader.asked()).isEmpty();
        return (Refused) scraped;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "target=storage",
                "target=10.0.0.1",
                "target=10.0.0.1:623",
                "target=010.0.0.1"
            })
    void readsTheBmcOfANodeByItsOwnLogin(String query) throws Exception {
        assertThat(scrape(query)).isInstanceOf(Read.class);

        assertThat(reader.asked()).hasSize(1);
        assertThat(reader.asked().get(0).bmc()).isEqualTo("storage");
        assertThat(reader.asked().get(0).order().collectors()).contains(Collector.SEL);
    }

    @Test
    void findsABmcAtAnUnusualPortByItsAddressAlone() throws Exception {
        scrape("target=10.0.0.2");
        scrape("target=10.0.0.2:9001");

        assertThat(reader.asked()).extracting(asked -> asked.bmc()).containsOnly("gamer");
        assertThat(((Refused) scrape("target=10.0.0.2:623")).status()).isEqualTo(400);
        assertThat(reader.asked()).hasSize(2);
    }

    @Test
    void readsABmcInBandByTheNameOfItsNode() throws Exception {
        scrape("target=tower");
        assertThat(reader.asked()).extracting(asked -> asked.bmc()).containsExactly("tower");

        withModules();
        modules = new BmcModules(Map.of("x", MODULE));
        assertThat(((Refused) scrape("target=tower&module=x")).sentence())
                .isEqualTo("Node tower is read by its own operating system: leave module out.");
    }

    @Test
    void readsANodeByAModuleThatIsNamed() throws Exception {
        withModules();
        scrape("target=storage&module=default");
        scrape("target=10.0.0.2&module=default");

        assertThat(reader.asked().get(0).bmc())
                .isInstanceOfSatisfying(
                        Lan.class,
                        lan -> {
                            assertThat(lan.host()).isEqualTo("10.0.0.1");
                            assertThat(lan.user()).isEqualTo("admin");
                            assertThat(lan.password().text()).isEqualTo("s3cret");
                            assertThat(lan.privilege()).isEqualTo(Privilege.ADMINISTRATOR);
                            assertThat(lan.cipherSuites()).containsExactly(17, 3);
                        });
        assertThat(reader.asked().get(0).order().collectors())
                .containsExactlyInAnyOrder(Collector.IPMI, Collector.DCMI);
        assertThat(reader.asked().get(0).order().excludedSensors()).containsExactly(7);
        assertThat(reader.asked().get(0).order().workarounds()).containsExactly("opensesspriv");
        assertThat(reader.asked().get(0).order().timeLimit()).isEqualTo(Duration.ofSeconds(6));
        assertThat(((Lan) reader.asked().get(1).bmc()).port()).isEqualTo(9001);
    }

    @Test
    void readsANodeAsItsFileSaysWhereNoModuleIsNamedOrThereIsNoDefault() throws Exception {
        scrape("target=storage&module=default");
        withModules();
        scrape("target=storage");

        assertThat(reader.asked())
                .extracting(asked -> asked.bmc())
                .containsExactly("storage", "storage");
    }

    @Test
    void readsOtherBmcsByModulesWithinTheNetworksOfTheSetting() throws Exception {
        withModules();
        for (String target : List.of("127.0.0.9", "127.0.0.9:9001", "[::1]:9001", "::1")) {
            assertThat(scrape("target=" + target)).as(target).isInstanceOf(Read.class);
        }
        assertThat(reader.asked())
                .extracting(asked -> ((Lan) asked.bmc()).key())
                .containsExactly(
                        "127.0.0.9 port 623",
                        "127.0.0.9 port 9001",
                        "0:0:0:0:0:0:0:1 port 9001",
                        "0:0:0:0:0:0:0:1 port 623");
    }

    @Test
    void asksTheAddressThatItHasChecked() throws Exception {
        withModules();
        names.put(
                "many.lan",
                List.of(Network.parseAddress("10.9.9.9"), Network.parseAddress("127.0.0.8")));
        scrape("target=bmc.lan:9001");
        scrape("target=many.lan");

        assertThat(reader.asked())
                .extracting(asked -> ((Lan) asked.bmc()).key())
                .containsExactly("127.0.0.7 port 9001", "127.0.0.8 port 623");
    }

    @Test
    void findsTheNodeOfABmcByAnyNameOfItsAddress() throws Exception {
        nodes = new Nodes(List.of(node("storage", "127.0.0.7", 9001)));

        assertThat(scrape("target=bmc.lan:9001")).isInstanceOf(Read.class);
        assertThat(reader.asked()).extracting(asked -> asked.bmc()).containsExactly("storage");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "module=default", "target=", "target=&module=x"})
    void wantsATarget(String query) throws Exception {
        assertThat(refused(query))
                .isEqualTo(new Refused(400, "'target' parameter must be specified"));
    }

    @Test
    void wantsAModuleThatItKnows() throws Exception {
        assertThat(refused("target=10.9.9.9"))
                .isEqualTo(new Refused(400, "Unknown module \"default\""));
        assertThat(refused("target=storage&module=x%22%0A"))
                .isEqualTo(new Refused(400, "Unknown module \"x\\\"?\""));
        assertThat(refused("target=nowhere.lan").sentence()).contains("Unknown module");
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.9.9.9", "10.0.0.2:623", "nowhere.lan", "[fd00::1]", "128.0.0.1"})
    void asksNobodyElse(String target) throws Exception {
        withModules();
        Refused refused = refused("target=" + target);

        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.sentence())
                .isEqualTo(
                        "%s is neither the BMC of a node of nodes.yaml nor within the setting ipmi.targets."
                                .formatted(target));
    }

    @Test
    void refusesANameThatLeadsElsewhere() throws Exception {
        withModules();
        allowed = List.of(Network.parse("10.0.0.0/8"));
        nodes = Nodes.NONE;
        step = step(100);
        assertThat(refused("target=bmc.lan").status()).isEqualTo(403);
    }

    @Test
    void isBusyWhenNamesAreSlowToBeFound() throws Exception {
        CountDownLatch answer = new CountDownLatch(1);
        NameLookups slow =
                new NameLookups(
                        name -> {
                            try {
                                answer.await();
                            } catch (InterruptedException e) {
                                Thread.currentThread().interrupt();
                            }
                            return List.of();
                        });
        step =
                new ReadScrape(
                        new ScrapeTargets(
                                () -> nodes,
                                () -> modules,
                                allowed,
                                Duration.ofSeconds(10),
                                slow,
                                reader),
                        meters,
                        100);
        List<CompletableFuture<Scraped>> waiting = new ArrayList<>();
        for (int i = 0; i < 68; i++) {
            waiting.add(ask("target=bmc.lan", ""));
        }

        assertThat(((Refused) scrape("target=bmc.lan")).status()).isEqualTo(503);
        assertThat(waiting).noneMatch(CompletableFuture::isDone);
        answer.countDown();
        for (CompletableFuture<Scraped> each : waiting) {
            assertThat(((Refused) each.get()).status()).isEqualTo(400);
        }
    }

    @Test
    void exportsTheDurationAloneOfAModuleWithoutCollectors() throws Exception {
        withModules();
        Read read = (Read) scrape("target=127.0.0.1&module=nothing");

        assertThat(read.reading().findings()).isEmpty();
        assertThat(reader.asked()).isEmpty();
    }

    @Test
    void sharesOneReadingBetweenThoseWhoAskAtTheSameTime() throws Exception {
        withModules();
        reader.hesitate();
        List<CompletableFuture<Scraped>> same =
                List.of(
                        ask("target=storage", ""),
                        ask("target=10.0.0.1", ""),
                        ask("target=storage", ""));
        CompletableFuture<Scraped> other = ask("target=storage&module=default", "");

        assertThat(reader.asked()).hasSize(2);
        BmcReading reading = TestReadings.usual();
        reader.asked().get(0).answer().complete(reading);
        for (CompletableFuture<Scraped> each : same) {
            assertThat(((Read) each.get()).reading()).isSameAs(reading);
        }
        assertThat(other).isNotDone();
        reader.asked().get(1).answer().complete(reading);
        other.get();

        CompletableFuture<Scraped> later = ask("target=storage", "");
        assertThat(reader.asked()).hasSize(3);
        reader.asked().get(2).answer().complete(reading);
        later.get();
    }

    @Test
    void saysThatEverythingFailedWhenItTakesTooLongAndGivesItUp() throws Exception {
        reader.hesitate();
        Read read = (Read) ask("target=storage", "0.4").get();

        assertThat(read.reading().findings()).hasSize(5);
        assertThat(read.reading().findings().values()).allMatch(Failed.class::isInstance);
        assertThat(read.reading().took()).isPositive();
        assertThat(reader.asked().get(0).order().timeLimit()).isEqualTo(Duration.ofMillis(200));
        await().until(() -> reader.asked().get(0).answer().isCancelled());
    }

    @Test
    void letsNobodyWaitLongerThanHeCanWhoJoinsIn() throws Exception {
        reader.hesitate();
        CompletableFuture<Scraped> patient = ask("target=storage", "60");
        Read hasty = (Read) ask("target=storage", "0.4").get();

        assertThat(hasty.reading().findings().values()).allMatch(Failed.class::isInstance);
        assertThat(patient).isNotDone();
        reader.asked().get(0).answer().complete(TestReadings.usual());
        assertThat(((Read) patient.get()).reading().findings().values())
                .noneMatch(Failed.class::isInstance);
    }

    @Test
    void refusesMoreThanItCanDoAtOnce() throws Exception {
        step = step(2);
        reader.hesitate();
        CompletableFuture<Scraped> first = ask("target=storage", "");
        CompletableFuture<Scraped> second = ask("target=gamer", "");

        assertThat(scrape("target=tower"))
                .isEqualTo(
                        new Refused(
                                503, "Limit of concurrent requests reached (2), try again later."));
        reader.asked().forEach(asked -> asked.answer().complete(TestReadings.usual()));
        first.get();
        second.get();
        reader.asked().clear();
        CompletableFuture<Scraped> third = ask("target=tower", "");
        reader.asked().get(0).answer().complete(TestReadings.usual());
        assertThat(third.get()).isInstanceOf(Read.class);
    }

    @Test
    void countsWhatBecameOfScrapes() throws Exception {
        scrape("target=storage");
        scrape("target=");

        CatalogueAssertions.assertCatalogued(meters, "vmstation_bmc_scrapes_total");
        assertThat(meters.get("vmstation.bmc.scrapes").tag("outcome", "read").counter().count())
                .isEqualTo(1);
        assertThat(meters.get("vmstation.bmc.scrapes").tag("outcome", "refused").counter().count())
                .isEqualTo(1);
    }

    @Test
    void showsNoPasswordAnywhere() throws Exception {
        withModules();
        Scraped scraped = scrape("target=127.0.0.9");

        assertThat(scraped.toString() + reader.asked() + modules).doesNotContain("s3cret");
    }
}
