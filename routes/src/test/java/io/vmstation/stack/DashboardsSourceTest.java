package io.vmstation.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.vmstation.stack.Tool.Done;
import org.junit.jupiter.api.Test;

class DashboardsSourceTest {

    @Test
    void theyAreWhatTheirSourcesMake() {
        assumeTrue(Tool.isThere("python3"), "skipped, missing package: python3");

        Done check = Tool.run("python3", "../dashboards/source/build.py", "--check");

        assertThat(check.exit()).as(check.output()).isZero();
    }
}
