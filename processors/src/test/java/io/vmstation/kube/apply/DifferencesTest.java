package io.vmstation.kube.apply;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vmstation.kube.reconcile.FieldDifference;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Differences are told in the words of the files. */
class DifferencesTest {
    private static ObjectNode json(String text) {
        try {
            return (ObjectNode) new ObjectMapper().readTree(text.replace('\'', '"'));
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }

    private static List<String> told(String live, String wanted) {
        return Differences.between(json(live), json(wanted), List.of()).stream()
                .map(d -> d.path() + " " + d.live().orElse("-") + " " + d.desired().orElse("-"))
                .toList();
    }

    @Test
    void whatTheServerKeepsForItselfDoesNotDiffer() {
        assertThat(
                        told(
                                "{'metadata': {'name': 'a', 'uid': 'x', 'generation': 2}, 'status': {'a': 1}}",
                                "{'metadata': {'name': 'a', 'resourceVersion': '7'}}"))
                .isEmpty();
    }

    @Test
    void itemsAreNamedByTheirKeys() {
        String managed =
                "'metadata': {'managedFields': [{'manager': 'vmstation', 'operation': 'Apply', 'fieldsV1':"
                        + " {'f:ports': {'k:{\\\"containerPort\\\":80,\\\"protocol\\\":\\\"TCP\\\"}': {'.': {}, 'f:hostPort': {}}}}}]}";

        assertThat(
                        told(
                                "{%s, 'ports': [{'containerPort': 80, 'protocol': 'TCP', 'hostPort': 1}]}"
                                        .formatted(managed),
                                "{%s, 'ports': [{'containerPort': 80, 'protocol': 'TCP', 'hostPort': 2}, {'containerPort': 81, 'protocol': 'UDP'}]}"
                                        .formatted(managed)))
                .containsExactly(
                        "ports[containerPort=80,protocol=TCP].hostPort 1 2",
                        "ports[containerPort=81,protocol=UDP] - {\"containerPort\":81,\"protocol\":\"UDP\"}");
    }

    @Test
    void anotherOrderOfItemsIsADifference() {
        assertThat(
                        told(
                                "{'env': [{'name': 'A'}, {'name': 'B'}]}",
                                "{'env': [{'name': 'B'}, {'name': 'A'}]}"))
                .containsExactly(
                        "env [{\"name\":\"A\"},{\"name\":\"B\"}] [{\"name\":\"B\"},{\"name\":\"A\"}]");
    }

    @Test
    void namesWithDotsAreInBrackets() {
        assertThat(
                        told(
                                "{'metadata': {'labels': {'app.io/name': 'a'}}}",
                                "{'metadata': {'labels': {}}}"))
                .containsExactly("metadata.labels[app.io/name] \"a\" -");
    }

    @Test
    void theSameNumberInAnotherWritingDoesNotDiffer() {
        assertThat(told("{'a': 1.0, 'b': 1}", "{'a': 1, 'b': 2}")).containsExactly("b 1 2");
    }

    @Test
    void longValuesAreShortened() {
        String text = told("{}", "{'a': '" + "x".repeat(1000) + "'}").get(0);

        assertThat(text).hasSizeLessThan(220).endsWith("... (1002 characters)");
    }

    @Test
    void everythingInASecretIsMasked() {
        String secret =
                "{'kind': 'Secret', 'metadata': {'annotations': {'kubectl.kubernetes.io/last-applied-configuration': 'geheim %s'}}, 'data': {'a': 'geheim%s'}, 'stringData': 'geheim'}";

        List<FieldDifference> differences =
                Differences.between(
                        json(secret.formatted("1", "1")),
                        json(secret.formatted("2", "2")),
                        List.of());

        assertThat(differences)
                .extracting(FieldDifference::desired)
                .containsExactly(Optional.of("\"*** (after)\""));
        assertThat(differences.toString()).doesNotContain("geheim");
        assertThat(
                        SecretMask.hide(
                                "Invalid value: \"Z2VoZWlt\" or geheim",
                                json("{'kind': 'Secret', 'data': {'a': 'Z2VoZWlt'}}")))
                .isEqualTo("Invalid value: \"***\" or ***");
    }

    @Test
    void theLastOneToSetAFieldIsItsOwner() {
        ObjectNode live =
                json(
                        "{'a': 1, 'metadata': {'managedFields': ["
                                + "{'manager': 'vmstation', 'operation': 'Apply', 'time': '2026-11-22T12:00:00Z', 'fieldsV1': {'f:a': {}}},"
                                + "{'manager': 'first', 'time': '2026-11-22T10:00:00Z', 'fieldsV1': {'f:a': {}}},"
                                + "{'manager': 'second', 'time': '2026-11-22T11:00:00Z', 'fieldsV1': {'f:a': {}}}]}}");

        assertThat(Differences.between(live, json("{'a': 2}"), List.of()).get(0).owner())
                .contains("second");
    }
}
