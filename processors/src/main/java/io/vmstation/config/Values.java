package io.vmstation.config;

import io.vmstation.node.Dependency;
import io.vmstation.node.Network;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Readers of single values that stand in several files. */
final class Values {
    private static final Pattern NODE_NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*");
    private static final Pattern INTERFACE = Pattern.compile("[^\\s/:]{1,15}");
    private static final Pattern KUBERNETES_NAME =
            Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*");
    private static final Pattern HTTP_PATH = Pattern.compile("/[!-~]*");
    private static final int LONGEST_NAME = 253;

    private Values() {}

    /** The name of a node or of a service. */
    static String name(String text) {
        return matching(
                NODE_NAME,
                text,
                "is not a name: letters, digits, dots, dashes and underscores are expected,"
                        + " a letter or digit first");
    }

    /** {@code storage} or {@code storage/samba}. */
    static Dependency dependency(String text) {
        Dependency dependency = Dependency.parse(text);
        name(dependency.node());
        dependency.service().ifPresent(Values::name);
        return dependency;
    }

    /** The name of a node in Kubernetes (RFC 1123 subdomain). */
    static String kubernetesName(String text) {
        return matching(
                KUBERNETES_NAME,
                text,
                "is not the name of a Kubernetes node: lower case letters, digits, dots and dashes"
                        + " are expected, as `kubectl get nodes` shows it");
    }

    /** The name of a local network interface. */
    static String interfaceName(String text) {
        return matching(
                INTERFACE, text, "is not the name of a network interface, as `ip link` shows it");
    }

    /** A path of an HTTP request. */
    static String httpPath(String text) {
        return matching(
                HTTP_PATH,
                text,
                "is not the path of a URL: it starts with / and has no spaces, such as /health");
    }

    /** {@code true} or {@code false}. */
    static Boolean flag(String text) {
        if (!text.equals("true") && !text.equals("false")) {
            throw new IllegalArgumentException("is neither true nor false: write one of them");
        }
        return Boolean.valueOf(text);
    }

    /** The name of a time zone. */
    static String zone(String text) {
        if (!ZoneId.getAvailableZoneIds().contains(text)) {
            throw new IllegalArgumentException(
                    "is no time zone: "
                            + Suggestion.orElse(
                                    text,
                                    ZoneId.getAvailableZoneIds(),
                                    "write one such as Europe/Berlin"));
        }
        return text;
    }

    /** The address of something that speaks HTTP. */
    static String url(String text) {
        try {
            URI uri = new URI(text);
            boolean web = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
            boolean port = uri.getPort() == -1 || (uri.getPort() > 0 && uri.getPort() <= 65535);
            if (web && uri.getHost() != null && uri.getRawUserInfo() == null && port) {
                return text;
            }
        } catch (URISyntaxException e) {
            throw notAUrl(e);
        }
        throw notAUrl(null);
    }

    private static IllegalArgumentException notAUrl(@Nullable Exception cause) {
        return new IllegalArgumentException(
                "is not a URL: write http:// or https:// and a host, without a login, such as"
                        + " http://192.168.4.61:8096",
                cause);
    }

    /** A word that may not be empty. */
    static String word(String text) {
        if (text.isBlank()) {
            throw new IllegalArgumentException("is empty: write a value or leave the key out");
        }
        return text;
    }

    /** The path of a file. */
    static String path(String text) {
        try {
            return Path.of(word(text)).toString();
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException(
                    "is not the path of a file: write one without odd characters", e);
        }
    }

    /** An IP address that one machine can have; returned as written. */
    static String unicastAddress(String text) {
        InetAddress address = Network.parseAddress(text);
        if (address.isAnyLocalAddress() || address.isMulticastAddress()) {
            throw new IllegalArgumentException(
                    "is not the address of one machine: write the one that it has in your network");
        }
        return text;
    }

    /** Any IP address; returned as written. */
    static String address(String text) {
        Network.parseAddress(text);
        return text;
    }

    private static String matching(Pattern pattern, String text, String otherwise) {
        if (text.length() > LONGEST_NAME || !pattern.matcher(text).matches()) {
            throw new IllegalArgumentException(otherwise);
        }
        return text;
    }
}
