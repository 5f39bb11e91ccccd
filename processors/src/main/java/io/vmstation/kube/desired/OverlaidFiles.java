package io.vmstation.kube.desired;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * Files of a home over the bundled ones, path by path. Symbolic links are followed: a mounted
 * ConfigMap is made of them. Thread-safe.
 */
public final class OverlaidFiles implements SourceFiles {
    private static final int DEEPEST = 16;
    private static final int MOST_FILES = 20_000;

    private final Supplier<? extends Map<String, String>> bundled;
    private final Optional<Path> home;

    /**
     * @param bundled text by path, with slashes
     * @param home the user's folder, if there is one
     */
    public OverlaidFiles(Supplier<? extends Map<String, String>> bundled, Optional<Path> home) {
        this.bundled = requireNonNull(bundled, "bundled is null");
        this.home = requireNonNull(home, "home is null");
    }

    @Override
    public Optional<SortedMap<String, SourceFile>> below(String folder) throws IOException {
        SortedMap<String, SourceFile> found = new TreeMap<>();
        bundled.get()
                .forEach(
                        (path, text) -> {
                            if (path.startsWith(folder + "/") && !liesHidden(path)) {
                                found.put(path, ofBundle(path, text));
                            }
                        });
        boolean known = !found.isEmpty();
        if (home.isPresent() && Files.exists(home.get().resolve(folder))) {
            known = true;
            Files.walkFileTree(
                    home.get().resolve(folder),
                    EnumSet.of(FileVisitOption.FOLLOW_LINKS),
                    DEEPEST,
                    new Collecting(home.get(), found));
        }
        return known ? Optional.of(found) : Optional.empty();
    }

    private static boolean liesHidden(String path) {
        return path.replaceAll("[^/]*$", "").contains("/.");
    }

    @Override
    public Optional<SourceFile> file(String path) throws IOException {
        if (home.isPresent() && Files.exists(home.get().resolve(path))) {
            Path place = home.get().resolve(path);
            BasicFileAttributes read = Files.readAttributes(place, BasicFileAttributes.class);
            return Optional.of(ofUser(path, place, read));
        }
        return Optional.ofNullable(bundled.get().get(path)).map(text -> ofBundle(path, text));
    }

    private static SourceFile ofBundle(String path, String text) {
        return SourceFile.bundled(path, text.getBytes(StandardCharsets.UTF_8));
    }

    private static SourceFile ofUser(String path, Path place, BasicFileAttributes read) {
        return new SourceFile(
                path,
                path,
                Optional.of(read.lastModifiedTime().toInstant()),
                read.size(),
                most -> content(place, most));
    }

    private static byte[] content(Path place, int most) throws IOException {
        try (InputStream in = Files.newInputStream(place)) {
            return in.readNBytes(most);
        } catch (NoSuchFileException e) {
            throw new IOException("it is gone: put it back, or remove what leads to it", e);
        } catch (AccessDeniedException e) {
            throw new IOException("permission is denied: let the user of this process read it", e);
        } catch (IOException e) {
            throw new IOException(
                    Files.isDirectory(place) ? "it is a folder: name a file" : e.getMessage(), e);
        }
    }

    /** Collects files; what cannot be looked at ends the walk, since nobody knows what is there. */
    private static final class Collecting extends SimpleFileVisitor<Path> {
        private final Path home;
        private final SortedMap<String, SourceFile> found;

        Collecting(Path home, SortedMap<String, SourceFile> found) {
            this.home = home;
            this.found = found;
        }

        @Override
        public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes read) {
            String name = String.valueOf(folder.getFileName());
            return name.startsWith(".") ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes read) throws IOException {
            String path = shown(file);
            if (read.isSymbolicLink() && !String.valueOf(file.getFileName()).startsWith(".")) {
                throw new IOException(path + " is a link that leads nowhere: remove it");
            }
            if (read.isDirectory()) {
                throw new IOException(
                        path + " is nested deeper than " + DEEPEST + " folders: flatten it");
            }
            if (found.size() >= MOST_FILES) {
                throw new IOException(
                        "%s lies beside more than %d files: name a smaller folder"
                                .formatted(path, MOST_FILES));
            }
            if (read.isRegularFile()) {
                found.put(path, ofUser(path, file, read));
            }
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException error) throws IOException {
            if (String.valueOf(file.getFileName()).startsWith(".")) {
                return FileVisitResult.CONTINUE;
            }
            if (error instanceof FileSystemLoopException) {
                throw new IOException(
                        shown(file) + " is a link that leads back to where it lies: remove it",
                        error);
            }
            if (error instanceof AccessDeniedException) {
                throw new IOException(
                        shown(file)
                                + " cannot be read, permission is denied: let the user of this"
                                + " process read it",
                        error);
            }
            throw new IOException(shown(file) + " cannot be read: " + error.getMessage(), error);
        }

        private String shown(Path file) {
            return home.relativize(file).toString().replace('\\', '/');
        }
    }
}
