package io.vmstation.kube.health;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Why a pod will not run by itself, by the states of its containers. */
final class PodTrouble {
    /** Reasons of waiting that no patience helps against, as the kubelet writes them. */
    private static final Set<String> HOPELESS =
            Set.of(
                    "CrashLoopBackOff",
                    "ImagePullBackOff",
                    "ErrImagePull",
                    "InvalidImageName",
                    "ErrImageNeverPull",
                    "RegistryUnavailable",
                    "CreateContainerConfigError",
                    "CreateContainerError",
                    "RunContainerError");

    private PodTrouble() {}

    /** What is wrong with it, as a clause; empty when there is still hope. */
    static Optional<String> of(Seen pod) {
        return Stream.concat(
                        pod.elements("/status/initContainerStatuses"),
                        pod.elements("/status/containerStatuses"))
                .filter(it -> HOPELESS.contains(it.at("/state/waiting/reason").asText("")))
                .findFirst()
                .map(it -> "pod %s: %s".formatted(pod.name(), words(it)));
    }

    private static String words(JsonNode container) {
        String reason = container.at("/state/waiting/reason").asText("");
        String message = container.at("/state/waiting/message").asText("");
        JsonNode exit = container.at("/lastState/terminated/exitCode");
        String said =
                reason.equals("CrashLoopBackOff") && exit.isInt()
                        ? "its last exit code was " + exit.intValue()
                        : message;
        return "container %s is in %s%s"
                .formatted(
                        container.path("name").asText("?"),
                        reason,
                        said.isBlank() ? "" : ": " + said);
    }
}
