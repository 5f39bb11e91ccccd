package io.vmstation.spi;

import java.util.List;
import java.util.Optional;

/** What is known of the clusters that are kept as files say. Thread-safe; answers from memory. */
public interface ClusterReports {

    /** All that are configured now, in the order of the configuration. */
    List<ClusterStatus> all();

    /** One of them. */
    default Optional<ClusterStatus> of(String cluster) {
        return all().stream().filter(status -> status.name().equals(cluster)).findFirst();
    }
}
