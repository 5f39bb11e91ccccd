package io.vmstation.ipmi.source.lan;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;

/** The jar of ipmi-java may be left out: everything else goes on. */
class WithoutLibraryTest {

    /** Has the classes of VMStation anew, and none of the library. */
    private static final class Hiding extends ClassLoader {
        Hiding() {
            super(WithoutLibraryTest.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (name.startsWith("org.metricshub.")) {
                throw new ClassNotFoundException(name);
            }
            if (!name.startsWith("io.vmstation.ipmi.source.lan.")) {
                return super.loadClass(name, resolve);
            }
            Class<?> known = findLoadedClass(name);
            return known == null ? define(name) : known;
        }

        private Class<?> define(String name) throws ClassNotFoundException {
            String file = name.replace('.', '/') + ".class";
            try (InputStream in = getParent().getResourceAsStream(file)) {
                if (in == null) {
                    throw new ClassNotFoundException(name);
                }
                byte[] bytes = in.readAllBytes();
                return defineClass(name, bytes, 0, bytes.length);
            } catch (IOException e) {
                throw new ClassNotFoundException(name, e);
            }
        }
    }

    /** Runs inside of that loader. */
    public static final class Use implements Callable<String> {
        /** For the loader. */
        public Use() {}

        @Override
        public String call() throws IOException {
            try (ScriptedBmc bmc = new ScriptedBmc(3);
                    LanSource source = new LanSource()) {
                return source.unfit(bmc.asConnection(3))
                        + "\n"
                        + Reading.of(
                                source,
                                bmc.asConnection(3),
                                io.vmstation.ipmi.reading.Collector.IPMI)
                        + "\n"
                        + source.power(
                                        bmc.asConnection(3),
                                        io.vmstation.ipmi.source.PowerAction.ON,
                                        Duration.ofSeconds(5))
                                .join();
            }
        }
    }

    @Test
    void theSourceIsUnfitAndSaysHowToGetItAndNothingBreaks() throws Exception {
        Class<?> use = new Hiding().loadClass(Use.class.getName());

        Object said = ((Callable<?>) use.getConstructor().newInstance()).call();

        String reason = "the library ipmi-java is not in lib/: put ipmi-java-1.2.01.jar there";
        assertThat(String.valueOf(said).lines())
                .satisfiesExactly(
                        unfit -> assertThat(unfit).startsWith("Optional[" + reason),
                        read -> assertThat(read).startsWith("Failed[reason=" + reason),
                        power -> assertThat(power).startsWith("Refused[reason=" + reason));
    }
}
