package io.vmstation.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsTest {
    @TempDir Path home = Path.of("");

    @Test
    void defaultsAreThoseOfTheBundledFile() throws Exception {
        Settings settings = new TestSite(home).read().settings();

        assertThat(settings.optionalPath("nodes.file")).contains(home.resolve("config/nodes.yaml"));
        assertThat(settings.optionalPath("nodes.inventory")).isEmpty();
        assertThat(settings.list("wake.methods"))
                .containsExactly(
                        "magic-packet", "raw-frame", "etherwake", "wakeonlan", "bmc-power-on");
        assertThat(settings.integers("wake.ports")).containsExactly(9, 7);
        assertThat(settings.list("wake.ports")).containsExactly("9", "7");
        assertThat(settings.duration("wake.deadline")).isEqualTo(Duration.ofMinutes(3));
        assertThat(settings.duration("wake.resend-interval")).isEqualTo(Duration.ofSeconds(1));
        assertThat(settings.duration("wake.cool-down")).isEqualTo(Duration.ofSeconds(30));
        assertThat(settings.duration("wake.head-start")).isEqualTo(Duration.ofMillis(10));
        assertThat(settings.list("wake.ignore-sources")).isEmpty();
        assertThat(settings.list("wake.allow-sources")).isEmpty();
        assertThat(settings.flag("wake.arm-local-interfaces")).isTrue();
        assertThat(settings.flag("reach.ping")).isTrue();
        assertThat(settings.duration("reach.watch-interval")).isEqualTo(Duration.ofSeconds(30));
        assertThat(settings.integer("relay.max-held")).isEqualTo(10_000);
        assertThat(settings.integer("relay.max-held-per-source")).isEqualTo(256);
        assertThat(settings.bytes("relay.hold-buffer")).isEqualTo(16 * 1024);
        assertThat(settings.duration("relay.min-hold")).isZero();
        assertThat(settings.duration("relay.idle-timeout")).isEqualTo(Duration.ofHours(24));
        assertThat(settings.duration("relay.drain")).isEqualTo(Duration.ofSeconds(10));
        assertThat(settings.duration("relay.connect-timeout")).isEqualTo(Duration.ofSeconds(5));
        assertThat(settings.flag("relay.waiting-page")).isFalse();
        assertThat(settings.duration("relay.waiting-page-after")).isEqualTo(Duration.ofSeconds(1));
        assertThat(settings.duration("ledger.keep")).isEqualTo(Duration.ofDays(365));
        assertThat(settings.price("energy.tariff")).isEmpty();
        assertThat(settings.text("energy.currency")).isEqualTo("EUR");
        assertThat(settings.text("metrics.host")).isEqualTo("0.0.0.0");
        assertThat(settings.integer("metrics.port")).isEqualTo(9876);
        assertThat(settings.flag("wake-node.enabled")).isTrue();
        assertThat(settings.flag("wake-on-jellyfin.enabled")).isFalse();
        assertThat(settings.flag("wake-on-ssh.enabled")).isFalse();
        assertThat(settings.listenAddress("wake-on-jellyfin.listen"))
                .isEqualTo(new InetSocketAddress("0.0.0.0", 30096));
        assertThat(settings.listenAddress("wake-on-ssh.listen").getPort()).isEqualTo(2222);
    }

    @Test
    void theFileOfTheHomeOverridesKeyByKeyAndTheEnvironmentOverridesIt() throws Exception {
        Settings settings =
                new TestSite(home)
                        .properties("wake.cool-down=1m\nwake.deadline=5m\n")
                        .variable("VMSTATION_WAKE_DEADLINE", "7m")
                        .variable("VMSTATION_WAKE_ON_SSH_LISTEN", "[::1]:2022")
                        .variable("PATH", "/bin")
                        .read()
                        .settings();

        assertThat(settings.duration("wake.cool-down")).isEqualTo(Duration.ofMinutes(1));
        assertThat(settings.duration("wake.deadline")).isEqualTo(Duration.ofMinutes(7));
        assertThat(settings.duration("wake.head-start")).isEqualTo(Duration.ofMillis(10));
        assertThat(settings.listenAddress("wake-on-ssh.listen").getPort()).isEqualTo(2022);
        assertThat(settings.isDefault("wake.deadline")).isFalse();
        assertThat(settings.isDefault("wake.head-start")).isTrue();
    }

    @Test
    void aVariableThatBelongsToNoSettingIsAWarningThatKeepsItsValueSecret() throws Exception {
        SiteConfiguration site =
                new TestSite(home)
                        .variable("VMSTATION_SERVICE_HOST", "10.43.0.1")
                        .variable("VMSTATION_WAKE_COOLDOWN", "hunter2")
                        .variable("VMSTATION_HOME", home.toString())
                        .read();

        assertThat(site.warnings())
                .containsExactly(
                        "environment: VMSTATION_SERVICE_HOST: is not a setting and is ignored",
                        "environment: VMSTATION_WAKE_COOLDOWN: is not a setting and is ignored:"
                                + " did you mean 'VMSTATION_WAKE_COOL_DOWN'?");
    }

    @Test
    void keysOfRoutesAndOfCamelAreHandedOn() throws Exception {
        Settings settings =
                new TestSite(home)
                        .properties(
                                """
                                wake-on-minecraft.listen=0.0.0.0:25565
                                wake-on-minecraft.enabled=true
                                camel.main.name=lab
                                """)
                        .referenced("wake-on-minecraft.listen")
                        .referenced("wake-on-minecraft.enabled")
                        .referenced("wake-on-minecraft.node")
                        .variable("VMSTATION_WAKE_ON_MINECRAFT_NODE", "tower")
                        .read()
                        .settings();

        assertThat(settings.asProperties())
                .containsEntry("wake-on-minecraft.listen", "0.0.0.0:25565")
                .containsEntry("wake-on-minecraft.node", "tower")
                .containsEntry("camel.main.name", "lab")
                .containsEntry("wake.deadline", "3m")
                .containsEntry("nodes.inventory", "");
        assertThat(settings.text("wake-on-minecraft.node")).isEqualTo("tower");
    }

    @Test
    void theSwitchOfARouteIsTrueOrFalse() throws Exception {
        TestSite site =
                new TestSite(home)
                        .properties("wake-on-minecraft.enabled=on\n")
                        .referenced("wake-on-minecraft.enabled");

        assertThatThrownBy(site::read)
                .hasMessage(
                        "config/application.properties:1: wake-on-minecraft.enabled: \"on\": is"
                                + " neither true nor false: write one of them");
    }

    @Test
    void aLoginThatOthersCanReadOnItsWayIsAWarning() throws Exception {
        TestSite site =
                new TestSite(home)
                        .file("config/token", "a-token\n")
                        .variable("VMSTATION_PUSH_TOKEN_FILE", "token")
                        .variable("VMSTATION_PUSH_PUSHGATEWAY", "http://gateway:9091");
        assertThat(site.read().warnings())
                .anySatisfy(
                        warning ->
                                assertThat(warning)
                                        .startsWith(
                                                "environment: VMSTATION_PUSH_PUSHGATEWAY:"
                                                        + " \"http://gateway:9091\": is not"
                                                        + " encrypted"));
        for (String safe : List.of("https://gateway", "http://[::1]:9091", "http://localhost:1")) {
            assertThat(site.variable("VMSTATION_PUSH_PUSHGATEWAY", safe).read().warnings())
                    .noneMatch(warning -> warning.contains("is not encrypted"));
        }
    }

    @Test
    void askingForWhatIsNotThereIsAMistakeOfTheProgram() throws Exception {
        Settings settings = new TestSite(home).read().settings();

        assertThatIllegalArgumentException().isThrownBy(() -> settings.duration("wake.deadlin"));
        assertThatIllegalArgumentException().isThrownBy(() -> settings.duration("wake.ports"));
        assertThatIllegalArgumentException().isThrownBy(() -> settings.list("wake.deadline"));
        assertThatIllegalArgumentException().isThrownBy(() -> settings.flag("relay.max-held"));
    }

    @Test
    void aPriceIsANumberWithAPoint() throws Exception {
        for (String written : List.of("0.32", "0", "12", "0.315000")) {
            Settings settings =
                    new TestSite(home)
                            .variable("VMSTATION_ENERGY_TARIFF", written)
                            .read()
                            .settings();
            assertThat(settings.price("energy.tariff")).contains(new BigDecimal(written));
        }
    }

    @Test
    void aPathMayBeginAtTheHomeOfTheUser() throws Exception {
        Settings settings =
                new TestSite(home)
                        .file("config/empty.yaml", "")
                        .properties("nodes.file=" + home + "/config/empty.yaml\n")
                        .read()
                        .settings();

        assertThat(settings.optionalPath("nodes.file")).contains(home.resolve("config/empty.yaml"));
        ConfigFiles files = new ConfigFiles(Optional.empty(), Path.of("/home/me"));
        assertThat(files.resolve(Path.of("/etc"), "~/x/y")).isEqualTo(Path.of("/home/me/x/y"));
        assertThat(files.resolve(Path.of("/etc"), "x")).isEqualTo(Path.of("/etc/x"));
    }
}
