package io.vmstation.metrics;

import io.vmstation.metrics.MeterDescription.Kind;
import java.util.List;
import java.util.Optional;

/**
 * Every meter whose name begins with {@code vmstation}. Its page in the documentation is made from
 * this list, and tests hold registered meters against it.
 */
public final class MeterCatalogue {
    private static final List<MeterDescription> ALL =
            List.of(
                    gauge(
                            "vmstation_node_state",
                            "What a node was last seen doing, a state set: 1 for that state, 0 for"
                                    + " the others; state is unknown, asleep, waking, awake or"
                                    + " failed.",
                            "node",
                            "state"),
                    gauge(
                            "vmstation_sleep_check",
                            "What a sleep check found in the latest round, a state set: 1 for that"
                                    + " state, 0 for the others; state is idle, busy or unknown,"
                                    + " which counts as busy. Absent when it was not asked.",
                            "node",
                            "check",
                            "state"),
                    seconds(
                            "vmstation_node_idle_seconds",
                            "For how long every round of checks has found a node idle; 0 while it"
                                    + " is in use, absent when it was not asked.",
                            "node"),
                    gauge(
                            "vmstation_sleep_hold",
                            "What keeps a node awake beside use: 1 while it does, absent otherwise;"
                                    + " hold is window, grace, hours, wake-soon, back-off, needed,"
                                    + " own-machine, or why it was not asked: not-awake, waking,"
                                    + " not-judged.",
                            "node",
                            "hold"),
                    new MeterDescription(
                            "vmstation_node_asleep_seconds_total",
                            Kind.COUNTER,
                            Optional.of("seconds"),
                            List.of("node"),
                            "For how long a node has been seen asleep."),
                    gauge(
                            "vmstation_node_sleep_expected",
                            "Whether a node is meant to be asleep: 1 from when VMStation has put it"
                                    + " to sleep and it is silent until it answers or a wake of it"
                                    + " fails, 0 while it is meant to be awake; absent when nobody"
                                    + " knows. Alerts go by it.",
                            "node"),
                    kilowattHours(
                            "vmstation_node_energy_kilowatthours_total",
                            "Energy that a node was measured to draw, since it was first measured,"
                                    + " restarts included; state is what the node was seen doing:"
                                    + " awake, asleep or unknown.",
                            "node",
                            "state"),
                    new MeterDescription(
                            "vmstation_node_energy_unknown_seconds_total",
                            Kind.COUNTER,
                            Optional.of("seconds"),
                            List.of("node", "state"),
                            "For how long nobody measured a node of which there were readings,"
                                    + " while this host ran; state is as above."),
                    new MeterDescription(
                            "vmstation_node_idle_watts",
                            Kind.GAUGE,
                            Optional.of("watts"),
                            List.of("node"),
                            "What a node draws awake and idle, by its own readings; absent until"
                                    + " there is an hour of them."),
                    kilowattHours(
                            "vmstation_node_energy_saved_kilowatthours_total",
                            "What a node would have drawn more had it stayed awake and idle, a"
                                    + " lower bound: only time asleep that was measured counts.",
                            "node"),
                    counter(
                            "vmstation_node_energy_cost_total",
                            "What the energy of a node cost, by the tariff of the time; absent"
                                    + " without energy.tariff.",
                            "node",
                            "currency"),
                    counter(
                            "vmstation_node_energy_saved_cost_total",
                            "What the energy that a node saved would have cost, likewise.",
                            "node",
                            "currency"),
                    counter(
                            "vmstation_wake_requests_total",
                            "Requests for a node, by what triggered them and what came of them; beyond fifty"
                                    + " causes the cause is other.",
                            "node",
                            "cause",
                            "outcome"),
                    timer(
                            "vmstation_wake_stage_seconds",
                            "How long a stage of a wake took; stage is address, port or service.",
                            "node",
                            "stage"),
                    timer(
                            "vmstation_wake_seconds",
                            "How long wakes that succeeded took, from the request until the"
                                    + " service was ready.",
                            "node"),
                    counter(
                            "vmstation_wake_packets_total",
                            "Datagrams and frames that asked a node to wake.",
                            "node",
                            "method"),
                    counter(
                            "vmstation_wake_method_outcomes_total",
                            "What came of asking by a wake method; outcome is sent, unneeded (what it"
                                    + " would do is so already), unavailable or failed.",
                            "method",
                            "outcome"),
                    counter(
                            "vmstation_power_orders_total",
                            "Orders to switch machines by their BMCs; action is on, soft-off, cycle"
                                    + " or hard-off, outcome is ordered (the BMC took it),"
                                    + " unchanged (it was so already), refused (by VMStation) or"
                                    + " failed (by the BMC). Those of wakes and sleeps count too.",
                            "node",
                            "action",
                            "outcome"),
                    gauge(
                            "vmstation_wake_waiting",
                            "Requests that wait for a node to wake.",
                            "node"),
                    counter(
                            "vmstation_schedule_wakes_total",
                            "Cron lines of nodes that fell due; outcome is due, or skipped when that"
                                    + " was found too late.",
                            "node",
                            "outcome"),
                    counter(
                            "vmstation_sleep_requests_total",
                            "Attempts to put a node to sleep, by what triggered them and what came"
                                    + " of them; outcome is asleep, planned, refused, failed or"
                                    + " aborted; beyond fifty causes the cause is other.",
                            "node",
                            "cause",
                            "outcome"),
                    timer(
                            "vmstation_sleep_duration_seconds",
                            "How long the steps of putting a node to sleep took; stage is armed,"
                                    + " cordoned, drained, suspended (the order was taken), asleep"
                                    + " (silence was confirmed) or a step of a user.",
                            "node",
                            "stage"),
                    counter(
                            "vmstation_sleep_undo_failures_total",
                            "Steps of a sleep that failed and that could not be taken back; stage"
                                    + " is as above. Look at the node when it grows.",
                            "node",
                            "stage"),
                    gauge(
                            "vmstation_relay_held_connections",
                            "Clients that are held until their node is awake.",
                            "route"),
                    gauge(
                            "vmstation_relay_open_connections",
                            "Clients that are relayed to their node.",
                            "route"),
                    counter(
                            "vmstation_relay_connections_total",
                            "Connections of clients, by what became of them.",
                            "route",
                            "outcome"),
                    bytes(
                            "vmstation_relay_bytes_total",
                            "Bytes relayed, by direction.",
                            "route",
                            "direction"),
                    timer(
                            "vmstation_relay_hold_seconds",
                            "How long clients were held before they were served or turned away.",
                            "route"),
                    gauge(
                            "vmstation_kubernetes_uncordon_pending",
                            "1 while a node that is awake waits to be uncordoned or for what was"
                                    + " moved from it, else 0.",
                            "node"),
                    timer(
                            "vmstation_reconcile_duration_seconds",
                            "How long runs over a cluster took, those that failed too; dry runs are"
                                    + " not counted, here and below.",
                            "cluster"),
                    counter(
                            "vmstation_reconcile_runs_total",
                            "Runs over a cluster; result is synced, drifted (it is only observed),"
                                    + " incomplete (some objects could not be made as wanted),"
                                    + " invalid (the files are wrong: nothing was done), away (the"
                                    + " API did not answer), asleep (with its node: nothing is"
                                    + " wrong) or superseded (by a newer one).",
                            "cluster",
                            "result"),
                    gauge(
                            "vmstation_reconcile_objects",
                            "Objects of the last run, by what was done, or, where the cluster is"
                                    + " only observed, would be done; outcome is created,"
                                    + " configured, unchanged, deleted, skipped or failed. Absent"
                                    + " before the first run, and after one that came to no object.",
                            "cluster",
                            "outcome"),
                    counter(
                            "vmstation_reconcile_drift_detected_total",
                            "Objects that were as wanted and that somebody else has changed or"
                                    + " deleted, by kind.",
                            "cluster",
                            "kind"),
                    counter(
                            "vmstation_reconcile_drift_corrected_total",
                            "Those that were made as wanted again.",
                            "cluster",
                            "kind"),
                    seconds(
                            "vmstation_reconcile_last_success_timestamp_seconds",
                            "When a run last ended with the cluster as wanted, in seconds since"
                                    + " 1970; absent before the first time.",
                            "cluster"),
                    counter(
                            "vmstation_reconcile_requests_total",
                            "Requests to the API of a cluster for reconciling; verb is one of"
                                    + " Kubernetes, code the status of HTTP, or none when there was"
                                    + " no answer.",
                            "cluster",
                            "verb",
                            "code"),
                    gauge(
                            "vmstation_reconcile_unhealthy_objects",
                            "Objects that are not as they should be by their own status; absent"
                                    + " while nobody can tell.",
                            "cluster"),
                    gauge(
                            "vmstation_reconcile_leader",
                            "Whether this host is the one that reconciles the cluster: 1 or 0;"
                                    + " absent while nobody knows.",
                            "cluster"),
                    counter(
                            "vmstation_share_events_total",
                            "What was noticed of the use of shares; signal is audit, access or"
                                    + " change, outcome is acted, merged (it belongs to a burst),"
                                    + " ignored or rejected (there was no room for it).",
                            "route",
                            "signal",
                            "outcome"),
                    gauge(
                            "vmstation_share_watch_alive",
                            "Whether the use of a share is noticed: 1 or 0; absent while the route"
                                    + " is off.",
                            "route",
                            "signal"),
                    gauge(
                            "vmstation_bmc_state",
                            "What the polls of a BMC have come to, a state set: 1 for that state, 0"
                                    + " for the others; state is waiting (not polled yet, or"
                                    + " the route is off),"
                                    + " answering, silent, refused (the log-in), failing or asleep"
                                    + " (with its node, by which it is read: nothing is wrong)."
                                    + " Absent when it is never polled.",
                            "node",
                            "state"),
                    seconds(
                            "vmstation_bmc_reading_age_seconds",
                            "How long ago the BMC last answered a poll; not a number while it has"
                                    + " not yet.",
                            "node"),
                    timer(
                            "vmstation_bmc_poll_seconds",
                            "How long polls of the BMC took, those that failed too.",
                            "node"),
                    counter(
                            "vmstation_bmc_scrapes_total",
                            "Scrapes at /ipmi; outcome is read (the BMC was asked, whether or not"
                                    + " it answered), refused (by target, module or form) or busy"
                                    + " (too many at once).",
                            "outcome"),
                    counter(
                            "vmstation_push_samples_total",
                            "Samples of BMCs for a receiver; receiver is pushgateway or"
                                    + " remote-write, outcome is sent, refused (it does not want"
                                    + " them), dropped (the queue was full), late (not newer than"
                                    + " the one before), oversized, or missed (a Pushgateway could"
                                    + " not be reached and gets newer ones later).",
                            "receiver",
                            "outcome"),
                    gauge(
                            "vmstation_push_queue_samples",
                            "Samples that wait for the receiver of remote write; absent when there"
                                    + " is none."),
                    seconds(
                            "vmstation_push_last_success_timestamp_seconds",
                            "When a receiver last took something, in seconds since 1970; absent"
                                    + " before the first time.",
                            "receiver"),
                    counter(
                            "vmstation_ledger_events_total",
                            "Events handed to the ledger; outcome is written or lost.",
                            "outcome"),
                    gauge(
                            "vmstation_route_files_broken",
                            "Route files that cannot be used as they are."),
                    gauge(
                            "vmstation_build_info",
                            "Always 1; the labels say which version runs on which Java.",
                            "version",
                            "java"));

    private MeterCatalogue() {}

    /** All of them, grouped by subject. */
    public static List<MeterDescription> all() {
        return ALL;
    }

    private static MeterDescription counter(String name, String help, String... labels) {
        return new MeterDescription(name, Kind.COUNTER, Optional.empty(), List.of(labels), help);
    }

    private static MeterDescription bytes(String name, String help, String... labels) {
        return new MeterDescription(
                name, Kind.COUNTER, Optional.of("bytes"), List.of(labels), help);
    }

    private static MeterDescription kilowattHours(String name, String help, String... labels) {
        return new MeterDescription(
                name, Kind.COUNTER, Optional.of("kilowatthours"), List.of(labels), help);
    }

    private static MeterDescription gauge(String name, String help, String... labels) {
        return new MeterDescription(name, Kind.GAUGE, Optional.empty(), List.of(labels), help);
    }

    private static MeterDescription seconds(String name, String help, String... labels) {
        return new MeterDescription(
                name, Kind.GAUGE, Optional.of("seconds"), List.of(labels), help);
    }

    private static MeterDescription timer(String name, String help, String... labels) {
        return new MeterDescription(
                name, Kind.TIMER, Optional.of("seconds"), List.of(labels), help);
    }
}
