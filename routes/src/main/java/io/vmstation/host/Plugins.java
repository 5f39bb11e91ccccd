package io.vmstation.host;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.stream.Stream;

/**
 * The user's own jars, {@code plugins/*.jar} under the home, read once at start. Their classes see
 * those of the application; the application's come first.
 */
public final class Plugins implements AutoCloseable {
    private final List<Path> jars;
    private final URLClassLoader loader;

    private Plugins(List<Path> jars, URLClassLoader loader) {
        this.jars = jars;
        this.loader = loader;
    }

    /**
     * Opens the jars of a home, in the order of their names.
     *
     * @throws InvalidConfiguration when the folder cannot be listed
     */
    public static Plugins of(Home home) throws InvalidConfiguration {
        Path folder = home.folder().map(root -> root.resolve("plugins")).orElse(null);
        List<Path> jars = new ArrayList<>();
        if (folder != null && Files.isDirectory(folder)) {
            try (Stream<Path> files = Files.list(folder)) {
                files.filter(file -> file.toString().endsWith(".jar")).sorted().forEach(jars::add);
            } catch (IOException e) {
                throw new InvalidConfiguration(
                        folder + " cannot be listed, make it readable: " + e.getMessage());
            }
        }
        URL[] urls = jars.stream().map(Plugins::url).toArray(URL[]::new);
        return new Plugins(
                List.copyOf(jars), new URLClassLoader(urls, Plugins.class.getClassLoader()));
    }

    private static URL url(Path jar) {
        try {
            return jar.toUri().toURL();
        } catch (MalformedURLException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The jars, in the order in which they are searched. */
    public List<Path> jars() {
        return jars;
    }

    /** Sees the classes of the application and of the jars. */
    public ClassLoader loader() {
        return loader;
    }

    /**
     * The implementations that the jars (and the application) declare under {@code
     * META-INF/services}.
     *
     * @throws InvalidConfiguration when one cannot be made, with the class and the reason
     */
    public <T> List<T> implementations(Class<T> type) throws InvalidConfiguration {
        List<T> found = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        Iterator<T> services = ServiceLoader.load(type, loader).iterator();
        boolean more = true;
        while (more) {
            try {
                more = services.hasNext();
                if (more) {
                    found.add(services.next());
                }
            } catch (ServiceConfigurationError e) {
                problems.add(
                        "plugins/: a " + type.getSimpleName() + " is unusable: " + e.getMessage());
            }
        }
        if (!problems.isEmpty()) {
            throw new InvalidConfiguration(problems);
        }
        return found;
    }

    @Override
    public void close() throws IOException {
        loader.close();
    }
}
