package io.vmstation.sleep.check;

import java.io.Serial;

/** A look that has no answer: thrown where it turns out, and answered as unknown. */
final class CannotTell extends RuntimeException {
    @Serial private static final long serialVersionUID = 1L;

    /**
     * @param reason one clause, with the remedy where there is one
     */
    CannotTell(String reason) {
        super(reason);
    }

    String reason() {
        return String.valueOf(getMessage());
    }
}
