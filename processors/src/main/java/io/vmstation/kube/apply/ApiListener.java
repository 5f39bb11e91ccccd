package io.vmstation.kube.apply;

import java.time.Duration;

/** Hears of every request to an API server, on the thread that asks. */
@FunctionalInterface
public interface ApiListener {
    /** Hears nothing. */
    ApiListener NONE = (verb, kind, code, took) -> {};

    /**
     * A request is over.
     *
     * @param verb {@code discover}, {@code get}, {@code list}, {@code dry-run}, {@code apply},
     *     {@code patch} or {@code delete}
     * @param kind of the object; empty for discovery
     * @param code HTTP status; 0 when there was no answer
     * @param took how long
     */
    void answered(String verb, String kind, int code, Duration took);
}
