package io.vmstation.ipmi.source.lan;

import io.vmstation.ipmi.source.lan.LanFailure.Kind;
import java.util.Arrays;
import java.util.Map;

/** What a BMC answered to a request. Whatever is read of it is checked to be there. Immutable. */
final class Answer {
    static final int OK = 0;
    static final int BUSY = 0xc0;
    static final int RESERVATION_LOST = 0xc5;
    static final int NOT_PRESENT = 0xcb;
    static final int NO_PRIVILEGE = 0xd4;

    /** IPMI 2.0 table 5-2. */
    private static final Map<Integer, String> MEANINGS =
            Map.ofEntries(
                    Map.entry(0xc0, "it is busy"),
                    Map.entry(0xc1, "it does not know the command"),
                    Map.entry(0xc2, "it does not know the command there"),
                    Map.entry(0xc3, "it took too long for itself"),
                    Map.entry(0xc4, "it is out of space"),
                    Map.entry(0xc5, "the reservation is lost"),
                    Map.entry(0xc6, "the request is cut short"),
                    Map.entry(0xc7, "the request has the wrong length"),
                    Map.entry(0xc8, "the request is too long"),
                    Map.entry(0xc9, "a parameter is out of range"),
                    Map.entry(0xca, "it cannot return that many bytes"),
                    Map.entry(0xcb, "it is not there"),
                    Map.entry(0xcc, "a field of the request is invalid"),
                    Map.entry(0xcd, "the command is not for that sensor"),
                    Map.entry(0xce, "it cannot answer"),
                    Map.entry(0xcf, "it takes it for a duplicate"),
                    Map.entry(0xd0, "its sensor records are being updated"),
                    Map.entry(0xd1, "its firmware is being updated"),
                    Map.entry(0xd2, "it is starting"),
                    Map.entry(0xd3, "what should answer cannot be reached"),
                    Map.entry(0xd4, "the privilege is too low: check bmc.privilege and the login"),
                    Map.entry(0xd5, "it cannot do that in its present state"),
                    Map.entry(0xd6, "the command is disabled"),
                    Map.entry(0xff, "for an unspecified reason"));

    private final Request request;
    private final int completion;
    private final byte[] data;

    /**
     * @param request what it answers
     * @param completion code, 0 for success
     * @param data without the completion code
     */
    Answer(Request request, int completion, byte[] data) {
        this.request = request;
        this.completion = completion;
        this.data = data.clone();
    }

    int completion() {
        return completion;
    }

    boolean isOk() {
        return completion == OK;
    }

    /** This answer, if it is one. */
    Answer orFail() throws LanFailure {
        return switch (completion) {
            case OK -> this;
            case 0xc1, 0xc2, 0xd6 -> throw new LanFailure(Kind.UNSUPPORTED, refusal());
            default -> throw new LanFailure(Kind.UNUSABLE, refusal());
        };
    }

    private String refusal() {
        return "the BMC answered %s with %02xh: %s"
                .formatted(
                        request.name(),
                        completion,
                        MEANINGS.getOrDefault(completion, "an error of that command"));
    }

    int size() {
        return data.length;
    }

    /** One byte, 0 to 255. */
    int at(int index) throws LanFailure {
        need(index + 1);
        return data[index] & 0xff;
    }

    /** Two bytes, the low one first. */
    int two(int index) throws LanFailure {
        return at(index) | at(index + 1) << 8;
    }

    /** Four bytes, the low one first. */
    long four(int index) throws LanFailure {
        return two(index) | (long) two(index + 2) << 16;
    }

    /** All bytes from there on. */
    byte[] from(int index) throws LanFailure {
        need(index);
        return Arrays.copyOfRange(data, index, data.length);
    }

    private void need(int size) throws LanFailure {
        if (data.length < size) {
            throw new LanFailure(
                    Kind.UNUSABLE, "the BMC's answer to " + request.name() + " is too short");
        }
    }
}
