package io.vmstation.host.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/**
 * Why a node is as it is, in sentences.
 *
 * @param node as the API tells of it
 */
record Reasons(JsonNode node, Times times) {

    List<String> sentences() {
        List<String> said = new ArrayList<>();
        String state = node.path("state").asText();
        if (state.equals("awake")) {
            said.add(awake());
            last(said);
            keeps(said);
        } else {
            said.add(name() + (wasPutToSleep(state) ? putToSleep() : asleep(state)));
            lastFailure(said, "wakes", "The last wake failed");
        }
        new Switched(node, times).sentence().ifPresent(said::add);
        if (node.has("sleepUnderWay")) {
            said.add(
                    "It is being put to sleep since %s (sleep %s)."
                            .formatted(
                                    times.at(node.path("sleepUnderWay").path("began").asText()),
                                    node.path("sleepUnderWay").path("id").asText()));
        }
        lastFailure(said, "sleeps", "The last attempt to put it to sleep did not work");
        if (node.has("nextWake")) {
            said.add("Its schedule wakes it at " + time("nextWake") + ".");
        }
        return said;
    }

    private String name() {
        return node.path("name").asText();
    }

    private String time(String key) {
        return times.at(node.path(key).asText());
    }

    private boolean wasPutToSleep(String state) {
        JsonNode last = node.path("sleeps").path(0);
        return state.equals("asleep")
                && last.path("outcome").asText().equals("asleep")
                && node.path("wakes")
                                .path(0)
                                .path("began")
                                .asText()
                                .compareTo(last.path("began").asText())
                        < 0;
    }

    private String putToSleep() {
        JsonNode last = node.path("sleeps").path(0);
        String source = last.path("source").asText("somebody");
        String why =
                switch (last.path("cause").asText()) {
                    case "idle" -> "nobody used it";
                    case "api" -> source + " asked the API";
                    case "command-line" -> source + " typed vmstation sleep";
                    default -> source + " asked (" + last.path("cause").asText() + ")";
                };
        return " is asleep: it was put to sleep at %s because %s (sleep %s)."
                .formatted(times.at(last.path("ended").asText()), why, last.path("id").asText());
    }

    private String asleep(String state) {
        String since = node.has("since") ? " since " + time("since") : "";
        return switch (state) {
            case "asleep" -> " does not answer" + since + ": it is asleep, or off.";
            case "waking" -> " is being woken" + since + by() + ".";
            case "failed" -> " could not be woken" + since + ".";
            default -> " was not looked at yet.";
        };
    }

    private String awake() {
        String since = node.has("since") ? " since " + time("since") : "";
        return node.has("wokenBy")
                ? name() + " is awake" + since + by() + "."
                : name() + " is awake" + since + "; no wake of ours is known for it.";
    }

    private String by() {
        JsonNode wake = node.path("wokenBy");
        if (wake.isMissingNode()) {
            return "";
        }
        String source = wake.path("source").asText("somebody");
        String service = wake.path("service").asText("it");
        String who =
                switch (wake.path("cause").asText()) {
                    case "connect" -> source + " connected to " + service;
                    case "api" -> source + " asked the API";
                    case "command-line" -> source + " typed vmstation wake";
                    case "schedule" -> "its schedule said so";
                    case "share" -> used(source);
                    case "dependency" -> source + " needs it";
                    default -> source + " asked (" + wake.path("cause").asText() + ")";
                };
        return " because %s at %s (wake %s)"
                .formatted(who, times.at(wake.path("at").asText()), wake.path("id").asText());
    }

    /** Of an access to files only the directory is known. */
    private static String used(String source) {
        return source.startsWith("/") ? "somebody used " + source : source + " used a share";
    }

    private void last(List<String> said) {
        JsonNode use = node.path("lastUse");
        if (!use.isMissingNode()) {
            said.add(
                    "It was last used at %s: %s."
                            .formatted(
                                    times.at(use.path("at").asText()), use.path("what").asText()));
        }
    }

    private void keeps(List<String> said) {
        if (node.path("sleep").asText().equals("never")) {
            said.add("It is never put to sleep: it has no sleep settings in nodes.yaml.");
            return;
        }
        JsonNode verdict = node.path("verdict");
        if (verdict.isMissingNode()) {
            said.add("Nobody has judged yet whether it may sleep.");
            return;
        }
        if (verdict.path("maySleep").asBoolean()) {
            said.add("Nothing keeps it awake.");
        } else if (node.has("nextSleep")) {
            said.add("It may sleep at " + time("nextSleep") + " if nobody uses it until then.");
        }
        List<String> reasons = new ArrayList<>();
        for (JsonNode finding : verdict.path("findings")) {
            String evidence = finding.path("evidence").asText();
            if (!evidence.equals("idle")) {
                String doubt = evidence.equals("unknown") ? "not known, " : "";
                reasons.add(reason(finding.path("check"), doubt + finding.path("reason").asText()));
            }
        }
        for (JsonNode hold : verdict.path("holds")) {
            reasons.add(reason(hold.path("kind"), hold.path("reason").asText()));
        }
        if (!reasons.isEmpty()) {
            said.add("What keeps it awake:");
            said.addAll(reasons);
        }
        if (node.path("sleep").asText().equals("dry-run")) {
            said.add("Nodes are only put to sleep once sleep.enabled=true is set.");
        }
    }

    /** What a program said may be a sentence of its own. */
    private static String clause(JsonNode reason) {
        return reason.asText().replaceAll("[.\\s]+$", "");
    }

    private static String reason(JsonNode what, String text) {
        return "  " + what.asText() + ": " + text;
    }

    private void lastFailure(List<String> said, String stories, String sentence) {
        JsonNode last = node.path(stories).path(0);
        String outcome = last.path("outcome").asText();
        if (List.of("failed", "interrupted", "aborted").contains(outcome)) {
            said.add(
                    "%s (%s at %s%s)."
                            .formatted(
                                    sentence,
                                    outcome,
                                    times.at(last.path("ended").asText()),
                                    last.has("reason") ? ": " + clause(last.path("reason")) : ""));
        }
    }
}
