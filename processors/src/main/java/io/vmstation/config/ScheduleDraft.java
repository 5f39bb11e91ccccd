package io.vmstation.config;

import io.vmstation.node.Hours;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;

/** What nodes.yaml says about the clock; without a zone it is meant in the default one. */
record ScheduleDraft(
        Optional<ZoneId> zone,
        List<Located<String>> wake,
        List<Hours> quiet,
        List<String> quietCauses,
        List<Hours> neverSleep) {
    static final ScheduleDraft NONE =
            new ScheduleDraft(Optional.empty(), List.of(), List.of(), List.of(), List.of());
}
