package io.vmstation.kube.desired;

import java.util.List;
import java.util.Optional;

/** Everything that is checked about objects before anything is applied. */
final class ManifestChecks {
    private final BuiltInKinds kinds;
    private final ModelShapes shapes;
    private final WebhookShapes webhooks;

    ManifestChecks(BuiltInKinds kinds, ModelShapes shapes) {
        this.kinds = kinds;
        this.shapes = shapes;
        this.webhooks = new WebhookShapes(shapes);
    }

    /** Reports all that is wrong. */
    void check(List<Manifest> manifests, FileProblems problems) {
        new DuplicateCheck(problems).objects(manifests);
        SchemaCheck schema = new SchemaCheck(problems);
        SecretCheck secrets = new SecretCheck(problems);
        for (Manifest manifest : manifests) {
            shape(manifest).ifPresent(shape -> schema.check(manifest, shape));
            secrets.check(manifest);
        }
        Known known = new Known(manifests);
        new DuplicateCheck(problems).items(known);
        new SelectorCheck(known, problems).check();
        new PortCheck(known, problems).check();
        new ReferenceCheck(known, problems).check();
    }

    private Optional<Shape> shape(Manifest manifest) {
        return kinds.model(manifest.apiVersion(), manifest.kind())
                .map(shapes::of)
                .or(() -> webhooks.find(manifest.apiVersion(), manifest.kind()));
    }
}
