package io.vmstation.sleep.check;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.vmstation.node.Options;
import io.vmstation.sleep.check.HttpFinding.Answered;
import io.vmstation.sleep.check.HttpFinding.Unanswered;
import io.vmstation.spi.Evidence;
import io.vmstation.spi.Evidence.Busy;
import io.vmstation.spi.Evidence.Idle;
import io.vmstation.spi.Evidence.Unknown;
import io.vmstation.spi.OptionDescription;
import io.vmstation.spi.Requirement;
import io.vmstation.spi.SleepCheck;
import java.io.IOException;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * Asks Jellyfin who plays something and which tasks it runs. An open client that plays nothing is a
 * session too, so what counts is what is playing. Thread-safe.
 *
 * <p>After Jellyfin 10.11: {@code GET /Sessions} and {@code GET /ScheduledTasks}, with an API key
 * in {@code Authorization: MediaBrowser Token="..."}, the only way that Jellyfin 12 still takes. A
 * client that vanishes while it plays is dropped by the server 5 minutes after it was last heard
 * of, so nothing is done about that here.
 */
public final class JellyfinCheck implements SleepCheck {
    private static final String URL = "url";
    private static final String TOKEN_FILE = "tokenFile";
    private static final String MUSIC = "music";
    private static final String PAUSED_GRACE = "pausedGrace";
    private static final String TASKS = "tasks";

    private final HttpQuestions questions;

    /**
     * @param questions asks the server
     */
    public JellyfinCheck(HttpQuestions questions) {
        this.questions = requireNonNull(questions, "questions is null");
    }

    @Override
    public String name() {
        return "jellyfin";
    }

    @Override
    public String description() {
        return "What Jellyfin plays or transcodes, and the tasks that it runs; a client that is"
                + " merely open does not count.";
    }

    @Override
    public List<OptionDescription> options() {
        return List.of(
                OptionDescription.of(
                        URL,
                        OptionDescription.Type.URL,
                        "Where Jellyfin is, with its base path if it has one."),
                OptionDescription.of(
                        TOKEN_FILE,
                        OptionDescription.Type.FILE,
                        "Holds an API key, made in Dashboard, API Keys."),
                OptionDescription.of(
                        MUSIC,
                        OptionDescription.Type.TEXT,
                        "counts",
                        "Whether what is only heard keeps the node awake: counts or ignored."),
                OptionDescription.of(
                        PAUSED_GRACE,
                        OptionDescription.Type.DURATION,
                        "10m",
                        "For how long something that was paused still counts."),
                OptionDescription.of(
                        TASKS,
                        OptionDescription.Type.FLAG,
                        "true",
                        "Whether running tasks, a library scan say, count."));
    }

    @Override
    public Set<Requirement> needs() {
        return Set.of();
    }

    @Override
    public CompletableFuture<Evidence> look(Question question) {
        Options options = question.options();
        URI address;
        String token;
        JellyfinRules rules;
        try {
            address = HttpAddress.parse(options.text(URL));
            rules =
                    new JellyfinRules(
                            countsMusic(options.text(MUSIC)), options.duration(PAUSED_GRACE));
            token = token(options.text(TOKEN_FILE));
        } catch (IOException | IllegalArgumentException e) {
            return CompletableFuture.completedFuture(new Unknown(String.valueOf(e.getMessage())));
        }
        String key = options.text(TOKEN_FILE);
        Map<String, String> login = Map.of("Authorization", "MediaBrowser Token=\"" + token + "\"");
        CompletableFuture<Evidence> sessions =
                questions
                        .get(HttpAddress.below(address, "Sessions"), login, question.timeLimit())
                        .thenApply(found -> read(found, key, answer -> sessions(answer, rules)));
        if (!options.flag(TASKS)) {
            return sessions;
        }
        URI tasks = HttpAddress.below(address, "ScheduledTasks?isHidden=false");
        return questions
                .get(tasks, login, question.timeLimit())
                .thenApply(found -> read(found, key, JellyfinCheck::tasks))
                .thenCombine(sessions, JellyfinCheck::stronger);
    }

    private static boolean countsMusic(String written) {
        return switch (written) {
            case "counts" -> true;
            case "ignored" -> false;
            default -> throw new IllegalArgumentException("music is neither counts nor ignored");
        };
    }

    private static String token(String file) throws IOException {
        String token = SecretFile.read(file).strip();
        if (!token.matches("[\\x21-\\x7e&&[^\",]]+")) {
            throw new IOException(file + " holds no API key: make one in Dashboard, API Keys");
        }
        return token;
    }

    private static Evidence read(
            HttpFinding found, String tokenFile, Function<Answered, Evidence> judge) {
        if (found instanceof Unanswered unanswered) {
            return new Unknown(unanswered.reason());
        }
        Answered answer = (Answered) found;
        return switch (answer.status()) {
            case 200 -> judge.apply(answer);
            case 401, 403 ->
                    new Unknown(
                            "Jellyfin does not accept the API key in "
                                    + tokenFile
                                    + ": make one in Dashboard, API Keys");
            case 301, 302, 303, 307, 308 ->
                    new Unknown(
                            "Jellyfin is elsewhere, and redirects are not followed: set url to"
                                    + " where it is");
            case 404 -> new Unknown("there is no Jellyfin at that url: is its base path missing?");
            case 503 -> new Unknown("Jellyfin is starting or stopping");
            default -> new Unknown("Jellyfin answers with HTTP status " + answer.status());
        };
    }

    private static Evidence sessions(Answered answer, JellyfinRules rules) {
        try {
            // Jellyfin's clock may differ from ours, and its dates are compared with one another.
            Instant now = answer.date().orElseGet(Instant::now);
            return rules.judge(JellyfinAnswer.sessions(answer.body()), now);
        } catch (JsonProcessingException e) {
            return notJellyfin();
        }
    }

    private static Evidence tasks(Answered answer) {
        try {
            return JellyfinAnswer.tasks(answer.body()).stream()
                    .filter(JellyfinAnswer.Task::isRunning)
                    .findFirst()
                    .<Evidence>map(task -> new Busy("Jellyfin runs the task " + task.title()))
                    .orElseGet(() -> new Idle("Jellyfin runs no task"));
        } catch (JsonProcessingException e) {
            return notJellyfin();
        }
    }

    private static Evidence notJellyfin() {
        return new Unknown("what answers at that url does not answer as Jellyfin does");
    }

    /** Whatever says that the node is in use, then whatever is not known. */
    private static Evidence stronger(Evidence tasks, Evidence sessions) {
        if (sessions instanceof Busy || tasks instanceof Idle) {
            return sessions;
        }
        return tasks;
    }
}
