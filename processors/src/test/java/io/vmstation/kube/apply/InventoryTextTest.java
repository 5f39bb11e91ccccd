package io.vmstation.kube.apply;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vmstation.kube.reconcile.ObjectKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The inventory is read as it was written, whatever its size. */
class InventoryTextTest {
    private static InventoryEntry entry(int number) {
        String hash = CanonicalJson.hash("object " + number);
        return new InventoryEntry(
                new ObjectKey(
                        "rbac.authorization.k8s.io", "Role", "monitoring", "system:r" + number),
                "rbac.authorization.k8s.io/v1",
                "uid-" + hash,
                hash,
                CanonicalJson.hash(hash),
                Optional.of(Instant.parse("2026-11-22T10:00:00Z")));
    }

    private static List<InventoryEntry> entries(int count) {
        List<InventoryEntry> entries = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            entries.add(entry(i));
        }
        return entries;
    }

    @Test
    void aSmallOneCanBeReadByPeople() {
        List<ObjectNode> maps = InventoryText.write(entries(3));

        assertThat(maps).hasSize(1);
        assertThat(maps.get(0).path("data").size()).isEqualTo(3);
        assertThat(maps.get(0).path("data").properties())
                .allSatisfy(e -> assertThat(e.getKey()).matches("[-._a-zA-Z0-9]{1,253}"));
        assertThat(InventoryText.read(maps).entries().values())
                .containsExactlyInAnyOrderElementsOf(entries(3));
    }

    @Test
    void aBigOneIsSplitAndNoPartIsTooBigForAConfigMap() {
        List<InventoryEntry> entries = entries(20_000);

        List<ObjectNode> maps = InventoryText.write(entries);

        assertThat(maps).hasSizeGreaterThan(1);
        assertThat(maps).allSatisfy(map -> assertThat(map.toString()).hasSizeLessThan(950_000));
        InventoryText.Read read = InventoryText.read(maps);
        assertThat(read.trouble()).isEmpty();
        assertThat(read.entries()).hasSize(20_000);
    }

    @Test
    void whatCannotBeReadSaysSoAndTheRestIsRead() {
        ObjectNode map = InventoryText.write(entries(3)).get(0);
        map.withObject("/data").put("x", "{").put("y", "{\"kind\": 7}");
        map.withObject("/binaryData").put("inventory.json.gz", "bm90IGd6aXA=");

        InventoryText.Read read = InventoryText.read(List.of(map));

        assertThat(read.entries()).hasSize(3);
        assertThat(read.trouble()).isNotEmpty();
    }
}
