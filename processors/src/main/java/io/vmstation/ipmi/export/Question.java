package io.vmstation.ipmi.export;

import io.vmstation.ipmi.reading.BmcReading;
import io.vmstation.ipmi.source.ReadOrder;
import io.vmstation.node.SelEventRule;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * What to ask which BMC.
 *
 * @param bmc which one and by which login; equal for equal ones
 * @param order what, and for how long at most
 * @param rules which events of its log are counted by name
 * @param way how it is asked
 */
record Question(
        Object bmc,
        ReadOrder order,
        List<SelEventRule> rules,
        Function<ReadOrder, CompletableFuture<BmcReading>> way) {

    /** Of two with equal subjects, one answer will do. */
    record Subject(Object bmc, Object collectors, Object excluded, Object workarounds) {}

    Subject subject() {
        return new Subject(bmc, order.collectors(), order.excludedSensors(), order.workarounds());
    }
}
