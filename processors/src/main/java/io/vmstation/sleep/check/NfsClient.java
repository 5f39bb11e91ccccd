package io.vmstation.sleep.check;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A client of the kernel's NFSv4 server, from {@code /proc/fs/nfsd/clients} of Linux 5.3 and newer
 * (fs/nfsd/nfs4state.c: {@code client_info_show}, {@code states_show}).
 *
 * @param name as it calls itself
 * @param states open files, locks and delegations, one line each
 */
record NfsClient(InetAddress address, String name, Status status, List<String> states) {
    private static final Pattern LINE = Pattern.compile(".*/clients/(\\d+)/(info|states):(.*)");
    private static final Pattern VALUE = Pattern.compile("([A-Za-z][A-Za-z ]*): *\"?(.*?)\"?");
    private static final Pattern FILE = Pattern.compile("filename: \"(.*?)\"(?:,| })");

    /** Whether the server hears from it. */
    enum Status {
        /** It is there. */
        CONFIRMED,
        /** It is just beginning. */
        UNCONFIRMED,
        /** It has not been heard of for a while; what it had open is kept in case it comes back. */
        GONE
    }

    private static final Map<String, Status> STATUSES =
            Map.of(
                    "confirmed", Status.CONFIRMED,
                    "unconfirmed", Status.UNCONFIRMED,
                    "courtesy", Status.GONE,
                    "expirable", Status.GONE);

    /** Reads the files of all clients, each line with the path of its file before it. */
    static List<NfsClient> parse(String printed) {
        Map<Integer, List<String>> info = new TreeMap<>();
        Map<Integer, List<String>> states = new TreeMap<>();
        for (String line : printed.lines().toList()) {
            Matcher matcher = LINE.matcher(line);
            if (!matcher.matches()) {
                throw unreadable(line);
            }
            (matcher.group(2).equals("info") ? info : states)
                    .computeIfAbsent(Integer.valueOf(matcher.group(1)), none -> new ArrayList<>())
                    .add(matcher.group(3));
        }
        if (!info.keySet().containsAll(states.keySet())) {
            throw new CannotTell("the NFS server tells of open files without their client");
        }
        return info.entrySet().stream()
                .map(each -> of(each.getValue(), states.getOrDefault(each.getKey(), List.of())))
                .toList();
    }

    /** {@code film.mkv by laptop (192.168.4.20)}. */
    String what() {
        List<String> files =
                states.stream()
                        .map(FILE::matcher)
                        .filter(Matcher::find)
                        .map(matcher -> matcher.group(1))
                        .distinct()
                        .toList();
        return (files.isEmpty() ? "something" : Clause.of(files))
                + " by "
                + name
                + " ("
                + address.getHostAddress()
                + ")";
    }

    private static NfsClient of(List<String> info, List<String> states) {
        Map<String, String> values = new TreeMap<>();
        for (String line : info) {
            Matcher matcher = VALUE.matcher(line);
            if (matcher.matches()) {
                values.putIfAbsent(matcher.group(1), matcher.group(2));
            }
        }
        // Linux before 5.12 does not tell; whatever has something open then counts.
        Status status = STATUSES.get(values.getOrDefault("status", "confirmed"));
        String address = values.get("address");
        if (status == null || address == null) {
            throw unreadable(String.join(" ", info));
        }
        return new NfsClient(
                TcpConnection.address(address.replaceAll(":\\d+$", "")),
                Clause.of(values.getOrDefault("name", "a client")),
                status,
                states.stream().filter(line -> !line.isBlank()).toList());
    }

    private static CannotTell unreadable(String text) {
        return new CannotTell("the NFS server's list of clients is unreadable: " + Clause.of(text));
    }
}
