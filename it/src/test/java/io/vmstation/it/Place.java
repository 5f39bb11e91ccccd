package io.vmstation.it;

/** Where something runs in the lab's LAN; {@code it/lab/lan.sh} has the same table. */
public enum Place {
    /** Always on, runs the host; its {@code eth1} is 10.78.0.1. */
    MASTERNODE("mn", "10.77.0.1", "02:00:00:77:00:01"),
    /** A machine on the first subnet only. */
    FIRST_HOST("h1", "10.77.0.11", "02:00:00:77:00:11"),
    /** A machine on both subnets. */
    SECOND_HOST("h2", "10.77.0.12", "02:00:00:77:00:12"),
    /** The second host's network card on the second subnet. */
    SECOND_HOST_ETH1("h2", "10.78.0.12", "02:00:00:78:00:12"),
    /** Where clients come from. */
    CLIENT("cl", "10.77.0.50", "02:00:00:77:00:50");

    private final String suffix;
    private final String address;
    private final String mac;

    Place(String suffix, String address, String mac) {
        this.suffix = suffix;
        this.address = address;
        this.mac = mac;
    }

    /** The end of its namespace's name. */
    public String suffix() {
        return suffix;
    }

    /** Its IPv4 address. */
    public String address() {
        return address;
    }

    /** Its MAC address. */
    public String mac() {
        return mac;
    }
}
