package io.vmstation.reach;

import io.netty.channel.unix.Errors;
import java.net.ConnectException;
import org.jspecify.annotations.Nullable;

/** Tells a refused connection, by which a machine shows that it is awake, from other failures. */
final class Refusals {
    private Refusals() {}

    /** Whether a connection failed because the other side refused it. */
    static boolean isRefusal(Throwable failure) {
        Throwable cause = failure.getCause() == null ? failure : failure.getCause();
        if (cause.getClass() == ConnectException.class) {
            // The JDK's own: refused, or timed out by the kernel, which takes minutes.
            return true;
        }
        return cause instanceof ConnectException && endsAsRefusal(cause.getMessage());
    }

    /** The text is in the user's language, so it is compared with what the C library says now. */
    private static boolean endsAsRefusal(@Nullable String message) {
        String refusal = Errors.newIOException("", Errors.ERROR_ECONNREFUSED_NEGATIVE).toString();
        String words = refusal.substring(refusal.lastIndexOf(':') + 1);
        return message != null && message.endsWith(words);
    }
}
