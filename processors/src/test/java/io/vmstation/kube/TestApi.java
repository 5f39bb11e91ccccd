package io.vmstation.kube;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodList;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudgetList;
import io.fabric8.kubernetes.client.server.mock.KubernetesCrudDispatcher;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.fabric8.mockwebserver.dsl.HttpMethod;
import io.fabric8.mockwebserver.http.Buffer;
import io.fabric8.mockwebserver.http.Dispatcher;
import io.fabric8.mockwebserver.http.Headers;
import io.fabric8.mockwebserver.http.MockResponse;
import io.fabric8.mockwebserver.http.RecordedRequest;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Answers as an API server does. Beyond what the CRUD mock can, it evicts pods, honours budgets,
 * and selects pods by their node; and it fails as it is told. Requests of the test's own client
 * pass.
 */
final class TestApi extends Dispatcher {
    private static final Pattern EVICTION =
            Pattern.compile("/api/v1/namespaces/([^/]+)/pods/([^/]+)/eviction");
    private static final Pattern ON_NODE =
            Pattern.compile("fieldSelector=spec\\.nodeName=([^&]+)&?");

    private final KubernetesCrudDispatcher objects = new KubernetesCrudDispatcher();
    private final KubernetesSerialization json = new KubernetesSerialization();
    private final List<Call> calls = new CopyOnWriteArrayList<>();
    private final List<Function<Call, Optional<MockResponse>>> faults =
            new CopyOnWriteArrayList<>();
    private volatile Consumer<Pod> onEvicted = pod -> {};
    private volatile Consumer<Call> before = call -> {};
    private final Set<String> ending = ConcurrentHashMap.newKeySet();
    private volatile boolean podsEnd = true;

    /**
     * One request of the code under test.
     *
     * @param path decoded, with its query
     */
    record Call(String method, String path, String body, String token) {
        boolean changes() {
            return !method.equals("GET");
        }

        @Override
        public String toString() {
            return method + " " + path;
        }
    }

    List<Call> calls() {
        return List.copyOf(calls);
    }

    /** Those that change something. */
    List<String> changes() {
        return calls.stream().filter(Call::changes).map(Call::toString).toList();
    }

    void forgetCalls() {
        calls.clear();
    }

    /** Called after an eviction took place: who controls the pod may start another. */
    void onEvicted(Consumer<Pod> controller) {
        onEvicted = controller;
    }

    /** Called before a request is answered: somebody else may be faster. */
    void before(Consumer<Call> action) {
        before = action;
    }

    /** Whether evicted and deleted pods end at once, or only begin to. */
    void podsEnd(boolean atOnce) {
        podsEnd = atOnce;
    }

    /** Answers the requests that match with a recorded answer. */
    void fail(Predicate<Call> which, int code, String recorded) {
        fail(which, response(code, TestCluster.recorded(recorded)));
    }

    void fail(Predicate<Call> which, MockResponse answer) {
        faults.add(call -> which.test(call) ? Optional.of(answer) : Optional.empty());
    }

    void heal() {
        faults.clear();
    }

    static MockResponse response(int code, String body) {
        return new MockResponse()
                .setResponseCode(code)
                .setHeader("Content-Type", "application/json")
                .setBody(body);
    }

    @Override
    public MockResponse dispatch(RecordedRequest request) {
        String path = URLDecoder.decode(request.getPath(), StandardCharsets.UTF_8);
        String token = String.valueOf(request.getHeader("Authorization"));
        boolean underTest = token.startsWith("Bearer ");
        if (underTest) {
            Call call = new Call(request.getMethod(), path, body(request), token);
            before.accept(call);
            calls.add(call);
            for (Function<Call, Optional<MockResponse>> fault : faults) {
                Optional<MockResponse> answer = fault.apply(call);
                if (answer.isPresent()) {
                    return answer.get();
                }
            }
        }
        return answer(request, path, underTest);
    }

