package io.vmstation.kube.steps;

import io.vmstation.node.ReconciledCluster.Sources;
import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.EnumSet;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells versions of files apart without reading them.
 *
 * @param home the folder of the user
 * @param folders gets every folder that is come by
 */
record FileStamps(Path home, Consumer<Path> folders) {
    private static final Logger log = LoggerFactory.getLogger(FileStamps.class);
    private static final int DEPTH = 16;

    /** What differs when a file of a cluster does, by path relative to the home. */
    Map<String, String> of(Sources sources) {
        Map<String, String> stamps = new TreeMap<>();
        walk(home.resolve(sources.manifests()), stamps);
        sources.dashboards().ifPresent(folder -> walk(home.resolve(folder), stamps));
        sources.alerts().ifPresent(folder -> walk(home.resolve(folder), stamps));
        for (String values : sources.values()) {
            Path file = home.resolve(values);
            Path folder = file.getParent();
            if (folder != null && Files.isDirectory(folder)) {
                folders.accept(folder);
            }
            try {
                note(file, Files.readAttributes(file, BasicFileAttributes.class), stamps);
            } catch (IOException e) {
                // It is not there, or may not be read: whoever reads it says so.
                log.trace("No stamp: {}", file, e);
            }
        }
        return stamps;
    }

    private void walk(Path start, Map<String, String> stamps) {
        Path parent = start.getParent();
        if (!Files.isDirectory(start)) {
            if (parent != null && Files.isDirectory(parent)) {
                folders.accept(parent);
            }
            return;
        }
        try {
            Files.walkFileTree(
                    start, EnumSet.of(FileVisitOption.FOLLOW_LINKS), DEPTH, new Walk(stamps));
        } catch (IOException e) {
            log.debug("A folder of a cluster could not be looked through: {}", start, e);
        }
    }

    private void note(Path file, BasicFileAttributes read, Map<String, String> stamps) {
        stamps.put(
                home.relativize(file).toString(),
                "%s %d %s"
                        .formatted(
                                read.lastModifiedTime(),
                                read.size(),
                                Objects.toString(read.fileKey(), "")));
    }

    /** Goes round what may not be read: whoever reads the files says so. */
    private final class Walk extends SimpleFileVisitor<Path> {
        private final Map<String, String> stamps;

        Walk(Map<String, String> stamps) {
            this.stamps = stamps;
        }

        @Override
        public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes read) {
            if (isHidden(folder)) {
                return FileVisitResult.SKIP_SUBTREE;
            }
            folders.accept(folder);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes read) {
            if (!isHidden(file)) {
                note(file, read, stamps);
            }
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException error) {
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException error) {
            return FileVisitResult.CONTINUE;
        }

        private boolean isHidden(Path path) {
            return String.valueOf(path.getFileName()).startsWith(".");
        }
    }
}
