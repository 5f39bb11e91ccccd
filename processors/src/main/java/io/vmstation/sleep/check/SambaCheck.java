package io.vmstation.sleep.check;

import static io.vmstation.spi.OptionDescription.Type.FLAG;
import static io.vmstation.spi.OptionDescription.Type.TEXTS;

import io.vmstation.node.Options;
import io.vmstation.spi.CommandResult.Exited;
import io.vmstation.spi.Evidence;
import io.vmstation.spi.Evidence.Busy;
import io.vmstation.spi.Evidence.Idle;
import io.vmstation.spi.OptionDescription;
import io.vmstation.spi.SleepCheck;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Finds files that clients of Samba hold open. A session alone is no use: Windows keeps it for
 * days. Neither is an open folder: file managers keep those of their windows open to be told of
 * changes, for as long as the window is there.
 */
public final class SambaCheck implements SleepCheck {
    /** More handles than that are not looked at one by one. */
    private static final int MOST_PATHS = 200;

    private static final String FOLDER = "directory ";

    @Override
    public String name() {
        return "samba";
    }

    @Override
    public String description() {
        return "Files that clients of Samba hold open or locked, by smbstatus of Samba 4.16 or newer;"
                + " neither a session without an open file nor an open folder counts.";
    }

    @Override
    public List<OptionDescription> options() {
        return List.of(
                OptionDescription.of(
                        "ignoreUsers", TEXTS, "", "Users whose open files do not count."),
                OptionDescription.of(
                        "ignoreShares",
                        TEXTS,
                        "",
                        "Shares whose open files do not count: their folder on the node, or their"
                                + " name, which counts only for clients that use no other share."),
                OptionDescription.of(
                        "ignoreFiles",
                        TEXTS,
                        "Thumbs.db, desktop.ini, .DS_Store",
                        "Names of files that do not count, because file managers keep them open; *"
                                + " stands for anything."),
                OptionDescription.of(
                        "sudo",
                        FLAG,
                        "false",
                        "Whether smbstatus, which must be root, and stat are run by sudo."));
    }

    @Override
    public CompletableFuture<Evidence> look(Question question) {
        Options options = question.options();
        Program smbstatus =
                Program.of("samba", List.of("smbstatus", "--json"))
                        .orElse(
                                "it needs Samba 4.16 or newer, and root: log in as root, or set"
                                        + " sudo: true and allow it in sudoers")
                        .bySudo(options.flag("sudo"));
        return Inquiry.on(
                question,
                inquiry ->
                        inquiry.printed(smbstatus)
                                .thenApply(printed -> counting(options, OpenFile.parse(printed)))
                                .thenCompose(open -> judge(inquiry, options, open)));
    }

    private static List<OpenFile> counting(Options options, List<OpenFile> open) {
        List<String> users = options.texts("ignoreUsers");
        Set<String> shares = Set.copyOf(options.texts("ignoreShares"));
        NamePatterns files = NamePatterns.of(options.texts("ignoreFiles"));
        return open.stream()
                .filter(file -> !users.contains(file.user()))
                .filter(file -> !shares.contains(file.sharePath()))
                .filter(file -> file.shares().isEmpty() || !shares.containsAll(file.shares()))
                .filter(file -> !files.match(file.name().replaceAll(".*/", "")))
                .toList();
    }

    private static CompletableFuture<Evidence> judge(
            Inquiry inquiry, Options options, List<OpenFile> open) {
        List<String> paths = open.stream().map(OpenFile::path).distinct().toList();
        if (paths.isEmpty() || paths.size() > MOST_PATHS) {
            return CompletableFuture.completedFuture(evidence(open));
        }
        return folders(inquiry, options, paths)
                .thenApply(
                        folders ->
                                evidence(
                                        open.stream()
                                                .filter(file -> !folders.contains(file.path()))
                                                .toList()));
    }

    private static Evidence evidence(List<OpenFile> open) {
        return open.isEmpty()
                ? new Idle("no file is open")
                : new Busy(
                        "open: " + Clause.of(open.stream().map(OpenFile::who).distinct().toList()));
    }

    /** Which of them are folders; what cannot be looked at is none, so that it counts. */
    private static CompletableFuture<Set<String>> folders(
            Inquiry inquiry, Options options, List<String> paths) {
        Program stat =
                Program.of(
                                "coreutils",
                                Stream.concat(
                                                Stream.of("stat", "-L", "-c", "%F %n", "--"),
                                                paths.stream())
                                        .toList())
                        .bySudo(options.flag("sudo"));
        return inquiry.ended(stat).thenApply(SambaCheck::names);
    }

    private static Set<String> names(Exited exited) {
        return exited.output()
                .lines()
                .filter(line -> line.startsWith(FOLDER))
                .map(line -> line.substring(FOLDER.length()))
                .collect(Collectors.toSet());
    }
}
