package io.vmstation.ipmi.source;

import io.vmstation.ipmi.source.BmcSources.Choice;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says in the log which source serves which node, once and at each change. Thread-safe. */
final class SourceNotices {
    private static final Logger log = LoggerFactory.getLogger(SourceNotices.class);

    private final ConcurrentMap<String, String> byNode = new ConcurrentHashMap<>();

    void note(String node, Choice choice) {
        String words = words(choice);
        if (words.equals(byNode.put(node, words))) {
            return;
        }
        if (choice instanceof Choice.Found found) {
            log.info(
                    "BMC is read by this source: node={}, source={}{}",
                    node,
                    found.source().name(),
                    found.passedOver().isEmpty()
                            ? ""
                            : ", notUsed=" + String.join("; ", found.passedOver()));
        } else {
            log.warn("BMC cannot be read from here: node={}, reason={}", node, words);
        }
    }

    private static String words(Choice choice) {
        if (choice instanceof Choice.Found found) {
            String name = found.source().name();
            return found.passedOver().isEmpty()
                    ? name
                    : name + " (not " + String.join("; not ", found.passedOver()) + ")";
        }
        return ((Choice.None) choice).reason();
    }

    Map<String, String> all() {
        return new TreeMap<>(byNode);
    }

    void retain(Predicate<String> nodes) {
        byNode.keySet().removeIf(nodes.negate());
    }
}
