package io.vmstation.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where the files of a user lie: {@code config/}, {@code routes/}, {@code plugins/}, {@code
 * state/}.
 *
 * <p>In this order: the folder named on the command line, {@code VMSTATION_HOME}, the current
 * directory when it holds a {@code config/}. With none of them the bundled defaults are all there
 * is, and state goes to {@code ~/.local/state/vmstation}.
 */
public final class Home {
    /** The environment variable that names the folder. */
    public static final String VARIABLE = "VMSTATION_HOME";

    private static final Set<PosixFilePermission> OWNER_ONLY =
            PosixFilePermissions.fromString("rwx------");

    private final @Nullable Path folder;
    private final Path state;

    private Home(@Nullable Path folder, Path state) {
        this.folder = folder;
        this.state = state;
    }

    /** A home in an existing folder, with its state in it. */
    public static Home of(Path folder) {
        Path absolute = folder.toAbsolutePath().normalize();
        return new Home(absolute, absolute.resolve("state"));
    }

    /** No files of a user at all, and the state somewhere else. */
    public static Home bundledOnly(Path state) {
        return new Home(null, state.toAbsolutePath().normalize());
    }

    /**
     * Finds the home.
     *
     * @param named what the command line says, null when it says nothing
     * @throws InvalidConfiguration when a folder is named that is not there
     */
    public static Home find(
            @Nullable Path named, Map<String, String> environment, Path current, Path userHome)
            throws InvalidConfiguration {
        if (named != null) {
            return existing(current.resolve(named), "--home");
        }
        String variable = environment.getOrDefault(VARIABLE, "");
        if (!variable.isBlank()) {
            return existing(current.resolve(variable), VARIABLE);
        }
        if (Files.isDirectory(current.resolve("config"))) {
            return of(current);
        }
        return bundledOnly(userHome.resolve(".local/state/vmstation"));
    }

    private static Home existing(Path folder, String origin) throws InvalidConfiguration {
        if (!Files.isDirectory(folder)) {
            throw new InvalidConfiguration(
                    origin + " names " + folder + ", which is not a folder: create or correct it");
        }
        return of(folder);
    }

    /** The folder of the user's files; empty when there is none. */
    public Optional<Path> folder() {
        return Optional.ofNullable(folder);
    }

    /** The folder that {@link #createState()} makes. */
    public Path state() {
        return state;
    }

    /**
     * Makes the state folder, readable by its owner only, when it is not there.
     *
     * @return the folder
     * @throws IOException when it cannot be made
     */
    public Path createState() throws IOException {
        if (Files.isDirectory(state)) {
            return state;
        }
        Path parent = state.getParent();
        if (parent != null) {
            Files.createDirectories(parent);
        }
        if (state.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            return Files.createDirectory(state, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
        }
        return Files.createDirectory(state);
    }

    @Override
    public String toString() {
        return folder == null ? "bundled defaults" : folder.toString();
    }
}
