package io.vmstation.ipmi.export;

import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.vmstation.spi.ExchangeVariables;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.zip.GZIPOutputStream;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.jspecify.annotations.Nullable;

/**
 * Answers a scrape with what {@code readScrape} found, in the text format of Prometheus, compressed
 * for a client that wants it. Thread-safe.
 */
public final class ShowReading implements Processor {
    /** Prometheus 3 takes nothing without it. */
    static final String MEDIA_TYPE = PrometheusTextFormatWriter.CONTENT_TYPE;

    private static final String ACCEPT_ENCODING = "Accept-Encoding";
    private static final String GZIP = "gzip";

    private final PrometheusTextFormatWriter writer = PrometheusTextFormatWriter.create();

    @Override
    public void process(Exchange exchange) throws IOException {
        @Nullable Scraped scraped = exchange.getVariable(ExchangeVariables.SCRAPED, Scraped.class);
        if (scraped == null) {
            throw new IllegalStateException("the step readScrape must come before this one");
        }
        Message message = exchange.getMessage();
        boolean compressed = wantsGzip(message.getHeader(ACCEPT_ENCODING, "", String.class));
        message.removeHeaders("*");
        if (scraped instanceof Scraped.Refused refused) {
            refuse(message, refused);
        } else {
            show(message, (Scraped.Read) scraped, compressed);
        }
    }

    private static void refuse(Message message, Scraped.Refused refused) {
        message.setHeader(Exchange.HTTP_RESPONSE_CODE, refused.status());
        message.setHeader(Exchange.CONTENT_TYPE, "text/plain; charset=utf-8");
        // The sentence may quote the request: no browser is to take it for a page.
        message.setHeader("X-Content-Type-Options", "nosniff");
        message.setBody((refused.sentence() + "\n").getBytes(StandardCharsets.UTF_8));
    }

    private void show(Message message, Scraped.Read read, boolean compressed) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream out = compressed ? new GZIPOutputStream(bytes) : bytes) {
            writer.write(out, IpmiMetrics.of(read.reading(), read.rules()));
        }
        message.setHeader(Exchange.HTTP_RESPONSE_CODE, 200);
        message.setHeader(Exchange.CONTENT_TYPE, MEDIA_TYPE);
        if (compressed) {
            message.setHeader("Content-Encoding", GZIP);
        }
        message.setBody(bytes.toByteArray());
    }

    /** RFC 9110 section 12.5.3: named, and not with a weight of zero. */
    private static boolean wantsGzip(String acceptEncoding) {
        return Arrays.stream(acceptEncoding.split(",", -1))
                .map(part -> part.replaceAll("\\s", "").toLowerCase(Locale.ROOT))
                .anyMatch(part -> part.matches("gzip(;q=(1(\\.0{0,3})?|0\\.\\d*[1-9]\\d*))?"));
    }
}
