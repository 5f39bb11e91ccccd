#!/bin/sh
# A LAN out of network namespaces. Nothing of it is connected to anything outside.
#
#   lan.sh up PREFIX [OWNER]   makes it; OWNER is the process that it belongs to (default: none)
#   lan.sh down PREFIX         ends what runs in it and removes it
#   lan.sh sweep               removes every LAN whose owner is no longer alive
#
#   namespace      eth0                           eth1 (a second subnet)
#   PREFIX-sw      the switch: bridge br0         bridge br1
#   PREFIX-mn      10.77.0.1  02:00:00:77:00:01   10.78.0.1  02:00:00:78:00:01   masternode
#   PREFIX-h1      10.77.0.11 02:00:00:77:00:11   -                              first host
#   PREFIX-h2      10.77.0.12 02:00:00:77:00:12   10.78.0.12 02:00:00:78:00:12   second host
#   PREFIX-cl      10.77.0.50 02:00:00:77:00:50   -                              client
#
# IPv4 only. Run something on a node: ip netns exec PREFIX-h1 COMMAND. Several LANs can stand side
# by side. Needs root and iproute2.
set -eu

registry=/run/vmstation-lab

usage() {
    sed -n '2,17s/^# \{0,1\}//p' "$0" >&2
    exit 2
}

exists() {
    [ -e "/run/netns/$1" ]
}

# The moment a process started, in clock ticks: with its id it names a process for good.
started() {
    sed 's/.*) //' "/proc/$1/stat" 2>/dev/null | cut -d' ' -f20
}

end_processes() {
    for signal in CONT TERM KILL; do
        pids=$(ip netns pids "$1")
        [ -n "$pids" ] || return 0
        # shellcheck disable=SC2086  # a list of process ids
        kill -"$signal" $pids 2>/dev/null || :
        [ "$signal" = CONT ] || await_end "$1"
    done
}

await_end() {
    tries=0
    while [ $tries -lt 20 ] && [ -n "$(ip netns pids "$1")" ]; do
        sleep 0.05
        tries=$((tries + 1))
    done
}

down() {
    for place in mn h1 h2 cl sw; do
        if exists "$1-$place"; then
            end_processes "$1-$place"
            ip netns del "$1-$place"
        fi
    done
    rm -f "$registry/$1"
}

namespace() {
    ip netns add "$1"
    ip netns exec "$1" sysctl -qw \
        net.ipv6.conf.all.disable_ipv6=1 net.ipv6.conf.default.disable_ipv6=1
    ip -n "$1" link set lo up
}

# plug PREFIX PLACE INTERFACE BRIDGE SUBNET LAST-OCTET
plug() {
    # both ends are made inside the lab, so that nothing shows up in the main namespace
    ip -n "$1-sw" link add "$2-$3" type veth \
        peer name "$3" netns "$1-$2" address "02:00:00:$5:00:$(printf %02d "$6")"
    ip -n "$1-sw" link set "$2-$3" master "$4" up
    ip -n "$1-$2" addr add "10.$5.0.$6/24" brd + dev "$3"
    ip -n "$1-$2" link set "$3" up
}

up() {
    mkdir -p "$registry"
    owner=${2:-1}
    echo "$owner $(started "$owner")" >"$registry/$1"
    for place in sw mn h1 h2 cl; do
        namespace "$1-$place"
    done
    for bridge in br0 br1; do
        ip -n "$1-sw" link add "$bridge" type bridge
        ip -n "$1-sw" link set "$bridge" up
    done
    # frames between ports of the switch are none of its own IP filters' business
    ip netns exec "$1-sw" sysctl -qw net.bridge.bridge-nf-call-iptables=0 2>/dev/null || :
    plug "$1" mn eth0 br0 77 1
    plug "$1" h1 eth0 br0 77 11
    plug "$1" h2 eth0 br0 77 12
    plug "$1" cl eth0 br0 77 50
    plug "$1" mn eth1 br1 78 1
    plug "$1" h2 eth1 br1 78 12
    # the limited broadcast follows the default route, which a real masternode has
    ip -n "$1-mn" route add 255.255.255.255 dev eth0
}

sweep() {
    for file in "$registry"/*; do
        [ -e "$file" ] || continue
        read -r owner since <"$file" || :
        if [ "$(started "$owner")" != "$since" ]; then
            down "${file##*/}"
        fi
    done
}

case ${1:-} in
up)
    [ -n "${2:-}" ] || usage
    trap 'down "$2"' EXIT INT TERM
    up "$2" "${3:-}"
    trap - EXIT INT TERM
    ;;
down)
    [ -n "${2:-}" ] || usage
    down "$2"
    ;;
sweep)
    sweep
    ;;
*)
    usage
    ;;
esac
