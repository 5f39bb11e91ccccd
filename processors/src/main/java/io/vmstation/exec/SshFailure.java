package io.vmstation.exec;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.SshException;
import org.jspecify.annotations.Nullable;

/** Says why SSH did not work out, and what to do about it. */
final class SshFailure {
    private SshFailure() {}

    /** Why logging in failed. */
    static String ofLogIn(@Nullable Throwable exception, String user, List<Path> keys) {
        boolean refused =
                exception == null
                        || (exception instanceof SshException ssh
                                && ssh.getDisconnectCode()
                                        == SshConstants
                                                .SSH2_DISCONNECT_NO_MORE_AUTH_METHODS_AVAILABLE);
        return refused
                ? "it does not let "
                        + user
                        + " in with the key "
                        + keys.stream().map(Path::toString).collect(Collectors.joining(", "))
                        + ": check that the key is there, has no passphrase, and is in the"
                        + " authorized_keys file"
                : of(exception);
    }

    /** Why anything else failed. */
    static String of(@Nullable Throwable exception) {
        if (exception == null) {
            return "SSH: no reason was given";
        }
        String message = String.valueOf(exception.getMessage());
        return message.contains("Server key did not validate")
                ? "its host key is not the known one: compare, then put it into the known_hosts"
                        + " file"
                : "SSH: " + message;
    }
}
