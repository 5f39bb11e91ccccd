package io.vmstation.config;

import io.vmstation.node.Hours;
import io.vmstation.schedule.CronLine;
import java.time.ZoneId;
import java.util.List;
import java.util.regex.Pattern;

/** Reads the schedule of a node. */
final class ScheduleReader {
    private static final Pattern CAUSE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*");

    /** Causes of our own routes; those of a user's routes may be called anything. */
    private static final List<String> CAUSES = List.of("connect", "schedule", "api");

    private final Problems problems;

    ScheduleReader(Problems problems) {
        this.problems = problems;
    }

    ScheduleDraft read(Fields fields) {
        List<Located<String>> causes = fields.many("quietCauses", ScheduleReader::cause);
        List<Located<Hours>> quiet = fields.many("quiet", Hours::parse);
        causes.forEach(this::warnOfMistypedCause);
        if (!fields.has("quiet")) {
            causes.stream()
                    .findFirst()
                    .ifPresent(
                            cause ->
                                    problems.report(
                                            cause.place(),
                                            "means nothing without quiet hours: add `quiet: ...`,"
                                                    + " or remove it"));
        }
        return new ScheduleDraft(
                fields.one("zone", ScheduleReader::zone).map(Located::value),
                fields.many("wake", ScheduleReader::cronLine),
                plain(quiet),
                plain(causes),
                plain(fields.many("neverSleep", Hours::parse)));
    }

    private static ZoneId zone(String text) {
        return ZoneId.of(Values.zone(text));
    }

    private static String cronLine(String text) {
        var unused = CronLine.parse(text);
        return text;
    }

    private static String cause(String text) {
        if (!CAUSE.matcher(text).matches()) {
            throw new IllegalArgumentException(
                    "is not a cause: write the word that a route puts into the variable `cause`,"
                            + " such as schedule or api");
        }
        return text;
    }

    private void warnOfMistypedCause(Located<String> cause) {
        if (!CAUSES.contains(cause.value())) {
            Suggestion.closest(cause.value(), CAUSES)
                    .ifPresent(
                            guess ->
                                    problems.warn(
                                            cause.place(),
                                            cause.text(),
                                            "is no cause of the bundled routes: did you mean '"
                                                    + guess
                                                    + "'?"));
        }
    }

    private static <T> List<T> plain(List<Located<T>> located) {
        return located.stream().map(Located::value).distinct().toList();
    }
}
