package io.vmstation.share.files;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * File names as the bytes that they are on disk. Java turns names into text by the locale, and what
 * that cannot say is lost: a service without a locale could not watch a directory with an umlaut.
 * URIs of paths carry the bytes (RFC 8089), so they go that way.
 */
final class FileNames {
    private static final String HEX = "0123456789ABCDEF";

    private FileNames() {}

    /** The bytes of an absolute path, with a zero at the end. */
    static byte[] terminated(Path path) {
        String uri = path.toUri().getRawPath();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(uri.length() + 1);
        for (int i = 0; i < uri.length(); i++) {
            char c = uri.charAt(i);
            if (c == '%') {
                bytes.write(Integer.parseInt(uri.substring(i + 1, i + 3), 16));
                i += 2;
            } else {
                bytes.write(c);
            }
        }
        bytes.write(0);
        return bytes.toByteArray();
    }

    /** The last name of an absolute path, one byte a character; empty for the root. */
    static String last(Path path) {
        byte[] bytes = terminated(path);
        int end = bytes.length - (bytes[bytes.length - 2] == '/' ? 2 : 1);
        int start = end;
        while (start > 0 && bytes[start - 1] != '/') {
            start--;
        }
        return new String(Arrays.copyOfRange(bytes, start, end), StandardCharsets.ISO_8859_1);
    }

    /**
     * The file of that name in a directory.
     *
     * @param name one byte a character
     */
    static Path resolve(Path directory, String name) {
        StringBuilder uri = new StringBuilder(directory.toUri().getRawPath());
        if (uri.charAt(uri.length() - 1) != '/') {
            uri.append('/');
        }
        for (byte next : name.getBytes(StandardCharsets.ISO_8859_1)) {
            uri.append('%').append(HEX.charAt((next >> 4) & 0xf)).append(HEX.charAt(next & 0xf));
        }
        return Path.of(URI.create("file://" + uri));
    }
}
