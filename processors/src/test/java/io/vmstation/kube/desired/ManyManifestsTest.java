package io.vmstation.kube.desired;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

class ManyManifestsTest {
    private static final Logger log = LoggerFactory.getLogger(ManyManifestsTest.class);

    private static final String APP =
            """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: NAME, labels: {app: NAME}}
            spec:
              replicas: ${replicas:=1}
              selector: {matchLabels: {app: NAME}}
              template:
                metadata: {labels: {app: NAME}}
                spec:
                  serviceAccountName: NAME
                  containers:
                    - name: main
                      image: docker.io/library/NAME:1.0
                      args: [--one, --two, --three=four]
                      ports: [{name: http, containerPort: 8080}, {name: metrics, containerPort: 9090}]
                      env:
                        - {name: A, value: "1"}
                        - {name: B, valueFrom: {configMapKeyRef: {name: NAME, key: a}}}
                      readinessProbe: {httpGet: {path: /, port: http}}
                      resources: {requests: {cpu: 100m, memory: 64Mi}, limits: {memory: 128Mi}}
                      volumeMounts: [{name: settings, mountPath: /settings}]
                  volumes: [{name: settings, configMap: {name: NAME}}]
            ---
            apiVersion: v1
            kind: Service
            metadata: {name: NAME}
            spec:
              selector: {app: NAME}
              ports: [{name: http, port: 80, targetPort: http}]
            ---
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: NAME}
            data: {a: b, c: d}
            ---
            {apiVersion: v1, kind: ServiceAccount, metadata: {name: NAME}}
            """;

    @Test
    void readsAThousandObjectsAndKeepsThem(@TempDir Path folder) throws Exception {
        Home home = new Home(folder);
        for (int i = 0; i < 250; i++) {
            home.file("manifests/app-" + i + ".yaml", APP.replace("NAME", "app-" + i));
        }
        for (int i = 0; i < 6; i++) {
            long begin = System.nanoTime();
            assertThat(home.read().objects()).hasSize(1000);
            log.info("Read 1000 objects: took={}", Duration.ofNanos(System.nanoTime() - begin));
        }
        DesiredFiles source = home.source();
        var first = source.read(home.cluster());
        long begin = System.nanoTime();
        assertThat(source.read(home.cluster())).isSameAs(first);
        log.info("Looked again: took={}", Duration.ofNanos(System.nanoTime() - begin));
    }
}
