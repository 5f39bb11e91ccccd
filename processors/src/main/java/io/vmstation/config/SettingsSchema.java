package io.vmstation.config;

import java.util.List;
import java.util.Optional;

/** Every setting, declared once. */
final class SettingsSchema {
    /** All of them, in the order of the reference. */
    static final List<SettingKey> KEYS =
            List.of(
                    new SettingKey("nodes.file", SettingType.path()),
                    new SettingKey("nodes.inventory", SettingType.path()),
                    new SettingKey("clusters.file", SettingType.path()),
                    new SettingKey("wake.methods", SettingType.methods()),
                    new SettingKey("wake.ports", SettingType.ports()),
                    new SettingKey("wake.deadline", SettingType.duration("1s")),
                    new SettingKey("wake.resend-interval", SettingType.duration("100ms")),
                    new SettingKey("wake.cool-down", SettingType.duration("0s")),
                    new SettingKey("wake.head-start", SettingType.duration("0ms")),
                    new SettingKey("wake.ignore-sources", SettingType.sources()),
                    new SettingKey("wake.allow-sources", SettingType.sources()),
                    new SettingKey("wake.arm-local-interfaces", SettingType.flag()),
                    new SettingKey("sleep.enabled", SettingType.flag()),
                    new SettingKey("sleep.method", SettingType.sleepMethod()),
                    new SettingKey("sleep.checks", SettingType.sleepChecks()),
                    new SettingKey("sleep.idle-for", SettingType.duration("0s")),
                    new SettingKey("sleep.grace", SettingType.duration("0s")),
                    new SettingKey("sleep.check-interval", SettingType.duration("1s")),
                    new SettingKey("sleep.check-timeout", SettingType.duration("1s")),
                    new SettingKey("sleep.drain-deadline", SettingType.duration("1s")),
                    new SettingKey("sleep.suspend-deadline", SettingType.duration("1s")),
                    new SettingKey("sleep.silence", SettingType.duration("1s")),
                    new SettingKey("sleep.back-off", SettingType.duration("0s")),
                    new SettingKey("schedule.zone", SettingType.zone()),
                    new SettingKey("kubernetes.enabled", SettingType.flag()),
                    new SettingKey("kubernetes.config", SettingType.path()),
                    new SettingKey("kubernetes.context", SettingType.word()),
                    new SettingKey("kubernetes.ready-deadline", SettingType.duration("1s")),
                    new SettingKey(
                            "reconcile.mode", SettingType.oneOf("enforce", "observe", "suspend")),
                    new SettingKey("reconcile.interval", SettingType.duration("1s")),
                    new SettingKey("reconcile.prune-objects", SettingType.integer(0, 100_000)),
                    new SettingKey("reconcile.prune-percent", SettingType.integer(0, 100)),
                    new SettingKey("api.host", SettingType.host()),
                    new SettingKey("api.port", SettingType.integer(0, 65535)),
                    new SettingKey("api.token-file", SettingType.path()),
                    new SettingKey("api.names", SettingType.texts()),
                    new SettingKey(
                            "ipmi.source",
                            SettingType.oneOf("auto", "native", "freeipmi", "ipmitool")),
                    new SettingKey("ipmi.interval", SettingType.interval("1s")),
                    new SettingKey("ipmi.time-limit", SettingType.duration("1s")),
                    new SettingKey("ipmi.collectors", SettingType.collectors()),
                    new SettingKey("ipmi.modules-file", SettingType.path()),
                    new SettingKey("ipmi.targets", SettingType.networks()),
                    new SettingKey("push.pushgateway", SettingType.url()),
                    new SettingKey("push.remote-write", SettingType.url()),
                    new SettingKey("push.interval", SettingType.duration("1s")),
                    new SettingKey("push.queue", SettingType.integer(1_000, 10_000_000)),
                    new SettingKey("push.user", SettingType.word()),
                    new SettingKey("push.password-file", SettingType.path()),
                    new SettingKey("push.token-file", SettingType.path()),
                    new SettingKey("energy.tariff", SettingType.price()),
                    new SettingKey("energy.currency", SettingType.currency()),
                    new SettingKey("energy.longest-gap", SettingType.duration("1s")),
                    new SettingKey("reach.ping", SettingType.flag()),
                    new SettingKey("reach.watch-interval", SettingType.duration("1s")),
                    new SettingKey("relay.max-held", SettingType.integer(1, 1_000_000)),
                    new SettingKey("relay.max-held-per-source", SettingType.integer(1, 1_000_000)),
                    new SettingKey("relay.hold-buffer", SettingType.size("1KB", "1MB")),
                    new SettingKey("relay.min-hold", SettingType.duration("0s")),
                    new SettingKey("relay.idle-timeout", SettingType.duration("1s")),
                    new SettingKey("relay.drain", SettingType.duration("0s")),
                    new SettingKey("relay.connect-timeout", SettingType.duration("100ms")),
                    new SettingKey("relay.waiting-page", SettingType.flag()),
                    new SettingKey("relay.waiting-page-after", SettingType.duration("0s")),
                    new SettingKey("ledger.keep", SettingType.duration("1d")),
                    new SettingKey("metrics.host", SettingType.host()),
                    new SettingKey("metrics.port", SettingType.integer(0, 65535)),
                    new SettingKey("wake-node.enabled", SettingType.flag()),
                    new SettingKey("wake-on-jellyfin.enabled", SettingType.flag()),
                    new SettingKey("wake-on-jellyfin.node", SettingType.name()),
                    new SettingKey("wake-on-jellyfin.service", SettingType.name()),
                    new SettingKey("wake-on-jellyfin.listen", SettingType.listenAddress()),
                    new SettingKey("wake-on-ssh.enabled", SettingType.flag()),
                    new SettingKey("wake-on-ssh.node", SettingType.name()),
                    new SettingKey("wake-on-ssh.service", SettingType.name()),
                    new SettingKey("wake-on-ssh.listen", SettingType.listenAddress()),
                    new SettingKey("wake-on-share-access.enabled", SettingType.flag()),
                    new SettingKey("wake-on-share-access.node", SettingType.name()),
                    new SettingKey("wake-on-share-access.service", SettingType.name()),
                    new SettingKey(
                            "wake-on-share-access.signal",
                            SettingType.oneOf("auto", "audit", "access", "change")),
                    new SettingKey("wake-on-share-access.directory", SettingType.path()),
                    new SettingKey("wake-on-share-access.audit-log", SettingType.path()),
                    new SettingKey("wake-on-share-access.share", SettingType.texts()),
                    new SettingKey("wake-on-share-access.ignore-users", SettingType.texts()),
                    new SettingKey("wake-on-share-access.ignore-programs", SettingType.texts()),
                    new SettingKey("wake-on-share-access.quiet", SettingType.duration("0s")),
                    new SettingKey("wake-on-schedule.enabled", SettingType.flag()),
                    new SettingKey("wake-on-api.enabled", SettingType.flag()),
                    new SettingKey("sleep-on-api.enabled", SettingType.flag()),
                    new SettingKey("show-nodes.enabled", SettingType.flag()),
                    new SettingKey("show-node.enabled", SettingType.flag()),
                    new SettingKey("show-energy.enabled", SettingType.flag()),
                    new SettingKey("show-contract.enabled", SettingType.flag()),
                    new SettingKey("plan-wake.enabled", SettingType.flag()),
                    new SettingKey("sleep-node.enabled", SettingType.flag()),
                    new SettingKey("sleep-when-idle.enabled", SettingType.flag()),
                    new SettingKey("poll-ipmi.enabled", SettingType.flag()),
                    new SettingKey("read-on-scrape.enabled", SettingType.flag()),
                    new SettingKey("push-ipmi.enabled", SettingType.flag()),
                    new SettingKey("power-node.enabled", SettingType.flag()),
                    new SettingKey("show-power.enabled", SettingType.flag()),
                    new SettingKey("power-on-api.enabled", SettingType.flag()));

    private SettingsSchema() {}

    static Optional<SettingKey> find(String name) {
        return KEYS.stream().filter(key -> key.name().equals(name)).findFirst();
    }

    static List<String> names() {
        return KEYS.stream().map(SettingKey::name).toList();
    }
}
