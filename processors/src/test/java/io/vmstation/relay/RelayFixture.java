package io.vmstation.relay;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vmstation.lan.Transports;
import io.vmstation.spi.ExchangeVariables;
import io.vmstation.spi.NodeActivity;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.AsyncProcessorSupport;

/** A host with one listener, whose route ends when the test says so. */
final class RelayFixture {
    static final String ROUTE = "wake-on-test";
    static final int PATIENCE_SECONDS = 20;

    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    final DefaultCamelContext camel = new DefaultCamelContext();
    final Relays relays;
    final int port = freePort();
    final Farewells farewells = new Farewells();
    private final BlockingQueue<Wake> wakes = new LinkedBlockingQueue<>();
    private final ExecutorService starters = Executors.newFixedThreadPool(2);
    private final Transports workers = Transports.start(2, "relay");

    RelayFixture(RelaySettings settings) throws Exception {
        relays = new Relays(settings.drain(), farewells);
        camel.disableJMX();
        camel.getShutdownStrategy().setTimeUnit(TimeUnit.MILLISECONDS);
        camel.getShutdownStrategy().setTimeout(100);
        camel.getRegistry()
                .bind("holdAndRelay", new HoldAndRelay(settings, relays, meters, starters));
        camel.getRegistry().bind("relayWorkers", workers.group());
        addRoute();
        camel.start();
    }

    /** Adds the listener's route, as a loader does that has read its file. */
    void addRoute() throws Exception {
        camel.addRoutes(
                new RouteBuilder() {
                    @Override
                    public void configure() {
                        fromF(
                                        "netty:tcp://127.0.0.1:%d?sync=false"
                                                + "&serverInitializerFactory=#holdAndRelay"
                                                + "&workerGroup=#relayWorkers&bossCount=1"
                                                + "&nativeTransport=%s",
                                        port, workers.isNative())
                                .routeId(ROUTE)
                                .process(new Script())
                                .id(ROUTE + ".wake");
                    }
                });
    }

    /** The oldest start of the route that was not looked at yet. */
    Wake nextWake() throws InterruptedException {
        Wake wake = wakes.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (wake == null) {
            throw new AssertionError("the route was not started");
        }
        return wake;
    }

    int wakesNotLookedAt() {
        return wakes.size();
    }

    Socket connect() throws IOException {
        Socket socket = new Socket();
        socket.setSoTimeout(PATIENCE_SECONDS * 1000);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        return socket;
    }

    double held() {
        return meters.get("vmstation.relay.held.connections").gauge().value();
    }

    double open() {
        return meters.get("vmstation.relay.open.connections").gauge().value();
    }

    double ended(String outcome) {
        return meters.get("vmstation.relay.connections").tag("outcome", outcome).counter().count();
    }

    double bytes(String direction) {
        return meters.get("vmstation.relay.bytes").tag("direction", direction).counter().count();
    }

    void stop() throws Exception {
        relays.close();
        for (Wake wake = wakes.poll(); wake != null; wake = wakes.poll()) {
            wake.fails("over");
        }
        camel.close();
        workers.group().shutdownGracefully(0, 5, TimeUnit.SECONDS).sync();
        starters.shutdownNow();
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    /** One start of the route. */
    record Wake(Exchange exchange, AsyncCallback callback) {

        String source() {
            return exchange.getVariable(ExchangeVariables.SOURCE, String.class);
        }

        Wake isFor(String node) {
            exchange.setVariable(ExchangeVariables.NODE, node);
            return this;
        }

        void finds(String target) {
            exchange.setVariable(ExchangeVariables.TARGET, target);
            callback.done(false);
        }

        void finds(Service service) {
            finds("127.0.0.1:" + service.port());
        }

        void fails(String reason) {
            exchange.setVariable(ExchangeVariables.FAILURE, reason);
            callback.done(false);
        }

        void failsAndMayBeRepeatedAfter(String reason, int seconds) {
            exchange.setVariable(ExchangeVariables.RETRY_AFTER, seconds);
            fails(reason);
        }

        void throwsUp(Exception exception) {
            exchange.setException(exception);
            callback.done(false);
        }

        void findsNothing() {
            callback.done(false);
        }
    }

    /** What was noted of clients that left. */
    static final class Farewells implements NodeActivity {
        final BlockingQueue<String> notes = new LinkedBlockingQueue<>();

        @Override
        public void used(String node, String what) {
            notes.add(node + ": " + what);
        }

        @Override
        public Optional<Use> last(String node) {
            return Optional.empty();
        }
    }

    private final class Script extends AsyncProcessorSupport {
        @Override
        public boolean process(Exchange exchange, AsyncCallback callback) {
            wakes.add(new Wake(exchange, callback));
            return false;
        }
    }
}
