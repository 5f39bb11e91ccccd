package io.vmstation.relay;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The beginning of an HTTP/1.x request (RFC 9112 section 3), as far as it was received.
 *
 * @param method GET and the like
 * @param complete whether all of the head was received
 * @param wantsHtml whether the client accepts {@code text/html} by name, as browsers do for pages
 */
record HttpHead(String method, boolean complete, boolean wantsHtml) {
    private static final int LONGEST = 16 * 1024;
    private static final Pattern REQUEST_LINE =
            Pattern.compile("([A-Za-z!#$%&'*+.^_`|~0-9-]{1,32}) \\S+ HTTP/1\\.[0-9]\r?\n");
    private static final Pattern END = Pattern.compile("\r?\n\r?\n");
    private static final Pattern ACCEPTS_HTML =
            Pattern.compile("\naccept:[^\n]*text/html", Pattern.CASE_INSENSITIVE);
    private static final Pattern PART_OF_REQUEST_LINE = Pattern.compile("[\\x21-\\x7e ]*\r?");

    /** Reads what {@code bytes} begins with, if that is a whole request line. Moves no index. */
    static Optional<HttpHead> of(ByteBuf bytes) {
        String text = text(bytes);
        Matcher line = REQUEST_LINE.matcher(text);
        if (!line.lookingAt()) {
            return Optional.empty();
        }
        Matcher end = END.matcher(text);
        boolean complete = end.find();
        String head = complete ? text.substring(0, end.start()) : text;
        return Optional.of(
                new HttpHead(
                        line.group(1).toUpperCase(Locale.ROOT),
                        complete,
                        ACCEPTS_HTML.matcher(head).find()));
    }

    /** Whether more bytes could make a request line of what is not one yet. Moves no index. */
    static boolean mayFollow(ByteBuf bytes) {
        return bytes.readableBytes() < LONGEST
                && PART_OF_REQUEST_LINE.matcher(text(bytes)).matches();
    }

    private static String text(ByteBuf bytes) {
        return bytes.toString(
                bytes.readerIndex(),
                Math.min(bytes.readableBytes(), LONGEST),
                StandardCharsets.ISO_8859_1);
    }
}
