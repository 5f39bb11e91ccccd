package io.vmstation.kube.stack;

import java.util.ArrayList;
import java.util.List;

/** What there is to say about an import, in order. Not thread-safe. */
final class ImportNotes {
    private final List<String> notices = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();

    /** Something is written otherwise than it stood there, or not at all. */
    void notice(String key, String sentence) {
        notices.add(key + ": " + sentence);
    }

    /** Something cannot be read: nothing is written before it is put right. */
    void problem(String key, String sentence) {
        problems.add(key + ": " + sentence);
    }

    List<String> notices() {
        return List.copyOf(notices);
    }

    List<String> problems() {
        return List.copyOf(problems);
    }
}
