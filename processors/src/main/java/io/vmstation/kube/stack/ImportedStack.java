package io.vmstation.kube.stack;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What becomes of a monitoring-config.yaml.
 *
 * @param files text by path relative to the home; none when there is a problem
 * @param notices what was translated or left out, a sentence each
 * @param problems what keeps it from being read, a sentence each with key and remedy
 */
public record ImportedStack(
        SortedMap<String, String> files, List<String> notices, List<String> problems) {
    public ImportedStack {
        files = new TreeMap<>(files);
        notices = List.copyOf(notices);
        problems = List.copyOf(problems);
    }
}
