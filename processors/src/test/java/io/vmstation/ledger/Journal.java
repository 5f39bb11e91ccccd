package io.vmstation.ledger;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Reads SQLite's write-ahead log, after section 4 of the SQLite database file format: a header of
 * 32 octets, then frames of a header of 24 octets and a page each.
 */
final class Journal {
    private static final int HEADER = 32;
    private static final int FRAME_HEADER = 24;
    private static final int PAGE_SIZE_AT = 8;
    private static final int SALT_AT = 16;
    private static final int FRAME_COMMIT_AT = 4;
    private static final int FRAME_SALT_AT = 8;

    private Journal() {}

    /** How many transactions it holds: frames of this generation that end one. */
    static long commits(Path state) throws IOException {
        Path file = state.resolve(LedgerFile.NAME + "-wal");
        ByteBuffer log = ByteBuffer.wrap(Files.readAllBytes(file));
        if (log.limit() < HEADER) {
            return 0;
        }
        int frame = FRAME_HEADER + log.getInt(PAGE_SIZE_AT);
        long commits = 0;
        for (int at = HEADER; at + frame <= log.limit(); at += frame) {
            boolean current = log.getLong(at + FRAME_SALT_AT) == log.getLong(SALT_AT);
            commits += current && log.getInt(at + FRAME_COMMIT_AT) != 0 ? 1 : 0;
        }
        return commits;
    }
}
