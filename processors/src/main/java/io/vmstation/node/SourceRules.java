package io.vmstation.node;

import java.net.InetAddress;
import java.util.List;

/**
 * Whose knock may wake a node. Ignoring is stronger than allowing.
 *
 * @param allow blocks that may wake; empty: everybody may
 * @param ignore blocks that never wake: scrapers, health checks, port scanners
 */
public record SourceRules(List<Network> allow, List<Network> ignore) {
    /** Everybody may wake. */
    public static final SourceRules EVERYBODY = new SourceRules(List.of(), List.of());

    public SourceRules {
        allow = List.copyOf(allow);
        ignore = List.copyOf(ignore);
    }

    /** What is decided about a source. */
    public sealed interface Verdict {
        /** It may wake. */
        record Allowed() implements Verdict {}

        /**
         * It must not wake anything.
         *
         * @param reason names the rule
         */
        record Ignored(String reason) implements Verdict {}
    }

    /**
     * Judges one source as a trigger names it. What is no address, such as the name of a trigger
     * inside the site, is allowed: rules are about the network.
     */
    public Verdict judge(String source) {
        // Which link it is on, fe80::1%eth0, is no part of the address (RFC 4007).
        int zone = source.indexOf('%');
        InetAddress address;
        try {
            address = Network.parseAddress(zone < 0 ? source : source.substring(0, zone));
        } catch (IllegalArgumentException e) {
            return new Verdict.Allowed();
        }
        return judge(address);
    }

    /** Judges one source. */
    public Verdict judge(InetAddress source) {
        for (Network block : ignore) {
            if (block.contains(source)) {
                return new Verdict.Ignored("ignored by rule " + block);
            }
        }
        if (allow.isEmpty() || allow.stream().anyMatch(block -> block.contains(source))) {
            return new Verdict.Allowed();
        }
        return new Verdict.Ignored("not in the allow list");
    }
}
