package io.vmstation.spi;

import static java.util.Objects.requireNonNull;

import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/**
 * Keeps what the energy of nodes came to. Everything that is kept is the whole amount, never a
 * difference, so that nothing counts twice when it is written again. Thread-safe.
 */
public interface EnergyStore {
    /** Of how many days at most a node has rows: five years. Older ones stay in its sum. */
    int MOST_DAYS = 5 * 366;

    /**
     * Writes these in place of what is kept of the same nodes and days, all or none. Never waits
     * for the disk.
     *
     * @return completes when it is safe, exceptionally when it could not be written
     */
    CompletableFuture<Void> keep(List<Entry> entries);

    /**
     * Everything that is kept, by the name of the node. Reads the disk.
     *
     * @throws RuntimeException when it cannot be read
     */
    Map<String, Entry> kept();

    /**
     * What is kept of one node.
     *
     * @param since the first day on which anything was counted
     * @param all since then
     * @param days some days, or all that are kept
     * @param draws on some of the latest days on which it was awake: for how long it drew how much;
     *     a day without any is forgotten
     */
    record Entry(
            String node,
            LocalDate since,
            EnergyAmounts all,
            SortedMap<LocalDate, EnergyAmounts> days,
            SortedMap<LocalDate, List<Draw>> draws) {
        public Entry {
            requireNonNull(node, "node is null");
            requireNonNull(since, "since is null");
            requireNonNull(all, "all is null");
            days = new TreeMap<>(days);
            draws = new TreeMap<>(draws);
        }
    }

    /**
     * For how long a node drew about that much.
     *
     * @param step number of a step of power, 0 or more
     * @param seconds together
     * @param wattSeconds drawn meanwhile
     */
    record Draw(int step, double seconds, double wattSeconds) {
        public Draw {
            if (step < 0 || !(seconds >= 0) || !(wattSeconds >= 0)) {
                throw new IllegalArgumentException(
                        "not a draw: " + step + ", " + seconds + ", " + wattSeconds);
            }
        }
    }
}
