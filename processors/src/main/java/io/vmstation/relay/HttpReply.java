package io.vmstation.relay;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;

/** The answers 503 (RFC 9110 section 15.6.4) that a client gets instead of the service's own. */
final class HttpReply {
    private static final int LONGEST_REASON = 300;
    private static final String PAGE =
            """
            <!doctype html>
            <html lang="en"><head><meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">%s
            <link rel="icon" href="data:,"><title>%s</title>
            <style>body{font:1.1em/1.5 system-ui,sans-serif;max-width:32em;margin:20vh auto;\
            padding:0 1em;text-align:center}</style></head>
            <body><h1>%s</h1><p>%s</p></body></html>
            """;

    private HttpReply() {}

    /** Says why the request failed, as a page to browsers and as a line of text to others. */
    static ByteBuf failure(HttpHead request, WakeOutcome.Failed failed) {
        String reason = oneLine(failed.reason());
        int retryAfter = failed.retryAfterSeconds();
        if (!request.wantsHtml()) {
            return reply(request, "text/plain", retryAfter, reason + "\n");
        }
        String text = escape(reason) + "</p><p>Try again in " + retryAfter + " seconds.";
        return reply(
                request,
                "text/html",
                retryAfter,
                PAGE.formatted("", "Not available", "Not available", text));
    }

    /** Says that the node is being woken; a browser asks again by itself. */
    static ByteBuf waitingPage(HttpHead request) {
        String title = "Waking up";
        return reply(
                request,
                "text/html",
                2,
                PAGE.formatted(
                        "<meta http-equiv=\"refresh\" content=\"2\">",
                        title,
                        title + "…",
                        "The machine behind this address was asleep and is being woken."
                                + " This page reloads by itself."));
    }

    private static ByteBuf reply(HttpHead request, String type, int retryAfter, String body) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        String head =
                "HTTP/1.1 503 Service Unavailable\r\n"
                        + ("Retry-After: " + retryAfter + "\r\n")
                        + ("Content-Type: " + type + "; charset=utf-8\r\n")
                        + ("Content-Length: " + bytes.length + "\r\n")
                        + "Content-Security-Policy: default-src 'none';"
                        + " style-src 'unsafe-inline'; img-src data:\r\n"
                        + "Cache-Control: no-store\r\n"
                        + "Connection: close\r\n\r\n";
        ByteBuf headBytes = Unpooled.copiedBuffer(head, StandardCharsets.US_ASCII);
        return request.method().equals("HEAD")
                ? headBytes
                : Unpooled.wrappedBuffer(headBytes, Unpooled.wrappedBuffer(bytes));
    }

    private static String oneLine(String reason) {
        String line = reason.replaceAll("[\\p{Cntrl}\\s]+", " ").strip();
        return line.length() <= LONGEST_REASON ? line : line.substring(0, LONGEST_REASON) + "…";
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
