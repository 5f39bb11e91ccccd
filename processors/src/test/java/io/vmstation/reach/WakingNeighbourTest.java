package io.vmstation.reach;

import static io.vmstation.reach.TestNodes.node;
import static io.vmstation.reach.TestNodes.tcp;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.vmstation.exec.LocalCommands;
import io.vmstation.lan.ArpRequests;
import io.vmstation.lan.LocalInterfaces;
import io.vmstation.lan.NetworkNamespace;
import io.vmstation.lan.Transports;
import io.vmstation.node.Node;
import io.vmstation.spi.Answer;
import io.vmstation.spi.Answer.Ready;
import io.vmstation.spi.Answer.Silent;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.Test;

class WakingNeighbourTest {
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final Duration SHORT = Duration.ofMillis(300);
    private static final Executor AT_ONCE = Runnable::run;
    private static final Executor NEVER = task -> {};

    @Test
    void noticesAWakingMachineBeforeTheKernelAsksForItAgain() throws Exception {
        assertThat(answerOfAMachineThatHasJustWoken(AT_ONCE, LONG)).isInstanceOf(Ready.class);
    }

    @Test
    void wouldMissItWithoutArpRequestsOfOurOwn() throws Exception {
        assertThat(answerOfAMachineThatHasJustWoken(NEVER, SHORT)).isInstanceOf(Silent.class);
    }

    private static Answer answerOfAMachineThatHasJustWoken(Executor rawSocket, Duration patience)
            throws Exception {
        try (NetworkNamespace here = NetworkNamespace.create();
                NetworkNamespace there = NetworkNamespace.create();
                LocalCommands commands = new LocalCommands()) {
            NetworkNamespace.join(here, there);
            here.ip("addr", "add", "10.77.0.1/24", "dev", "eth0");
            there.ip("addr", "add", "10.77.0.2/24", "dev", "eth0");
            // The kernel asks once, and then not again for the length of this test.
            here.sysctl("net/ipv4/neigh/eth0/retrans_time_ms", "600000");
            there.ip("link", "set", "eth0", "arp", "off");
            Node node = node(List.of("10.77.0.2"), tcp(8096));
            try (Transports inside =
                            new Transports(
                                    new NioEventLoopGroup(1, here.threads()),
                                    NioSocketChannel.class,
                                    NioServerSocketChannel.class);
                    ArpRequests arpRequests =
                            here.call(() -> new ArpRequests(new LocalInterfaces(), rawSocket));
                    TestServer server =
                            there.call(
                                    () ->
                                            TestServer.on(
                                                    "10.77.0.2",
                                                    8096,
                                                    (client, number) -> TestServer.stay(client),
                                                    there.threads()))) {
                NodeReachability reachability =
                        new NodeReachability(inside, arpRequests, commands, false);
                assertThat(here.call(() -> probe(reachability, node, SHORT)))
                        .isInstanceOf(Silent.class);

                there.ip("link", "set", "eth0", "arp", "on");

                assertThat(server.clientsSoFar()).isZero();
                return here.call(() -> probe(reachability, node, patience));
            }
        }
    }

    private static Answer probe(NodeReachability reachability, Node node, Duration patience) {
        return reachability.service(node, node.services().get(0), patience).join();
    }
}
