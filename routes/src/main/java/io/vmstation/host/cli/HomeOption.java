package io.vmstation.host.cli;

import io.vmstation.host.Bundle;
import io.vmstation.host.Home;
import io.vmstation.host.InvalidConfiguration;
import io.vmstation.host.Overlay;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option that names the folder of the user's files. */
final class HomeOption {
    @Option(
            names = "--home",
            paramLabel = "FOLDER",
            description = {
                "Folder of your files: config/, routes/, plugins/, state/.",
                "Default: $VMSTATION_HOME, else the current directory when it holds a config/."
            })
    private @Nullable Path folder;

    /** The files in force. */
    Overlay overlay() throws InvalidConfiguration {
        Home home =
                Home.find(
                        folder,
                        System.getenv(),
                        Path.of("").toAbsolutePath(),
                        Path.of(System.getProperty("user.home", "/")));
        return new Overlay(Bundle.ofApplication(), home);
    }
}
