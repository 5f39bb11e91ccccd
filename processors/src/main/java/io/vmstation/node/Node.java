package io.vmstation.node;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A machine of the site.
 *
 * @param name unique, and the label {@code node} of every metric
 * @param addresses literal IP addresses, the one to use first; may be empty for a node that is only
 *     somebody's source
 * @param macAddresses one a network card that can wake it; empty when it is never woken
 * @param kubernetesNode its name in the cluster
 * @param services what it offers
 * @param wake how it is woken
 * @param dependsOn what must be awake before it
 * @param sources whose knock may wake it
 * @param ssh how we log in
 * @param sleep when and how it is put to sleep; absent: never
 * @param schedule what the clock says about it
 * @param bmc its baseboard management controller
 * @param awaitWorkloads what must run again after a wake before it counts as done
 * @param labels free words about it, for routes and dashboards
 */
public record Node(
        String name,
        List<String> addresses,
        List<MacAddress> macAddresses,
        Optional<String> kubernetesNode,
        List<Service> services,
        WakeSettings wake,
        List<Dependency> dependsOn,
        SourceRules sources,
        Optional<SshAccess> ssh,
        Optional<SleepSettings> sleep,
        Schedule schedule,
        Optional<Bmc> bmc,
        List<Workload> awaitWorkloads,
        Map<String, String> labels) {
    public Node {
        requireNonNull(name, "name is null");
        addresses = List.copyOf(addresses);
        macAddresses = List.copyOf(macAddresses);
        requireNonNull(kubernetesNode, "kubernetesNode is null");
        services = List.copyOf(services);
        requireNonNull(wake, "wake is null");
        dependsOn = List.copyOf(dependsOn);
        requireNonNull(sources, "sources is null");
        requireNonNull(ssh, "ssh is null");
        requireNonNull(sleep, "sleep is null");
        requireNonNull(schedule, "schedule is null");
        requireNonNull(bmc, "bmc is null");
        awaitWorkloads = List.copyOf(awaitWorkloads);
        labels = Map.copyOf(labels);
    }

    /** The service of that name, if it offers one. */
    public Optional<Service> service(String serviceName) {
        return services.stream().filter(s -> s.name().equals(serviceName)).findFirst();
    }
}
