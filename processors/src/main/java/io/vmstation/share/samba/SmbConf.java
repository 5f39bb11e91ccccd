package io.vmstation.share.samba;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A configuration of Samba as {@code testparm -s} prints it: includes are resolved and names are in
 * their usual form. Names of sections and keys are compared without regard to case. Immutable.
 */
public final class SmbConf {
    private static final String GLOBAL = "global";

    /** Sections that are no share of that name; see smb.conf(5). */
    private static final Set<String> SPECIAL = Set.of(GLOBAL, "printers", "print$");

    private final Map<String, Map<String, String>> sections;

    private SmbConf(Map<String, Map<String, String>> sections) {
        this.sections = sections;
    }

    /** Reads what {@code testparm -s} printed. */
    public static SmbConf parse(String printed) {
        Map<String, Map<String, String>> sections = new LinkedHashMap<>();
        Map<String, String> current = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (String raw : printed.split("\n", -1)) {
            String line = raw.strip();
            int equals = line.indexOf('=');
            if (line.startsWith("[") && line.endsWith("]")) {
                current = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
                sections.put(line.substring(1, line.length() - 1), current);
            } else if (equals > 0 && !line.startsWith("#")) {
                current.put(line.substring(0, equals).strip(), line.substring(equals + 1).strip());
            }
        }
        return new SmbConf(Collections.unmodifiableMap(sections));
    }

    /** Names of the shares of files. */
    Set<String> shares() {
        return sections.keySet().stream()
                .filter(name -> !SPECIAL.contains(name.toLowerCase(Locale.ROOT)))
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /** A value of a share, or the default that {@code [global]} gives for all shares. */
    Optional<String> value(String share, String key) {
        return own(share, key).or(() -> global(key));
    }

    /** A value of {@code [global]}. */
    Optional<String> global(String key) {
        return own(GLOBAL, key);
    }

    private Optional<String> own(String section, String key) {
        return sections.entrySet().stream()
                .filter(entry -> entry.getKey().equalsIgnoreCase(section))
                .flatMap(entry -> Optional.ofNullable(entry.getValue().get(key)).stream())
                .findFirst();
    }
}
