package io.vmstation.it;

/** Properties with which nodes go to sleep within seconds, where it is hours in a house. */
final class QuickSleep {
    static final String PROPERTIES =
            """
            sleep.check-interval=1s
            sleep.check-timeout=8s
            sleep.idle-for=3s
            sleep.grace=3s
            sleep.silence=3s
            sleep.suspend-deadline=5s
            sleep.back-off=5s
            reach.watch-interval=1s
            wake.cool-down=0s
            """;

    private QuickSleep() {}
}
