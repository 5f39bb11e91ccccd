package io.vmstation.watch;

import io.vmstation.node.Node;
import io.vmstation.node.Service;
import io.vmstation.spi.Answer;
import io.vmstation.spi.Reachability;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Answers as it is told, and remembers every look. A node that it was told nothing of hangs. */
final class FakeReachability implements Reachability {
    private final Map<String, Answer> answers = new ConcurrentHashMap<>();
    private final List<Look> looks = new CopyOnWriteArrayList<>();

    /** One look at a node. */
    record Look(String node, CompletableFuture<Answer> answer) {}

    void answers(String node) {
        answers.put(node, new Answer.Ready(InetSocketAddress.createUnresolved("192.0.2.1", 0)));
    }

    void isSilent(String node) {
        answers.put(node, new Answer.Silent("no answer"));
    }

    List<Look> looksAt(String node) {
        return looks.stream().filter(look -> look.node().equals(node)).toList();
    }

    @Override
    public CompletableFuture<Answer> machine(Node node, Duration patience) {
        CompletableFuture<Answer> answer = new CompletableFuture<>();
        looks.add(new Look(node.name(), answer));
        Answer known = answers.get(node.name());
        if (known != null) {
            answer.complete(known);
        }
        return answer;
    }

    @Override
    public CompletableFuture<Answer> service(
            Node node, Service service, Duration patience, Runnable signOfLife) {
        throw new UnsupportedOperationException("the watch asks for machines only");
    }
}
