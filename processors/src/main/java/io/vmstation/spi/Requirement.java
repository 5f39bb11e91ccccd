package io.vmstation.spi;

/** What a sleep check or a sleep method cannot do without, of the configuration of a node. */
public enum Requirement {
    /** A login: {@code ssh}. */
    SSH,
    /** A baseboard management controller: {@code bmc}. */
    BMC,
    /** A name in the cluster: {@code kubernetesNode}. */
    KUBERNETES_NODE
}
