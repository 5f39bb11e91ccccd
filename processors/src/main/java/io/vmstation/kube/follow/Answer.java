package io.vmstation.kube.follow;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Takes the answer to a list or a watch, or what the server says instead. */
abstract class Answer implements HttpStream.Taker {
    static final ObjectMapper JSON =
            new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);
    private static final int LONGEST_ERROR = 64 << 10;

    private final Asker asker;
    private final ByteArrayOutputStream error = new ByteArrayOutputStream();
    private int code;
    private Optional<Duration> retryAfter = Optional.empty();

    /** Who hears what has become of it; exactly one of these, once, ends the answer. */
    interface Asker {
        /** The server said no. */
        void refused(int code, String said, Optional<Duration> retryAfter);

        /** There was no answer, or it broke off. */
        void away(Throwable error);

        /** What the server sent cannot be taken; the answer may still be under way. */
        void unusable(Exception error);
    }

    Answer(Asker asker) {
        this.asker = requireNonNull(asker, "asker is null");
    }

    @Override
    public final void begun(int status, Optional<String> after) {
        code = status;
        retryAfter = RetryAfter.parsed(after);
        if (status == 200) {
            opened();
        }
    }

    @Override
    public final void piece(byte[] bytes) {
        if (code == 200) {
            try {
                take(bytes);
            } catch (RuntimeException | IOException e) {
                asker.unusable(e);
            }
        } else if (error.size() + bytes.length < LONGEST_ERROR) {
            error.writeBytes(bytes);
        }
    }

    @Override
    public final void over(@Nullable Throwable broken) {
        if (code != 0 && code != 200) {
            asker.refused(code, said(), retryAfter);
        } else if (broken != null) {
            asker.away(broken);
        } else {
            try {
                ended();
            } catch (RuntimeException | IOException e) {
                asker.unusable(e);
            }
        }
    }

    private String said() {
        try {
            return JSON.readTree(error.toByteArray()).path("message").asText("");
        } catch (IOException e) {
            return "";
        }
    }

    /** The server has said yes. */
    abstract void opened();

    /** Some of what it says. */
    abstract void take(byte[] bytes) throws IOException;

    /** That was all. */
    abstract void ended() throws IOException;
}
