package io.vmstation.ipmi.source.lan;

/** Bytes of a datagram of RMCP+: IPMI 2.0 table 13-8. Callers see to it that they are there. */
final class Datagrams {

    /** Whether the header is of RMCP and the format of the session of IPMI 2.0. */
    static boolean isRmcpPlus(byte[] datagram) {
        return datagram[0] == 6 && datagram[3] == 7 && datagram[4] == 6;
    }

    static int two(byte[] datagram, int index) {
        return (datagram[index] & 0xff) | ((datagram[index + 1] & 0xff) << 8);
    }

    static int four(byte[] datagram, int index) {
        return two(datagram, index) | (two(datagram, index + 2) << 16);
    }

    /** The sum of some bytes, modulo 256. */
    static int sum(byte[] bytes, int from, int to) {
        int sum = 0;
        for (int i = from; i < to; i++) {
            sum += bytes[i];
        }
        return sum & 0xff;
    }

    private Datagrams() {}
}
