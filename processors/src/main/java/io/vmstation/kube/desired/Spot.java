package io.vmstation.kube.desired;

/**
 * Where something stands.
 *
 * @param file as messages name it
 * @param line counted from 1; 0 when unknown
 * @param path of the field, {@code spec.containers[0].image}; may be empty
 */
record Spot(String file, int line, String path) {
    static Spot of(String file) {
        return new Spot(file, 0, "");
    }

    Spot at(int otherLine) {
        return otherLine == 0 ? this : new Spot(file, otherLine, path);
    }

    Spot child(Object step) {
        String further =
                step instanceof Integer
                        ? path + "[" + step + "]"
                        : path + (path.isEmpty() ? "" : ".") + step;
        return new Spot(file, line, further);
    }

    /** The place without the path of the field, to point at from elsewhere. */
    String shortly() {
        return line == 0 ? file : file + ":" + line;
    }

    @Override
    public String toString() {
        return path.isEmpty() ? shortly() : shortly() + ": " + path;
    }
}
