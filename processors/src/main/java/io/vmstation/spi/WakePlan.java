package io.vmstation.spi;

import java.util.List;
import java.util.Optional;

/**
 * What a wake would do: found in the exchange variable {@link ExchangeVariables#PLAN}.
 *
 * @param node its name
 * @param awake whether what was asked for answered when it was planned: nothing would be sent then
 * @param answer what it answered, one clause
 * @param refusal why this request must not wake it, if so
 * @param steps what would be done to wake it, in order
 */
public record WakePlan(
        String node, boolean awake, String answer, Optional<String> refusal, List<Step> steps) {
    public WakePlan {
        steps = List.copyOf(steps);
    }

    /** One step: another node that must be awake before, or a wake method and what it would do. */
    public record Step(String step, String detail) {}
}
