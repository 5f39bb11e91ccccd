package io.vmstation.host.routes;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.FailedToCreateRouteException;
import org.apache.camel.NoSuchBeanException;
import org.apache.camel.ResolveEndpointFailedException;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;

/** Tells from Camel's exception what is wrong with a route file, and in which line. */
final class ProblemFinder {
    private static final Pattern NAMED =
            Pattern.compile("(?:Unsupported field|Unknown node id): (\\S+)");
    private static final Pattern MISSING_KEY = Pattern.compile("Property with key \\[([^]]+)]");
    private static final Pattern NO_ENDPOINT =
            Pattern.compile("No endpoint could be found for: ([^:,]+):");
    private static final Pattern UNKNOWN_OPTIONS =
            Pattern.compile("Unknown parameters=\\[\\{([^=]+)=");
    private static final Pattern NO_TEMPLATE =
            Pattern.compile("Cannot find RouteTemplate with id (\\S+)");

    private ProblemFinder() {}

    static RouteProblem find(Throwable failure, RouteSource source, Optional<StepPlace> step) {
        List<Throwable> chain = chain(failure);
        for (Throwable link : chain) {
            if (link instanceof MarkedYamlEngineException marked) {
                return marked(marked, source);
            }
        }
        String message = message(chain);
        if (step.isPresent()
                && !step.get().file().equals(source.name())
                && missingKey(chain).filter(source.text()::contains).isEmpty()) {
            message += " (in " + step.get().file() + ":" + step.get().line() + ")";
            return source.problem(new LineSearch(source.text()).near(0, names(chain)), message);
        }
        int hint = step.map(StepPlace::line).orElse(0);
        int exact = new LineSearch(source.text()).near(hint, names(chain));
        return source.problem(exact > 0 ? exact : hint, message);
    }

    private static RouteProblem marked(MarkedYamlEngineException marked, RouteSource source) {
        int line = marked.getProblemMark().map(mark -> mark.getLine() + 1).orElse(0);
        String problem = marked.getProblem() == null ? firstLine(marked) : marked.getProblem();
        Matcher named = NAMED.matcher(problem);
        if (named.find()) {
            int above = new LineSearch(source.text()).lastUpTo(line, named.group(1) + ":");
            line = above > 0 ? above : line;
            problem = "Camel knows no \"" + named.group(1) + "\" here, check its spelling";
        }
        return source.problem(line, problem);
    }

    private static List<Throwable> chain(Throwable failure) {
        List<Throwable> chain = new ArrayList<>();
        for (Throwable t = failure; t != null && !chain.contains(t); t = t.getCause()) {
            chain.add(t);
        }
        return chain;
    }

    /** What a user understands best: the innermost word of Camel that names the thing. */
    private static String message(List<Throwable> chain) {
        Optional<String> key = missingKey(chain);
        if (key.isPresent()) {
            return "the property " + key.get() + " is not set: set it in application.properties";
        }
        for (Throwable link : chain) {
            if (link instanceof NoSuchBeanException missing) {
                return "there is no bean \""
                        + missing.getName()
                        + "\": correct the name, or add it under beans or in plugins/";
            }
            if (link instanceof ResolveEndpointFailedException) {
                return firstLine(link);
            }
            if (link instanceof ClassNotFoundException) {
                return "there is no class "
                        + link.getMessage()
                        + ": correct the name, or put its jar in plugins/";
            }
            Matcher component = NO_ENDPOINT.matcher(String.valueOf(link.getMessage()));
            if (component.find() && !(link instanceof FailedToCreateRouteException)) {
                return "there is no component \""
                        + component.group(1)
                        + "\": correct the name, or put its jar in plugins/";
            }
            Matcher template = NO_TEMPLATE.matcher(String.valueOf(link.getMessage()));
            if (template.find()) {
                return "there is no route template \"" + template.group(1) + "\"";
            }
        }
        return firstLine(chain.get(chain.size() - 1));
    }

    private static Optional<String> missingKey(List<Throwable> chain) {
        return chain.stream()
                .map(link -> MISSING_KEY.matcher(String.valueOf(link.getMessage())))
                .filter(Matcher::find)
                .map(matcher -> matcher.group(1))
                .findFirst();
    }

    private static String firstLine(Throwable failure) {
        String message = failure.getMessage();
        return message == null || message.isBlank()
                ? failure.getClass().getSimpleName()
                : message.lines().findFirst().orElse("").strip();
    }

    /** Words of the file that the failure is about, the most telling first. */
    private static List<String> names(List<Throwable> chain) {
        List<String> names = new ArrayList<>();
        for (Throwable link : chain) {
            String message = String.valueOf(link.getMessage());
            for (Pattern pattern :
                    List.of(MISSING_KEY, UNKNOWN_OPTIONS, NO_TEMPLATE, NO_ENDPOINT)) {
                Matcher matcher = pattern.matcher(message);
                if (matcher.find()) {
                    names.add(matcher.group(1));
                }
            }
            if (link instanceof NoSuchBeanException missing && missing.getName() != null) {
                names.add(missing.getName());
            }
            if (link instanceof ClassNotFoundException) {
                names.add(message);
            }
        }
        for (Throwable link : chain) {
            if (link instanceof ResolveEndpointFailedException endpoint) {
                String uri = endpoint.getUri();
                names.add(uri.replaceAll("\\?.*$", "").replaceFirst("://", ":"));
                names.add(uri.replaceAll(":.*$", "") + ":");
            }
            if (link instanceof FailedToCreateRouteException route && route.getRouteId() != null) {
                names.add(route.getRouteId());
            }
        }
        return names;
    }
}
