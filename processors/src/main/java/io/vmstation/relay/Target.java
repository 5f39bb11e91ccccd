package io.vmstation.relay;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;

/**
 * Where a service listens.
 *
 * @param host a literal IP address without brackets, or a name
 * @param port 1 to 65535
 */
record Target(String host, int port) {

    /**
     * Reads {@code 192.168.4.61:8096}, {@code [fd00::61]:8096} or {@code storage.lan:8096}.
     *
     * @throws IllegalArgumentException with one sentence that says what is wrong
     */
    static Target parse(String written) {
        String text = written.strip();
        int colon = text.lastIndexOf(':');
        if (colon < 1 || !text.substring(colon + 1).matches("\\d{1,5}")) {
            throw new IllegalArgumentException("target is not host:port: " + text);
        }
        int port = Integer.parseInt(text.substring(colon + 1));
        String host = text.substring(0, colon);
        boolean bracketed = host.startsWith("[") && host.endsWith("]");
        if (bracketed) {
            host = host.substring(1, host.length() - 1);
        }
        if (host.isBlank() || bracketed != host.contains(":") || port < 1 || port > 65535) {
            throw new IllegalArgumentException("target is not host:port: " + text);
        }
        return new Target(host, port);
    }

    /** Whether {@link #resolve} answers without asking anybody. */
    boolean literal() {
        return NetUtil.createByteArrayFromIpAddressString(host) != null;
    }

    /** Looks the name up, which may block unless it is {@link #literal}. */
    InetSocketAddress resolve() throws UnknownHostException {
        return new InetSocketAddress(InetAddress.getByName(host), port);
    }

    /** The form that {@link #parse} reads. */
    @Override
    public String toString() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
}
