package io.vmstation.ipmi.source;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The sources there are, the best first. Thread-safe. */
public final class BmcSources implements AutoCloseable {
    /** Takes the best that works. */
    public static final String AUTO = "auto";

    private final List<BmcSource> all;

    /**
     * @param bestFirst with names of their own
     */
    public BmcSources(List<BmcSource> bestFirst) {
        all = List.copyOf(bestFirst);
    }

    /** What came of looking for a source. */
    public sealed interface Choice {

        /**
         * There is one.
         *
         * @param source which
         * @param passedOver a clause for each better one, why it cannot be used: {@code native:
         *     ...}
         */
        record Found(BmcSource source, List<String> passedOver) implements Choice {
            public Found {
                requireNonNull(source, "source is null");
                passedOver = List.copyOf(passedOver);
            }
        }

        /**
         * There is none.
         *
         * @param reason one clause with what is missing and how to get it
         */
        record None(String reason) implements Choice {
            public None {
                requireNonNull(reason, "reason is null");
            }
        }
    }

    /**
     * Chooses a source for a BMC, anew at each call: what is installed meanwhile counts.
     *
     * @param wanted {@link #AUTO}, or the name of the only one that will do
     */
    public Choice choose(String wanted, BmcConnection connection) {
        return wanted.equals(AUTO) ? best(connection) : named(wanted, connection);
    }

    private Choice best(BmcConnection connection) {
        List<String> passedOver = new ArrayList<>();
        for (BmcSource source : all) {
            Optional<String> unfit = source.unfit(connection);
            if (unfit.isEmpty()) {
                return new Choice.Found(source, passedOver);
            }
            passedOver.add(source.name() + ": " + unfit.get());
        }
        return new Choice.None(
                "nothing on this machine can talk to it"
                        + (passedOver.isEmpty() ? "" : ": " + String.join("; ", passedOver)));
    }

    private Choice named(String wanted, BmcConnection connection) {
        Optional<BmcSource> source =
                all.stream().filter(each -> each.name().equals(wanted)).findFirst();
        if (source.isEmpty()) {
            return new Choice.None(
                    "there is no source %s here, known are %s"
                            .formatted(
                                    wanted,
                                    all.stream()
                                            .map(BmcSource::name)
                                            .collect(Collectors.joining(", "))));
        }
        Optional<String> unfit = source.get().unfit(connection);
        return unfit.<Choice>map(
                        reason ->
                                new Choice.None(
                                        "the source %s cannot talk to it: %s, or set source to auto"
                                                .formatted(wanted, reason)))
                .orElseGet(() -> new Choice.Found(source.get(), List.of()));
    }

    /** Ends what they keep for a BMC, by the key of its connection. */
    void release(String key) {
        all.forEach(source -> source.release(key));
    }

    /** Ends sessions and threads of all of them. */
    @Override
    public void close() {
        all.forEach(BmcSource::close);
    }
}
