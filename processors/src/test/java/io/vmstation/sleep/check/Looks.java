package io.vmstation.sleep.check;

import io.vmstation.node.Node;
import io.vmstation.node.Options;
import io.vmstation.node.TestNode;
import io.vmstation.spi.Commands;
import io.vmstation.spi.Evidence;
import io.vmstation.spi.OptionDescription;
import io.vmstation.spi.SleepCheck;
import io.vmstation.spi.SleepCheck.Question;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Looks as the engine does. */
final class Looks {
    static final Node NODE = TestNode.named("storagenodet3500").build();

    private Looks() {}

    /** What a check finds with the defaults of its options. */
    static Evidence look(SleepCheck check, Commands commands) {
        return look(check, commands, Map.of());
    }

    /** What a check finds when a user has set some of its options. */
    static Evidence look(SleepCheck check, Commands commands, Map<String, Object> set) {
        return check.look(question(check, commands, set)).orTimeout(1, TimeUnit.MINUTES).join();
    }

    static Question question(SleepCheck check, Commands commands, Map<String, Object> set) {
        return new Question(NODE, options(check, set), commands, Duration.ofSeconds(20));
    }

    static Options options(SleepCheck check, Map<String, Object> set) {
        Map<String, Object> values = new HashMap<>();
        for (OptionDescription option : check.options()) {
            option.defaultText().ifPresent(text -> values.put(option.name(), read(option, text)));
        }
        values.putAll(set);
        return new Options(values);
    }

    private static Object read(OptionDescription option, String text) {
        return switch (option.type()) {
            case TEXT, OPTIONAL_TEXT, FILE, URL -> text;
            case TEXTS, NETWORKS -> items(text);
            case PORTS -> items(text).stream().map(Long::valueOf).toList();
            case INTEGER -> Long.valueOf(text);
            case NUMBER -> Double.valueOf(text);
            case FLAG -> Boolean.valueOf(text);
            case DURATION -> Duration.parse("PT" + text);
            case SIZE -> Long.parseLong(text.replace("KB", "")) * 1024;
        };
    }

    private static List<String> items(String text) {
        return Arrays.stream(text.split(",", -1))
                .map(String::strip)
                .filter(item -> !item.isEmpty())
                .toList();
    }
}
