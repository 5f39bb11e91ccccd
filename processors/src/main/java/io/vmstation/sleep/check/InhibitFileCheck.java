package io.vmstation.sleep.check;

import static io.vmstation.spi.OptionDescription.Type.TEXT;

import io.vmstation.spi.CommandResult.Exited;
import io.vmstation.spi.Evidence;
import io.vmstation.spi.Evidence.Busy;
import io.vmstation.spi.Evidence.Idle;
import io.vmstation.spi.OptionDescription;
import io.vmstation.spi.SleepCheck;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Finds a file by which people and scripts keep their node awake. */
public final class InhibitFileCheck implements SleepCheck {

    @Override
    public String name() {
        return "inhibit-file";
    }

    @Override
    public String description() {
        return "A file on the node that keeps it awake for as long as it is there; its first line, if"
                + " it has one, is shown as the reason.";
    }

    @Override
    public List<OptionDescription> options() {
        return List.of(
                OptionDescription.of(
                        "path", TEXT, "/run/vmstation/stay-awake", "The file, absolute."));
    }

    @Override
    public CompletableFuture<Evidence> look(Question question) {
        String path = question.options().text("path");
        return Inquiry.on(
                question,
                inquiry -> {
                    if (!path.startsWith("/")) {
                        throw new CannotTell("path is " + path + ": write an absolute one");
                    }
                    Program head =
                            Program.of("coreutils", List.of("head", "-c", "200", path))
                                    .orElse("let the login read it, or remove it");
                    return inquiry.ended(head).thenApply(exited -> judge(head, exited, path));
                });
    }

    private static Evidence judge(Program head, Exited exited, String path) {
        if (exited.code() == 0) {
            String reason = Clause.of(exited.output());
            return new Busy(reason.isEmpty() ? path + " is there" : path + " says: " + reason);
        }
        if (exited.code() == 1
                && exited.errors().lines().anyMatch(line -> saysMissing(line, path))) {
            return new Idle(path + " is not there");
        }
        throw Inquiry.failed(head, exited);
    }

    /** By head itself, and of this file: start-up files of the login shell may grumble, too. */
    private static boolean saysMissing(String line, String path) {
        return line.matches("(?:/\\S*/)?head: .*")
                && line.contains(path)
                && line.endsWith(": No such file or directory");
    }
}
