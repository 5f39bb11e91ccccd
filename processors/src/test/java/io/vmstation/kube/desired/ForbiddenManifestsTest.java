package io.vmstation.kube.desired;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import io.vmstation.kube.reconcile.DesiredState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each manifest in {@code kube/desired/bad} is forbidden; {@code x.expected} beside it holds every
 * message, one a line. A cluster with it gets nothing.
 */
class ForbiddenManifestsTest {
    private static final Path BAD = Path.of("src/test/resources/kube/desired/bad");

    static List<String> cases() throws IOException {
        try (Stream<Path> files = Files.list(BAD)) {
            return files.map(path -> path.getFileName().toString())
                    .filter(name -> !name.endsWith(".expected"))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void saysEverythingThatIsWrong(String name, @TempDir Path folder) throws IOException {
        Home home =
                new Home(folder).values("config/values.yaml", "host: a\nport: 1\nnested: {a: b}");
        home.file("manifests/good.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: good}");
        Files.copy(BAD.resolve(name), folder.resolve("manifests").resolve(name));

        DesiredState state = home.read();

        String expected = Files.readString(BAD.resolve(name.replaceAll("\\..*", ".expected")));
        assertThat(state.problems().stream().collect(joining("\n", "", "\n"))).isEqualTo(expected);
        assertThat(state.objects()).isEmpty();
    }

    @Test
    void everyCaseIsLookedAt() throws IOException {
        assertThat(cases()).hasSizeGreaterThan(15);
    }
}
