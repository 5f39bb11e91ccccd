package io.vmstation.host.routes;

import java.io.IOException;
import java.util.List;
import org.apache.camel.api.management.ManagedAttribute;
import org.apache.camel.api.management.ManagedOperation;
import org.apache.camel.api.management.ManagedResource;

/** The route files as seen by JMX. */
@ManagedResource(description = "Route files: what is wrong, and loading them anew")
public final class ManagedRouteFiles {
    private final RouteLoader loader;

    public ManagedRouteFiles(RouteLoader loader) {
        this.loader = loader;
    }

    /** One line a problem. */
    @ManagedAttribute(description = "Route files that are refused and routes that cannot start")
    public List<String> getProblems() {
        return loader.problems().values().stream().map(RouteProblem::toString).toList();
    }

    /** How many problems there are. */
    @ManagedAttribute(description = "How many route files or routes have a problem")
    public int getProblemCount() {
        return loader.problems().size();
    }

    /** Looks at all files now and gives refused ones another try. */
    @ManagedOperation(description = "Load route files anew, refused ones too")
    public void reload() throws IOException {
        loader.reload();
    }
}
