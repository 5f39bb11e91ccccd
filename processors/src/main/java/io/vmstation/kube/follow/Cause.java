package io.vmstation.kube.follow;

import java.util.Locale;

/** Why a cluster is looked at. */
public enum Cause {
    /** Its time has come. */
    SCHEDULE,
    /** Somebody asked for it. */
    API,
    /** A file that says what it should hold has changed. */
    FILE_CHANGE,
    /** Somebody else has changed or deleted an object. */
    DRIFT,
    /** A node of it has come up. */
    WAKE,
    /** This host has taken over from another one. */
    TAKEOVER;

    /** As in events and metrics: {@code file-change}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
