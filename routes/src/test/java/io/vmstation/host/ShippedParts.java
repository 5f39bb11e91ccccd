package io.vmstation.host;

import io.netty.channel.Channel;
import io.netty.channel.nio.NioEventLoopGroup;
import io.vmstation.api.DoorRules;
import io.vmstation.api.DoorSettings;
import io.vmstation.host.door.Door;
import io.vmstation.host.door.MetricsDoor;
import io.vmstation.kube.trigger.ClusterTriggers;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.Processor;
import org.apache.camel.component.netty.NettyConsumer;
import org.apache.camel.component.netty.ServerInitializerFactory;

/**
 * What the shipped routes refer to, doing nothing: every bean, and every setting at its default.
 */
public final class ShippedParts implements AutoCloseable {
    private static final Pattern REFERENCE = Pattern.compile("\\bref: *\"?(\\w+)");

    private final NioEventLoopGroup group = new NioEventLoopGroup(1);
    private final Door door =
            new Door(
                    new DoorSettings(
                            InetAddress.getLoopbackAddress(), 0, Optional.empty(), List.of()),
                    new DoorRules(Optional.empty(), List.of()));

    /** By name. */
    public Map<String, Object> beans() {
        Map<String, Object> beans = new LinkedHashMap<>();
        Bundle.ofApplication()
                .files()
                .forEach(
                        (path, text) -> {
                            Matcher matcher = REFERENCE.matcher(text);
                            while (path.startsWith("routes/") && matcher.find()) {
                                beans.put(matcher.group(1), (Processor) exchange -> {});
                            }
                        });
        beans.put("explainFailure", new ExplainFailure());
        beans.put("holdAndRelay", new NoRelay());
        beans.put("relayAcceptors", group);
        beans.put("relayWorkers", group);
        beans.put("clusterTriggers", new ClusterTriggers());
        beans.put(Door.BEAN, door);
        // In place of the one of metrics: there is no server of Camel here.
        beans.put(MetricsDoor.BEAN, door);
        return beans;
    }

    /** What {@code {{key}}} stands for. */
    public Properties properties() {
        Properties properties = new Properties();
        try {
            properties.load(
                    new StringReader(
                            Bundle.ofApplication()
                                    .files()
                                    .getOrDefault("config/application.properties", "")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        properties.setProperty("relay.native-transport", "false");
        return properties;
    }

    @Override
    public void close() {
        door.close();
        group.shutdownGracefully().syncUninterruptibly();
    }

    private static final class NoRelay extends ServerInitializerFactory {
        @Override
        public ServerInitializerFactory createPipelineFactory(NettyConsumer consumer) {
            return this;
        }

        @Override
        protected void initChannel(Channel channel) {
            channel.close().syncUninterruptibly();
        }
    }
}
