package io.vmstation.it;

import java.util.HashMap;
import java.util.Map;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * Something that happened to a machine of the lab, from its {@code events.jsonl}.
 *
 * @param at seconds since 1970; for a magic packet, when the kernel received it
 * @param event what
 * @param facts all of the line
 */
public record Happening(double at, String event, Map<String, String> facts) {
    public Happening {
        facts = Map.copyOf(facts);
    }

    static Happening parse(String line) {
        Object object = new Load(LoadSettings.builder().build()).loadFromString(line);
        Map<String, String> facts = new HashMap<>();
        ((Map<?, ?>) object)
                .forEach((name, value) -> facts.put(String.valueOf(name), String.valueOf(value)));
        return new Happening(
                Double.parseDouble(facts.getOrDefault("at", "")),
                facts.getOrDefault("event", ""),
                facts);
    }

    /** One fact; empty when the line does not have it. */
    public String fact(String name) {
        return facts.getOrDefault(name, "");
    }
}
