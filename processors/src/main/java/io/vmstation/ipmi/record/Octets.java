package io.vmstation.ipmi.record;

/** Numbers in records, low byte first. Callers see to it that the bytes are there. */
final class Octets {
    private Octets() {}

    static int two(byte[] record, int index) {
        return (record[index] & 0xff) | ((record[index + 1] & 0xff) << 8);
    }

    static int four(byte[] record, int index) {
        return two(record, index) | (two(record, index + 2) << 16);
    }
}
