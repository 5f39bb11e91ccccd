package io.vmstation.share.samba;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What {@code log level} of smb.conf(5) says about one debug class: {@code 1 auth:3
 * full_audit:1@/var/log/samba/audit.log}.
 *
 * @param level from 0, nothing but errors
 * @param file a log of its own, nothing: the one of all classes
 */
record LogLevel(int level, Optional<String> file) {
    private static final Pattern WORD =
            Pattern.compile("(?:([a-z_0-9]+):)?(\\d+)(?:@(\\S+))?", Pattern.CASE_INSENSITIVE);
    private static final int DEEPEST_INCLUDE = 5;

    static LogLevel of(String debugClass, String written) {
        LogLevel found = new LogLevel(0, Optional.empty());
        for (String word : written.split("[\\s,]+", -1)) {
            Matcher matcher = WORD.matcher(word);
            if (!matcher.matches()) {
                continue;
            }
            String name = matcher.group(1);
            if (name == null || name.equalsIgnoreCase("all") || name.equals(debugClass)) {
                found =
                        new LogLevel(
                                Integer.parseInt(matcher.group(2)),
                                Optional.ofNullable(matcher.group(3)));
            }
        }
        return found;
    }

    /**
     * Reads it from the file itself, since {@code testparm} puts its own in the place of it. Files
     * that are included are read too, unless their names depend on the client.
     *
     * @return nothing when the file cannot be read
     */
    static Optional<LogLevel> in(Path smbConf, String debugClass) {
        try {
            @Nullable String written = written(smbConf, DEEPEST_INCLUDE);
            return Optional.of(of(debugClass, written == null ? "0" : written));
        } catch (IOException | RuntimeException e) {
            return Optional.empty();
        }
    }

    private static @Nullable String written(Path file, int depth) throws IOException {
        String text = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        @Nullable String last = null;
        for (String line : text.replace("\\\n", " ").split("\n", -1)) {
            int equals = line.indexOf('=');
            if (equals < 0 || line.strip().startsWith("#") || line.strip().startsWith(";")) {
                continue;
            }
            String key = line.substring(0, equals).replaceAll("\\s", "").toLowerCase(Locale.ROOT);
            String value = line.substring(equals + 1).strip();
            if (key.equals("loglevel") || key.equals("debuglevel")) {
                last = value;
            } else if (key.equals("include") && depth > 0 && !value.contains("%")) {
                Path included = Path.of(value.replace("\"", ""));
                @Nullable String there =
                        Files.isReadable(included) ? written(included, depth - 1) : null;
                last = there == null ? last : there;
            }
        }
        return last;
    }
}
