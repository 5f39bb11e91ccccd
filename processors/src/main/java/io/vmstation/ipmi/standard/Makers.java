package io.vmstation.ipmi.standard;

import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Who makes a controller: private enterprise numbers, assigned by the IANA. Thread-safe. */
public final class Makers {
    private final Map<Integer, String> byNumber;

    private Makers(Map<Integer, String> byNumber) {
        this.byNumber = Map.copyOf(byNumber);
    }

    /** Those that are known to make servers. */
    public static Makers ofServers() {
        return new Makers(
                Facts.lines("makers.txt")
                        .map(line -> line.split(" ", 2))
                        .collect(
                                Collectors.toMap(
                                        part -> Integer.valueOf(part[0]), part -> part[1])));
    }

    /** As bmc-info prints it: {@code Dell Inc. (674)}, or the number alone. */
    public String word(int number) {
        return Optional.ofNullable(byNumber.get(number))
                .map(name -> name + " (" + number + ")")
                .orElse(String.valueOf(number));
    }
}
