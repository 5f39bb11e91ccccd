package io.vmstation.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpHeadTest {

    @Test
    void readsWhatABrowserSends() {
        String request =
                String.join(
                        "\r\n",
                        "GET /web/ HTTP/1.1",
                        "Host: node:30096",
                        "Accept: text/html,application/xml;q=0.9",
                        "",
                        "");
        assertThat(HttpHead.of(bytes(request))).contains(new HttpHead("GET", true, true));
    }

    @Test
    void readsWhatAProgramSends() {
        assertThat(HttpHead.of(bytes("POST /x HTTP/1.0\r\nAccept: */*\r\n\r\ntext/html")))
                .contains(new HttpHead("POST", true, false));
    }

    @Test
    void readsARequestLineThoughTheRestIsMissing() {
        assertThat(HttpHead.of(bytes("GET / HTTP/1.1\r\nHost: no")))
                .contains(new HttpHead("GET", false, false));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "SSH-2.0-OpenSSH_9.2p1\r\n",
                "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
                "EHLO example.org\r\n",
                "GET /\r\n",
                "GET / HTTP/1.1",
                "\u0016\u0003\u0001\u0002"
            })
    void takesNothingElseForARequest(String text) {
        assertThat(HttpHead.of(bytes(text))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "G", "GET / HT", "GET / HTTP/1.1\r"})
    void seesThatARequestLineMayFollow(String text) {
        assertThat(HttpHead.mayFollow(bytes(text))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"SSH-2.0-OpenSSH_9.2p1\r\n", "\u0016\u0003\u0001", "\u0000"})
    void seesThatNoRequestLineMayFollow(String text) {
        assertThat(HttpHead.mayFollow(bytes(text))).isFalse();
    }

    private static ByteBuf bytes(String text) {
        return Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1);
    }
}
