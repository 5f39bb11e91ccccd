package io.vmstation.spi;

/** Names of the exchange variables in which steps of routes hand values on. */
public final class ExchangeVariables {
    /** Name of the node that is asked for: text, set by the trigger. */
    public static final String NODE = "node";

    /** Name of the service that is asked for: text, optional, set by the trigger. */
    public static final String SERVICE = "service";

    /** Which kind of trigger it was, {@code connect}: text, set by the trigger. */
    public static final String CAUSE = "cause";

    /** Who asked: text, an IP address or a name, set by the trigger. */
    public static final String SOURCE = "source";

    /** Where the ready service was found: text, {@code host:port}. */
    public static final String TARGET = "target";

    /** Why it did not work out: text, one sentence without secrets. */
    public static final String FAILURE = "failure";

    /** After how many whole seconds a failed request may be repeated: number. */
    public static final String RETRY_AFTER = "retryAfter";

    /** Whether steps only say what they would do: boolean, set by the trigger, absent: no. */
    public static final String DRY_RUN = "dryRun";

    /** The attempt to put a node to sleep: a {@link SleepAttempt}, set by {@code beginSleep}. */
    public static final String SLEEP = "sleep";

    /** How that attempt ended: a {@link SleepReport}. */
    public static final String REPORT = "sleepReport";

    /** Identifies the wake that the request joined: text, absent when none was needed. */
    public static final String WAKE = "wake";

    /** What a wake would do: a {@link WakePlan}, set by {@code planWake}. */
    public static final String PLAN = "wakePlan";

    /** What came of the scrape of a BMC, set by {@code readScrape}. */
    public static final String SCRAPED = "scraped";

    /** Where in a JSON document the watts stand: text, a JSON pointer (RFC 6901), optional. */
    public static final String WATTS_AT = "wattsAt";

    /**
     * What to do with the power of a node: text, {@code status}, {@code on}, {@code soft-off},
     * {@code cycle} or {@code hard-off}, set by the trigger.
     */
    public static final String ACTION = "action";

    /** Whether to do what may cost data, or is in the way of others: boolean, absent: no. */
    public static final String FORCE = "force";

    /** What came of that: a {@link PowerReport}, set by {@code powerNode}. */
    public static final String POWER = "powerReport";

    /** Name of the cluster that is asked for: text, set by the trigger. */
    public static final String CLUSTER = "cluster";

    /** The run over a cluster that is under way, set by {@code loadDesired}. */
    public static final String RECONCILE = "reconcileRun";

    /** How that run ended: a {@link ClusterRun}, set by {@code recordReconcile}. */
    public static final String RECONCILED = "reconcileReport";

    private ExchangeVariables() {}
}
