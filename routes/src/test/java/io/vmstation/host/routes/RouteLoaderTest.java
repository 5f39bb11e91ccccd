package io.vmstation.host.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.CompletableFuture;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.ServiceStatus;
import org.apache.camel.support.AsyncProcessorSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RouteLoaderTest {
    private final RouteBench bench = new RouteBench();

    @AfterEach
    void close() throws Exception {
        bench.close();
    }

    @Test
    void runsBundledFilesAndThoseOfTheUser() throws Exception {
        bench.bundled("one.camel.yaml", route("one", "bundled one"));
        bench.users("two.camel.yaml", route("two", "my two"));
        bench.start();

        assertThat(bench.answer("one")).isEqualTo("bundled one");
        assertThat(bench.answer("two")).isEqualTo("my two");
        assertThat(bench.problems()).isEmpty();
    }

    @Test
    void letsAFileOfTheUserReplaceTheBundledOneUntilItIsDeleted() throws Exception {
        bench.bundled("one.camel.yaml", route("one", "bundled"));
        bench.start();
        assertThat(bench.answer("one")).isEqualTo("bundled");

        bench.users("one.camel.yaml", route("one", "mine"));
        bench.sync();
        assertThat(bench.answer("one")).isEqualTo("mine");

        bench.delete("one.camel.yaml");
        bench.sync();
        assertThat(bench.answer("one")).isEqualTo("bundled");
    }

    @Test
    void removesTheRoutesOfADeletedFile() throws Exception {
        bench.users("one.camel.yaml", route("one", "mine"));
        bench.start();

        bench.delete("one.camel.yaml");
        bench.sync();

        assertThat(bench.context().getRoutes()).isEmpty();
        assertThat(bench.context().getRouteController().getRouteStatus("one")).isNull();
    }

    @Test
    void startsTheGoodFilesBesideBrokenOnes() throws Exception {
        bench.users("a-syntax.camel.yaml", "- route:\n    id: [unclosed\n");
        bench.users("b-eip.camel.yaml", withStep("b", "      - frobnicate: {x: 1}"));
        bench.users("c-component.camel.yaml", withStep("c", "      - to: nosuchcomponent:x"));
        bench.users("d-bean.camel.yaml", withStep("d", "      - process: {ref: noSuchBean}"));
        bench.users(
                "e-key.camel.yaml",
                withStep("e", "      - setBody: {constant: \"{{no.such.key}}\"}"));
        bench.users("f-option.camel.yaml", withStep("f", "      - to: log:x?nosuchoption=1"));
        bench.users("good.camel.yaml", route("good", "works"));
        bench.start();

        assertThat(bench.answer("good")).isEqualTo("works");
        assertThat(bench.context().getRoutes()).hasSize(1);
        assertThat(bench.problem("a-syntax.camel.yaml"))
                .contains("a-syntax.camel.yaml:3: not valid YAML");
        assertThat(bench.problem("b-eip.camel.yaml"))
                .contains("b-eip.camel.yaml:6: ", "frobnicate");
        assertThat(bench.problem("c-component.camel.yaml"))
                .contains("c-component.camel.yaml:6: ", "nosuchcomponent");
        assertThat(bench.problem("d-bean.camel.yaml"))
                .contains("d-bean.camel.yaml:6: there is no bean \"noSuchBean\"");
        assertThat(bench.problem("e-key.camel.yaml"))
                .contains("e-key.camel.yaml:6: the property no.such.key is not set");
        assertThat(bench.problem("f-option.camel.yaml"))
                .contains("f-option.camel.yaml:6: ", "nosuchoption");
    }

    @Test
    void keepsTheLastGoodVersionWhateverIsWrongWithTheNewOne() throws Exception {
        bench.users("one.camel.yaml", route("one", "good"));
        bench.users("other.camel.yaml", route("other", "fine"));
        bench.start();
        String[] broken = {
            "- route:\n    id: [unclosed\n",
            "route: {}\n",
            withStep("one", "      - frobnicate: {x: 1}"),
            withStep("one", "      - to: nosuchcomponent:x"),
            withStep("one", "      - to: log:x?nosuchoption=1"),
            withStep("one", "      - process: {ref: noSuchBean}"),
            withStep("one", "      - setBody: {constant: \"{{no.such.key}}\"}"),
            withStep("one", "      - setBody: {simple: \"${bodyy}\"}"),
        };
        for (String text : broken) {
            bench.users("one.camel.yaml", text);
            bench.sync();

            assertThat(bench.problems()).as(text).containsOnlyKeys("one.camel.yaml");
            assertThat(bench.answer("one")).as(text).isEqualTo("good");
            assertThat(bench.answer("other")).as(text).isEqualTo("fine");
        }

        bench.users("one.camel.yaml", route("one", "better"));
        bench.sync();
        assertThat(bench.problems()).isEmpty();
        assertThat(bench.answer("one")).isEqualTo("better");
    }

    @Test
    void neverStopsTheRunningVersionForABrokenOne() throws Exception {
        bench.users("one.camel.yaml", route("one", "good"));
        bench.start();
        Object before = bench.context().getRoute("one");

        bench.users("one.camel.yaml", withStep("one", "      - to: nosuchcomponent:x"));
        bench.sync();

        assertThat(bench.context().getRoute("one")).isSameAs(before);
    }

    @Test
    void fallsBackToTheBundledFileWhenTheUsersIsBrokenAtTheStart() throws Exception {
        bench.bundled("one.camel.yaml", route("one", "bundled"));
        bench.users("one.camel.yaml", withStep("one", "      - to: nosuchcomponent:x"));
        bench.start();

        assertThat(bench.answer("one")).isEqualTo("bundled");
        assertThat(bench.problems()).containsOnlyKeys("one.camel.yaml");
    }

    @Test
    void takesAnEmptyFileAsNoRoutes() throws Exception {
        bench.users("one.camel.yaml", route("one", "good"));
        bench.start();

        bench.users("one.camel.yaml", "");
        bench.sync();
        assertThat(bench.problems()).isEmpty();
        assertThat(bench.context().getRoutes()).isEmpty();

        bench.users("one.camel.yaml", "# later\n");
        bench.sync();
        assertThat(bench.problems()).isEmpty();
    }

    @Test
    void namesBothFilesOfADuplicateIdAndKeepsTheFirst() throws Exception {
        bench.users("a.camel.yaml", route("same", "from a"));
        bench.users("b.camel.yaml", route("same", "from b"));
        bench.start();

        assertThat(bench.answer("same")).isEqualTo("from a");
        assertThat(bench.problem("b.camel.yaml"))
                .contains(
                        "b.camel.yaml:2: the route id \"same\" is taken already by",
                        "a.camel.yaml");

        bench.delete("a.camel.yaml");
        bench.sync();
        assertThat(bench.answer("same")).isEqualTo("from b");
        assertThat(bench.problems()).isEmpty();
    }

    @Test
    void keepsTheRunningOwnerOfAnIdThatANewFileOfEarlierNameTakes() throws Exception {
        bench.users("b.camel.yaml", route("same", "from b"));
        bench.start();

        bench.users("a.camel.yaml", route("same", "from a"));
        bench.sync();

        assertThat(bench.answer("same")).isEqualTo("from b");
        assertThat(bench.problems()).containsOnlyKeys("a.camel.yaml");
    }

    @Test
    void reloadsTheRoutesMadeFromAnEditedTemplate() throws Exception {
        bench.bundled("greet.camel.yaml", template("hello"));
        bench.users("mine.camel.yaml", templated("mine"));
        bench.users("yours.camel.yaml", templated("yours"));
        bench.start();
        assertThat(bench.answer("mine")).isEqualTo("hello mine");
        assertThat(bench.answer("yours")).isEqualTo("hello yours");

        bench.users("greet.camel.yaml", template("good morning"));
        bench.sync();

        assertThat(bench.problems()).isEmpty();
        assertThat(bench.answer("mine")).isEqualTo("good morning mine");
        assertThat(bench.answer("yours")).isEqualTo("good morning yours");
    }

    @Test
    void keepsTheRoutesOfATemplateThatBreaks() throws Exception {
        bench.users("greet.camel.yaml", template("hello"));
        bench.users("mine.camel.yaml", templated("mine"));
        bench.start();

        bench.users(
                "greet.camel.yaml",
                template("hello")
                        .replace("- setBody:", "- to: nosuchcomponent:x\n        - setBody:"));
        bench.sync();
        assertThat(bench.answer("mine")).isEqualTo("hello mine");
        assertThat(bench.problem("mine.camel.yaml"))
                .contains("nosuchcomponent", "greet.camel.yaml");

        bench.delete("greet.camel.yaml");
        bench.sync();
        assertThat(bench.answer("mine")).isEqualTo("hello mine");
        assertThat(bench.problem("mine.camel.yaml"))
                .contains("mine.camel.yaml:2: there is no route template \"greet\"");
    }

    @Test
    void namesTheStepsOfATemplatedRouteAfterIt() throws Exception {
        bench.users("greet.camel.yaml", template("hello"));
        bench.users("mine.camel.yaml", templated("mine"));
        bench.start();

        assertThat(bench.context().getProcessor("mine.say")).isNotNull();
    }

    @Test
    void appliesAnEditedRouteConfigurationToTheRoutesThatRun() throws Exception {
        bench.bundled("on-failure.camel.yaml", configuration("first"));
        bench.users(
                "fails.camel.yaml",
                withStep(
                        "fails",
                        "      - throwException: {exceptionType: java.io.IOException, message: no}"));
        bench.start();
        assertThat(bench.answer("fails")).isEqualTo("first");

        bench.users("on-failure.camel.yaml", configuration("second"));
        bench.sync();

        assertThat(bench.answer("fails")).isEqualTo("second");
    }

    @Test
    void exchangesTheBeansOfAFileAndTheRoutesThatUseThem() throws Exception {
        bench.users("bean.camel.yaml", bean("one"));
        bench.users(
                "route.camel.yaml", withStep("says", "      - bean: {ref: words, method: get}"));
        bench.start();
        assertThat(bench.answer("says")).isEqualTo("one");

        bench.users("bean.camel.yaml", bean("two"));
        bench.sync();
        assertThat(bench.answer("says")).isEqualTo("two");

        bench.delete("bean.camel.yaml");
        bench.sync();
        assertThat(bench.problems()).containsKey("route.camel.yaml");
        assertThat(bench.answer("says")).isEqualTo("two");
    }

    @Test
    void runsTheOthersWhileAPortIsTakenAndRecoversWhenItIsFree() throws Exception {
        int port;
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = taken.getLocalPort();
            bench.users("busy.camel.yaml", listener("busy", port));
            bench.users("good.camel.yaml", route("good", "works"));
            bench.start();

            assertThat(bench.answer("good")).isEqualTo("works");
            assertThat(bench.problem("busy.camel.yaml"))
                    .contains("route busy cannot start yet", "127.0.0.1:" + port);

            bench.users("another.camel.yaml", route("another", "works too"));
            bench.sync();
            assertThat(bench.answer("another")).isEqualTo("works too");
            assertThat(bench.problems()).containsOnlyKeys("busy.camel.yaml");
        }
        await().until(() -> bench.problems().isEmpty());
        assertThat(bench.context().getRouteController().getRouteStatus("busy"))
                .isEqualTo(ServiceStatus.Started);
    }

    @Test
    void opensNoPortForTheSakeOfChecking() throws Exception {
        bench.users("good.camel.yaml", route("good", "works"));
        bench.start();
        int port;
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = taken.getLocalPort();
        }
        bench.users("listens.camel.yaml", listener("listens", port));
        bench.sync();

        assertThat(bench.problems()).isEmpty();
        assertThat(bench.context().getRouteController().getRouteStatus("listens"))
                .isEqualTo(ServiceStatus.Started);
    }

    @Test
    void movesAListenerThatIsEditedToAnotherPort() throws Exception {
        bench.users("listens.camel.yaml", listener("listens", 0).replace(":0?", ":{{port.a}}?"));
        bench.start();
        assertThat(bench.accepts("port.a")).isTrue();

        bench.users("listens.camel.yaml", listener("listens", 0).replace(":0?", ":{{port.b}}?"));
        bench.sync();

        assertThat(bench.accepts("port.a")).isFalse();
        assertThat(bench.accepts("port.b")).isTrue();
    }

    @Test
    void doesNotStartARouteThatIsSwitchedOff() throws Exception {
        bench.users(
                "off.camel.yaml",
                route("off", "never")
                        .replace("    from:", "    autoStartup: \"{{off.enabled}}\"\n    from:"));
        bench.start();

        assertThat(bench.problems()).isEmpty();
        assertThat(bench.context().getRouteController().getRouteStatus("off"))
                .isEqualTo(ServiceStatus.Stopped);
    }

    @Test
    void letsAnExchangeUnderWayEndWhenItsRouteIsReplaced() throws Exception {
        CompletableFuture<Void> gate = new CompletableFuture<>();
        bench.bind("gate", new Gate(gate));
        bench.users("slow.camel.yaml", withStep("slow", "      - process: {ref: gate}"));
        bench.start();
        CompletableFuture<Object> answer =
                bench.template().asyncRequestBody("direct:slow", "").thenApply(body -> body);
        await().until(() -> bench.context().getInflightRepository().size("slow") == 1);

        CompletableFuture<Void> reload =
                CompletableFuture.runAsync(
                        () -> {
                            bench.users("slow.camel.yaml", route("slow", "new"));
                            bench.sync();
                        },
                        task -> new Thread(task, "reload").start());
        await().until(
                        () ->
                                bench.context().getRouteController().getRouteStatus("slow")
                                                != ServiceStatus.Started
                                        || reload.isDone());
        gate.complete(null);
        reload.join();

        assertThat(answer.join()).isEqualTo("slow");
        assertThat(bench.answer("slow")).isEqualTo("new");
    }

    private static final class Gate extends AsyncProcessorSupport {
        private final CompletableFuture<Void> gate;

        private Gate(CompletableFuture<Void> gate) {
            this.gate = gate;
        }

        @Override
        public boolean process(Exchange exchange, AsyncCallback callback) {
            CompletableFuture<Void> unused = gate.thenRunAsync(() -> callback.done(false));
            return false;
        }
    }

    private static String route(String id, String answer) {
        return """
        - route:
            id: %s
            from:
              uri: direct:%s
              steps:
              - setBody: {constant: "%s"}
        """
                .formatted(id, id, answer);
    }

    private static String withStep(String id, String step) {
        return route(id, id).replace("      - setBody: {constant: \"" + id + "\"}", step)
                + (step.contains("throw") || step.contains("bean:")
                        ? ""
                        : "      - setBody: {constant: " + id + "}\n");
    }

    private static String listener(String id, int port) {
        return """
        - route:
            id: %s
            from:
              uri: "netty:tcp://127.0.0.1:%d?textline=true&sync=false"
              steps:
              - log: {message: "heard"}
        """
                .formatted(id, port);
    }

    private static String template(String word) {
        return """
        - routeTemplate:
            id: greet
            parameters:
            - name: whom
            route:
              from:
                uri: direct:{{whom}}
                steps:
                - setBody: {id: say, constant: "%s {{whom}}"}
        """
                .formatted(word);
    }

    private static String templated(String id) {
        return """
        - templatedRoute:
            routeTemplateRef: greet
            routeId: %s
            parameters: [{name: whom, value: %s}]
        """
                .formatted(id, id);
    }

    private static String configuration(String answer) {
        return """
        - routeConfiguration:
            onException:
            - onException:
                exception: [java.lang.Exception]
                handled: {constant: "true"}
                steps:
                - setBody: {constant: "%s"}
        """
                .formatted(answer);
    }

    private static String bean(String word) {
        return """
        - beans:
          - name: words
            type: java.util.concurrent.atomic.AtomicReference
            constructors: {0: "%s"}
        """
                .formatted(word);
    }
}
