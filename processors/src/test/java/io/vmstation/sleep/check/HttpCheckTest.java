package io.vmstation.sleep.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.vmstation.spi.Evidence;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HttpCheckTest {
    private final Questions questions = new Questions();
    private final HttpCheck check = new HttpCheck(questions.http);
    private final Map<String, Object> options = new HashMap<>();
    private AnsweringServer server;

    @BeforeEach
    void start() throws IOException {
        server = new AnsweringServer();
        options.put("url", server.url() + "/api/state?full=1");
    }

    @AfterEach
    void close() {
        server.close();
        questions.close();
    }

    private Evidence look() {
        return questions.ask(check, options);
    }

    @ParameterizedTest
    @CsvSource({
        "200, Idle",
        "204, Idle",
        "409, Busy",
        "423, Busy",
        "401, Unknown",
        "404, Unknown",
        "500, Unknown",
        "503, Unknown"
    })
    void withoutAPathTheStatusTells(int status, String kind) {
        server.says(status, "");

        assertThat(look().getClass().getSimpleName()).isEqualTo(kind);
        assertThat(look().reason()).isEqualTo("it answers with HTTP status " + status);
    }

    @Test
    void otherStatusesMayTellToo() {
        options.put("status", List.of("202"));
        options.put("busyStatus", List.of("200", "207"));

        server.says(202, "");
        assertThat(look()).isInstanceOf(Evidence.Idle.class);
        server.says(200, "");
        assertThat(look()).isInstanceOf(Evidence.Busy.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "$.song            | exists         | {\"song\": \"x\"}                | Busy",
                "$.song            | exists         | {\"song\": null}                 | Idle",
                "$.song            | exists         | {}                               | Idle",
                "$.jobs            | not-empty      | {\"jobs\": [1]}                  | Busy",
                "$.jobs            | not-empty      | {\"jobs\": []}                   | Idle",
                "$.jobs            | not-empty      | {}                               | Idle",
                "$.name            | not-empty      | {\"name\": \"\"}                 | Idle",
                "$.active          | true           | {\"active\": true}               | Busy",
                "$.active          | true           | {\"active\": false}              | Idle",
                "$.active          | true           | {}                               | Unknown",
                "$.queue           | > 0            | {\"queue\": 1}                   | Busy",
                "$.queue           | > 0            | {\"queue\": 0}                   | Idle",
                "$.queue           | >0             | {\"queue\": \"2.5\"}             | Busy",
                "$.queue           | > 0            | {\"queue\": \"many\"}            | Unknown",
                "$.queue           | > 0            | {}                               | Unknown",
                "$.queue           | <= -1.5        | {\"queue\": -2}                  | Busy",
                "$.state           | == playing     | {\"state\": \"playing\"}         | Busy",
                "$.state           | == playing     | {\"state\": \"stopped\"}         | Idle",
                "$.state           | == 'on air'    | {\"state\": \"on air\"}          | Busy",
                "$.state           | != idle        | {\"state\": \"idle\"}            | Idle",
                "$.state           | != idle        | {\"state\": \"scanning\"}        | Busy",
                "$.state           | == \"5\"       | {\"state\": 5}                   | Idle",
                "$.state           | == 5           | {\"state\": 5.0}                 | Busy",
                "$.state           | == idle        | {\"state\": {}}                  | Unknown",
                "$.jobs.length()   | > 1            | {\"jobs\": [1, 2]}               | Busy",
                "$..pct            | < 100          | {\"a\": {\"pct\": 100}, \"b\": {\"pct\": 3}} | Busy",
                "$..pct            | < 100          | {\"a\": {\"pct\": 100}}          | Idle",
                "$..pct            | < 100          | {}                               | Idle",
                "$[?(@.s=='run')]  | exists         | [{\"s\": \"run\"}]               | Busy",
                "$[?(@.s=='run')]  | exists         | [{\"s\": \"wait\"}]              | Idle",
            })
    void withAPathTheValueTells(String path, String busyIf, String body, String kind) {
        options.put("path", path);
        options.put("busyIf", busyIf);
        server.says(200, body);

        Evidence evidence = look();

        assertThat(evidence.getClass().getSimpleName()).as(evidence.reason()).isEqualTo(kind);
    }

    @Test
    void saysWhatItFound() {
        options.put("path", "$.queue");
        options.put("busyIf", "> 0");
        server.says(200, "{\"queue\": 3}");

        assertThat(look()).isEqualTo(new Evidence.Busy("3 at $['queue'], busy if > 0"));
    }

    @Test
    void anAnswerThatIsNoJsonIsUnknown() {
        options.put("path", "$.queue");
        for (String body : List.of("<html>", "", "{")) {
            server.says(200, body);
            assertThat(look())
                    .isInstanceOf(Evidence.Unknown.class)
                    .extracting(Evidence::reason)
                    .asString()
                    .contains("not JSON");
        }
    }

    @Test
    void aPathOrAConditionThatMakesNoSenseIsNamed() {
        options.put("path", "$.jobs[?(@.x");
        assertThat(look().reason()).contains("path $.jobs[?(@.x is no JSON path");

        options.put("path", "$.jobs");
        options.put("busyIf", "sometimes");
        assertThat(look())
                .isEqualTo(
                        new Evidence.Unknown(
                                "busyIf is sometimes: write exists, not-empty, true, or a"
                                        + " comparison, > 0 or == playing"));
        options.put("busyIf", "> many");
        assertThat(look().reason()).startsWith("busyIf is > many");

        options.put("busyIf", "exists");
        options.put("status", List.of("fine"));
        assertThat(look().reason()).startsWith("status has fine");
        assertThat(server.requests).isEmpty();
    }

    @Test
    void sendsTheHeadersOfTheFile(@TempDir Path folder) throws Exception {
        Path file =
                Files.writeString(
                        folder.resolve("headers"), "# a login\nAuthorization: Bearer s3cret\n\n");
        options.put("headersFile", file.toString());
        server.says(200, "");

        assertThat(look()).isInstanceOf(Evidence.Idle.class);
        assertThat(server.headers.get(0)).containsEntry("Authorization", List.of("Bearer s3cret"));
        assertThat(server.requests).containsExactly("GET /api/state?full=1");
    }

    @Test
    void aHeadersFileThatIsNoneIsNamedWithoutItsContent(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("headers"), "s3cret\n");
        options.put("headersFile", file.toString());

        assertThat(look().reason()).startsWith(file.toString()).doesNotContain("s3cret");
    }

    @Test
    void aLoginIsNotTakenElsewhereByARedirect(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("headers"), "X-Key: s3cret");
        options.put("headersFile", file.toString());
        try (AnsweringServer elsewhere = new AnsweringServer()) {
            server.redirectsTo(elsewhere.url());

            assertThat(look())
                    .isEqualTo(
                            new Evidence.Unknown(
                                    "it answers with HTTP status 302, and redirects are not"
                                            + " followed"));
            assertThat(elsewhere.requests).isEmpty();
        }
    }

    @Test
    void anAddressWithALoginInItIsRefusedAndNotRepeated() {
        options.put("url", "http://ann:s3cret@127.0.0.1/");
        assertThat(look().reason()).contains("url holds a login").doesNotContain("s3cret");

        options.put("url", "ftp://s3cret");
        assertThat(look().reason()).contains("url is no address").doesNotContain("s3cret");
    }
}
