package io.vmstation.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vmstation.node.Dependency;
import io.vmstation.node.MacAddress;
import io.vmstation.node.Node;
import io.vmstation.node.Readiness;
import io.vmstation.node.Service;
import io.vmstation.node.SshAccess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InventoryTest {
    private static final Path INVENTORIES =
            Path.of("src/test/resources/config/inventory").toAbsolutePath();

    @TempDir Path home = Path.of("");

    private TestSite site(String inventory) {
        return new TestSite(home)
                .variable("VMSTATION_NODES_INVENTORY", INVENTORIES.resolve(inventory).toString());
    }

    private static Node node(SiteConfiguration site, String name) {
        return site.nodes().find(name).orElseThrow();
    }

    @Test
    void readsTheSiteOfAHomelabWithEachHostOnce() throws Exception {
        SiteConfiguration site = site("users-site/hosts.yml").read();

        assertThat(site.nodes().all())
                .extracting(Node::name)
                .containsExactly("masternode", "storagenodet3500", "homelab");
        Node homelab = node(site, "homelab");
        assertThat(homelab.addresses()).containsExactly("192.168.4.62");
        assertThat(homelab.macAddresses()).containsExactly(new MacAddress("d0:94:66:30:d6:63"));
        assertThat(homelab.kubernetesNode()).contains("homelab");
        assertThat(homelab.labels()).containsEntry("vmstation.io/role", "compute");
        Path key = Path.of(System.getProperty("user.home"), ".ssh/id_k3s");
        assertThat(homelab.ssh()).contains(new SshAccess("ops", 22, Optional.of(key)));
        assertThat(node(site, "masternode").ssh()).isEmpty();
        assertThat(site.warnings()).isEmpty();
    }

    @Test
    void readsIniWithRangesPortsListsAndFoldersOfVariables() throws Exception {
        SiteConfiguration site = site("ini/hosts.ini").read();

        assertThat(site.nodes().all())
                .extracting(Node::name)
                .containsExactly("lonely", "node01", "node02", "node03", "nas");
        Node nas = node(site, "nas");
        assertThat(nas.macAddresses())
                .containsExactly(
                        new MacAddress("aa:00:00:00:00:09"), new MacAddress("aa:00:00:00:00:19"));
        assertThat(nas.ssh()).contains(new SshAccess("ops", 2222, Optional.empty()));
        assertThat(nas.labels()).containsEntry("tier", "cold");
        assertThat(node(site, "node01").addresses()).containsExactly("10.0.0.1");
        assertThat(node(site, "node02").ssh().orElseThrow().user()).isEqualTo("rackadmin");
    }

    @Test
    void addsWhatNodesYamlSaysToTheHostOfThatName() throws Exception {
        SiteConfiguration site =
                site("users-site/hosts.yml")
                        .nodes(
                                """
                                nodes:
                                  - name: storagenodet3500
                                    macAddresses: [b8:ac:6f:7e:6c:9d, b8:ac:6f:7e:6c:9e]
                                    address: 10.0.0.61
                                    services: [{name: samba, port: 445}]
                                    dependsOn: [masternode]
                                    ssh: {user: storage}
                                    labels: {disks: "4"}
                                  - {name: extra, address: 10.0.0.9}
                                """)
                        .read();

        Node storage = node(site, "storagenodet3500");
        assertThat(storage.addresses()).containsExactly("192.168.4.61", "10.0.0.61");
        assertThat(storage.macAddresses())
                .extracting(MacAddress::text)
                .containsExactly("b8:ac:6f:7e:6c:9d", "b8:ac:6f:7e:6c:9e");
        assertThat(storage.services())
                .containsExactly(new Service("samba", 445, new Readiness.Tcp()));
        assertThat(storage.dependsOn()).containsExactly(Dependency.parse("masternode"));
        SshAccess ssh = storage.ssh().orElseThrow();
        assertThat(ssh.user()).isEqualTo("storage");
        assertThat(ssh.privateKeyFile()).isPresent();
        assertThat(storage.labels())
                .containsEntry("vmstation.io/role", "storage")
                .containsEntry("disks", "4");
        assertThat(storage.kubernetesNode()).contains("storagenodet3500");
        assertThat(site.nodes().all()).extracting(Node::name).endsWith("extra");
    }

    @Test
    void leavesOutHostsThatCanNeitherBeWokenNorSeen() throws Exception {
        SiteConfiguration site = site("bare/hosts").read();

        assertThat(site.nodes().all()).extracting(Node::name).containsExactly("10.0.0.5");
        assertThat(node(site, "10.0.0.5").addresses()).containsExactly("10.0.0.5");
        assertThat(site.warnings())
                .anySatisfy(w -> assertThat(w).contains("www.example.org", "is left out"))
                .anySatisfy(w -> assertThat(w).contains("fd00::7", "is not a name"));
    }

    @Test
    void isRelativeToTheFolderOfTheSettingsAndItsKeysToItsOwnFolder() throws Exception {
        SiteConfiguration site =
                new TestSite(home)
                        .properties("nodes.inventory=../ansible/hosts")
                        .file(
                                "ansible/hosts",
                                """
                                ---
                                lab:
                                  hosts:
                                    tower:
                                      ansible_host: 10.0.0.1
                                      ansible_user: !unsafe ops
                                      ansible_ssh_private_key_file: keys/tower
                                      kubernetes_node: tower.lab
                                """)
                        .read();

        Node tower = node(site, "tower");
        assertThat(tower.ssh().orElseThrow().privateKeyFile())
                .contains(home.resolve("ansible/keys/tower"));
        assertThat(tower.kubernetesNode()).contains("tower.lab");
    }

    @Test
    void onlyWarnsOfWhatIsWrongWithHostsThatNobodyWakes() throws Exception {
        SiteConfiguration site =
                inlineInventory("tower ansible_host=10.0.0.1 ansible_user='{{ admin }}'\n").read();

        assertThat(node(site, "tower").ssh()).isEmpty();
        assertThat(site.warnings()).singleElement().asString().contains("is a template");
    }

    @Test
    void nodesYamlHealsWhatTheInventoryCannotSay() throws Exception {
        SiteConfiguration site =
                inlineInventory(
                                "tower ansible_host=tower.lan wol_mac=b8:ac:6f:7e:6c:9d"
                                        + " ansible_user='{{ admin }}'\n")
                        .nodes("nodes: [{name: tower, address: 10.0.0.1, ssh: {user: root}}]")
                        .read();

        assertThat(node(site, "tower").addresses()).containsExactly("10.0.0.1");
        assertThat(node(site, "tower").ssh().orElseThrow().user()).isEqualTo("root");
    }

    @Test
    void warnsOfAFolderFileThatIsEncryptedWhole() throws Exception {
        SiteConfiguration site =
                inlineInventory("tower ansible_host=10.0.0.1\n")
                        .file(
                                "config/group_vars/all/vault.yml",
                                "$ANSIBLE_VAULT;1.1;AES256\n3132\n")
                        .read();

        assertThat(site.warnings())
                .singleElement()
                .asString()
                .startsWith("config/group_vars/all/vault.yml: is encrypted");
    }

    @Test
    void aMissingInventoryIsAProblem() {
        TestSite site = new TestSite(home).variable("VMSTATION_NODES_INVENTORY", "/nowhere/hosts");

        assertThatThrownBy(site::read)
                .isInstanceOf(ConfigurationException.class)
                .hasMessage(
                        "environment: VMSTATION_NODES_INVENTORY: \"/nowhere/hosts\": cannot be"
                                + " read: there is no such file, create it or correct the path");
    }

    @Test
    void anInventoryWithoutHostsIsASiteWithoutNodes() throws Exception {
        for (String content : List.of("", "# nothing\n", "[web]\n")) {
            assertThat(inlineInventory(content).read().nodes().all()).isEmpty();
        }
    }

    private TestSite inlineInventory(String content) throws IOException {
        return new TestSite(home)
                .file("config/hosts", content)
                .variable("VMSTATION_NODES_INVENTORY", "hosts");
    }
}
