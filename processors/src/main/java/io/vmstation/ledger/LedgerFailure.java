package io.vmstation.ledger;

import org.jspecify.annotations.Nullable;

/**
 * The ledger cannot be opened, written or read. Its message is one sentence for the user that names
 * the file and the remedy.
 */
public final class LedgerFailure extends RuntimeException {
    private static final long serialVersionUID = 1;

    LedgerFailure(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
