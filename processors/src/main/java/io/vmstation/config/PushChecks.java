package io.vmstation.config;

import io.vmstation.node.Network;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Checks whether the settings of pushing fit together, and whether their secrets can be read. */
final class PushChecks {
    private static final String PUSHGATEWAY = "push.pushgateway";
    private static final String REMOTE_WRITE = "push.remote-write";
    private static final String USER = "push.user";
    private static final String PASSWORD = "push.password-file";
    private static final String TOKEN = "push.token-file";

    private final Settings settings;
    private final SecretFile secrets;
    private final Problems problems;

    PushChecks(Settings settings, SecretFile secrets, Problems problems) {
        this.settings = settings;
        this.secrets = secrets;
        this.problems = problems;
    }

    void check() {
        checkAddresses();
        checkLogin();
        checkSecret(PASSWORD);
        checkSecret(TOKEN);
    }

    private void checkAddresses() {
        for (String key : List.of(PUSHGATEWAY, REMOTE_WRITE)) {
            if (!isSet(key)) {
                continue;
            }
            URI address = URI.create(settings.text(key));
            if (address.getRawFragment() != null) {
                report(key, "ends in a fragment, which no server gets to see: leave out the #...");
            }
            if ((isSet(USER) || isSet(TOKEN)) && isOpen(address)) {
                problems.warn(
                        settings.place(key),
                        settings.text(key),
                        "is not encrypted, and the login can be read on its way: use https, or let"
                                + " only a network carry it that you trust");
            }
        }
        if (isSet(PUSHGATEWAY) && URI.create(settings.text(PUSHGATEWAY)).getRawQuery() != null) {
            report(PUSHGATEWAY, "has a query, to which no path can be added: leave out the ?...");
        }
    }

    private static boolean isOpen(URI address) {
        return address.getScheme().equals("http") && !isThisMachine(address.getHost());
    }

    /** Names are not looked up: what they stand for may be another machine tomorrow. */
    private static boolean isThisMachine(String host) {
        if (host.equals("localhost")) {
            return true;
        }
        try {
            return Network.parseAddress(host.replaceAll("^\\[(.*)]$", "$1")).isLoopbackAddress();
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private void checkLogin() {
        if (isSet(USER) && !isSet(PASSWORD)) {
            report(USER, "has no password: name a file with it in " + PASSWORD);
        }
        if (isSet(PASSWORD) && !isSet(USER)) {
            report(PASSWORD, "belongs to no login: name it in " + USER);
        }
        if (isSet(USER) && isSet(TOKEN)) {
            report(TOKEN, "is a second login beside " + USER + ": set one of them");
        }
        if (settings.text(USER).contains(":")) {
            report(USER, "has a colon, which no login of HTTP can have: write it without");
        }
    }

    private void checkSecret(String key) {
        Optional<Path> file = settings.optionalPath(key);
        if (file.isPresent()) {
            Located<String> written =
                    new Located<>(file.get().toString(), settings.text(key), settings.place(key));
            var unused = secrets.check(written, Path.of(""), SecretFile::firstLine);
        }
    }

    private boolean isSet(String key) {
        return !settings.text(key).isEmpty();
    }

    private void report(String key, String message) {
        problems.report(settings.place(key), settings.text(key), message);
    }
}
