package io.vmstation.node;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How one node is woken.
 *
 * @param methods names of wake methods, in the order of the ladder, not empty
 * @param ports UDP ports of magic packets; the network card does not look at them
 * @param broadcastAddresses addresses to send to beside those of the interfaces; a literal each
 * @param interfaces names of the local interfaces to send from; empty: every eligible one
 * @param secureOnFile holds the SecureOn password, four or six octets
 * @param deadline from the request until the service is ready
 */
public record WakeSettings(
        List<String> methods,
        List<Integer> ports,
        List<String> broadcastAddresses,
        List<String> interfaces,
        Optional<Path> secureOnFile,
        Duration deadline) {
    public WakeSettings {
        methods = List.copyOf(methods);
        ports = List.copyOf(ports);
        broadcastAddresses = List.copyOf(broadcastAddresses);
        interfaces = List.copyOf(interfaces);
        requireNonNull(secureOnFile, "secureOnFile is null");
        if (deadline.isNegative() || deadline.isZero()) {
            throw new IllegalArgumentException("deadline is not positive: " + deadline);
        }
    }
}
