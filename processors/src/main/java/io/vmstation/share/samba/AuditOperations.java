package io.vmstation.share.samba;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The names of operations that the installed {@code vfs_full_audit} knows. They change from version
 * to version of Samba, the manual page lags behind them, and one name that is wrong makes Samba
 * refuse every client of the share. So they are read from the module itself: it holds a table of
 * pointers to them, the first of which is {@code connect} (source3/modules/vfs_full_audit.c, {@code
 * vfs_op_names}). The table is found as the longest series of pointers at equal distances: its
 * entries lie 16 or 8 bytes apart, the relocations that fill them 24 or 12 (elf(5)).
 */
public final class AuditOperations {
    private static final int MOST_BYTES = 64 * 1024 * 1024;
    private static final int LEAST_NAMES = 50;
    private static final int LONGEST_NAME = 64;
    private static final String FIRST = "connect";
    private static final byte[] MAGIC = {0x7f, 'E', 'L', 'F'};
    private static final int LOADED = 1;

    private final ByteBuffer file;
    private final boolean wide;
    private final List<Segment> segments = new ArrayList<>();

    /** Part of the file that is loaded at an address. */
    private record Segment(long address, long offset, long size) {}

    private AuditOperations(ByteBuffer file, boolean wide) {
        this.file = file;
        this.wide = wide;
    }

    /**
     * Reads them.
     *
     * @param module {@code full_audit.so}
     * @return nothing when it cannot be read or is built in a way that is not understood
     */
    public static Optional<Set<String>> of(Path module) {
        try {
            if (Files.size(module) > MOST_BYTES) {
                return Optional.empty();
            }
            return of(Files.readAllBytes(module));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static Optional<Set<String>> of(byte[] bytes) {
        for (int i = 0; i < MAGIC.length; i++) {
            if (bytes.length < 64 || bytes[i] != MAGIC[i]) {
                return Optional.empty();
            }
        }
        ByteOrder order = bytes[5] == 1 ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
        try {
            AuditOperations module =
                    new AuditOperations(ByteBuffer.wrap(bytes).order(order), bytes[4] == 2);
            module.readSegments();
            return Optional.of(module.table()).filter(names -> names.size() >= LEAST_NAMES);
        } catch (IndexOutOfBoundsException e) {
            return Optional.empty();
        }
    }

    private void readSegments() {
        int start = (int) word(wide ? 32 : 28);
        int size = file.getShort(wide ? 54 : 42);
        int count = file.getShort(wide ? 56 : 44);
        for (int at = start; at < start + count * size; at += size) {
            if (file.getInt(at) == LOADED) {
                segments.add(
                        wide
                                ? new Segment(word(at + 16), word(at + 8), word(at + 32))
                                : new Segment(word(at + 8), word(at + 4), word(at + 16)));
            }
        }
    }

    private Set<String> table() {
        int step = wide ? 8 : 4;
        Set<String> longest = Set.of();
        for (int at = 0; at + step <= file.limit(); at += step) {
            if (FIRST.equals(nameAt(at))) {
                for (int distance : new int[] {2 * step, 3 * step}) {
                    Set<String> names = series(at, distance);
                    longest = names.size() > longest.size() ? names : longest;
                }
            }
        }
        return longest;
    }

    private Set<String> series(int start, int distance) {
        Set<String> names = new TreeSet<>();
        for (int at = start; at + distance <= file.limit(); at += distance) {
            @Nullable String name = nameAt(at);
            if (name == null) {
                break;
            }
            names.add(name);
        }
        return names;
    }

    /** The name that the word at this place of the file points to; null when to none. */
    private @Nullable String nameAt(int place) {
        long address = word(place);
        for (Segment segment : segments) {
            if (address >= segment.address && address < segment.address + segment.size) {
                return name((int) (address - segment.address + segment.offset));
            }
        }
        return null;
    }

    private @Nullable String name(int offset) {
        int end = offset;
        while (end < file.limit() && end - offset < LONGEST_NAME && isNamePart(file.get(end))) {
            end++;
        }
        if (end == offset || end == file.limit() || file.get(end) != 0) {
            return null;
        }
        byte[] name = new byte[end - offset];
        file.get(offset, name);
        return new String(name, StandardCharsets.US_ASCII);
    }

    private static boolean isNamePart(byte c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
    }

    private long word(int place) {
        return wide ? file.getLong(place) : Integer.toUnsignedLong(file.getInt(place));
    }
}
