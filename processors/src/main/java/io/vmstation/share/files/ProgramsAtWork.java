package io.vmstation.share.files;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/**
 * Guesses, from {@code /proc}, whether an access to a directory was one of an indexer or a backup.
 * The kernel does not tell whose an access was, so this asks who is at work there now: a program
 * that is to be ignored explains an access while it has the directory, or something below it, open
 * or as its working directory, and shortly after; unless a file server has opened something there
 * since the last look, which is taken for the use of a share.
 *
 * <p>What it cannot know: a program that has begun and ended between two looks; what other users'
 * processes have open, without root or {@code CAP_SYS_PTRACE}; what the kernel's own NFS server
 * opens, and programs that see the directory by another path, as in a container. Not thread-safe.
 */
public final class ProgramsAtWork {
    /** Events may be told after the program that caused them has ended. */
    private static final Duration LINGER = Duration.ofSeconds(2);

    private static final Duration SAME_LOOK = Duration.ofMillis(250);

    /** The kernel cuts names of processes; see proc(5), {@code comm}. */
    private static final int LONGEST_NAME = 15;

    private static final List<String> FILE_SERVERS =
            List.of("smbd", "ganesha.nfsd", "sftp-server", "vsftpd", "proftpd", "minidlnad");

    private final Path proc;
    private final Path directory;
    private final Set<String> ignored;
    private final LongSupplier nanoTime;
    private Path below;
    private Set<String> served = Set.of();
    private boolean active;
    private long activeAt;
    private boolean looked;
    private long lookedAt;

    /**
     * @param directory that is watched
     * @param ignored names of programs, as {@code /proc/<pid>/comm} has them
     */
    public ProgramsAtWork(Path directory, Collection<String> ignored) {
        this(Path.of("/proc"), directory, ignored, System::nanoTime);
    }

    ProgramsAtWork(Path proc, Path directory, Collection<String> ignored, LongSupplier nanoTime) {
        this.proc = requireNonNull(proc, "proc is null");
        this.directory = directory.toAbsolutePath().normalize();
        this.below = this.directory;
        this.ignored =
                ignored.stream().map(ProgramsAtWork::cut).collect(Collectors.toUnmodifiableSet());
        this.nanoTime = requireNonNull(nanoTime, "nanoTime is null");
    }

    /** Whether an access that has just been told of is one of those that count for nothing. */
    public boolean explain() {
        if (ignored.isEmpty()) {
            return false;
        }
        long now = nanoTime.getAsLong();
        if (active && looked && now - lookedAt < SAME_LOOK.toNanos()) {
            return true;
        }
        boolean servedMore = look();
        active = now - activeAt < LINGER.toNanos() && activeAt != 0;
        return active && !servedMore;
    }

    /** Looks, so that a later {@link #explain} knows what was open before. Call it now and then. */
    public void refresh() {
        if (!ignored.isEmpty()) {
            look();
        }
    }

    /** Tells whether a file server has opened something since the last look. */
    private boolean look() {
        Set<String> serving = new HashSet<>();
        looked = true;
        lookedAt = nanoTime.getAsLong();
        below = realPath();
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(proc, "[0-9]*")) {
            for (Path process : processes) {
                String name = name(process);
                if (ignored.contains(name) && isAtWork(process)) {
                    activeAt = lookedAt;
                } else if (FILE_SERVERS.stream().anyMatch(name::startsWith)) {
                    serving.addAll(opened(process));
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            // No /proc, no explanation: the access counts.
        }
        boolean more = !served.containsAll(serving);
        served = serving;
        return more;
    }

    private boolean isAtWork(Path process) {
        return isBelow(target(process.resolve("cwd"))) || !opened(process).isEmpty();
    }

    private Set<String> opened(Path process) {
        Set<String> found = new HashSet<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(process.resolve("fd"))) {
            for (Path file : files) {
                String target = target(file);
                if (isBelow(target)) {
                    found.add(file + " " + target);
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            // It has ended, or may not be looked at.
        }
        return found;
    }

    private boolean isBelow(String target) {
        return target.startsWith("/") && Path.of(target).startsWith(below);
    }

    /** What processes have open stands in {@code /proc} without symbolic links. */
    private Path realPath() {
        try {
            return directory.toRealPath();
        } catch (IOException e) {
            return directory;
        }
    }

    private static String target(Path link) {
        try {
            return Files.readSymbolicLink(link).toString();
        } catch (IOException e) {
            return "";
        }
    }

    private static String name(Path process) {
        try {
            return Files.readString(process.resolve("comm")).strip();
        } catch (IOException e) {
            return "";
        }
    }

    private static String cut(String name) {
        return name.length() > LONGEST_NAME ? name.substring(0, LONGEST_NAME) : name;
    }
}
