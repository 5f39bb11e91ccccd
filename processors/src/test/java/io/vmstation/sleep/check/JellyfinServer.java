package io.vmstation.sleep.check;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The lab's Jellyfin, on loopback. */
final class JellyfinServer implements AutoCloseable {
    static final String KEY = "0123456789abcdef0123456789abcdef";

    private final Process process;
    private final String url;

    JellyfinServer(String... options) throws IOException {
        Path python = Path.of("/usr/bin/python3");
        assumeTrue(Files.isExecutable(python), "skipped, missing package: python3");
        List<String> line = new ArrayList<>(List.of(python.toString(), "../it/lab/jellyfin.py"));
        line.addAll(List.of("--address", "127.0.0.1", "--port", "0"));
        line.addAll(List.of(options));
        process = new ProcessBuilder(line).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        BufferedReader output = process.inputReader(StandardCharsets.UTF_8);
        String ready = String.valueOf(output.readLine());
        url = "http://127.0.0.1:" + ready.substring(ready.lastIndexOf(' ') + 1);
    }

    String url() {
        return url;
    }

    /** Does what the script describes as the lab's word. */
    void word(String verbAndFacts) throws IOException, InterruptedException {
        HttpResponse<Void> answer =
                HttpClient.newHttpClient()
                        .send(
                                HttpRequest.newBuilder(URI.create(url + "/_lab/" + verbAndFacts))
                                        .POST(HttpRequest.BodyPublishers.noBody())
                                        .build(),
                                HttpResponse.BodyHandlers.discarding());
        if (answer.statusCode() != 204) {
            throw new AssertionError("the lab does not know " + verbAndFacts);
        }
    }

    @Override
    public void close() {
        process.destroy();
    }
}
