package io.vmstation.ipmi.export;

import io.vmstation.ipmi.reading.BmcReading;
import io.vmstation.ipmi.source.BmcConnection;
import io.vmstation.ipmi.source.ReadOrder;
import io.vmstation.node.Node;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

/** Answers when the test says so, and notes what it was asked. */
public final class TestReader implements BmcReader {
    /** A question that it was asked. */
    public record Asked(Object bmc, ReadOrder order, CompletableFuture<BmcReading> answer) {}

    private final List<Asked> asked = new CopyOnWriteArrayList<>();
    private volatile boolean answersAtOnce = true;

    /** From now on, answers wait for the test. */
    public void hesitate() {
        answersAtOnce = false;
    }

    /** All questions so far. */
    public List<Asked> asked() {
        return asked;
    }

    @Override
    public CompletableFuture<BmcReading> read(Node node, ReadOrder order) {
        return answer(node.name(), order);
    }

    @Override
    public CompletableFuture<BmcReading> read(BmcConnection connection, ReadOrder order) {
        return answer(connection, order);
    }

    private CompletableFuture<BmcReading> answer(Object bmc, ReadOrder order) {
        CompletableFuture<BmcReading> answer = new CompletableFuture<>();
        if (answersAtOnce) {
            answer.complete(TestReadings.usual());
        }
        asked.add(new Asked(bmc, order, answer));
        return answer;
    }
}
