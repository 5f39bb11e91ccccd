package io.vmstation.wake;

import static java.util.Objects.requireNonNull;

import io.vmstation.node.Node;
import io.vmstation.node.Service;
import java.util.Optional;

/**
 * Somebody needs a node.
 *
 * @param node which
 * @param service what of it; empty: the machine alone
 * @param cause which kind of trigger it was
 * @param source who asked; empty when unknown
 * @param refusal why this request must not wake anything, only be served by a node that is awake;
 *     empty when it may wake
 */
public record WakeRequest(
        Node node,
        Optional<Service> service,
        String cause,
        String source,
        Optional<String> refusal) {
    public WakeRequest {
        requireNonNull(node, "node is null");
        requireNonNull(service, "service is null");
        requireNonNull(cause, "cause is null");
        requireNonNull(source, "source is null");
        requireNonNull(refusal, "refusal is null");
    }
}
