package io.vmstation.wake.arm;

/** What came of arming one network interface. */
public sealed interface ArmOutcome {

    /** It listened for magic packets already. */
    record AlreadyArmed() implements ArmOutcome {}

    /** It listens now, and was asked again to prove it. */
    record Armed() implements ArmOutcome {}

    /**
     * A dry run would set it.
     *
     * @param flags the letters for {@code ethtool -s INTERFACE wol}
     */
    record WouldArm(String flags) implements ArmOutcome {}

    /** The card or its driver cannot do it. */
    record Unsupported(String reason) implements ArmOutcome {}

    /**
     * It could not be found out or not be set.
     *
     * @param reason one clause with the remedy
     */
    record Failed(String reason) implements ArmOutcome {}
}
