package io.vmstation.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringReader;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;

class PropertiesReaderTest {
    private static final String TRICKY =
            """
            # comment \\
            a=1
            ! another
              b : 2
            c 3
            d=one, \\
              two, \\

            e\\ f=g\\u0041
            g = x\\\\
            h==y
            i
            # not continued \\\\
            j=# no comment
            k=\\
            # still the value of k
            l:\tm\
            """;

    private final Problems problems = new Problems();

    @Test
    void readsWhatJavaReads() throws IOException {
        Properties java = new Properties();
        java.load(new StringReader(TRICKY));
        Map<String, String> expected = new LinkedHashMap<>();
        java.stringPropertyNames().forEach(k -> expected.put(k, java.getProperty(k).strip()));

        Map<String, String> ours = new LinkedHashMap<>();
        read(TRICKY).forEach(line -> ours.put(line.key(), line.value()));

        assertThat(ours).hasSize(11).isEqualTo(expected);
    }

    @Test
    void remembersLinesAndTheCommentRightAbove() {
        assertThat(read("# far\n\n# near\n# and dear\na=1\nb=\\\n 2\nc=3\n"))
                .containsExactly(
                        new PropertyLine("a", "1", 5, "near\nand dear"),
                        new PropertyLine("b", "2", 6, ""),
                        new PropertyLine("c", "3", 8, ""));
    }

    private List<PropertyLine> read(String text) {
        return new PropertiesReader(problems).read(text, Place.of("x.properties"));
    }
}
