package io.vmstation.api;

import static java.util.Objects.requireNonNull;

import io.vmstation.node.Network;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Who gets in at the door of the API. Thread-safe.
 *
 * <p>A page that a user looks at in a browser must not be able to call the API, nor read it. It can
 * neither by a name of its own that leads here (DNS rebinding: the header {@code Host} would hold
 * that name), nor from its own origin (the browser says {@code Origin} or {@code Sec-Fetch-Site},
 * and a form without either has the content type of a form).
 */
public final class DoorRules {
    /** No request has a body that is long. */
    public static final int MOST_BYTES = 64 * 1024;

    private static final String BEARER = "bearer ";
    private static final Set<String> FORMS =
            Set.of("application/x-www-form-urlencoded", "multipart/form-data", "text/plain");
    private static final Set<String> READING = Set.of("GET", "HEAD");

    private final Optional<AccessToken> token;
    private final Set<String> names = new HashSet<>();

    /**
     * @param token what callers must show; absent: nothing
     * @param names by which callers may address this machine, beside its IP addresses
     */
    public DoorRules(Optional<AccessToken> token, List<String> names) {
        this.token = requireNonNull(token, "token is null");
        this.names.add("localhost");
        names.forEach(name -> this.names.add(plain(name)));
    }

    /** Why it must not come in; empty when it may. */
    public Optional<ApiProblem> judge(Knock knock) {
        if (knock.hosts().size() != 1) {
            return Optional.of(new ApiProblem(400, "Send exactly one Host header."));
        }
        String host = knock.hosts().get(0).strip().toLowerCase(Locale.ROOT);
        if (!isOurs(host)) {
            return Optional.of(
                    new ApiProblem(
                            421,
                            "The Host header names neither an IP address nor this machine: use its"
                                    + " address, or add the name to api.names."));
        }
        if (comesFromElsewhere(knock, host)) {
            return Optional.of(new ApiProblem(403, "Pages of other sites must not call this API."));
        }
        if (!READING.contains(knock.method()) && isForm(knock)) {
            return Optional.of(
                    new ApiProblem(
                            415, "Forms are not accepted: send no body, or application/json."));
        }
        if (token.isPresent() && !shows(knock, token.get())) {
            return Optional.of(
                    new ApiProblem(
                            401, "Send the token of api.token-file: Authorization: Bearer TOKEN."));
        }
        if (knock.contentLength() > MOST_BYTES) {
            return Optional.of(
                    new ApiProblem(413, "The body is longer than " + MOST_BYTES + " bytes."));
        }
        return Optional.empty();
    }

    private boolean isOurs(String host) {
        String name = withoutPort(host);
        if (name.startsWith("[") && name.endsWith("]")) {
            return name.contains(":") && isAddress(name.substring(1, name.length() - 1));
        }
        return names.contains(plain(name)) || (!name.contains(":") && isAddress(name));
    }

    private static boolean isAddress(String text) {
        try {
            Network.parseAddress(text);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static String withoutPort(String host) {
        int colon = host.lastIndexOf(':');
        return colon > host.lastIndexOf(']') ? host.substring(0, colon) : host;
    }

    /** A final dot is the root of the DNS, no part of the name. */
    private static String plain(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
    }

    private static boolean comesFromElsewhere(Knock knock, String host) {
        if (knock.origin().isPresent()) {
            String origin = knock.origin().get().strip().toLowerCase(Locale.ROOT);
            return !origin.equals("http://" + host) && !origin.equals("https://" + host);
        }
        return knock.fetchSite()
                .filter(site -> !site.equals("same-origin") && !site.equals("none"))
                .isPresent();
    }

    private static boolean isForm(Knock knock) {
        return knock.contentType()
                .map(type -> type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT))
                .filter(FORMS::contains)
                .isPresent();
    }

    private static boolean shows(Knock knock, AccessToken token) {
        String header = knock.authorization().orElse("");
        return header.toLowerCase(Locale.ROOT).startsWith(BEARER)
                && token.admits(header.substring(BEARER.length()).strip());
    }
}
