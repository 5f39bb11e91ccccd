package io.vmstation.sleep.check;

import java.util.List;
import java.util.stream.Stream;

/**
 * A program to ask, and what to do when it does not answer.
 *
 * @param line the program and its arguments
 * @param name how reasons call it
 * @param whenMissing the remedy when it is not installed
 * @param whenFailing the remedy when it ends with an error; may be empty
 */
record Program(List<String> line, String name, String whenMissing, String whenFailing) {
    private static final String COREUTILS = "install the package coreutils";

    Program {
        line = List.copyOf(line);
    }

    /** Of the given Debian package. */
    static Program of(String debianPackage, List<String> line) {
        return new Program(line, line.get(0), "install the package " + debianPackage, "");
    }

    /** Reads a file of the kernel. */
    static Program reading(String file) {
        return new Program(List.of("cat", file), "cat " + file, COREUTILS, "");
    }

    /** The same, with what to do when it ends with an error. */
    Program orElse(String remedy) {
        return new Program(line, name, whenMissing, remedy);
    }

    /** The same, run as root by those who may. */
    Program bySudo(boolean wanted) {
        return wanted
                ? new Program(
                        Stream.concat(Stream.of("sudo", "-n"), line.stream()).toList(),
                        name,
                        whenMissing,
                        whenFailing)
                : this;
    }

    /** What signs its errors. */
    String executable() {
        String program =
                line.stream()
                        .filter(w -> !w.equals("sudo") && !w.equals("-n"))
                        .findFirst()
                        .orElse("");
        return program.substring(program.lastIndexOf('/') + 1);
    }
}
