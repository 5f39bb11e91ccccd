package io.vmstation.config;

import io.vmstation.spi.OptionDescription;
import io.vmstation.spi.Requirement;
import io.vmstation.spi.SleepCheck;
import io.vmstation.spi.SleepMethod;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a configuration may name: the wake methods, sleep checks and sleep methods there are.
 *
 * @param wakeMethods their names
 * @param sleepChecks by name
 * @param sleepMethods by name
 */
public record Vocabulary(
        Set<String> wakeMethods, Map<String, Word> sleepChecks, Map<String, Word> sleepMethods) {
    public Vocabulary {
        wakeMethods = Set.copyOf(wakeMethods);
        sleepChecks = Map.copyOf(sleepChecks);
        sleepMethods = Map.copyOf(sleepMethods);
    }

    /**
     * A sleep check or a sleep method.
     *
     * @param options what can be set of it
     * @param needs what the node must have
     */
    public record Word(List<OptionDescription> options, Set<Requirement> needs) {
        public Word {
            options = List.copyOf(options);
            needs = Set.copyOf(needs);
        }

        List<String> optionNames() {
            return options.stream().map(OptionDescription::name).toList();
        }
    }

    /**
     * What these can do.
     *
     * @throws IllegalArgumentException when two checks, or two methods, share a name
     */
    public static Vocabulary of(
            Set<String> wakeMethods,
            Collection<? extends SleepCheck> checks,
            Collection<? extends SleepMethod> methods) {
        Map<String, Word> checkWords = new LinkedHashMap<>();
        for (SleepCheck check : checks) {
            Word word = new Word(check.options(), check.needs());
            put(checkWords, "sleep checks", check.name(), word);
        }
        Map<String, Word> methodWords = new LinkedHashMap<>();
        for (SleepMethod method : methods) {
            Word word = new Word(method.options(), method.needs());
            put(methodWords, "sleep methods", method.name(), word);
        }
        return new Vocabulary(wakeMethods, checkWords, methodWords);
    }

    private static void put(Map<String, Word> words, String kind, String name, Word word) {
        if (words.putIfAbsent(name, word) != null) {
            throw new IllegalArgumentException("two " + kind + " are named " + name);
        }
    }
}
