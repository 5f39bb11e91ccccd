package io.vmstation.kube.desired;

import io.vmstation.node.ReconciledCluster.Sources;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What can be seen of the files of a cluster without reading them.
 *
 * @param byPath whether each is still the same one
 * @param youngest when the last of them was written
 */
record SourceStamps(SortedMap<String, String> byPath, Instant youngest) {

    /** All of them at this moment; what cannot be listed is reported by whoever reads it. */
    static SourceStamps of(SourceFiles files, Sources sources) {
        SortedMap<String, String> byPath = new TreeMap<>();
        List<Instant> times = new ArrayList<>(List.of(Instant.MIN));
        Stream<String> folders =
                Stream.of(
                                // A kustomization may name what lies beside its folder.
                                Stream.of(sources.manifests().replaceFirst("/.*", "")),
                                sources.dashboards().stream(),
                                sources.alerts().stream())
                        .flatMap(each -> each);
        folders.forEach(folder -> note(files, folder, byPath, times));
        for (String path : sources.values()) {
            try {
                files.file(path).ifPresent(file -> note(file, byPath, times));
            } catch (IOException e) {
                byPath.put(path, String.valueOf(e.getMessage()));
            }
        }
        return new SourceStamps(byPath, times.stream().max(Instant::compareTo).orElseThrow());
    }

    private static void note(
            SourceFiles files,
            String folder,
            SortedMap<String, String> byPath,
            List<Instant> times) {
        try {
            Optional<SortedMap<String, SourceFile>> found = files.below(folder);
            found.ifPresent(all -> all.values().forEach(file -> note(file, byPath, times)));
        } catch (IOException e) {
            byPath.put(folder, String.valueOf(e.getMessage()));
        }
    }

    private static void note(
            SourceFile file, SortedMap<String, String> byPath, List<Instant> times) {
        byPath.put(file.path(), file.stamp());
        file.modified().ifPresent(times::add);
    }

    /** How long to wait until nothing has changed for that long; absent when that is so. */
    Optional<Duration> untilQuiet(Instant now, Duration quiet) {
        if (youngest.equals(Instant.MIN) || youngest.isAfter(now)) {
            return Optional.empty();
        }
        Duration rest = quiet.minus(Duration.between(youngest, now));
        return rest.isNegative() || rest.isZero() ? Optional.empty() : Optional.of(rest);
    }
}
