package io.vmstation.kube.stack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map.Entry;

/**
 * The part {@code alertmanager}: global settings, routes and receivers take the place of the
 * delivered ones; what the delivered configuration has besides, such as inhibition, stays.
 */
final class AlertmanagerImport {
    private static final String NOBODY = "nobody";
    private static final String PASSWORD_FILE = "/etc/alertmanager/smtp/password";

    private final ObjectNode delivered;

    /**
     * @param delivered the configuration as it comes with the application
     */
    AlertmanagerImport(ObjectNode delivered) {
        this.delivered = delivered;
    }

    ObjectNode take(Section section) {
        ObjectNode result = delivered.deepCopy();
        global(section, result);
        if (section.has("receivers") || section.has("routes") || section.has("route")) {
            List<ObjectNode> receivers = section.maps("receivers");
            receivers.forEach(receiver -> headers(receiver, section));
            ArrayNode all = result.putArray("receivers");
            receivers.forEach(all::add);
            ObjectNode root = root(section, receivers, all);
            result.set("route", root);
            requireReceivers(root, all.findValuesAsText("name"), section);
        }
        for (String key : List.of("inhibit_rules", "templates", "time_intervals")) {
            JsonNode own = section.take(key);
            if (own.isArray()) {
                result.set(key, own);
            }
        }
        section.rest("is nothing that Alertmanager knows: it is left out");
        return result;
    }

    private static void global(Section section, ObjectNode result) {
        if (!section.has("global")) {
            return;
        }
        ObjectNode global = result.withObject("/global");
        if (section.take("global") instanceof ObjectNode own) {
            global.setAll(own.deepCopy());
        } else {
            section.notes().problem(section.key("global"), "is no map: write keys and values");
        }
        String host = global.path("smtp_smarthost").asText();
        if (host.startsWith("localhost:") || host.startsWith("127.")) {
            section.notes()
                    .notice(
                            section.key("global.smtp_smarthost"),
                            "is %s, which is the pod of Alertmanager itself and takes no mail: write"
                                            .formatted(host)
                                    + " the address of your mail server into "
                                    + MonitoringImport.ALERTMANAGER);
        }
        if (global.remove("smtp_auth_password") != null) {
            global.put("smtp_auth_password_file", PASSWORD_FILE);
            section.notes()
                    .notice(
                            section.key("global.smtp_auth_password"),
                            "is left out, because no file holds a password: put it into the key"
                                    + " password of the Secret alertmanager-smtp");
        }
    }

    private static void headers(ObjectNode receiver, Section section) {
        for (JsonNode one : receiver.path("email_configs")) {
            if (one instanceof ObjectNode mail && mail.remove("auth_password") != null) {
                mail.put("auth_password_file", PASSWORD_FILE);
                section.notes()
                        .notice(
                                section.key("receivers." + receiver.path("name").asText()),
                                "has an auth_password, which is left out, because no file holds a"
                                        + " password: put it into the key password of the Secret"
                                        + " alertmanager-smtp");
            }
            if (one instanceof ObjectNode mail && mail.has("subject")) {
                JsonNode subject = mail.remove("subject");
                mail.withObject("/headers").set("Subject", subject);
                section.notes()
                        .notice(
                                section.key("receivers." + receiver.path("name").asText()),
                                "has a subject, which Alertmanager refuses there: it becomes"
                                        + " headers.Subject");
            }
        }
    }

    private static ObjectNode root(Section section, List<ObjectNode> receivers, ArrayNode all) {
        List<ObjectNode> routes = section.maps("routes");
        if (section.take("route") instanceof ObjectNode own) {
            ObjectNode root = own.deepCopy();
            matchers(root, section);
            return root;
        }
        routes.forEach(route -> matchers(route, section));
        ObjectNode root = all.objectNode();
        root.put("receiver", fallback(routes, receivers));
        root.putArray("group_by").add("alertname").add("cluster").add("node");
        ArrayNode children = root.putArray("routes");
        ObjectNode silent = children.addObject().put("receiver", NOBODY);
        silent.putArray("matchers").add("severity=~\"none|info\"");
        routes.forEach(children::add);
        if (receivers.stream().noneMatch(one -> one.path("name").asText().equals(NOBODY))) {
            all.addObject().put("name", NOBODY);
        }
        section.notes()
                .notice(
                        section.key("routes"),
                        "has no root, which Alertmanager needs: one is put above, which sends to %s"
                                        .formatted(root.path("receiver").asText())
                                + " what no route fits, and nobody what is only information");
        return root;
    }

    /** Whoever is told the least urgent, so that nothing is lost and nobody is woken for it. */
    private static String fallback(List<ObjectNode> routes, List<ObjectNode> receivers) {
        for (int i = routes.size() - 1; i >= 0; i--) {
            if (routes.get(i).hasNonNull("receiver")) {
                return routes.get(i).path("receiver").asText();
            }
        }
        return receivers.isEmpty() ? NOBODY : receivers.get(0).path("name").asText();
    }

    /** Alertmanager does not start with a route to nowhere. */
    private static void requireReceivers(ObjectNode route, List<String> names, Section section) {
        String receiver = route.path("receiver").asText();
        if (!receiver.isEmpty() && !names.contains(receiver)) {
            section.notes()
                    .problem(
                            section.key("routes"),
                            "sends to %s, which is not among the receivers: add it there"
                                    .formatted(receiver));
        }
        for (JsonNode child : route.path("routes")) {
            if (child instanceof ObjectNode inner) {
                requireReceivers(inner, names, section);
            }
        }
    }

    private static void matchers(ObjectNode route, Section section) {
        translate(route, "match", "=", section);
        translate(route, "match_re", "=~", section);
        for (JsonNode child : route.path("routes")) {
            if (child instanceof ObjectNode inner) {
                matchers(inner, section);
            }
        }
    }

    private static void translate(ObjectNode route, String old, String operator, Section section) {
        JsonNode given = route.remove(old);
        if (given == null || given.isNull()) {
            return;
        }
        if (!(given instanceof ObjectNode labels)) {
            section.notes()
                    .problem(
                            section.key("routes"),
                            "has %s, which is no map of labels: without it, everything would fit"
                                    .formatted(old));
            return;
        }
        ArrayNode matchers = route.withArray("/matchers");
        for (Entry<String, JsonNode> label : labels.properties()) {
            matchers.add(label.getKey() + operator + JsonText.of(label.getValue().asText()));
        }
        section.notes()
                .notice(
                        section.key("routes"),
                        "has %s, which is obsolete: it becomes matchers".formatted(old));
    }
}
