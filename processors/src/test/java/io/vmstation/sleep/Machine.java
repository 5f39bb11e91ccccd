package io.vmstation.sleep;

import io.vmstation.spi.Answer;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A machine of a test: up, about to go down, or down. Wakes only when it is really down. */
final class Machine {
    private boolean up = true;
    private boolean goingDown;

    /** It will go down. */
    synchronized void takesOrder() {
        goingDown = up;
    }

    /** It is down, if it was about to. */
    synchronized void goesDown() {
        if (goingDown) {
            up = false;
            goingDown = false;
        }
    }

    /** A magic packet comes; lost on a machine that is not down yet. Tells whether it helped. */
    synchronized boolean packet() {
        boolean woken = !up;
        up = true;
        return woken;
    }

    synchronized boolean isUp() {
        return up;
    }

    /** Whether it is up and stays so. */
    synchronized boolean staysUp() {
        return up && !goingDown;
    }

    CompletableFuture<Answer> answer(int port, Duration patience) {
        if (isUp()) {
            return CompletableFuture.completedFuture(
                    new Answer.Ready(new InetSocketAddress("192.0.2.1", port)));
        }
        long millis = Math.min(2, patience.toMillis());
        return new CompletableFuture<Answer>()
                .completeOnTimeout(new Answer.Silent("no answer"), millis, TimeUnit.MILLISECONDS);
    }
}
