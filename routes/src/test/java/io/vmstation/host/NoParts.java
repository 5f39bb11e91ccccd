package io.vmstation.host;

import java.util.Map;

/** Nothing beside the routes. */
public class NoParts implements Parts {
    @Override
    public void open() throws StartFailure {}

    @Override
    public void start() {}

    @Override
    public void listening(Map<String, String> listeners) {}

    @Override
    public void drain() {}

    @Override
    public void close() {}
}
