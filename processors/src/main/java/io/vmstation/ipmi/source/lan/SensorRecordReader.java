package io.vmstation.ipmi.source.lan;

import io.vmstation.ipmi.source.lan.LanFailure.Kind;
import java.util.Arrays;
import java.util.Optional;

/**
 * Reads sensor data records: IPMI 2.0 sections 33.11 (Reserve SDR Repository) and 33.12 (Get SDR).
 * Each by one request at first, and in pieces from a BMC that cannot give a whole one. Used by one
 * thread at a time.
 */
final class SensorRecordReader {
    private static final int STORAGE = 0x0a;
    private static final int HEADER = 5;

    /** Asks for all of a record. */
    private static final int WHOLE = 0xff;

    /** What nearly all BMCs can give at once; so do the tools. */
    private static final int PIECE = 16;

    private static final int UNKNOWN_COMMAND = 0xc1;

    private int reservation = -1;
    private boolean inPieces;
    private int most = PIECE;

    /** A record and the number of the next one; an array does no harm here, nobody keeps it. */
    static final class Read {
        private final byte[] record;
        private final int next;

        private Read(byte[] record, int next) {
            this.record = record;
            this.next = next;
        }

        byte[] record() {
            return record;
        }

        int next() {
            return next;
        }
    }

    /** Whatever was reserved is not any more. */
    void restart() {
        reservation = -1;
    }

    /**
     * Reads a record.
     *
     * @param id its number, 0 for the first
     * @return nothing when the reservation was lost: try again
     */
    Optional<Read> read(Conversation bmc, int id) throws LanFailure {
        if (reservation < 0) {
            reserve(bmc);
        }
        if (!inPieces) {
            Answer answer = ask(bmc, id, 0, WHOLE);
            if (lost(answer)) {
                return Optional.empty();
            }
            if (answer.completion() == Answer.NOT_PRESENT
                    || answer.completion() == Answer.NO_PRIVILEGE) {
                answer.orFail();
            }
            if (answer.isOk() && isWhole(answer)) {
                return Optional.of(new Read(answer.from(2), answer.two(0)));
            }
            inPieces = true;
        }
        return readInPieces(bmc, id);
    }

    private static boolean isWhole(Answer answer) throws LanFailure {
        return answer.size() >= 2 + HEADER && answer.size() - 2 >= HEADER + answer.at(2 + 4);
    }

    private Optional<Read> readInPieces(Conversation bmc, int id) throws LanFailure {
        Answer header = ask(bmc, id, 0, HEADER);
        if (lost(header)) {
            return Optional.empty();
        }
        header.orFail();
        byte[] record = Arrays.copyOf(header.from(2), HEADER + header.at(2 + 4));
        for (int at = HEADER; at < record.length; ) {
            int wanted = Math.min(most, record.length - at);
            Answer piece = ask(bmc, id, at, wanted);
            if (lost(piece)) {
                return Optional.empty();
            }
            if (!piece.isOk() && most > HEADER) {
                most = Math.max(HEADER, most / 2);
                continue;
            }
            byte[] bytes = piece.orFail().from(2);
            if (bytes.length == 0) {
                throw new LanFailure(Kind.UNUSABLE, "the BMC gives no piece of a sensor record");
            }
            System.arraycopy(bytes, 0, record, at, Math.min(bytes.length, wanted));
            at += bytes.length;
        }
        return Optional.of(new Read(record, header.two(0)));
    }

    private void reserve(Conversation bmc) throws LanFailure {
        Answer answer = bmc.ask(new Request("Reserve SDR Repository", STORAGE, 0x22));
        // Who does not know reservations does not want one.
        reservation = answer.completion() == UNKNOWN_COMMAND ? 0 : answer.orFail().two(0);
    }

    private Answer ask(Conversation bmc, int id, int offset, int length) throws LanFailure {
        return bmc.ask(
                new Request(
                        "Get SDR",
                        STORAGE,
                        0x23,
                        reservation & 0xff,
                        reservation >> 8,
                        id & 0xff,
                        id >> 8,
                        offset,
                        length));
    }

    private boolean lost(Answer answer) {
        if (answer.completion() == Answer.RESERVATION_LOST) {
            reservation = -1;
            return true;
        }
        return false;
    }
}
