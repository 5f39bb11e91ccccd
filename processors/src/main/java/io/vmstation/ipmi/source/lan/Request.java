package io.vmstation.ipmi.source.lan;

import static java.util.Objects.requireNonNull;

/** A command to a BMC: IPMI 2.0 appendix G has their numbers. Immutable. */
final class Request {
    private final String name;
    private final int function;
    private final int command;
    private final byte[] data;

    /**
     * @param name as in the standard
     * @param function network function, even
     * @param command its number
     * @param data what follows, a byte each
     */
    Request(String name, int function, int command, int... data) {
        this.name = requireNonNull(name, "name is null");
        this.function = function;
        this.command = command;
        this.data = bytes(data);
    }

    private static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }

    String name() {
        return name;
    }

    int function() {
        return function;
    }

    int command() {
        return command;
    }

    byte[] data() {
        return data.clone();
    }
}
