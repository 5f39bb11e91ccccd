package io.vmstation.sleep.check;

import java.net.URI;
import java.net.URISyntaxException;

/** Reads the option {@code url}. */
final class HttpAddress {
    private HttpAddress() {}

    /**
     * Reads what stands there.
     *
     * @throws IllegalArgumentException with a clause that does not repeat what is written, since a
     *     password may be in it
     */
    static URI parse(String written) {
        URI address;
        try {
            address = new URI(written.strip());
        } catch (URISyntaxException e) {
            throw wrong();
        }
        String scheme = String.valueOf(address.getScheme());
        boolean http = scheme.equalsIgnoreCase("http") || scheme.equalsIgnoreCase("https");
        if (!http || address.getHost() == null) {
            throw wrong();
        }
        if (address.getRawUserInfo() != null) {
            throw new IllegalArgumentException(
                    "url holds a login, which belongs into a file of its own");
        }
        return address;
    }

    /** {@code path} below {@code address}, whether or not that ends with a slash. */
    static URI below(URI address, String path) {
        String start = address.getRawPath() == null ? "" : address.getRawPath();
        String parent = start.endsWith("/") ? start.substring(0, start.length() - 1) : start;
        return URI.create(
                address.getScheme() + "://" + address.getRawAuthority() + parent + "/" + path);
    }

    private static IllegalArgumentException wrong() {
        return new IllegalArgumentException(
                "url is no address: write http://host:port or https://host:port");
    }
}
