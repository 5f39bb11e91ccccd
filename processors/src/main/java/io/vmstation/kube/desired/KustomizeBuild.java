package io.vmstation.kube.desired;

import static java.util.Objects.requireNonNull;

import io.vmstation.spi.CommandResult;
import io.vmstation.spi.CommandResult.Exited;
import io.vmstation.spi.CommandResult.Failed;
import io.vmstation.spi.CommandResult.NotInstalled;
import io.vmstation.spi.CommandResult.TimedOut;
import io.vmstation.spi.Commands;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;

/**
 * Runs {@code kubectl kustomize} on a private copy of the files in force, since the bundled ones
 * and the user's lie in different places. What it makes is written to a file: it may be long.
 */
final class KustomizeBuild {
    /** What may come out of it. */
    static final int MOST_BYTES = 64 * 1024 * 1024;

    private static final long MOST_TO_COPY = 64L * 1024 * 1024;
    private static final Duration TIME_LIMIT = Duration.ofSeconds(60);
    private static final int LONGEST_ERROR = 600;

    private final Commands commands;
    private final FileProblems problems;

    KustomizeBuild(Commands commands, FileProblems problems) {
        this.commands = requireNonNull(commands, "commands is null");
        this.problems = problems;
    }

    /**
     * Builds a folder. Blocks until it is built.
     *
     * @param kustomization the file that asks for it
     * @param files all that it may name
     * @return the objects as YAML; nothing when it went wrong, which was reported
     */
    Optional<String> build(SourceFile kustomization, Collection<SourceFile> files) {
        try {
            Path copy = Files.createTempDirectory("vmstation-kustomize-");
            try {
                copyInto(copy.resolve("in"), files);
                return run(kustomization, copy);
            } finally {
                remove(copy);
            }
        } catch (IOException e) {
            problems.report(
                    kustomization.origin(),
                    "cannot be built, copying the files went wrong: " + e.getMessage());
            return Optional.empty();
        }
    }

    private static void copyInto(Path root, Collection<SourceFile> files) throws IOException {
        long copied = 0;
        for (SourceFile file : files) {
            Path place = root.resolve(file.path()).normalize();
            if (!place.startsWith(root)) {
                throw new IOException(file.origin() + " lies elsewhere");
            }
            byte[] bytes = file.content().read(FileReader.MOST_BYTES);
            copied += bytes.length;
            if (copied > MOST_TO_COPY) {
                throw new IOException("they are larger than " + MOST_TO_COPY + " bytes");
            }
            Files.createDirectories(place.resolveSibling(""));
            Files.write(place, bytes);
        }
    }

    private Optional<String> run(SourceFile kustomization, Path copy) throws IOException {
        Path folder = copy.resolve("in").resolve(kustomization.folder());
        Path result = copy.resolve("out.yaml");
        List<String> arguments =
                List.of("kubectl", "kustomize", folder.toString(), "--output", result.toString());
        Optional<String> failure = failure(await(arguments, copy), copy);
        if (failure.isPresent()) {
            problems.report(kustomization.origin(), failure.get());
            return Optional.empty();
        }
        try (InputStream in = Files.newInputStream(result)) {
            byte[] bytes = in.readNBytes(MOST_BYTES + 1);
            if (bytes.length > MOST_BYTES) {
                problems.report(
                        kustomization.origin(),
                        "makes more than " + MOST_BYTES + " bytes: split the folder");
                return Optional.empty();
            }
            return Optional.of(
                    StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
        }
    }

    private CommandResult await(List<String> arguments, Path home) {
        CompletableFuture<CommandResult> running =
                commands.run(arguments, Map.of("HOME", home.toString()), TIME_LIMIT);
        try {
            return running.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            running.cancel(true);
            return new Failed("the run was given up");
        } catch (ExecutionException e) {
            return new Failed(String.valueOf(e.getMessage()));
        }
    }

    private static Optional<String> failure(CommandResult result, Path copy) {
        if (result instanceof Exited exited) {
            return exited.code() == 0
                    ? Optional.empty()
                    : Optional.of("is refused by kubectl kustomize: " + reason(exited, copy));
        }
        if (result instanceof NotInstalled) {
            return Optional.of(
                    "says more than `resources`, which takes kubectl, and that is not installed"
                            + " here: install it, or list only files and folders");
        }
        if (result instanceof TimedOut timedOut) {
            return Optional.of(
                    "was not built by kubectl kustomize within %d s: simplify it"
                            .formatted(timedOut.after().toSeconds()));
        }
        return Optional.of("cannot be built by kubectl kustomize: " + ((Failed) result).reason());
    }

    private static String reason(Exited exited, Path copy) {
        String text =
                exited.errors()
                        .replace(copy.resolve("in") + "/", "")
                        .replaceFirst("^error: ", "")
                        .replaceAll("\\s+", " ")
                        .strip();
        return text.length() > LONGEST_ERROR ? text.substring(0, LONGEST_ERROR) + "..." : text;
    }

    private static void remove(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }
}
