package io.vmstation.sleep.method;

import io.vmstation.node.Node;
import io.vmstation.node.Options;
import io.vmstation.node.SshAccess;
import io.vmstation.node.TestNode;
import io.vmstation.spi.Commands;
import io.vmstation.spi.SleepMethod.Order;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Orders to sleep of which a test says only what matters to it. */
final class Orders {
    private static final Duration TIME_LIMIT = Duration.ofSeconds(20);

    private Orders() {}

    static Node node(String user) {
        return TestNode.named("storage").ssh(new SshAccess(user, 22, Optional.empty())).build();
    }

    /** To one of the {@code systemctl} methods. */
    static Order systemctl(Node node, Commands commands, Map<String, Object> set) {
        Map<String, Object> values = new HashMap<>();
        values.put("sudo", "auto");
        values.put("ignoreInhibitors", false);
        values.putAll(set);
        return new Order(node, new Options(values), commands, TIME_LIMIT);
    }

    /** To the method {@code exec}. */
    static Order exec(String where, Commands commands, String... command) {
        Map<String, Object> values = Map.of("command", List.of(command), "where", where);
        return new Order(node("root"), new Options(values), commands, TIME_LIMIT);
    }
}
