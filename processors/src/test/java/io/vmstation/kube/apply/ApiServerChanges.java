package io.vmstation.kube.apply;

import io.vmstation.kube.ApiServer;

/** Which requests change what is stored. */
final class ApiServerChanges {
    private ApiServerChanges() {}

    static boolean real(ApiServer.Asked asked) {
        return asked.changes();
    }
}
