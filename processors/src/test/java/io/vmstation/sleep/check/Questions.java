package io.vmstation.sleep.check;

import io.vmstation.lan.Transports;
import io.vmstation.node.Node;
import io.vmstation.node.Options;
import io.vmstation.node.TestNode;
import io.vmstation.spi.Evidence;
import io.vmstation.spi.OptionDescription;
import io.vmstation.spi.SleepCheck;
import io.vmstation.wake.RecordedCommands;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Asks checks by the network, with the defaults of their options where a test sets none. */
final class Questions implements AutoCloseable {
    static final Duration TIME_LIMIT = Duration.ofSeconds(20);
    static final Node NODE = TestNode.named("storage").build();

    private final Transports transports = Transports.start(1, "questions");
    private final ExecutorService workers = Executors.newFixedThreadPool(2);
    final HttpQuestions http = new HttpQuestions(() -> transports, workers);

    Evidence ask(SleepCheck check, Map<String, Object> set) {
        return check.look(question(check, set)).join();
    }

    static SleepCheck.Question question(SleepCheck check, Map<String, Object> set) {
        Map<String, Object> values = new HashMap<>();
        for (OptionDescription option : check.options()) {
            option.defaultText().ifPresent(text -> values.put(option.name(), read(option, text)));
        }
        values.putAll(set);
        return new SleepCheck.Question(
                NODE, new Options(values), new RecordedCommands(), TIME_LIMIT);
    }

    private static Object read(OptionDescription option, String text) {
        return switch (option.type()) {
            case FLAG -> Boolean.valueOf(text);
            case DURATION -> Duration.parse("PT" + text.toUpperCase(java.util.Locale.ROOT));
            case TEXTS -> Arrays.stream(text.split(",", -1)).map(String::strip).toList();
            default -> text;
        };
    }

    @Override
    public void close() {
        transports.close();
        workers.shutdownNow();
    }
}
