package io.vmstation.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConfigurationDocumentTest {
    private static final Path DOCUMENT = TestSite.REPOSITORY.resolve("docs/configuration.md");

    @Test
    void docsConfigurationIsWhatTheReadersKnow() throws IOException {
        String current = new ConfigurationDocument(defaults()).render();
        if (Boolean.getBoolean("vmstation.renew-docs")) {
            Files.createDirectories(DOCUMENT.getParent());
            Files.writeString(DOCUMENT, current);
        }
        assertThat(DOCUMENT)
                .as(
                        "docs/configuration.md is stale, renew it: mvn -pl processors test"
                                + " -Dtest=ConfigurationDocumentTest -Dvmstation.renew-docs=true")
                .hasContent(current);
    }

    @Test
    void everySettingHasADefaultAndACommentAndNothingElseStandsThere() throws IOException {
        assertThat(defaults())
                .extracting(PropertyLine::key)
                .containsExactlyElementsOf(SettingsSchema.names());
        assertThat(defaults()).allSatisfy(line -> assertThat(line.comment()).endsWith("."));
    }

    private static List<PropertyLine> defaults() throws IOException {
        Path file = TestSite.REPOSITORY.resolve("config/application.properties");
        return new PropertiesReader(new Problems()).read(Files.readString(file), Place.of("here"));
    }
}
