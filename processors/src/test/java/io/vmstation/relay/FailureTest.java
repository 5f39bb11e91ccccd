package io.vmstation.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.vmstation.spi.RequestFailure;
import java.net.Socket;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class FailureTest extends RelayTestBase {
    private static final String REQUEST = "GET /film HTTP/1.1\r\nHost: node\r\n\r\n";
    private static final String BROWSER =
            "GET / HTTP/1.1\r\nHost: node\r\nAccept: text/html,*/*;q=0.8\r\n\r\n";

    @Test
    void closesASilentClientCleanly() throws Exception {
        try (Socket client = host().connect()) {
            host().nextWake().fails("It does not wake.");
            assertThat(client.getInputStream().read()).isEqualTo(-1);
        }
        assertThat(host().ended("failed")).isEqualTo(1);
    }

    @Test
    void closesAClientOfAnotherProtocolCleanlyThoughItHasSpoken() throws Exception {
        settings.holdBuffer = 16;
        try (Socket client = host().connect()) {
            Traffic.say(client, "SSH-2.0-OpenSSH_9.2\r\n" + "x".repeat(30_000));
            host().nextWake().fails("It does not wake.");
            assertThat(client.getInputStream().read()).isEqualTo(-1);
        }
    }

    @Test
    void tellsAnHttpClientWhyAndWhenToAskAgain() throws Exception {
        try (Socket client = host().connect()) {
            Traffic.say(client, REQUEST);
            host().nextWake().failsAndMayBeRepeatedAfter("It does\r\nSet-Cookie: x wake.", 42);
            String answer = Traffic.hearAll(client);
            assertThat(answer)
                    .startsWith("HTTP/1.1 503 Service Unavailable\r\n")
                    .contains("\r\nRetry-After: 42\r\n")
                    .contains("\r\nConnection: close\r\n")
                    .contains("\r\nCache-Control: no-store\r\n")
                    .contains("\r\nContent-Type: text/plain; charset=utf-8\r\n")
                    .endsWith("\r\n\r\nIt does Set-Cookie: x wake.\n");
        }
    }

    @Test
    void tellsAnHttpClientThatHasNotSpokenYetWhenTheFailureIsKnown() throws Exception {
        try (Socket client = host().connect()) {
            host().nextWake().fails("It does not wake.");
            Traffic.say(client, REQUEST);
            assertThat(Traffic.hearAll(client))
                    .contains("503", "Retry-After: 30", "It does not wake.");
        }
    }

    @Test
    void tellsAnHttpClientWhoseUploadIsNotWanted() throws Exception {
        try (Socket client = host().connect()) {
            RelayFixture.Wake wake = host().nextWake();
            Traffic.say(client, "PUT /x HTTP/1.1\r\nContent-Length: 100000\r\n\r\n");
            Traffic.say(client, "x".repeat(100_000));
            wake.fails("It does not wake.");
            assertThat(Traffic.hearAll(client)).contains("503").contains("It does not wake.");
        }
    }

    @Test
    void showsABrowserAPage() throws Exception {
        try (Socket client = host().connect()) {
            Traffic.say(client, BROWSER);
            host().nextWake().fails("It does <b>not</b> wake.");
            assertThat(Traffic.hearAll(client))
                    .contains("Content-Type: text/html", "It does &lt;b&gt;not&lt;/b&gt; wake.")
                    .doesNotContain("http-equiv");
        }
    }

    @Test
    void sendsNoBodyToHead() throws Exception {
        try (Socket client = host().connect()) {
            Traffic.say(client, "HEAD / HTTP/1.0\r\n\r\n");
            host().nextWake().fails("It does not wake.");
            assertThat(Traffic.hearAll(client)).contains("503").endsWith("\r\n\r\n");
        }
    }

    @Test
    void saysWhatTheRouteSaysToItsUsers() throws Exception {
        try (Socket client = host().connect()) {
            Traffic.say(client, REQUEST);
            host().nextWake().throwsUp(new RequestFailure("Storage stayed silent for 3 min.", 17));
            assertThat(Traffic.hearAll(client))
                    .contains("Retry-After: 17", "Storage stayed silent for 3 min.");
        }
    }

    @Test
    void keepsTheTextsOfOtherExceptionsInside() throws Exception {
        try (Socket client = host().connect()) {
            Traffic.say(client, REQUEST);
            host().nextWake().throwsUp(new IllegalStateException("/root/.ssh/id_ed25519"));
            assertThat(Traffic.hearAll(client)).contains("503").doesNotContain("id_ed25519");
        }
    }

    @Test
    void failsWhenTheRouteFindsNothing() throws Exception {
        try (Socket client = host().connect()) {
            Traffic.say(client, REQUEST);
            host().nextWake().findsNothing();
            assertThat(Traffic.hearAll(client)).contains("503");
        }
    }

    @Test
    void failsWhenTheTargetMakesNoSense() throws Exception {
        try (Socket client = host().connect()) {
            Traffic.say(client, REQUEST);
            host().nextWake().finds("nowhere");
            assertThat(Traffic.hearAll(client)).contains("503").doesNotContain("nowhere");
        }
    }

    @Test
    void failsWhenTheServiceRefuses() throws Exception {
        try (Socket client = host().connect()) {
            Traffic.say(client, REQUEST);
            host().nextWake().finds("127.0.0.1:" + RelayFixture.freePort());
            assertThat(Traffic.hearAll(client)).contains("503").doesNotContain("127.0.0.1");
        }
        assertThat(host().ended("failed")).isEqualTo(1);
    }

    @Test
    void showsAWaitingBrowserAPageThatReloadsItself() throws Exception {
        settings.waitingPage = true;
        settings.waitingPageAfter = Duration.ofMillis(100);
        try (Socket client = host().connect()) {
            Traffic.say(client, BROWSER);
            assertThat(Traffic.hearAll(client))
                    .startsWith("HTTP/1.1 503")
                    .contains("Retry-After: 2", "http-equiv=\"refresh\"", "light dark");
        }
        assertThat(host().ended("waiting-page")).isEqualTo(1);
        RelayFixture.Wake wake = host().nextWake();
        try (Socket reloaded = host().connect()) {
            eventually(() -> assertThat(host().held()).isEqualTo(1));
            wake.finds(service);
            try (Socket server = service.accept()) {
                Traffic.say(server, "film");
                assertThat(Traffic.hear(reloaded, 4)).isEqualTo("film");
            }
        }
    }

    @Test
    void keepsHoldingClientsThatAreNotBrowsers() throws Exception {
        settings.waitingPage = true;
        try (Socket player = host().connect();
                Socket browser = host().connect()) {
            Traffic.say(player, REQUEST);
            Traffic.say(browser, BROWSER);
            assertThat(Traffic.hearAll(browser)).contains("503");
            host().nextWake().finds(service);
            host().nextWake().finds(service);
            try (Socket server = service.accept()) {
                assertThat(Traffic.hear(server, REQUEST.length())).isEqualTo(REQUEST);
                assertThat(player.isConnected()).isTrue();
            }
        }
    }
}
