package io.vmstation.kube.reconcile;

/** What objects carry that are kept as files say, and what users may write on them. */
public final class Marks {
    /** Who owns the fields that we apply. */
    public static final String FIELD_MANAGER = "vmstation";

    /** Who owns the fields that we change for the sleep of a machine. */
    public static final String SLEEP_MANAGER = "vmstation-sleep";

    /** Label of every object that is applied; its value is the name of the cluster. */
    public static final String LABEL = "vmstation.io/reconciled";

    /** Annotation: {@code disabled} leaves the object alone, {@code once} when it is there. */
    public static final String RECONCILE = "vmstation.io/reconcile";

    /** Annotation: {@code disabled} keeps the object when the files no longer have it. */
    public static final String PRUNE = "vmstation.io/prune";

    /** Annotation: {@code true} takes fields over from whoever owns them. */
    public static final String FORCE = "vmstation.io/force";

    /** Annotation: {@code true} lets it be made anew when an immutable field changes. */
    public static final String RECREATE = "vmstation.io/recreate";

    /** Annotation: JSON pointers of fields that are somebody else's, separated by commas. */
    public static final String IGNORE = "vmstation.io/ignore";

    /** Annotation: {@code disabled} leaves {@code ${...}} in it as it is. */
    public static final String SUBSTITUTE = "vmstation.io/substitute";

    /** Annotation: what it needs that no file has, {@code Secret/x, ConfigMap/y, Pod/*}. */
    public static final String EXPECTS = "vmstation.io/expects";

    /**
     * Annotation of a Secret: keys, separated by commas, that get a random value when the cluster
     * has none, see {@link GeneratedKeys}.
     */
    public static final String GENERATE = "vmstation.io/generate";

    /**
     * Annotation of a workload that was scaled to zero before its machine went to sleep: how many
     * replicas it had.
     */
    public static final String REPLICAS_BEFORE_SLEEP = "vmstation.io/replicas-before-sleep";

    private Marks() {}
}
