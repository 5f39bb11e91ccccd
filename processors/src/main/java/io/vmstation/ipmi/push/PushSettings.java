package io.vmstation.ipmi.push;

import static java.util.Objects.requireNonNull;

import io.vmstation.config.Settings;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where readings are sent, and with which login.
 *
 * @param pushgateway a Pushgateway, of scheme http or https; absent: none
 * @param remoteWrite what takes remote write, of scheme http or https; absent: none
 * @param queue the most samples that wait for remote write, positive
 * @param user name of the login at both; absent: none
 * @param passwordFile its password, when there is a name
 * @param tokenFile a bearer token in place of both
 */
public record PushSettings(
        Optional<URI> pushgateway,
        Optional<URI> remoteWrite,
        int queue,
        Optional<String> user,
        Optional<Path> passwordFile,
        Optional<Path> tokenFile) {
    public PushSettings {
        requireNonNull(pushgateway, "pushgateway is null");
        requireNonNull(remoteWrite, "remoteWrite is null");
        requireNonNull(user, "user is null");
        requireNonNull(passwordFile, "passwordFile is null");
        requireNonNull(tokenFile, "tokenFile is null");
    }

    /** As the settings {@code push.*} say; their reader has checked that they fit together. */
    public static PushSettings of(Settings settings) {
        return new PushSettings(
                text(settings, "push.pushgateway").map(URI::create),
                text(settings, "push.remote-write").map(URI::create),
                settings.integer("push.queue"),
                text(settings, "push.user"),
                settings.optionalPath("push.password-file"),
                settings.optionalPath("push.token-file"));
    }

    private static Optional<String> text(Settings settings, String key) {
        return Optional.of(settings.text(key)).filter(text -> !text.isEmpty());
    }

    /** Whether there is anything to send to. */
    boolean hasReceiver() {
        return pushgateway.isPresent() || remoteWrite.isPresent();
    }

    Login login() {
        if (tokenFile.isPresent()) {
            return new Login.Bearer(tokenFile.get());
        }
        return user.isPresent() && passwordFile.isPresent()
                ? new Login.Basic(user.get(), passwordFile.get())
                : new Login.None();
    }
}
