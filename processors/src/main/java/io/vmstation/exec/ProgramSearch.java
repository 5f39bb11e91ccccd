package io.vmstation.exec;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Where programs are looked for.
 *
 * @param folders absolute, searched in this order
 */
record ProgramSearch(List<Path> folders) {
    ProgramSearch {
        folders = List.copyOf(folders);
    }

    /** {@code PATH}, then the folders of administration programs that it often lacks. */
    static ProgramSearch ofThisProcess() {
        String path = System.getenv().getOrDefault("PATH", "/usr/local/bin:/usr/bin:/bin");
        return new ProgramSearch(
                Stream.concat(
                                Stream.of(path.split(File.pathSeparator)),
                                Stream.of("/usr/sbin", "/sbin"))
                        .filter(folder -> folder.startsWith("/"))
                        .distinct()
                        .map(Path::of)
                        .toList());
    }

    /** The program of that name or absolute path, if there is one that may be executed. */
    Optional<Path> find(String program) {
        try {
            return program.contains("/")
                    ? Optional.of(Path.of(program)).filter(ProgramSearch::isProgram)
                    : folders.stream()
                            .map(folder -> folder.resolve(program))
                            .filter(ProgramSearch::isProgram)
                            .findFirst();
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }

    /** The folders as a value of {@code PATH}. */
    String asPath() {
        return folders.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
    }

    private static boolean isProgram(Path file) {
        return Files.isRegularFile(file) && Files.isExecutable(file);
    }
}
