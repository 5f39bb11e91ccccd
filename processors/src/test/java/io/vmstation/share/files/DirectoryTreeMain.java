package io.vmstation.share.files;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;

/** Looks into a directory once and says what it could not watch. */
final class DirectoryTreeMain {
    private DirectoryTreeMain() {}

    public static void main(String[] arguments) throws IOException {
        SharedDirectory shared =
                new SharedDirectory(Path.of(arguments[0]), new OwnFootprints(Set.of()));
        for (int time = 0; time < 2; time++) {
            try (DirectoryTree tree = new DirectoryTree(shared, access -> {})) {
                while (tree.round(Duration.ZERO)) {}
                System.out.println("looked: " + tree.coverage().problem().orElse("all is watched"));
            }
        }
    }
}
