package io.vmstation.api;

import static java.util.Objects.requireNonNull;

import io.vmstation.config.Settings;
import io.vmstation.node.Network;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Where the API listens and for whom.
 *
 * @param host the address to listen at
 * @param port 0: any that is free
 * @param tokenFile holds the token that callers must show; absent: none is needed
 * @param names by which callers may address it, beside IP addresses and this machine's own name
 */
public record DoorSettings(
        InetAddress host, int port, Optional<Path> tokenFile, List<String> names) {
    public DoorSettings {
        requireNonNull(host, "host is null");
        requireNonNull(tokenFile, "tokenFile is null");
        names = List.copyOf(names);
    }

    /** As the settings {@code api.*} say. */
    public static DoorSettings of(Settings settings) {
        String host = settings.text("api.host");
        return new DoorSettings(
                host.equals("localhost")
                        ? InetAddress.getLoopbackAddress()
                        : Network.parseAddress(host),
                settings.integer("api.port"),
                settings.optionalPath("api.token-file"),
                settings.list("api.names"));
    }

    /** Why this door must not be opened, one sentence with the remedy. */
    public Optional<String> problem() {
        if (tokenFile.isPresent()) {
            return new AccessToken(tokenFile.get()).problem();
        }
        if (host.isLoopbackAddress()) {
            return Optional.empty();
        }
        return Optional.of(
                "api.host is %s, where others can reach the API, which can wake machines and put them to sleep: name a file with a token in api.token-file, or set api.host=127.0.0.1"
                        .formatted(host.getHostAddress()));
    }

    /** Where a program on this machine reaches it. */
    public InetSocketAddress fromHere() {
        return host.isAnyLocalAddress()
                ? new InetSocketAddress(loopback(), port)
                : new InetSocketAddress(host, port);
    }

    private InetAddress loopback() {
        return Network.parseAddress(host.getAddress().length == 4 ? "127.0.0.1" : "::1");
    }
}
