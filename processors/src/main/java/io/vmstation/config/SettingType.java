package io.vmstation.config;

import io.vmstation.node.BmcPolling;
import io.vmstation.node.Network;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What may stand behind a setting.
 *
 * @param description for the reference
 * @param parser reads it and says what is wrong
 */
record SettingType(String description, Parser<Object> parser) {

    /** A path as written; empty: none. */
    record PathText(String written) {}

    /** Entries of a list of sources: networks, addresses, or names of nodes. */
    record Sources(List<String> entries) {}

    /** A price, if there is one. */
    record Price(Optional<BigDecimal> amount) {}

    /** Names of wake methods. */
    record Methods(List<String> names) {}

    static SettingType duration(String least) {
        return new SettingType(
                "duration, at least " + least, Quantities.durationFrom(least)::parse);
    }

    /** A pause between two times; zero: never. */
    static SettingType interval(String least) {
        return new SettingType(
                "duration, at least " + least + ", or `0s`", Quantities.interval(least)::parse);
    }

    static SettingType size(String least, String most) {
        return new SettingType(
                "size from " + least + " to " + most,
                text -> {
                    long bytes = Quantities.bytes(text);
                    if (bytes < Quantities.bytes(least) || bytes > Quantities.bytes(most)) {
                        throw new IllegalArgumentException(
                                "is out of range: from " + least + " to " + most + " is expected");
                    }
                    return bytes;
                });
    }

    static SettingType integer(int least, int most) {
        return new SettingType(
                "whole number from " + least + " to " + most,
                text -> Quantities.integer(text, least, most));
    }

    static SettingType price() {
        return new SettingType(
                "number, with a point before its fraction; empty: none",
                text ->
                        new Price(
                                text.isEmpty()
                                        ? Optional.empty()
                                        : Optional.of(Quantities.decimal(text))));
    }

    static SettingType currency() {
        return new SettingType(
                "three capital letters",
                text -> {
                    if (!text.matches("[A-Z]{3}")) {
                        throw new IllegalArgumentException(
                                "is not a currency: write its three letters, such as EUR");
                    }
                    return text;
                });
    }

    static SettingType flag() {
        return new SettingType("`true` or `false`", Values::flag);
    }

    static SettingType path() {
        return new SettingType(
                "path", text -> new PathText(text.isEmpty() ? text : Values.path(text)));
    }

    static SettingType methods() {
        return new SettingType(
                "names of wake methods, in order, at least one",
                text -> new Methods(atLeastOne(items(text))));
    }

    static SettingType sleepChecks() {
        return new SettingType(
                "names of sleep checks, at least one", text -> atLeastOne(items(text)));
    }

    static SettingType sleepMethod() {
        return new SettingType("name of a sleep method", Values::word);
    }

    static SettingType ports() {
        return new SettingType(
                "ports, at least one",
                text -> atLeastOne(items(text)).stream().map(SettingType::parsePort).toList());
    }

    private static Integer parsePort(String item) {
        try {
            return Quantities.port(item);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "has the entry " + item + ", which " + e.getMessage(), e);
        }
    }

    static SettingType sources() {
        return new SettingType(
                "networks, addresses, names of nodes", text -> new Sources(items(text)));
    }

    static SettingType networks() {
        return new SettingType(
                "networks and addresses, such as `192.168.4.0/24`, separated by commas",
                text -> items(text).stream().map(SettingType::parseNetwork).toList());
    }

    private static Network parseNetwork(String item) {
        try {
            return Network.parse(item);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "has the entry " + item + ", which " + e.getMessage(), e);
        }
    }

    static SettingType word() {
        return new SettingType("text", text -> text);
    }

    static SettingType zone() {
        return new SettingType(
                "time zone, such as `Europe/Berlin`; empty: the one of this machine",
                text -> text.isEmpty() ? text : Values.zone(text));
    }

    static SettingType texts() {
        return new SettingType("words, separated by commas", SettingType::items);
    }

    static SettingType collectors() {
        return new SettingType(
                "names of collectors, at least one",
                text ->
                        atLeastOne(items(text)).stream()
                                .map(SettingType::parseCollector)
                                .distinct()
                                .toList());
    }

    private static String parseCollector(String item) {
        try {
            return new OneOf("collector", BmcPolling.COLLECTORS).parse(item);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "has the entry " + item + ", which " + e.getMessage(), e);
        }
    }

    static SettingType oneOf(String... words) {
        List<String> known = List.of(words);
        return new SettingType(
                "`" + String.join("`, `", known) + "`",
                text -> {
                    if (!known.contains(text)) {
                        throw new IllegalArgumentException(
                                "is not known: write one of " + String.join(", ", known));
                    }
                    return text;
                });
    }

    static SettingType name() {
        return new SettingType("name", Values::name);
    }

    static SettingType host() {
        return new SettingType(
                "IP address of this machine, or `localhost`", SettingType::parseHost);
    }

    private static String parseHost(String text) {
        if (!text.equals("localhost")) {
            Network.parseAddress(text);
        }
        return text;
    }

    static SettingType url() {
        return new SettingType(
                "URL, `http://` or `https://`, without a login; empty: none",
                text -> text.isEmpty() ? text : Values.url(text));
    }

    static SettingType listenAddress() {
        return new SettingType("`address:port`", SettingType::parseListenAddress);
    }

    private static InetSocketAddress parseListenAddress(String text) {
        int colon = text.lastIndexOf(':');
        if (colon < 0) {
            throw new IllegalArgumentException(
                    "is not an address and a port: write both, such as 0.0.0.0:2222");
        }
        String host = text.substring(0, colon).replaceAll("^\\[(.*)]$", "$1");
        int port = Quantities.port(text.substring(colon + 1));
        return new InetSocketAddress(
                host.equals("localhost")
                        ? InetAddress.getLoopbackAddress()
                        : Network.parseAddress(host),
                port);
    }

    private static List<String> items(String text) {
        return Arrays.stream(text.split(",")).map(String::strip).filter(s -> !s.isEmpty()).toList();
    }

    private static List<String> atLeastOne(List<String> items) {
        if (items.isEmpty()) {
            throw new IllegalArgumentException("is empty: at least one entry is expected");
        }
        return items;
    }
}
