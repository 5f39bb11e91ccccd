package io.vmstation.host.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vmstation.host.ApiSite;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.config.Configurator;
import org.apache.logging.log4j.core.config.LoggerConfig;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import picocli.CommandLine;

/** The commands that ask: first a host that runs, then this process alone. */
@Timeout(90)
class AskingTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final Map<String, Level> levels = new TreeMap<>();
    private ApiSite site;

    @BeforeEach
    void prepare() throws Exception {
        LoggerContext log = (LoggerContext) LogManager.getContext(false);
        for (LoggerConfig logger : log.getConfiguration().getLoggers().values()) {
            levels.put(logger.getName(), logger.getLevel());
        }
        site = new ApiSite();
    }

    /** The commands silence the log of their process, which here is that of all tests. */
    @AfterEach
    void close() throws Exception {
        site.close();
        levels.forEach(Configurator::setLevel);
    }

    private int run(String... arguments) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        CommandLine line = Vmstation.commandLine(site.assembler());
        line.setOut(new PrintWriter(out, true));
        line.setErr(new PrintWriter(err, true));
        String[] all = Arrays.copyOf(arguments, arguments.length + 2);
        all[arguments.length] = "--home";
        all[arguments.length + 1] = site.home().toString();
        return line.execute(all);
    }

    private JsonNode json() throws Exception {
        return new ObjectMapper().readTree(out.toString());
    }

    @Test
    void wakesThroughTheHostAndTellsStageByStage() throws Exception {
        site.start();
        assertThat(run("wake", "demo", "--service", "web")).as(err.toString()).isZero();

        assertThat(out.toString().lines())
                .satisfiesExactly(
                        line -> assertThat(line).endsWith("asked by 127.0.0.1"),
                        line -> assertThat(line).endsWith("the machine answers"),
                        line -> assertThat(line).contains("ready for clients: service web"),
                        line ->
                                assertThat(line)
                                        .matches(
                                                "demo is awake, web is ready at 127.0.0.77:\\d+,"
                                                        + " after \\d+\\.\\d s"));
        assertThat(err.toString()).isEmpty();

        assertThat(run("wake", "demo")).isZero();
        assertThat(out.toString()).isEqualTo("demo is awake already\n");

        assertThat(run("status")).isZero();
        assertThat(out.toString().lines().findFirst().orElse("")).startsWith("NODE   STATE");
        assertThat(out.toString().lines()).anyMatch(line -> line.matches("demo +awake .* in .* s"));
        assertThat(run("why", "demo")).isZero();
        assertThat(out.toString())
                .contains("demo is awake since")
                .contains("because 127.0.0.1 asked the API at")
                .contains("It is never put to sleep");
    }

    @Test
    void wakesAloneWhenNoHostRuns() throws Exception {
        assertThat(run("wake", "demo", "--service", "web")).as(err.toString()).isZero();

        assertThat(err.toString()).contains("no host runs, so this process does it alone");
        assertThat(out.toString())
                .contains("asked by " + System.getProperty("user.name"))
                .contains("the machine answers")
                .contains("demo is awake, web is ready at 127.0.0.77:");
        assertThat(site.home().resolve("state/vmstation.db")).exists();

        assertThat(run("why", "demo")).isZero();
        assertThat(out.toString()).contains("typed vmstation wake at");
    }

    @Test
    void looksForItselfWhenNoHostRuns() throws Exception {
        assertThat(run("status", "--json")).isZero();
        assertThat(json().path("nodes"))
                .extracting(node -> node.path("state").asText())
                .containsExactly("asleep", "asleep");

        assertThat(run("wake", "demo", "--dry-run")).isZero();
        assertThat(out.toString())
                .contains("demo does not answer")
                .contains("magic-packet   sends UDP datagrams for 02:00:5e:00:53:01")
                .contains("Nothing was sent");
        assertThat(run("wake", "attic", "--json")).isEqualTo(1);
        assertThat(json().path("wake").path("outcome").asText()).isEqualTo("failed");
        assertThat(err.toString()).contains("vmstation: Node attic: did not answer within 1s");
    }

    @Test
    void callsTheRoutesOfTheUserAndOpensNoListenerWhenNoHostRuns() throws Exception {
        site.route(
                "wake-node",
                """
                - route:
                    id: wake-node
                    from:
                      uri: direct:wake-node
                      steps:
                        - setVariable: {name: target, constant: "192.0.2.1:80"}
                """);
        site.route("broken", "- route:\n    frobnicate: 1\n");
        assertThat(run("wake", "demo")).isZero();
        assertThat(out.toString()).contains("192.0.2.1:80");
        assertThat(err.toString()).contains("broken.camel.yaml:2");
    }

    @Test
    void saysThatAHostIsThereWhoseApiIsNot() throws Exception {
        site.start();
        site.set("VMSTATION_API_PORT", "1");

        assertThat(run("wake", "demo")).isEqualTo(1);
        assertThat(err.toString().lines())
                .singleElement()
                .asString()
                .contains("is in use by another VMStation")
                .contains("its API does not answer at 127.0.0.1:1");
    }

    @Test
    void tellsApartWrongUseAndWhatDidNotWork() throws Exception {
        site.start();
        assertThat(run("wake", "tower")).isEqualTo(2);
        assertThat(err.toString())
                .isEqualTo("vmstation: There is no node \"tower\": known are demo, attic.\n");
        assertThat(run("status", "tower")).isEqualTo(2);
        assertThat(run("why", "tower", "--json")).isEqualTo(2);
        assertThat(json().path("status").asInt()).isEqualTo(404);
        assertThat(run("wake")).isEqualTo(2);
        assertThat(run("sleep", "attic")).isEqualTo(1);
        assertThat(err.toString()).isEqualTo("vmstation: Node attic is in use: sessions\n");
        assertThat(out.toString())
                .contains("sessions")
                .contains("busy     pts/0 alice from 192.0.2.7");
    }

    @Test
    void putsToSleepOrOnlySaysWhatItWouldDo() throws Exception {
        site.start();
        assertThat(run("sleep", "demo")).isZero();
        assertThat(out.toString()).startsWith("demo is asleep, after");

        assertThat(run("sleep", "attic", "--dry-run")).isZero();
        assertThat(out.toString())
                .contains("relay          idle     nobody is relayed")
                .contains("window         hold     it is idle for 3 min only")
                .contains("node.suspended runs systemctl suspend")
                .contains("Nothing was touched");
        assertThat(run("sleep", "attic", "--dry-run", "--json")).isZero();
        assertThat(json().path("outcome").asText()).isEqualTo("planned");
    }

    @Test
    void switchesThePowerOrSaysWhyNot() throws Exception {
        for (boolean host : new boolean[] {true, false}) {
            if (host) {
                site.start();
            } else {
                site.stop();
            }
            assertThat(run("power", "demo")).as(err.toString()).isZero();
            assertThat(out.toString()).isEqualTo("demo is on, a drive of it is faulty\n");
            assertThat(run("power", "demo", "status", "--json")).isZero();
            assertThat(json().path("power").asText()).isEqualTo("on");

            assertThat(run("power", "demo", "soft-off")).isZero();
            assertThat(out.toString())
                    .isEqualTo("demo is asked to shut down: the BMC took the order\n");
            assertThat(err.toString()).contains("note: it is in use: sessions: alice");
            assertThat(run("power", "demo", "on")).isZero();
            assertThat(out.toString())
                    .isEqualTo("demo: nothing was ordered, its chassis is on already\n");
            assertThat(run("power", "demo", "cycle", "--dry-run")).isZero();
            assertThat(out.toString().lines())
                    .containsExactly(
                            "demo: the BMC would be given the order cycle",
                            "Nothing was ordered: this was a dry run");

            assertThat(run("power", "demo", "cycle")).isEqualTo(1);
            assertThat(err.toString())
                    .endsWith("vmstation: Node demo, cycle is not done: it has to be forced\n");
            assertThat(run("power", "demo", "cycle", "--force")).isZero();
            assertThat(run("power", "attic", "on")).isEqualTo(1);
            assertThat(err.toString()).contains("no answer within 10 s");
            assertThat(run("power", "tower", "on")).isEqualTo(2);
        }
    }

    @Test
    void orderThatIsNotKnownIsWrongUse() {
        assertThat(run("power", "demo", "off")).isEqualTo(2);
        assertThat(err.toString())
                .contains("There is no action \"off\": known are status, on, soft-off, cycle");
    }

    @Test
    void refusesAnOpenDoorBeforeAnythingStarts() throws Exception {
        site.set("VMSTATION_API_HOST", "0.0.0.0");
        for (String command : List.of("validate", "run")) {
            assertThat(run(command)).isEqualTo(2);
            assertThat(err.toString().lines())
                    .singleElement()
                    .asString()
                    .startsWith("api.host is 0.0.0.0, where others can reach the API");
        }
    }

    @Test
    void refusesModulesOfIpmiExporterThatWouldRunPrograms() throws Exception {
        Files.writeString(
                site.home().resolve("config/ipmi.yml"),
                "modules: {default: {custom_args: {ipmi: [-v]}}}");
        site.set("VMSTATION_IPMI_MODULES_FILE", "ipmi.yml");

        assertThat(run("validate")).isEqualTo(2);
        assertThat(err.toString()).startsWith("config/ipmi.yml:1: modules.default.custom_args: ");
    }

    @Test
    void showsTheTokenOfTheSameConfiguration() throws Exception {
        Path token = site.home().resolve("config/token");
        Files.writeString(token, "long-enough-to-be-a-token\n");
        Files.setPosixFilePermissions(token, PosixFilePermissions.fromString("rw-------"));
        site.set("VMSTATION_API_TOKEN_FILE", token.toString());
        site.start();

        assertThat(run("status", "demo")).isZero();
        assertThat(out.toString()).contains("demo");

        Path other = site.home().resolve("config/other");
        Files.writeString(other, "long-enough-to-be-another\n");
        Files.setPosixFilePermissions(other, PosixFilePermissions.fromString("rw-------"));
        site.set("VMSTATION_API_TOKEN_FILE", other.toString());
        assertThat(run("status", "demo")).isEqualTo(2);
        assertThat(err.toString()).contains("Send the token of api.token-file");
    }
}
