package io.vmstation.kube.stack;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MarkedValuesTest {
    private static String filled(String values, String text) {
        return new MarkedValues(StackYaml.read(values)).fill(text);
    }

    @Test
    void aLineKeepsWhatStandsThereWhenThereIsNoValue() {
        String text = "image: a:1 # value: images.a\n";
        assertThat(filled("{}", text)).isEqualTo(text);
        assertThat(filled("images: {a: }", text)).isEqualTo(text);
        assertThat(filled("images: {a: 'a:1'}", text)).isEqualTo(text);
    }

    @Test
    void aLineTakesTheValueOfItsName() {
        assertThat(filled("images: {a: 'b:2'}", "  - image: a:1 # value: images.a\n"))
                .isEqualTo("  - image: \"b:2\" # value: images.a\n");
    }

    @Test
    void aValueKeepsItsType() {
        assertThat(filled("port: 31000", "nodePort: 30090 # value: port"))
                .isEqualTo("nodePort: 31000 # value: port");
        assertThat(filled("on: [a, b]", "targets: [] # value: on"))
                .isEqualTo("targets: [\"a\",\"b\"] # value: on");
    }

    @Test
    void whatIsQuotedStaysText() {
        assertThat(filled("on: false", "value: \"true\" # value: on"))
                .isEqualTo("value: \"false\" # value: on");
    }

    @Test
    void emptyTextMayBeQuotedEitherWay() {
        assertThat(filled("user: ''", "user: '' # value: user"))
                .isEqualTo("user: '' # value: user");
        assertThat(filled("user: 5", "user: '' # value: user"))
                .isEqualTo("user: \"5\" # value: user");
    }

    @Test
    void aListThatIsWrittenOtherwiseIsTheSame() {
        String text = "- targets: [\"a\", 'b'] # value: list";
        assertThat(filled("list: [a, b]", text)).isEqualTo(text);
    }

    @Test
    void theFlagOfAProgramStays() {
        assertThat(filled("url: http://b", "  - --web.url=http://a # value: url"))
                .isEqualTo("  - \"--web.url=http://b\" # value: url");
    }

    @Test
    void aLineThatIsACommentCountsOnceThereIsAValue() {
        String text = "  # storageClassName: fast # value: class";
        assertThat(filled("{}", text)).isEqualTo(text);
        assertThat(filled("class: slow", text))
                .isEqualTo("  storageClassName: \"slow\" # value: class");
        assertThat(filled("class: fast", text))
                .isEqualTo("  storageClassName: \"fast\" # value: class");
    }

    @Test
    void noValueCanChangeWhatSurroundsIt() {
        String filled = filled("a: \"x\\nkind: Secret # \"", "name: b # value: a\nkind: Pod\n");
        assertThat(StackYaml.read(filled).path("kind").asText()).isEqualTo("Pod");
        assertThat(StackYaml.read(filled).path("name").asText()).isEqualTo("x\nkind: Secret # ");
    }

    @Test
    void otherLanguagesHaveOtherComments() {
        assertThat(filled("c: b", "    cluster = \"a\", // value: c"))
                .isEqualTo("    cluster = \"b\", // value: c");
    }

    @Test
    void namesAreListedInOrder() {
        assertThat(MarkedValues.names("a: 1 # value: x.y\n# b: 2 # value: z\nvalue: 3\n"))
                .containsExactly("x.y", "z");
    }
}
