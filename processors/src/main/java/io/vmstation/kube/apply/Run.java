package io.vmstation.kube.apply;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vmstation.kube.reconcile.GeneratedKeys;
import io.vmstation.kube.reconcile.KubeApi;
import io.vmstation.kube.reconcile.KubeApi.Resource;
import io.vmstation.kube.reconcile.KubeApiException;
import io.vmstation.kube.reconcile.LiveObjects;
import io.vmstation.kube.reconcile.ObjectKey;
import io.vmstation.node.ReconciledCluster;
import java.time.Clock;

/**
 * One run for one cluster, on one thread.
 *
 * @param cluster whose
 * @param api with patience for this run
 * @param live what is watched of it
 * @param store where its inventory is
 * @param generated makes passwords
 * @param pace how long things are waited for
 * @param clock of the entries of the inventory
 */
record Run(
        ReconciledCluster cluster,
        KubeApi api,
        LiveObjects live,
        InventoryStore store,
        GeneratedKeys generated,
        ApplyPace pace,
        Clock clock) {
    private static final int UNAUTHORIZED = 401;
    private static final Resource NAMESPACES = new Resource("v1", "Namespace", "namespaces", false);

    /** Where an object of that kind is. */
    String namespace(Resource resource, ObjectKey key) {
        if (!resource.namespaced()) {
            return "";
        }
        return key.namespace().isEmpty() ? cluster.sources().namespace() : key.namespace();
    }

    /** Writes that into the object: files cannot know of every kind whether it has a namespace. */
    ObjectNode placed(ObjectNode document, Resource resource, ObjectKey key) {
        String namespace = namespace(resource, key);
        if (namespace.isEmpty()) {
            document.withObject("/metadata").remove("namespace");
        } else {
            document.withObject("/metadata").put("namespace", namespace);
        }
        return document;
    }

    /**
     * A refusal that is about one object is given back; when it is about the server, nothing else
     * will go well, and it is thrown.
     */
    KubeApiException ofOneObject(KubeApiException e) {
        if (e.code() == UNAUTHORIZED) {
            throw e;
        }
        if (e.mayPass()) {
            try {
                // A webhook that is away or slow is felt like a server that is.
                api.get(NAMESPACES, "", "default");
            } catch (KubeApiException whole) {
                if (whole.mayPass() || whole.code() == UNAUTHORIZED) {
                    throw whole;
                }
            }
        }
        return e;
    }
}
