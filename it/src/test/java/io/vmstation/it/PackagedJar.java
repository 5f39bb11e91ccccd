package io.vmstation.it;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The jar that users get. */
final class PackagedJar {
    private PackagedJar() {}

    /** The beginning of a command line that runs it; the arguments follow. */
    static List<String> command(List<String> javaOptions) {
        Path jar = Path.of(System.getProperty("vmstation.jar", "../routes/target/vmstation.jar"));
        if (!Files.isRegularFile(jar)) {
            throw new AssertionError(
                    "%s is not there: `mvn verify` builds it before these tests run"
                            .formatted(jar.normalize()));
        }
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(javaOptions);
        command.addAll(List.of("-jar", jar.toAbsolutePath().normalize().toString()));
        return command;
    }
}
