package io.vmstation.ledger;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where the SQLite driver unpacks its native library: a folder of the state folder. By itself the
 * driver would use the folder for temporary files, which may forbid execution, and would leave a
 * copy of a megabyte there each time the process is killed.
 */
final class NativeLibrary {
    private static final String FOLDER_NAME = "native";
    private static final String DRIVER_FOLDER = "org.sqlite.tmpdir";

    private NativeLibrary() {}

    /**
     * Removes the copies of earlier processes and names the folder to the driver, unless the user
     * has named one. To be called under the lock of the state folder.
     */
    static void prepare(Path stateFolder) throws IOException {
        Path folder = stateFolder.resolve(FOLDER_NAME);
        if (System.getProperty(DRIVER_FOLDER) == null) {
            PrivateFiles.createFolders(folder);
            System.setProperty(DRIVER_FOLDER, folder.toString());
        }
        if (Files.isDirectory(folder)) {
            try (DirectoryStream<Path> copies = Files.newDirectoryStream(folder, "sqlite-*")) {
                for (Path copy : copies) {
                    Files.deleteIfExists(copy);
                }
            }
        }
    }
}
