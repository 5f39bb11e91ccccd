package io.vmstation.host;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BundledFilesTest {
    @Test
    void bringsManifestsWithItInWhateverFolderTheyLie() {
        assertThat(Bundle.ofApplication().files())
                .containsKeys(
                        "config/clusters.yaml",
                        "manifests/vmstation/namespace.yaml",
                        "manifests/vmstation/rbac.yaml");
    }
}
