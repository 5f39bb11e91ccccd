package io.vmstation.reach;

import io.netty.channel.epoll.Epoll;
import io.netty.channel.unix.Errors;
import org.jspecify.annotations.Nullable;

/**
 * Tells the failures by which a machine shows that it is awake from the others. They differ by
 * their text alone, which is in the user's language: it is compared with what the C library says.
 */
final class Refusals {
    private static final int NOT_NEEDED = 0;

    private Refusals() {}

    /** Whether a connection failed because the other side refused it. */
    static boolean isRefusal(Throwable failure) {
        return saysTheSame(
                failure,
                Epoll.isAvailable() ? Errors.ERROR_ECONNREFUSED_NEGATIVE : NOT_NEEDED,
                "Connection refused");
    }

    /** Whether a connection was accepted, and reset before we could notice. */
    static boolean isReset(Throwable failure) {
        return saysTheSame(
                failure,
                Epoll.isAvailable() ? Errors.ERRNO_ECONNRESET_NEGATIVE : NOT_NEEDED,
                "Connection reset by peer");
    }

    private static boolean saysTheSame(Throwable failure, int error, String english) {
        String message = original(failure).getMessage();
        return message != null
                && (message.endsWith(english)
                        || (error != NOT_NEEDED && message.endsWith(words(error))));
    }

    /** Netty wraps the failure to add the address behind the text. */
    private static Throwable original(Throwable failure) {
        @Nullable Throwable cause = failure.getCause();
        return cause == null ? failure : cause;
    }

    private static String words(int error) {
        String whole = Errors.newIOException("", error).toString();
        return whole.substring(whole.lastIndexOf(": ") + 2);
    }
}
