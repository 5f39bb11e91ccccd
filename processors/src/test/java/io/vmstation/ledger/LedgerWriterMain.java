package io.vmstation.ledger;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vmstation.spi.Event;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.Semaphore;

/** Writes numbered events for ever and prints what became of each. Ended by killing it. */
public final class LedgerWriterMain {
    private static final int OUTSTANDING = 64;

    private LedgerWriterMain() {}

    /** Takes the state folder as its only argument. */
    public static void main(String[] arguments) throws InterruptedException {
        SqliteLedger ledger =
                SqliteLedger.open(
                        Path.of(arguments[0]), Duration.ofDays(365), new SimpleMeterRegistry());
        System.out.println("ready");
        Semaphore places = new Semaphore(OUTSTANDING);
        for (long number = 0; ; number++) {
            places.acquire();
            long id = number;
            var ignored =
                    ledger.record(numbered(id))
                            .whenComplete(
                                    (done, error) -> {
                                        String outcome = error == null ? "written " : "lost ";
                                        System.out.println(outcome + id);
                                        places.release();
                                    });
        }
    }

    private static Event numbered(long number) {
        return new Event(
                Instant.now(),
                "packet.sent",
                "child",
                "connect",
                "192.0.2.1",
                "",
                Map.of("number", Long.toString(number)));
    }
}
