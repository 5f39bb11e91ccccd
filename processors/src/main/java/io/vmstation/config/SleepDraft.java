package io.vmstation.config;

import io.vmstation.config.YamlValue.Mapping;
import io.vmstation.node.Workload;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What nodes.yaml says about putting a node to sleep; what is empty or absent has the default.
 *
 * @param place where it stands
 * @param method a name, with the options as they stand there
 * @param checks names, with the options as they stand there
 * @param force whether pods may be deleted
 */
record SleepDraft(
        Place place,
        Optional<Located<Mapping>> method,
        List<Located<Mapping>> checks,
        Optional<Duration> idleFor,
        Optional<Duration> grace,
        Optional<Duration> silence,
        Optional<Duration> suspendDeadline,
        Optional<Duration> backOff,
        Optional<Duration> drainDeadline,
        boolean force,
        List<Located<Workload>> scaleDown) {}
