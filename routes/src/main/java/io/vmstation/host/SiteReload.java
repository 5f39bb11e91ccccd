package io.vmstation.host;

import io.vmstation.config.ConfigurationException;
import io.vmstation.config.SiteConfiguration;
import io.vmstation.config.SiteReader;
import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Collection;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the configuration again when a file of it has changed, and swaps the nodes, the modules of
 * BMCs and the clusters in when all of it is right; otherwise they stay as they were and every
 * problem is logged. Other settings take effect at the next start. Confined to the scheduler that
 * it runs on.
 */
final class SiteReload {
    private static final Logger log = LoggerFactory.getLogger(SiteReload.class);
    private static final long LOOK_EVERY_SECONDS = 2;
    private static final int DEPTH = 3;

    private record Version(long modified, long size) {}

    private final Collection<Path> watched;
    private final SiteReader reader;
    private final Supplier<Set<String>> referencedKeys;
    private final Consumer<SiteConfiguration> swap;
    private Map<Path, Version> known;
    private Map<String, String> settings;

    /**
     * @param watched files and folders that the configuration is made of
     * @param first what is in force now
     * @param swap takes the new nodes, modules and clusters
     */
    SiteReload(
            Collection<Path> watched,
            SiteReader reader,
            Supplier<Set<String>> referencedKeys,
            SiteConfiguration first,
            Consumer<SiteConfiguration> swap) {
        this.watched = watched;
        this.reader = reader;
        this.referencedKeys = referencedKeys;
        this.swap = swap;
        this.known = versions();
        this.settings = first.settings().asProperties();
    }

    void start(ScheduledExecutorService scheduler) {
        var unused =
                scheduler.scheduleWithFixedDelay(
                        this::look, LOOK_EVERY_SECONDS, LOOK_EVERY_SECONDS, TimeUnit.SECONDS);
    }

    private void look() {
        Map<Path, Version> now = versions();
        if (!now.equals(known)) {
            known = now;
            reload();
        }
    }

    private void reload() {
        try {
            SiteConfiguration next = reader.read(referencedKeys.get());
            next.warnings().forEach(warning -> log.warn("Configuration: {}", warning));
            swap.accept(next);
            log.info(
                    "Configuration read again: nodes={}, clusters={}",
                    next.nodes().all().size(),
                    next.clusters().size());
            if (!next.settings().asProperties().equals(settings)) {
                settings = next.settings().asProperties();
                log.info(
                        "Changed settings take effect at the next start, nodes and clusters at once");
            }
        } catch (ConfigurationException e) {
            e.problems().forEach(problem -> log.error("Configuration: {}", problem.render()));
            log.error("Nodes and clusters stay as they were: problems={}", e.problems().size());
        } catch (RuntimeException e) {
            log.error(
                    "The configuration could not be read again, nodes and clusters stay as they were",
                    e);
        }
    }

    private Map<Path, Version> versions() {
        Map<Path, Version> found = new TreeMap<>();
        for (Path start : watched) {
            try {
                Files.walkFileTree(
                        start, EnumSet.of(FileVisitOption.FOLLOW_LINKS), DEPTH, new Look(found));
            } catch (IOException | RuntimeException e) {
                // This runs again and again: what cannot be read today may be tomorrow.
                log.debug("Not there: path={}", start, e);
            }
        }
        return found;
    }

    /** Notes the files that it finds and goes round what it may not read. */
    private static final class Look extends SimpleFileVisitor<Path> {
        private final Map<Path, Version> found;

        Look(Map<Path, Version> found) {
            this.found = found;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes read) {
            if (read.isRegularFile()) {
                found.put(file, new Version(read.lastModifiedTime().toMillis(), read.size()));
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
    }
}
