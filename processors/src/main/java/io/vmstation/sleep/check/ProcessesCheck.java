package io.vmstation.sleep.check;

import static io.vmstation.spi.OptionDescription.Type.OPTIONAL_TEXT;
import static io.vmstation.spi.OptionDescription.Type.TEXT;
import static io.vmstation.spi.OptionDescription.Type.TEXTS;

import io.vmstation.spi.Evidence;
import io.vmstation.spi.Evidence.Busy;
import io.vmstation.spi.Evidence.Idle;
import io.vmstation.spi.OptionDescription;
import io.vmstation.spi.SleepCheck;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Finds programs that must not be interrupted, also those in containers, by {@code ps} of procps.
 * Process 1 is asked for, too: a node that hides other users' processes does not show it.
 */
public final class ProcessesCheck implements SleepCheck {
    private static final String BACKUPS_AND_UPDATES =
            "apt, apt-get, aptitude, borg, borgmatic, btrfs, dnf, dpkg, duplicati-cli, duplicity,"
                    + " kopia, packer, pacman, rclone, rdiff-backup, restic, rsnapshot, rsync,"
                    + " terraform, tofu, vzdump, yum, zfs, zypper";
    private static final String SERVICES =
            "rsync\\b.* --daemon\\b|rclone\\b.* (mount|nfsmount|serve|rcd)\\b"
                    + "|kopia\\b.* server\\b|restic\\b.* mount\\b|borg\\b.* mount\\b";

    /** The kernel cuts names there. */
    private static final int LONGEST_NAME = 15;

    private static final Pattern NAME = Pattern.compile("[^,\\s]+");
    private static final Pattern LINE = Pattern.compile("\\s*(\\d+)\\s+(\\S.*)");

    private record Row(long id, String rest) {}

    @Override
    public String name() {
        return "processes";
    }

    @Override
    public String description() {
        return "Programs that run and must not be interrupted, by default those that back up, update"
                + " or change the infrastructure.";
    }

    @Override
    public List<OptionDescription> options() {
        return List.of(
                OptionDescription.of(
                        "names",
                        TEXTS,
                        BACKUPS_AND_UPDATES,
                        "Names of programs, whole and without their folder."),
                OptionDescription.of(
                        "arguments",
                        OPTIONAL_TEXT,
                        "A regular expression that the command line must contain to count."),
                OptionDescription.of(
                        "except",
                        TEXT,
                        SERVICES,
                        "A regular expression of command lines that do not count, by default those of"
                                + " services that always run; ^$ excepts none."));
    }

    @Override
    public CompletableFuture<Evidence> look(Question question) {
        return Inquiry.on(
                question,
                inquiry -> {
                    List<String> names = checked(question.options().texts("names"));
                    Optional<Pattern> only =
                            question.options().optionalText("arguments").map(this::pattern);
                    Optional<Pattern> except =
                            Optional.of(question.options().text("except"))
                                    .filter(text -> !text.isEmpty())
                                    .map(this::pattern);
                    return inquiry.printed(ps(names))
                            .thenApply(printed -> judge(printed, names, only, except));
                });
    }

    private static Evidence judge(
            String printed, List<String> names, Optional<Pattern> only, Optional<Pattern> except) {
        List<Row> processes = printed.lines().map(ProcessesCheck::row).toList();
        if (processes.stream().noneMatch(process -> process.id() == 1)) {
            throw new CannotTell(
                    "ps does not show other users' processes: log in as root, or mount /proc without"
                            + " hidepid");
        }
        List<String> running =
                processes.stream()
                        .filter(process -> isNamed(process, names))
                        .map(Row::rest)
                        .filter(line -> only.map(p -> p.matcher(line).find()).orElse(true))
                        .filter(line -> except.map(p -> !p.matcher(line).find()).orElse(true))
                        .map(line -> line.split(" ", 2)[0])
                        .distinct()
                        .toList();
        return running.isEmpty()
                ? new Idle("none of the programs runs")
                : new Busy("running: " + Clause.of(running));
    }

    private static Program ps(List<String> names) {
        return Program.of(
                        "procps",
                        List.of(
                                "ps",
                                "-ww",
                                "-p",
                                "1",
                                "-C",
                                String.join(",", names),
                                "-o",
                                "pid=,comm=,args="))
                .orElse("it needs ps of the package procps, and to see process 1");
    }

    /** Process 1 is shown whatever its name. */
    private static boolean isNamed(Row process, List<String> names) {
        return process.id() != 1
                || names.stream().anyMatch(n -> process.rest().startsWith(n + " "));
    }

    private static Row row(String line) {
        Matcher matcher = LINE.matcher(line);
        if (!matcher.matches()) {
            throw new CannotTell("ps printed no list of processes: \"" + Clause.of(line) + "\"");
        }
        return new Row(Long.parseLong(matcher.group(1)), matcher.group(2));
    }

    private static List<String> checked(List<String> names) {
        names.stream()
                .filter(name -> !NAME.matcher(name).matches())
                .findFirst()
                .ifPresent(
                        name -> {
                            throw new CannotTell("\"" + name + "\" is no name of a program");
                        });
        return names.stream()
                .map(name -> name.substring(0, Math.min(LONGEST_NAME, name.length())))
                .toList();
    }

    private Pattern pattern(String regex) {
        try {
            return Pattern.compile(regex);
        } catch (PatternSyntaxException e) {
            throw new CannotTell(
                    "\"" + regex + "\" is no regular expression: " + e.getDescription());
        }
    }
}
