package io.vmstation.exec;

import io.vmstation.node.Node;
import io.vmstation.node.SshAccess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.future.AuthFuture;
import org.apache.sshd.client.future.ConnectFuture;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.keyprovider.FileKeyPairProvider;
import org.jspecify.annotations.Nullable;

/** What came of logging in to a node. */
sealed interface LogIn {

    /** We are in; whoever asked hangs up. */
    record Open(ClientSession session) implements LogIn {}

    /** We are not. */
    record Refused(String reason) implements LogIn {}

    /**
     * Connects, compares the host key, and logs in with a key.
     *
     * @return completes normally, on a thread that must not be blocked; cancelling it hangs up
     */
    static CompletableFuture<LogIn> begin(SshClient client, Node node, SshAccess access) {
        if (node.addresses().isEmpty()) {
            return refused("node " + node.name() + " has no address");
        }
        List<Path> keys = keys(access);
        if (keys.isEmpty()) {
            return refused(
                    "there is no private key to log in to node "
                            + node.name()
                            + " with: name one in ssh.keyFile");
        }
        try {
            ConnectFuture connecting =
                    client.connect(access.user(), node.addresses().get(0), access.port());
            CompletableFuture<LogIn> result = new CompletableFuture<>();
            var unused =
                    result.whenComplete(
                            (logIn, cancelled) -> {
                                if (!(logIn instanceof Open)) {
                                    hangUp(connecting);
                                }
                            });
            connecting.addListener(connected -> connected(connected, keys, result));
            return result;
        } catch (IOException | RuntimeException e) {
            return refused(SshFailure.of(e));
        }
    }

    private static void connected(
            ConnectFuture connected, List<Path> keys, CompletableFuture<LogIn> result) {
        if (!connected.isConnected()) {
            result.complete(new Refused(SshFailure.of(connected.getException())));
            return;
        }
        ClientSession session = connected.getSession();
        if (result.isDone()) {
            // Too late: it connected while it was being given up.
            session.close(true);
            return;
        }
        session.setKeyIdentityProvider(new FileKeyPairProvider(keys));
        try {
            session.auth()
                    .addListener(answered -> result.complete(outcome(answered, session, keys)));
        } catch (IOException e) {
            result.complete(new Refused(SshFailure.of(e)));
        }
    }

    private static LogIn outcome(AuthFuture answered, ClientSession session, List<Path> keys) {
        @Nullable Throwable exception = answered.getException();
        return answered.isSuccess()
                ? new Open(session)
                : new Refused(SshFailure.ofLogIn(exception, session.getUsername(), keys));
    }

    private static List<Path> keys(SshAccess access) {
        Optional<Path> own = access.privateKeyFile();
        if (own.isPresent()) {
            return List.of(own.get());
        }
        Path folder = Path.of(System.getProperty("user.home"), ".ssh");
        return Stream.of("id_ed25519", "id_ecdsa", "id_rsa")
                .map(folder::resolve)
                .filter(Files::isReadable)
                .toList();
    }

    private static void hangUp(ConnectFuture connecting) {
        // One that is only about to connect is closed by connected() as soon as it has: cancelled,
        // its
        // session would be forgotten and stay open.
        if (connecting.isConnected()) {
            connecting.getSession().close(true);
        }
    }

    private static CompletableFuture<LogIn> refused(String reason) {
        return CompletableFuture.completedFuture(new Refused(reason));
    }
}
