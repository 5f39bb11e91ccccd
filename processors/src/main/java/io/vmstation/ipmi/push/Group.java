package io.vmstation.ipmi.push;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.regex.Pattern;

/** The group of a Pushgateway that holds what is pushed of one node. */
final class Group {
    /** The label {@code job} of everything that is pushed. */
    static final String JOB = "vmstation";

    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_~-][A-Za-z0-9._~-]*");

    private Group() {}

    /**
     * Its address. A name with characters that mean something in a URL is written in base64, as the
     * README of the Pushgateway says under "URL".
     *
     * @param gateway its own address, with or without a path, without a query
     */
    static URI of(URI gateway, String node) {
        String base = gateway.toString().replaceAll("/+$", "");
        String label =
                PLAIN.matcher(node).matches()
                        ? "node/" + node
                        : "node@base64/"
                                + Base64.getUrlEncoder()
                                        .encodeToString(node.getBytes(StandardCharsets.UTF_8));
        return URI.create(base + "/metrics/job/" + JOB + "/" + label);
    }
}
