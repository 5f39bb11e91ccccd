package io.vmstation.host;

import io.vmstation.node.Node;
import io.vmstation.sleep.SleepFailures;

/** Forgets which nodes could not be put to sleep: nothing asks yet. */
final class NoBackOff implements SleepFailures {
    @Override
    public void failed(Node node, String reason) {}
}
