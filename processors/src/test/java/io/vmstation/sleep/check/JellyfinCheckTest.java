package io.vmstation.sleep.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.vmstation.spi.Evidence;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JellyfinCheckTest {
    private final Questions questions = new Questions();
    private final JellyfinCheck check = new JellyfinCheck(questions.http);
    private final Map<String, Object> options = new HashMap<>();
    @TempDir Path folder;

    @BeforeEach
    void writeToken() throws Exception {
        Path file = Files.writeString(folder.resolve("jellyfin"), JellyfinServer.KEY + "\n");
        options.put("tokenFile", file.toString());
    }

    @AfterEach
    void close() {
        questions.close();
    }

    private Evidence look(JellyfinServer jellyfin) {
        options.put("url", jellyfin.url());
        return questions.ask(check, options);
    }

    @Test
    void anOpenClientThatPlaysNothingIsNoUse() throws Exception {
        try (JellyfinServer jellyfin = new JellyfinServer()) {
            jellyfin.word("open");

            assertThat(look(jellyfin))
                    .isEqualTo(new Evidence.Idle("nobody plays anything in Jellyfin"));
        }
    }

    @Test
    void whoPlaysKeepsTheNodeAwakeUntilTheyStop() throws Exception {
        try (JellyfinServer jellyfin = new JellyfinServer()) {
            jellyfin.word("play?user=ann");
            assertThat(look(jellyfin))
                    .isEqualTo(new Evidence.Busy("ann (Jellyfin Web on Firefox) plays video"));

            jellyfin.word("stop");
            assertThat(look(jellyfin)).isInstanceOf(Evidence.Idle.class);
        }
    }

    @Test
    void oneOfManyClientsIsEnough() throws Exception {
        try (JellyfinServer jellyfin = new JellyfinServer()) {
            jellyfin.word("open?id=a&user=ann");
            jellyfin.word("play?id=b&user=bob&transcode=true");
            jellyfin.word("play?id=c&user=cleo");

            assertThat(look(jellyfin).reason()).contains("plays video, and 1 more");
        }
    }

    @Test
    void whatWasPausedALittleWhileAgoStillCounts() throws Exception {
        try (JellyfinServer jellyfin = new JellyfinServer()) {
            jellyfin.word("play");
            jellyfin.word("pause?since=500");
            assertThat(look(jellyfin))
                    .isEqualTo(
                            new Evidence.Busy(
                                    "ann (Jellyfin Web on Firefox) paused video 8 min ago"));

            jellyfin.word("pause?since=700");
            assertThat(look(jellyfin))
                    .isEqualTo(
                            new Evidence.Idle(
                                    "ann (Jellyfin Web on Firefox) paused video 11 min ago"));

            options.put("pausedGrace", Duration.ofMinutes(20));
            assertThat(look(jellyfin)).isInstanceOf(Evidence.Busy.class);

            options.put("pausedGrace", Duration.ZERO);
            jellyfin.word("resume");
            assertThat(look(jellyfin)).isInstanceOf(Evidence.Busy.class);
        }
    }

    @Test
    void aServerWhoseClockIsWrongIsJudgedByItsOwnClock() throws Exception {
        try (JellyfinServer jellyfin = new JellyfinServer("--skew", "7200")) {
            jellyfin.word("play");
            jellyfin.word("pause?since=700");

            assertThat(look(jellyfin)).isInstanceOf(Evidence.Idle.class);
        }
        try (JellyfinServer jellyfin = new JellyfinServer("--skew", "-7200")) {
            jellyfin.word("play");
            jellyfin.word("pause?since=30");

            assertThat(look(jellyfin)).isInstanceOf(Evidence.Busy.class);
        }
    }

    @Test
    void musicCountsUnlessItIsSaidNotTo() throws Exception {
        try (JellyfinServer jellyfin = new JellyfinServer()) {
            jellyfin.word("play?media=Audio");
            assertThat(look(jellyfin).reason()).endsWith("plays music");
            assertThat(look(jellyfin)).isInstanceOf(Evidence.Busy.class);

            options.put("music", "ignored");
            assertThat(look(jellyfin)).isInstanceOf(Evidence.Idle.class);

            jellyfin.word("play?id=two&media=Video");
            assertThat(look(jellyfin)).isInstanceOf(Evidence.Busy.class);
        }
    }

    @Test
    void aTaskThatRunsKeepsTheNodeAwakeUnlessItIsSaidNotTo() throws Exception {
        try (JellyfinServer jellyfin = new JellyfinServer()) {
            jellyfin.word("task?name=Hidden&state=Running&hidden=true");
            assertThat(look(jellyfin)).isInstanceOf(Evidence.Idle.class);

            jellyfin.word("task?name=Scan%20Media%20Library&state=Running");
            assertThat(look(jellyfin))
                    .isEqualTo(new Evidence.Busy("Jellyfin runs the task Scan Media Library"));

            options.put("tasks", false);
            assertThat(look(jellyfin)).isInstanceOf(Evidence.Idle.class);
        }
    }

    @Test
    void aClientThatVanishedWhileItPlayedIsForgottenByTheServer() throws Exception {
        try (JellyfinServer jellyfin = new JellyfinServer()) {
            jellyfin.word("play");
            jellyfin.word("silent?for=301");

            assertThat(look(jellyfin)).isInstanceOf(Evidence.Idle.class);
        }
    }

    @Test
    void aWrongKeyIsUnknownWithARemedyAndNeverShown() throws Exception {
        Files.writeString(folder.resolve("jellyfin"), "feedfacefeedfacefeedfacefeedface");
        try (JellyfinServer jellyfin = new JellyfinServer()) {
            assertThat(look(jellyfin))
                    .isInstanceOf(Evidence.Unknown.class)
                    .extracting(Evidence::reason)
                    .asString()
                    .contains("Dashboard, API Keys", folder.resolve("jellyfin").toString())
                    .doesNotContain("feedface");
        }
    }

    @Test
    void aKeyThatWasReplacedCountsAtTheNextLook() throws Exception {
        Files.writeString(folder.resolve("jellyfin"), "old");
        try (JellyfinServer jellyfin = new JellyfinServer()) {
            assertThat(look(jellyfin)).isInstanceOf(Evidence.Unknown.class);

            writeToken();
            assertThat(look(jellyfin)).isInstanceOf(Evidence.Idle.class);
        }
    }

    @Test
    void aMissingOrUselessKeyFileIsNamed() throws Exception {
        options.put("url", "http://127.0.0.1:1");
        options.put("tokenFile", folder.resolve("none").toString());
        assertThat(questions.ask(check, options))
                .isEqualTo(new Evidence.Unknown("there is no file " + folder.resolve("none")));

        Path odd = Files.writeString(folder.resolve("odd"), "two words\"\n");
        options.put("tokenFile", odd.toString());
        assertThat(questions.ask(check, options).reason()).startsWith(odd + " holds no API key");
    }

    @Test
    void aServerThatIsNotThereOrNotReadyIsUnknown() throws Exception {
        try (ServerSocket nobody = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            options.put("url", "http://127.0.0.1:" + nobody.getLocalPort());
        }
        assertThat(questions.ask(check, options))
                .isInstanceOf(Evidence.Unknown.class)
                .extracting(Evidence::reason)
                .asString()
                .contains("cannot be reached");

        try (JellyfinServer jellyfin = new JellyfinServer("--starting", "60")) {
            assertThat(look(jellyfin))
                    .isEqualTo(new Evidence.Unknown("Jellyfin is starting or stopping"));
        }
    }

    @Test
    void whatIsNotJellyfinIsUnknown() throws Exception {
        try (AnsweringServer other = new AnsweringServer()) {
            options.put("url", other.url());
            for (String body : new String[] {"<html>", "{}", "null", "[null]", "[1]", ""}) {
                other.says(200, body);
                assertThat(questions.ask(check, options)).isInstanceOf(Evidence.Unknown.class);
            }
            other.says(404, "");
            assertThat(questions.ask(check, options).reason()).contains("base path");
        }
    }

    @Test
    void theKeyIsNotTakenElsewhereByARedirect() throws Exception {
        try (AnsweringServer elsewhere = new AnsweringServer();
                AnsweringServer server = new AnsweringServer()) {
            server.redirectsTo(elsewhere.url() + "/Sessions");
            options.put("url", server.url() + "/base/");

            assertThat(questions.ask(check, options))
                    .isInstanceOf(Evidence.Unknown.class)
                    .extracting(Evidence::reason)
                    .asString()
                    .contains("redirects are not followed");
            assertThat(server.requests)
                    .containsExactlyInAnyOrder(
                            "GET /base/Sessions", "GET /base/ScheduledTasks?isHidden=false");
            assertThat(elsewhere.requests).isEmpty();
        }
    }

    @Test
    void whatAClientCallsItselfStaysOneShortLine() throws Exception {
        try (JellyfinServer jellyfin = new JellyfinServer()) {
            jellyfin.word("play?user=a%0Ab&client=" + "c".repeat(500));

            assertThat(look(jellyfin).reason()).startsWith("a b (ccc").hasSizeLessThan(200);
        }
    }

    @Test
    void aSettingThatDoesNotExistIsNamed() {
        options.put("url", "http://127.0.0.1:1");
        options.put("music", "loud");
        assertThat(questions.ask(check, options))
                .isEqualTo(new Evidence.Unknown("music is neither counts nor ignored"));
    }
}
