package io.vmstation.share;

import io.vmstation.share.signal.Signal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.Endpoint;
import org.apache.camel.support.DefaultComponent;
import org.apache.camel.util.TimeUtils;

/**
 * The Camel component {@code share}: {@code share:SIGNAL?directory=...&log=...} gives an exchange
 * for the first access of each burst, with the variable {@code source} set and a {@link
 * io.vmstation.share.signal.ShareEvent} as body.
 *
 * <p>SIGNAL is {@code audit}, {@code access}, {@code change}, or {@code auto}. Options: {@code
 * log}, {@code directory}, {@code shares}, {@code ignoreUsers}, {@code ignorePrograms} (lists with
 * commas), {@code quiet} (a duration). It finds what it needs of the host, a {@link
 * ShareSurroundings}, in the registry when a route starts, so that routes can be checked without a
 * host.
 */
public final class ShareComponent extends DefaultComponent {
    private static final String AUTO = "auto";

    @Override
    protected Endpoint createEndpoint(
            String uri, String remaining, Map<String, Object> parameters) {
        Optional<Signal> signal = Signal.named(remaining);
        if (signal.isEmpty() && !remaining.equals(AUTO)) {
            throw new IllegalArgumentException(
                    "there is no signal \""
                            + remaining
                            + "\": write auto, audit, access or change");
        }
        return new ShareEndpoint(
                uri,
                this,
                new ShareSettings(
                        signal,
                        path(parameters, "log"),
                        path(parameters, "directory"),
                        list(parameters, "shares"),
                        list(parameters, "ignoreUsers"),
                        list(parameters, "ignorePrograms"),
                        Duration.ofMillis(
                                TimeUtils.toMilliSeconds(text(parameters, "quiet", "30s")))));
    }

    private Optional<Path> path(Map<String, Object> parameters, String name) {
        String text = text(parameters, name, "");
        return text.isEmpty() ? Optional.empty() : Optional.of(Path.of(text));
    }

    private List<String> list(Map<String, Object> parameters, String name) {
        return Arrays.stream(text(parameters, name, "").split(",", -1))
                .map(String::strip)
                .filter(item -> !item.isEmpty())
                .toList();
    }

    private String text(Map<String, Object> parameters, String name, String otherwise) {
        String text = getAndRemoveParameter(parameters, name, String.class, otherwise);
        return text == null ? "" : text.strip();
    }
}
