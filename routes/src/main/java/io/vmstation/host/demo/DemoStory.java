package io.vmstation.host.demo;

import io.vmstation.spi.Event;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Tells a wake on the terminal, stage by stage, with the time since its beginning. Thread-safe. */
final class DemoStory implements Consumer<Event>, SimulatedNode.Story {
    private final PrintWriter out;
    private @Nullable Instant began;
    private boolean sent;

    DemoStory(PrintWriter out) {
        this.out = out;
    }

    @Override
    public synchronized void accept(Event event) {
        String about = String.valueOf(event.details().get("milliseconds"));
        switch (event.kind()) {
            case "wake.requested" -> {
                began = event.at();
                sent = false;
                say(
                        "a client connected from "
                                + event.source()
                                + ": it is held, the node is woken");
            }
            case "packet.sent" -> {
                if (!sent) {
                    sent = true;
                    say("a magic packet is sent, and again until the machine answers");
                }
            }
            case "node.reachable" -> say("the machine answers, after " + about + " ms");
            case "service.ready" -> say("its service is ready: the client is being served");
            case "wake.completed" -> say("the wake is complete, it took " + about + " ms");
            case "wake.failed" -> say("the wake failed: " + event.details().get("reason"));
            default -> say(event.kind());
        }
    }

    @Override
    public synchronized void tell(String sentence) {
        say(sentence);
    }

    private void say(String sentence) {
        double seconds =
                began == null ? 0 : Duration.between(began, Instant.now()).toMillis() / 1000.0;
        out.printf(Locale.ROOT, "%8.3f s  %s%n", Math.max(0, seconds), sentence);
        out.flush();
    }
}
