package io.vmstation.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.vmstation.exec.LocalCommands;
import io.vmstation.spi.Evidence;
import io.vmstation.spi.OptionDescription;
import io.vmstation.spi.Requirement;
import io.vmstation.spi.SleepCheck;
import io.vmstation.spi.SleepMethod;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class SleepChecksDocumentTest {
    private static final ShippedSleep SHIPPED =
            ShippedSleep.of(
                    new LocalCommands(),
                    () -> {
                        throw new IllegalStateException("nothing runs");
                    });

    private static final Path DOCUMENT = Path.of("../docs/sleep-checks.md");

    /** What looks from here, or by another way than a login. */
    private static final Map<String, Set<Requirement>> WITHOUT_LOGIN =
            Map.of(
                    "relay", Set.of(),
                    "jellyfin", Set.of(),
                    "http", Set.of(),
                    "exec", Set.of(),
                    "pods", Set.of(Requirement.KUBERNETES_NODE),
                    "bmc-soft-off", Set.of(Requirement.BMC));

    @Test
    void docsSleepChecksIsWhatTheySayOfThemselves() throws Exception {
        String current = new SleepChecksDocument(SHIPPED.checks(), SHIPPED.methods()).render();
        if (Boolean.getBoolean("vmstation.renew-docs")) {
            Files.writeString(DOCUMENT, current);
        }
        assertThat(DOCUMENT)
                .as(
                        "docs/sleep-checks.md is stale, renew it: mvn -pl processors,routes -am package"
                                + " -Dtest=SleepChecksDocumentTest -Dvmstation.renew-docs=true"
                                + " -Dsurefire.failIfNoSpecifiedTests=false")
                .hasContent(current);
    }

    @Test
    void noTwoHaveTheSameName() {
        assertThat(SHIPPED.checks()).extracting(SleepCheck::name).doesNotHaveDuplicates();
        assertThat(SHIPPED.methods()).extracting(SleepMethod::name).doesNotHaveDuplicates();
    }

    @Test
    void everyDescriptionIsASentence() {
        assertThat(SHIPPED.checks())
                .allSatisfy(check -> assertSentences(check.description(), check.options()));
        assertThat(SHIPPED.methods())
                .allSatisfy(method -> assertSentences(method.description(), method.options()));
    }

    private static void assertSentences(String description, List<OptionDescription> options) {
        assertThat(description).endsWith(".");
        assertThat(options)
                .allSatisfy(
                        option -> {
                            assertThat(option.description()).endsWith(".");
                            assertThat(option.name()).matches("[a-z]+([A-Z][a-z]*)*");
                        });
    }

    @Test
    void whatLogsInSaysSoAndNothingElseDoes() {
        Map<String, Set<Requirement>> needs =
                SHIPPED.checks().stream()
                        .collect(Collectors.toMap(SleepCheck::name, SleepCheck::needs));
        SHIPPED.methods().forEach(method -> needs.putIfAbsent(method.name(), method.needs()));
        assertThat(needs)
                .allSatisfy(
                        (name, needed) ->
                                assertThat(needed)
                                        .as(name)
                                        .isEqualTo(
                                                WITHOUT_LOGIN.getOrDefault(
                                                        name, Set.of(Requirement.SSH))));
    }

    @Test
    void everyOptionIsShownWithFormAndDefault() {
        String document =
                new SleepChecksDocument(List.of(new Looks()), List.of(new Sends())).render();

        assertThat(document)
                .contains(
                        """

                        ## looks

                        Looks at something. Needs `ssh` of the node.

                        | Option | Form | Default | Meaning |
                        |---|---|---|---|
                        | `names` | text or list | none, required | Which. |
                        | `below` | size | `100KB` | How much \\| little. |
                        | `ignore` | networks, addresses, names of nodes | empty | Who. |
                        | `user` | text | none, optional | As whom. |
                        """)
                .endsWith("\n## sends\n\nSends it. Needs `bmc` of the node.\n");
    }

    private static final class Looks implements SleepCheck {
        @Override
        public String name() {
            return "looks";
        }

        @Override
        public String description() {
            return "Looks at something.";
        }

        @Override
        public List<OptionDescription> options() {
            return List.of(
                    OptionDescription.of("names", OptionDescription.Type.TEXTS, "Which."),
                    OptionDescription.of(
                            "below", OptionDescription.Type.SIZE, "100KB", "How much | little."),
                    OptionDescription.of("ignore", OptionDescription.Type.NETWORKS, "", "Who."),
                    OptionDescription.of("user", OptionDescription.Type.OPTIONAL_TEXT, "As whom."));
        }

        @Override
        public CompletableFuture<Evidence> look(Question question) {
            return CompletableFuture.completedFuture(new Evidence.Idle("nothing"));
        }
    }

    private static final class Sends implements SleepMethod {
        @Override
        public String name() {
            return "sends";
        }

        @Override
        public String description() {
            return "Sends it.";
        }

        @Override
        public Set<Requirement> needs() {
            return Set.of(Requirement.BMC);
        }

        @Override
        public String plan(Order order) {
            return "it would be sent";
        }

        @Override
        public CompletableFuture<Sent> send(Order order) {
            return CompletableFuture.completedFuture(new Sent.Accepted("it was sent"));
        }
    }
}
