package io.vmstation.config;

import static java.util.Objects.requireNonNull;

import io.vmstation.node.Bmc.Privilege;
import io.vmstation.node.SelEventRule;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * How a group of BMCs is read that nodes.yaml does not have: a module of ipmi_exporter. Its text
 * does not show the password.
 *
 * @param user the login, may be empty
 * @param password of that login, may be empty
 * @param privilege what to ask for
 * @param timeout how long one collector may take; absent: as long as elsewhere
 * @param collectors names of ipmi_exporter, may be empty
 * @param excludedSensors record numbers
 * @param workarounds flags in the words of FreeIPMI
 * @param selEvents what is counted in the system event log
 */
public record BmcModule(
        String user,
        String password,
        Privilege privilege,
        Optional<Duration> timeout,
        List<String> collectors,
        Set<Integer> excludedSensors,
        List<String> workarounds,
        List<SelEventRule> selEvents) {
    public BmcModule {
        requireNonNull(user, "user is null");
        requireNonNull(password, "password is null");
        requireNonNull(privilege, "privilege is null");
        requireNonNull(timeout, "timeout is null");
        collectors = List.copyOf(collectors);
        excludedSensors = Set.copyOf(excludedSensors);
        workarounds = List.copyOf(workarounds);
        selEvents = List.copyOf(selEvents);
    }

    @Override
    public String toString() {
        return "BmcModule[user=" + user + ", collectors=" + collectors + "]";
    }
}
