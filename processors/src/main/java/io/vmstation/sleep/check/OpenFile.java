package io.vmstation.sleep.check;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A file or folder that a client of Samba holds open, as {@code smbstatus --json} tells since Samba
 * 4.16.
 *
 * @param path on the node
 * @param name within its share
 * @param sharePath the folder that is shared
 * @param user empty when the session is not known
 * @param machine of the client; empty when the session is not known
 * @param shares those that the client's connection uses, by name
 */
record OpenFile(
        String path,
        String name,
        String sharePath,
        String user,
        String machine,
        Set<String> shares) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Reads all that {@code smbstatus --json} prints; one for each handle. */
    static List<OpenFile> parse(String printed) {
        JsonNode status = tree(printed);
        JsonNode files = status.path("open_files");
        if (files.isMissingNode() && isEmptyObject(status.path("sessions"))) {
            // Its list of open files does not exist before the first client (or smbd) comes.
            return List.of();
        }
        if (!files.isObject() || !status.path("sessions").isObject()) {
            throw new CannotTell("smbstatus printed no list of open files");
        }
        Map<String, JsonNode> sessions = new HashMap<>();
        status.path("sessions").forEach(session -> sessions.put(owner(session), session));
        Map<String, Set<String>> shares = new HashMap<>();
        status.path("tcons")
                .forEach(
                        share ->
                                shares.computeIfAbsent(process(share), none -> new HashSet<>())
                                        .add(share.path("service").asText()));
        List<OpenFile> open = new ArrayList<>();
        for (Map.Entry<String, JsonNode> file : files.properties()) {
            for (JsonNode handle : file.getValue().path("opens")) {
                open.add(of(file.getKey(), file.getValue(), handle, sessions, shares));
            }
        }
        return open;
    }

    private static boolean isEmptyObject(JsonNode node) {
        return node.isObject() && node.isEmpty();
    }

    /** {@code films/film.mkv by anna from 192.168.4.20}. */
    String who() {
        return Clause.of(name)
                + (user.isEmpty() ? "" : " by " + user)
                + (machine.isEmpty() ? "" : " from " + machine);
    }

    private static OpenFile of(
            String path,
            JsonNode file,
            JsonNode handle,
            Map<String, JsonNode> sessions,
            Map<String, Set<String>> shares) {
        JsonNode session = sessions.get(owner(handle));
        return new OpenFile(
                path,
                file.path("filename").asText(path),
                file.path("service_path").asText(),
                session == null ? "" : Clause.of(session.path("username").asText()),
                session == null ? "" : Clause.of(session.path("remote_machine").asText()),
                Set.copyOf(shares.getOrDefault(process(handle), Set.of())));
    }

    /** One process of Samba serves one client, one after another its users. */
    private static String owner(JsonNode node) {
        return process(node) + " " + node.path("uid").asText();
    }

    private static String process(JsonNode node) {
        return node.path("server_id").path("pid").asText();
    }

    private static JsonNode tree(String printed) {
        try {
            return JSON.readTree(printed);
        } catch (JsonProcessingException e) {
            throw new CannotTell("smbstatus printed no JSON: " + Clause.of(printed));
        }
    }
}
