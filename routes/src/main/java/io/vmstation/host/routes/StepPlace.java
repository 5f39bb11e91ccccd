package io.vmstation.host.routes;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.FailedToCreateRouteException;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.model.ProcessorDefinitionHelper;
import org.apache.camel.model.RouteDefinition;

/**
 * Where a step of a route stands: for a templated route that is the template's file.
 *
 * @param file name of the file
 * @param line from 1
 */
record StepPlace(String file, int line) {
    private static final Pattern STEP =
            Pattern.compile("at: >>> (.*?) <<< in route", Pattern.DOTALL);

    /** The step that Camel's message quotes between arrows, else the route's input. */
    static Optional<StepPlace> of(RouteDefinition route, FailedToCreateRouteException failure) {
        Matcher quoted = STEP.matcher(String.valueOf(failure.getMessage()));
        if (quoted.find()) {
            for (ProcessorDefinition<?> step :
                    ProcessorDefinitionHelper.filterTypeInOutputs(
                            route.getOutputs(), ProcessorDefinition.class)) {
                if (step.toString().equals(quoted.group(1)) && step.getLocation() != null) {
                    return Optional.of(
                            new StepPlace(fileName(step.getLocation()), step.getLineNumber()));
                }
            }
        }
        if (route.getInput() == null || route.getInput().getLocation() == null) {
            return Optional.empty();
        }
        return Optional.of(
                new StepPlace(
                        fileName(route.getInput().getLocation()),
                        route.getInput().getLineNumber()));
    }

    private static String fileName(String location) {
        return location.substring(
                Math.max(location.lastIndexOf('/'), location.lastIndexOf(':')) + 1);
    }
}
