package io.vmstation.ipmi.source.tool;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Files for programs that nobody else may read: folders of mode 0700, files of mode 0600 from their
 * first moment. Those of one moment lie in a folder that bears the number and the start of this
 * process, so that a later one knows which were left behind by one that was killed. Thread-safe.
 */
public final class PrivateFolder {
    private static final Logger log = LoggerFactory.getLogger(PrivateFolder.class);
    private static final Pattern OF_PROCESS = Pattern.compile("of-(\\d{1,18})-(\\d{1,18})");

    private final Path folder;
    private final Path momentary;

    /** A file that is deleted when it is closed. */
    public record PrivateFile(Path path) implements AutoCloseable {

        /** What stands in it, as bytes; at most {@code most} of them. */
        public byte[] beginning(int most) throws IOException {
            try (var in = Files.newInputStream(path)) {
                return in.readNBytes(most);
            }
        }

        @Override
        public void close() {
            delete(path);
        }
    }

    /**
     * Deletes what processes that are gone have left in it.
     *
     * @param folder made when it is first needed
     */
    public PrivateFolder(Path folder) {
        this.folder = requireNonNull(folder, "folder is null").toAbsolutePath();
        ProcessHandle self = ProcessHandle.current();
        momentary = this.folder.resolve("of-" + self.pid() + "-" + start(self));
        deleteSurvivors();
    }

    /**
     * A folder in it that stays.
     *
     * @throws IOException if it cannot be made
     */
    public Path lasting(String name) throws IOException {
        return makeFolders(folder.resolve(name));
    }

    /**
     * Writes a file for a moment.
     *
     * @throws IOException if that is impossible
     */
    public PrivateFile write(String text) throws IOException {
        Path file =
                Files.createTempFile(
                        makeFolders(momentary),
                        "bmc",
                        "",
                        mode(folder.getFileSystem(), "rw-------"));
        try {
            Files.write(file, text.getBytes(StandardCharsets.UTF_8));
            return new PrivateFile(file);
        } catch (IOException e) {
            delete(file);
            throw e;
        }
    }

    private void deleteSurvivors() {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (DirectoryStream<Path> all = Files.newDirectoryStream(folder, "of-*")) {
            for (Path left : all) {
                if (isOfTheDead(left)) {
                    deleteAll(left);
                }
            }
        } catch (IOException e) {
            log.warn("Cannot look for files with passwords that were left: folder={}", folder, e);
        }
    }

    private static boolean isOfTheDead(Path left) {
        Matcher name = OF_PROCESS.matcher(left.getFileName().toString());
        if (!name.matches()) {
            return false;
        }
        Optional<ProcessHandle> process = ProcessHandle.of(Long.parseLong(name.group(1)));
        return process.isEmpty() || start(process.get()) != Long.parseLong(name.group(2));
    }

    private static long start(ProcessHandle process) {
        return process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
    }

    private static void deleteAll(Path left) throws IOException {
        List<Path> deepestFirst;
        try (Stream<Path> all = Files.walk(left)) {
            deepestFirst = all.sorted(Comparator.reverseOrder()).toList();
        }
        deepestFirst.forEach(PrivateFolder::delete);
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            log.warn("Cannot delete what may hold a password: file={}", file, e);
        }
    }

    private static Path makeFolders(Path folder) throws IOException {
        return Files.isDirectory(folder)
                ? folder
                : Files.createDirectories(folder, mode(folder.getFileSystem(), "rwx------"));
    }

    private static FileAttribute<?>[] mode(FileSystem files, String permissions) {
        if (!files.supportedFileAttributeViews().contains("posix")) {
            return new FileAttribute<?>[0];
        }
        return new FileAttribute<?>[] {
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
        };
    }
}
