package io.vmstation.sleep.check;

import io.vmstation.spi.CommandResult;
import io.vmstation.spi.CommandResult.Exited;
import io.vmstation.spi.CommandResult.NotInstalled;
import io.vmstation.spi.Commands;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

/** A node whose programs give recorded answers, by the beginning of the command line. */
final class NodeAnswers implements Commands {
    /** The command lines that were run. */
    final List<String> lines = new CopyOnWriteArrayList<>();

    private final Deque<Answer> answers = new ArrayDeque<>();

    private record Answer(String beginning, List<CommandResult> results) {}

    /** What a real program printed, below src/test/resources/sleep. */
    static String recorded(String file) {
        try (InputStream in = NodeAnswers.class.getResourceAsStream("/sleep/" + file)) {
            byte[] bytes = Objects.requireNonNull(in, file).readAllBytes();
            return new String(bytes, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Command lines that begin so are answered so from now on; the last of several answers again
     * and again.
     */
    NodeAnswers to(String beginning, CommandResult... results) {
        answers.push(new Answer(beginning, new ArrayList<>(List.of(results))));
        return this;
    }

    /** The program prints that and ends well. */
    NodeAnswers prints(String beginning, String output) {
        return to(beginning, new Exited(0, output, ""));
    }

    /** The program prints what was recorded and ends well. */
    NodeAnswers printsRecorded(String beginning, String file) {
        return prints(beginning, recorded(file));
    }

    /** The program complains and ends badly. */
    NodeAnswers fails(String beginning, int code, String errors) {
        return to(beginning, new Exited(code, "", errors));
    }

    @Override
    public synchronized CompletableFuture<CommandResult> run(
            List<String> arguments, Map<String, String> environment, Duration timeLimit) {
        String line = String.join(" ", arguments);
        lines.add(line);
        return CompletableFuture.completedFuture(
                answers.stream()
                        .filter(each -> line.startsWith(each.beginning()))
                        .findFirst()
                        .map(Answer::results)
                        .map(results -> results.size() > 1 ? results.remove(0) : results.get(0))
                        .orElseGet(() -> new NotInstalled(arguments.get(0))));
    }
}