    private MockResponse answer(RecordedRequest request, String path, boolean underTest) {
        Matcher eviction = EVICTION.matcher(path);
        if (eviction.matches()) {
            return evict(eviction.group(1), eviction.group(2));
        }
        if (underTest && request.getMethod().equals("DELETE") && path.contains("/pods/")) {
            return end(path);
        }
        Matcher onNode = ON_NODE.matcher(path);
        if (onNode.find()) {
            return podsOn(onNode.group(1), onNode.replaceFirst(""));
        }
        return objects.dispatch(request);
    }

    private MockResponse evict(String namespace, String name) {
        String path = "/api/v1/namespaces/" + namespace + "/pods/" + name;
        MockResponse found = objects.handleGet(path);
        if (found.code() != 200) {
            return found;
        }
        Pod pod = json.unmarshal(found.getBody().readUtf8(), Pod.class);
        List<String> blocking = blocking(pod);
        if (blocking.size() > 1) {
            return response(500, TestCluster.recorded("eviction-500"));
        }
        if (!blocking.isEmpty()) {
            String answer = TestCluster.recorded("eviction-429");
            return response(429, answer.replace("BUDGET", blocking.get(0)));
        }
        end(path);
        onEvicted.accept(pod);
        return response(201, TestCluster.recorded("evicted-201"));
    }

    private MockResponse end(String path) {
        if (podsEnd) {
            return objects.handleDelete(path);
        }
        ending.add(path);
        return objects.handleGet(path);
    }

    /** The CRUD mock would delete what ends, having no kubelet to wait for. */
    private Pod seen(Pod pod) {
        String path =
                "/api/v1/namespaces/%s/pods/%s"
                        .formatted(pod.getMetadata().getNamespace(), pod.getMetadata().getName());
        return ending.contains(path)
                ? pod.edit()
                        .editMetadata()
                        .withDeletionTimestamp("2026-11-22T09:00:00Z")
                        .endMetadata()
                        .build()
                : pod;
    }

    /** Changes an object behind the API; for those who must not wait for an answer of it. */
    MockResponse patch(String path, String mergePatch) {
        return objects.handlePatch(
                request(HttpMethod.PATCH, path, "application/merge-patch+json", mergePatch));
    }

    /** Adds an object behind the API. */
    void create(String collection, HasMetadata object) {
        objects.handleCreate(
                request(HttpMethod.POST, collection, "application/json", json.asJson(object)));
    }

    private static RecordedRequest request(
            HttpMethod method, String path, String type, String body) {
        return new RecordedRequest(
                "HTTP/1.1",
                method,
                path,
                new Headers.Builder().add("Content-Type", type).build(),
                new Buffer(body.getBytes(StandardCharsets.UTF_8)));
    }

    private static String body(RecordedRequest request) {
        return new String(request.getBody().getBytes(), StandardCharsets.UTF_8);
    }

    private List<String> blocking(Pod pod) {
        String budgets =
                "/apis/policy/v1/namespaces/"
                        + pod.getMetadata().getNamespace()
                        + "/poddisruptionbudgets";
        return json
                .unmarshal(
                        objects.handleGet(budgets).getBody().readUtf8(),
                        PodDisruptionBudgetList.class)
                .getItems()
                .stream()
                .filter(
                        b ->
                                Selectors.matches(
                                        b.getSpec().getSelector(), pod.getMetadata().getLabels()))
                .filter(b -> b.getStatus().getDisruptionsAllowed() < 1)
                .map((PodDisruptionBudget b) -> b.getMetadata().getName())
                .toList();
    }

    private MockResponse podsOn(String node, String path) {
        MockResponse all =
                objects.dispatch(
                        request(
                                HttpMethod.GET,
                                path.replaceAll("[?&]$", "").replace(" ", "%20"),
                                "application/json",
                                ""));
        PodList list = json.unmarshal(all.getBody().readUtf8(), PodList.class);
        list.setItems(
                list.getItems().stream()
                        .filter(pod -> node.equals(pod.getSpec().getNodeName()))
                        .map(this::seen)
                        .toList());
        return response(200, json.asJson(list));
    }
}
