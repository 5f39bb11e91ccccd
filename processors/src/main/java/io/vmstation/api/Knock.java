package io.vmstation.api;

import java.util.List;
import java.util.Optional;

/**
 * What a request says about itself before anything is done for it.
 *
 * @param method {@code GET}
 * @param hosts every header {@code Host}, as sent
 * @param origin the header {@code Origin}
 * @param fetchSite the header {@code Sec-Fetch-Site}
 * @param authorization the header {@code Authorization}
 * @param contentType the header {@code Content-Type}
 * @param contentLength bytes of the body; 0 when there is none or it is not said
 */
public record Knock(
        String method,
        List<String> hosts,
        Optional<String> origin,
        Optional<String> fetchSite,
        Optional<String> authorization,
        Optional<String> contentType,
        long contentLength) {
    public Knock {
        hosts = List.copyOf(hosts);
    }
}
