package io.vmstation.ledger;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/** Makes files and folders that nobody else may read, from their first moment. */
final class PrivateFiles {
    private PrivateFiles() {}

    /** Makes an empty file of mode 0600 unless there is one. */
    static void create(Path file) throws IOException {
        try {
            Files.createFile(file, mode(file.getFileSystem(), "rw-------"));
        } catch (FileAlreadyExistsException e) {
            // Somebody was faster: what matters is that it is there.
        }
    }

    /** Makes the folders of the path that are missing, with mode 0700. */
    static void createFolders(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            Files.createDirectories(folder, mode(folder.getFileSystem(), "rwx------"));
        }
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
