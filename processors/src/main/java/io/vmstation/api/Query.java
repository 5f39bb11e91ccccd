package io.vmstation.api;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The query of a request. */
final class Query {
    private Query() {}

    /**
     * Its words by their names.
     *
     * @param text as in the address, without the question mark
     * @param known the names that it may have
     */
    static Map<String, String> read(String text, Set<String> known) throws Unreadable {
        Map<String, String> found = new LinkedHashMap<>();
        for (String pair : text.split("&", -1)) {
            if (pair.isEmpty()) {
                continue;
            }
            List<String> parts = List.of(pair.split("=", 2));
            String key = decoded(parts.get(0));
            if (!known.contains(key)) {
                throw bad(
                        "The query has \"%s\", which is not known: known are %s.",
                        key, known.stream().sorted().collect(Collectors.joining(", ")));
            }
            String value = parts.size() == 1 ? "" : decoded(parts.get(1));
            if (found.put(key, value) != null) {
                throw bad("The query has %s%s twice.", key, "");
            }
        }
        return found;
    }

    /** A word that is true or false; left out it is false. */
    static boolean flag(Map<String, String> query, String name) throws Unreadable {
        String value = query.getOrDefault(name, "false");
        if (!Set.of("true", "false").contains(value)) {
            throw bad("%s must be true or false, not \"%s\".", name, value);
        }
        return value.equals("true");
    }

    private static String decoded(String text) throws Unreadable {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw bad("The query has \"%s\", which is not encoded as it should be%s.", text, "");
        }
    }

    /** A request that makes no sense, in one sentence of two parts. */
    static Unreadable bad(String sentence, String first, String second) {
        return new Unreadable(new ApiProblem(400, sentence.formatted(first, second)));
    }

    /** The request makes no sense. */
    static final class Unreadable extends Exception {
        private static final long serialVersionUID = 1;
        private final transient ApiProblem problem;

        Unreadable(ApiProblem problem) {
            super(problem.detail());
            this.problem = problem;
        }

        ApiProblem problem() {
            return problem;
        }
    }
}
