package io.vmstation.sleep.check;

import static java.util.Objects.requireNonNull;

import com.jayway.jsonpath.JsonPathException;
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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Asks any HTTP server: by the status of its answer, or by a value in a JSON answer. Thread-safe.
 *
 * <p>Without a path the status tells: 200 or 204 idle, 409 or 423 (Locked, RFC 4918) busy. With a
 * path an answer of status 200 or 204 is read as JSON, and what the path finds is compared by
 * {@link BusyIf}. Any other status, a redirect too, is unknown.
 */
public final class HttpCheck implements SleepCheck {
    private static final String URL = "url";
    private static final String PATH = "path";
    private static final String BUSY_IF = "busyIf";
    private static final String HEADERS_FILE = "headersFile";
    private static final String STATUS = "status";
    private static final String BUSY_STATUS = "busyStatus";

    /** RFC 9110 section 5.1 and 5.5. */
    private static final Pattern HEADER =
            Pattern.compile("([A-Za-z0-9!#$%&'*+.^_`|~-]+):\\s*([\\x20-\\x7e\\t]*)");

    private final HttpQuestions questions;

    /**
     * @param questions asks the server
     */
    public HttpCheck(HttpQuestions questions) {
        this.questions = requireNonNull(questions, "questions is null");
    }

    @Override
    public String name() {
        return "http";
    }

    @Override
    public String description() {
        return "The answer of an HTTP server: its status, or a value in its JSON.";
    }

    @Override
    public List<OptionDescription> options() {
        return List.of(
                OptionDescription.of(
                        URL,
                        OptionDescription.Type.URL,
                        "What to get; redirects are not followed."),
                OptionDescription.of(
                        PATH,
                        OptionDescription.Type.OPTIONAL_TEXT,
                        "JSON path of the value that tells, $.queue or"
                                + " $.jobs[?(@.state=='running')]; without it the status tells."),
                OptionDescription.of(
                        BUSY_IF,
                        OptionDescription.Type.TEXT,
                        "exists",
                        "When what the path finds means use: exists, not-empty, true, or ==, !=,"
                                + " >, >=, <, <= and a value; of several one is enough."),
                OptionDescription.of(
                        HEADERS_FILE,
                        OptionDescription.Type.FILE,
                        "",
                        "Holds headers to send, a login say, one Name: value a line."),
                OptionDescription.of(
                        STATUS,
                        OptionDescription.Type.TEXTS,
                        "200, 204",
                        "Statuses of a good answer."),
                OptionDescription.of(
                        BUSY_STATUS,
                        OptionDescription.Type.TEXTS,
                        "409, 423",
                        "Statuses that mean use."));
    }

    @Override
    public Set<Requirement> needs() {
        return Set.of();
    }

    @Override
    public CompletableFuture<Evidence> look(Question question) {
        try {
            Options options = question.options();
            URI address = HttpAddress.parse(options.text(URL));
            HttpRules rules =
                    new HttpRules(
                            statuses(STATUS, options.texts(STATUS)),
                            statuses(BUSY_STATUS, options.texts(BUSY_STATUS)),
                            options.optionalText(PATH).map(JsonValues::at),
                            BusyIf.parse(options.text(BUSY_IF)));
            return questions
                    .get(address, headers(options.text(HEADERS_FILE)), question.timeLimit())
                    .thenApply(found -> judge(found, rules));
        } catch (IOException | IllegalArgumentException e) {
            return CompletableFuture.completedFuture(new Unknown(String.valueOf(e.getMessage())));
        }
    }

    private static List<Integer> statuses(String option, List<String> written) {
        try {
            return written.stream().map(String::strip).map(Integer::valueOf).toList();
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    option
                            + " has "
                            + LookWords.clean(String.join(", ", written))
                            + ": write HTTP statuses",
                    e);
        }
    }

    private static Map<String, String> headers(String file) throws IOException {
        Map<String, String> headers = new LinkedHashMap<>();
        if (file.isEmpty()) {
            return headers;
        }
        for (String line : SecretFile.read(file).lines().toList()) {
            if (!line.isBlank() && !line.startsWith("#")) {
                Matcher header = HEADER.matcher(line.strip());
                if (!header.matches()) {
                    throw new IOException(
                            file + " has a line that is no header: write Name: value");
                }
                headers.put(header.group(1), header.group(2));
            }
        }
        return headers;
    }

    private static Evidence judge(HttpFinding found, HttpRules rules) {
        return found instanceof Unanswered unanswered
                ? new Unknown(unanswered.reason())
                : rules.judge((Answered) found);
    }

    /** What the answer is compared with. */
    private record HttpRules(
            List<Integer> good, List<Integer> busy, Optional<JsonValues> values, BusyIf busyIf) {

        Evidence judge(Answered answer) {
            String status = "it answers with HTTP status " + answer.status();
            if (busy.contains(answer.status())) {
                return new Busy(status);
            }
            if (!good.contains(answer.status())) {
                return new Unknown(
                        answer.status() / 100 == 3
                                ? status + ", and redirects are not followed"
                                : status);
            }
            if (values.isEmpty()) {
                return new Idle(status);
            }
            try {
                JsonValues asked = values.get();
                return busyIf.judge(asked.in(answer.body()), asked);
            } catch (JsonPathException | IllegalArgumentException e) {
                return new Unknown("its answer is not JSON in which the path could be looked for");
            }
        }
    }
}
