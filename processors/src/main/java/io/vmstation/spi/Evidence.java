package io.vmstation.spi;

/** What one sleep check found. Whatever is not known to be idle counts as in use. */
public sealed interface Evidence {

    /** One clause for people, without secrets. */
    String reason();

    /** Nobody uses the node, as far as this check can see. */
    record Idle(String reason) implements Evidence {}

    /** Somebody or something uses the node. */
    record Busy(String reason) implements Evidence {}

    /** The check could not tell. */
    record Unknown(String reason) implements Evidence {}
}
