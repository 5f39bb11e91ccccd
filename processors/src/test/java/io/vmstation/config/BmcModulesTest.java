package io.vmstation.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.vmstation.node.Bmc.Privilege;
import io.vmstation.node.Network;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is wrong with such a file: config/bad/modules. */
class BmcModulesTest {
    private static final String FILE = "config/ipmi.yml";

    @TempDir private Path home;
    private TestSite site = new TestSite(Path.of(""));

    @BeforeEach
    void prepare() {
        site = new TestSite(home).variable("VMSTATION_IPMI_MODULES_FILE", "ipmi.yml");
    }

    private SiteConfiguration read(String modules, String permissions) throws Exception {
        site.file(FILE, modules);
        Files.setPosixFilePermissions(
                home.resolve(FILE), PosixFilePermissions.fromString(permissions));
        return site.read();
    }

    private BmcModules read(String modules) throws Exception {
        return read(modules, "rw-r-----").modules();
    }

    @Test
    void readsAFileOfIpmiExporter() throws Exception {
        BmcModules modules =
                read(
                        """
                        # Configuration file for ipmi_exporter
                        modules:
                          default:
                            user: "default_user"
                            pass: " example #pw "
                            driver: "LAN_2_0"
                            privilege: "user"
                            timeout: 10000
                            collectors:
                            - bmc
                            - ipmi
                            - sel-events
                            exclude_sensor_ids: [2, 29]
                            workaround_flags:
                            - discretereading
                            sel_events:
                            - name: correctable_memory_error
                              regex: Correctable (?P<what>memory) error
                            custom_args: {}
                        """);

        BmcModule module = modules.find("default").orElseThrow();
        assertThat(module.user()).isEqualTo("default_user");
        assertThat(module.password()).isEqualTo(" example #pw ");
        assertThat(module.privilege()).isEqualTo(Privilege.USER);
        assertThat(module.timeout()).contains(Duration.ofSeconds(10));
        assertThat(module.collectors()).containsExactly("bmc", "ipmi", "sel-events");
        assertThat(module.excludedSensors()).containsExactlyInAnyOrder(2, 29);
        assertThat(module.workarounds()).containsExactly("discretereading");
        assertThat(module.selEvents()).hasSize(1);
        assertThat(
                        module.selEvents()
                                .get(0)
                                .pattern()
                                .matcher("a Correctable memory error ;")
                                .find())
                .isTrue();
        assertThat(modules.toString()).doesNotContain("example");
    }

    @Test
    void hasTheDefaultsOfIpmiExporter() throws Exception {
        BmcModules modules = read("modules:\n  default:\n  none: {collectors: [], pass: 0123}\n");

        BmcModule module = modules.find("default").orElseThrow();
        assertThat(module.user()).isEmpty();
        assertThat(module.password()).isEmpty();
        assertThat(module.privilege()).isEqualTo(Privilege.OPERATOR);
        assertThat(module.timeout()).isEmpty();
        assertThat(module.collectors()).containsExactly("ipmi", "dcmi", "bmc", "chassis");
        assertThat(modules.find("none").orElseThrow().collectors()).isEmpty();
        assertThat(modules.find("none").orElseThrow().password()).isEqualTo("0123");
        assertThat(modules.find("other")).isEmpty();
    }

    @Test
    void readsTheLanOfIpmiOneAndAHalfAsThatOfTwoAndSaysSo() throws Exception {
        SiteConfiguration configuration =
                read("modules: {old: {driver: LAN}, new: {driver: lan_2_0}}", "rw-------");

        assertThat(configuration.modules().byName()).containsOnlyKeys("old", "new");
        assertThat(configuration.warnings())
                .singleElement()
                .asString()
                .contains("config/ipmi.yml:1: modules.old.driver: \"LAN\"", "IPMI 1.5");
    }

    @Test
    void warnsOfAFileThatEverybodyCanRead() throws Exception {
        assertThat(read("modules: {}", "rw-r--r--").warnings())
                .singleElement()
                .asString()
                .contains("config/ipmi.yml", "chmod 600");
        assertThat(read("modules: {}", "rw-r-----").warnings()).isEmpty();
    }

    @Test
    void hasNoModulesWithoutAFile() throws Exception {
        assertThat(new TestSite(home).read().modules()).isEqualTo(BmcModules.NONE);
    }

    @Test
    void readsTheNetworksThatScrapesMayName() throws Exception {
        Settings settings =
                site.file(FILE, "modules: {}")
                        .properties("ipmi.targets=10.0.1.0/24, fd00::1\n")
                        .read()
                        .settings();

        assertThat(settings.networks("ipmi.targets"))
                .containsExactly(Network.parse("10.0.1.0/24"), Network.parse("fd00::1"));
        assertThat(Optional.of(new TestSite(home.resolve("none")).read().settings()))
                .hasValueSatisfying(none -> assertThat(none.networks("ipmi.targets")).isEmpty());
    }
}
