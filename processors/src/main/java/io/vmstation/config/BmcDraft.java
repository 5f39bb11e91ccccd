package io.vmstation.config;

import io.vmstation.node.Bmc;
import io.vmstation.node.SelEventRule;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What nodes.yaml says about the BMC of a node; what is empty or absent has the default.
 *
 * @param place where it stands
 * @param collectors names, checked
 */
record BmcDraft(
        Place place,
        Bmc.Access access,
        Optional<Duration> interval,
        Optional<Duration> timeLimit,
        Optional<Located<String>> source,
        List<Located<String>> collectors,
        Set<Integer> excludedSensors,
        List<Located<SelEventRule>> selEvents) {}
