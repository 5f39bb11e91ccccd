package io.vmstation.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.component.exec.ExecBinding;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Routes of users that run programs, in a real host. */
class HeaderlessExecTest {
    private static final String RUN =
            """
            - route:
                id: run
                from:
                  uri: %s
                  steps:
            %s
                    - to: exec:echo?args=harmless
                    - convertBodyTo: {type: String}
            """;

    @TempDir Path folder;
    private ApiSite site;

    @BeforeEach
    void prepare() throws Exception {
        site = new ApiSite();
    }

    @AfterEach
    void close() throws Exception {
        site.close();
    }

    private void start(String from, String... steps) throws Exception {
        site.route("run", RUN.formatted(from, String.join("\n", steps))).start();
    }

    /** What a stock component would make a program of. */
    private Map<String, Object> evil(Object arguments) {
        Map<String, Object> headers = new HashMap<>();
        headers.put("cAMELeXECcOMMANDeXECUTABLE", "touch");
        headers.put(ExecBinding.EXEC_COMMAND_ARGS, arguments);
        headers.put("camelexeccommandworkingdir", folder.toString());
        headers.put("CAMELEXECCOMMANDOUTFILE", folder.resolve("out").toString());
        headers.put(ExecBinding.EXEC_COMMAND_EXECUTABLE, "touch");
        return headers;
    }

    private String send(String to, Map<String, Object> headers) {
        Exchange answer =
                site.host()
                        .context()
                        .createFluentProducerTemplate()
                        .to(to)
                        .withHeaders(headers)
                        .withBody("")
                        .send();
        assertThat(answer.getException()).isNull();
        return answer.getMessage().getBody(String.class);
    }

    private void assertNothingWasTouched() throws Exception {
        try (var files = Files.list(folder)) {
            assertThat(files).isEmpty();
        }
    }

    @Test
    void headersOfARequestToTheApiDoNotChangeWhatIsRun() throws Exception {
        start("platform-http:/run");
        HttpRequest.Builder request =
                HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + site.host().apiPort() + "/run"));
        evil("evil").forEach((name, value) -> request.setHeader(name, value.toString()));
        HttpResponse<String> answer =
                HttpClient.newHttpClient()
                        .send(request.build(), HttpResponse.BodyHandlers.ofString());

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("harmless\n");
        assertNothingWasTouched();
    }

    @Test
    void headersOfAnyMessageDoNotChangeWhatIsRunInWhateverSpelling() throws Exception {
        start("direct:run");

        assertThat(send("direct:run", evil("evil"))).isEqualTo("harmless\n");
        assertThat(send("direct:run", evil(List.of("evil", "list")))).isEqualTo("harmless\n");
        assertNothingWasTouched();
    }

    @Test
    void neitherDoHeadersThatARouteSets() throws Exception {
        start(
                "direct:run",
                "        - setHeader: {name: CamelExecCommandExecutable, constant: touch}",
                "        - setHeader: {name: camelExecCommandArgs, simple: '${header.evil}'}");

        assertThat(send("direct:run", Map.of("evil", "evil"))).isEqualTo("harmless\n");
        assertNothingWasTouched();
    }

    @Test
    void endpointsThatAreMadeOnTheWayAreNoOtherOnes() throws Exception {
        site.route(
                        "dynamic",
                        """
                        - route:
                            id: dynamic
                            from:
                              uri: direct:dynamic
                              steps:
                                - toD: exec:echo?args=${variable.word}
                                - convertBodyTo: {type: String}
                        """)
                .start();
        Exchange answer =
                site.host()
                        .context()
                        .createFluentProducerTemplate()
                        .to("direct:dynamic")
                        .withHeaders(evil("evil"))
                        .withVariable("word", "harmless")
                        .withBody("")
                        .send();

        assertThat(answer.getMessage().getBody(String.class)).isEqualTo("harmless\n");
        assertNothingWasTouched();
    }

    @Test
    void argumentsThatTheRouteFindsOutReachTheProgramAsTheyAre() throws Exception {
        site.route(
                        "greet",
                        """
                        - route:
                            id: greet
                            from:
                              uri: direct:greet
                              steps:
                                - to: exec:printf?args=unused
                                - convertBodyTo: {type: String}
                        """)
                .start();
        Exchange answer =
                site.host()
                        .context()
                        .createFluentProducerTemplate()
                        .to("direct:greet")
                        .withVariable(
                                HeaderlessExec.ARGUMENTS, List.of("%s|", "a b", "$(id)", "\"q\" ;"))
                        .withBody("")
                        .send();

        assertThat(answer.getMessage().getBody(String.class)).isEqualTo("a b|$(id)|\"q\" ;|");
        assertThat(answer.getMessage().getHeader(ExecBinding.EXEC_EXIT_VALUE)).isEqualTo(0);
    }

    @Test
    void oneArgumentMayBeAText() throws Exception {
        start("direct:run", "        - setVariable: {name: execArguments, constant: 'a  b'}");

        assertThat(send("direct:run", evil("evil"))).isEqualTo("a  b\n");
        assertNothingWasTouched();
    }
}
