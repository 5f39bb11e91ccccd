package io.vmstation.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The demo as somebody sees it who has just built the jar; needs neither root nor a lab. */
@Timeout(90)
class DemoTest {
    /** 128 and the number of SIGTERM. */
    private static final int ENDED_AS_ASKED = 143;

    @TempDir private Path folder;

    @Test
    void wakesItsNodeTellsTheStoryAndLeavesNothingBehind() throws Exception {
        int port = freePort();
        Process demo = start(port);
        try {
            Awaitility.await("the demo invites")
                    .atMost(Duration.ofSeconds(40))
                    .until(() -> told().contains("curl http://127.0.0.1:" + port + "/"));
            assertThat(filesOfTheDemo()).hasSize(1);

            assertThat(get(port).body())
                    .isEqualTo("Hello from the node that was asleep a moment ago.\n");

            Awaitility.await().until(() -> told().contains("the wake is complete"));
            assertThat(told())
                    .containsSubsequence(
                            "a client connected from 127.0.0.1",
                            "a magic packet is sent",
                            "the machine answers",
                            "its service is ready",
                            "the wake is complete")
                    .containsSubsequence("heard its magic packet", "the node is up");
        } finally {
            demo.destroy();
        }
        assertThat(demo.waitFor()).isEqualTo(ENDED_AS_ASKED);
        assertThat(filesOfTheDemo()).isEmpty();
    }

    @Test
    void saysInOneSentenceThatItsPortIsTaken() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Process demo = start(taken.getLocalPort());

            assertThat(demo.waitFor()).isEqualTo(1);
            assertThat(told().lines())
                    .singleElement()
                    .asString()
                    .startsWith("vmstation: the demo cannot listen on port " + taken.getLocalPort())
                    .contains("--port");
            assertThat(filesOfTheDemo()).isEmpty();
        }
    }

    private Process start(int port) throws IOException {
        List<String> command =
                new ArrayList<>(PackagedJar.command(List.of("-Djava.io.tmpdir=" + folder)));
        command.addAll(List.of("demo", "--port", Integer.toString(port)));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("terminal").toFile())
                .start();
    }

    private String told() throws IOException {
        return Files.readString(folder.resolve("terminal"));
    }

    private List<Path> filesOfTheDemo() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(f -> f.getFileName().toString().startsWith("vmstation-demo-"))
                    .toList();
        }
    }

    private static HttpResponse<String> get(int port) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/"))
                                .timeout(Duration.ofSeconds(40))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
