package io.vmstation.host;

import io.vmstation.api.Calls;
import io.vmstation.api.ClusterViews;
import io.vmstation.api.EnergyViews;
import io.vmstation.api.NodeViews;
import io.vmstation.host.door.Door;

/**
 * What acts for callers.
 *
 * @param door where they come in
 * @param views what they are told of nodes
 * @param energy what they are told of energy
 * @param clusters what they are told of clusters
 * @param calls what they are told of what they asked for
 */
public record Api(
        Door door, NodeViews views, EnergyViews energy, ClusterViews clusters, Calls calls) {}
