package io.vmstation.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Socket;
import org.junit.jupiter.api.Test;

class ReloadTest extends RelayTestBase {

    @Test
    void keepsARelayedConnectionWhileItsRouteIsStoppedAndStarted() throws Exception {
        try (Socket client = host().connect()) {
            host().nextWake().finds(service);
            try (Socket server = service.accept()) {
                host().camel.getRouteController().stopRoute(RelayFixture.ROUTE);
                assertThatTheyTalk(client, server);
                host().camel.getRouteController().startRoute(RelayFixture.ROUTE);
                assertThatTheyTalk(client, server);
                assertThatANewClientIsServed();
            }
        }
    }

    @Test
    void servesAHeldClientWhoseRouteWasStoppedAndStarted() throws Exception {
        try (Socket client = host().connect()) {
            RelayFixture.Wake wake = host().nextWake();
            host().camel.getRouteController().stopRoute(RelayFixture.ROUTE);
            host().camel.getRouteController().startRoute(RelayFixture.ROUTE);
            wake.finds(service);
            try (Socket server = service.accept()) {
                assertThatTheyTalk(client, server);
            }
        }
    }

    @Test
    void servesAHeldClientWhoseRouteWasReplaced() throws Exception {
        try (Socket client = host().connect()) {
            RelayFixture.Wake wake = host().nextWake();
            replaceRoute();
            wake.finds(service);
            try (Socket server = service.accept()) {
                assertThatTheyTalk(client, server);
                assertThatANewClientIsServed();
            }
        }
    }

    @Test
    void servesAHeldClientWhoseRouteIsGone() throws Exception {
        try (Socket client = host().connect()) {
            RelayFixture.Wake wake = host().nextWake();
            host().camel.getRouteController().stopRoute(RelayFixture.ROUTE);
            host().camel.removeRoute(RelayFixture.ROUTE);
            wake.finds(service);
            try (Socket server = service.accept()) {
                assertThatTheyTalk(client, server);
            }
        }
    }

    @Test
    void startsTheNewRouteForAHeldClientWhoseOldRouteEndedWithoutAnAnswer() throws Exception {
        try (Socket client = host().connect()) {
            RelayFixture.Wake wake = host().nextWake();
            replaceRoute();
            wake.findsNothing();
            host().nextWake().finds(service);
            try (Socket server = service.accept()) {
                assertThatTheyTalk(client, server);
            }
        }
    }

    private void replaceRoute() throws Exception {
        host().camel.getRouteController().stopRoute(RelayFixture.ROUTE);
        assertThat(host().camel.removeRoute(RelayFixture.ROUTE)).isTrue();
        host().addRoute();
    }

    private void assertThatANewClientIsServed() throws Exception {
        try (Socket client = host().connect()) {
            host().nextWake().finds(service);
            try (Socket server = service.accept()) {
                assertThatTheyTalk(client, server);
            }
        }
    }

    private static void assertThatTheyTalk(Socket client, Socket server) throws Exception {
        Traffic.say(client, "ping");
        assertThat(Traffic.hear(server, 4)).isEqualTo("ping");
        Traffic.say(server, "pong");
        assertThat(Traffic.hear(client, 4)).isEqualTo("pong");
    }
}
