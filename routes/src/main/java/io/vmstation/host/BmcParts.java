package io.vmstation.host;

import io.micrometer.core.instrument.MeterRegistry;
import io.vmstation.ipmi.BmcDiagnosis;
import io.vmstation.ipmi.LatestReadings;
import io.vmstation.ipmi.poll.BmcPolls;
import io.vmstation.ipmi.poll.BmcStates;
import io.vmstation.ipmi.poll.Sleepers;
import io.vmstation.ipmi.push.Push;
import io.vmstation.ipmi.source.BmcDesk;
import io.vmstation.ipmi.source.BmcSource;
import io.vmstation.ipmi.source.BmcSources;
import io.vmstation.ipmi.source.BmcTurns;
import io.vmstation.ipmi.source.NodeConnections;
import io.vmstation.node.Nodes;
import io.vmstation.spi.Events;
import io.vmstation.spi.WakeDiagnosis;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/** What asks BMCs: the sources, the desk before them, the polls and what they have read. */
final class BmcParts {
    private static final int ROUTE_STEPS = 2;

    private final ExecutorService onward =
            Executors.newFixedThreadPool(ROUTE_STEPS, HostParts.daemon("bmc-route"));
    private final LatestReadings readings = new LatestReadings();
    private final BmcSources sources;
    private final BmcDesk desk;
    private final BmcStates states;
    private final BmcPolls polls;
    private final PowerParts power;
    private @Nullable Push push;

    /**
     * @param sources the best first; closed with this
     * @param connections find the way to the BMC of a node
     * @param sleepers know which BMCs sleep with their nodes
     */
    BmcParts(
            List<BmcSource> sources,
            NodeConnections connections,
            Sleepers sleepers,
            Events events,
            MeterRegistry meters) {
        this.sources = new BmcSources(sources);
        this.desk = new BmcDesk(this.sources, new BmcTurns(), connections);
        this.power = PowerParts.at(desk, meters);
        this.states = new BmcStates(meters, events);
        this.polls = new BmcPolls(desk, sleepers, readings, states);
    }

    /** Where BMCs are asked. */
    BmcDesk desk() {
        return desk;
    }

    /** What switches machines. */
    PowerParts power() {
        return power;
    }

    /** What the polls have read. */
    LatestReadings readings() {
        return readings;
    }

    BmcStates states() {
        return states;
    }

    BmcPolls polls() {
        return polls;
    }

    /** Runs the steps of routes after BMCs were asked. */
    Executor onward() {
        return onward;
    }

    /** Asks the BMC of a node why it does not wake. */
    WakeDiagnosis diagnosis() {
        return new BmcDiagnosis(desk);
    }

    /** Takes these nodes from now on. */
    void retain(Nodes nodes) {
        polls.retain(nodes);
        desk.retain(nodes);
    }

    /** Lets go of what sends readings away, too, when these parts end. */
    void sendBy(Push sender) {
        push = sender;
    }

    /** Ends the polls and begins to send what is left of them, so that routes can stop. */
    void stop() {
        polls.close();
        if (push != null) {
            push.stop();
        }
    }

    void close() {
        stop();
        if (push != null) {
            push.close();
        }
        sources.close();
        onward.shutdown();
    }
}
