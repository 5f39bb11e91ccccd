package io.vmstation.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What is named anywhere is there. */
class DocumentsTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Pattern LINK = Pattern.compile("\\[[^\\]]*]\\(([^)\\s]+)\\)");
    private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.+)$");
    private static final Pattern METER = Pattern.compile("\\bvmstation_[a-z0-9_]+\\b");
    private static final Pattern SUFFIX = Pattern.compile("_(bucket|count|sum|max)$");

    private static List<Path> files(String folder, String ending) {
        try (Stream<Path> all = Files.walk(ROOT.resolve(folder))) {
            return all.filter(file -> file.toString().endsWith(ending)).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Path> documents() {
        List<Path> all = new ArrayList<>(files("docs", ".md"));
        all.add(ROOT.resolve("README.md"));
        all.add(ROOT.resolve("CHANGELOG.md"));
        all.add(ROOT.resolve("it/README.md"));
        return all;
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Stream<String> found(Pattern pattern, String text, int group) {
        return pattern.matcher(text).results().map((MatchResult match) -> match.group(group));
    }

    private static boolean leadsSomewhere(Path document, String link) {
        if (link.contains("://") || link.startsWith("mailto:")) {
            return true;
        }
        String path = link.replaceFirst("#.*", "");
        Path target = path.isEmpty() ? document : document.resolveSibling(path).normalize();
        if (!Files.exists(target)) {
            return false;
        }
        return !link.contains("#")
                || anchors(target).contains(link.substring(link.indexOf('#') + 1));
    }

    /** As the usual viewers of Markdown make them of headings. */
    private static Set<String> anchors(Path document) {
        return found(HEADING, text(document), 1)
                .map(heading -> heading.toLowerCase(Locale.ROOT))
                .map(heading -> heading.replaceAll("[^\\p{L}\\p{N}_ -]", "").replace(' ', '-'))
                .collect(Collectors.toSet());
    }

    @Test
    void everyLinkLeadsSomewhere() {
        Set<String> broken = new TreeSet<>();
        for (Path document : documents()) {
            found(LINK, text(document), 1)
                    .filter(link -> !leadsSomewhere(document, link))
                    .forEach(link -> broken.add(ROOT.relativize(document) + ": " + link));
        }

        assertThat(documents()).hasSizeGreaterThan(100);
        assertThat(broken).isEmpty();
    }

    @Test
    void everyMeterOfOursThatIsNamedExists() {
        Set<String> known =
                found(METER, text(ROOT.resolve("docs/metrics.md")), 0)
                        .collect(Collectors.toCollection(TreeSet::new));
        known.addAll(
                found(
                                METER,
                                text(
                                        Path.of(
                                                "src/test/resources/stack/metrics/vmstation-to-come.txt")),
                                0)
                        .toList());
        List<Path> all = new ArrayList<>(documents());
        all.addAll(files("alerts", ".yaml"));
        all.addAll(files("dashboards", ".json"));
        Set<String> unknown = new TreeSet<>();
        for (Path file : all) {
            found(METER, text(file), 0)
                    .filter(name -> !known.contains(name))
                    .filter(name -> !known.contains(SUFFIX.matcher(name).replaceFirst("")))
                    .filter(name -> known.stream().noneMatch(each -> each.startsWith(name)))
                    .forEach(name -> unknown.add(ROOT.relativize(file) + ": " + name));
        }

        assertThat(known).hasSizeGreaterThan(40);
        assertThat(unknown).isEmpty();
    }
}
