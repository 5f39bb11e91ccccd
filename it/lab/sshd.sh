#!/bin/sh
# An OpenSSH server with keys and a configuration of its own; nothing of /etc/ssh is read.
#
#   sshd.sh keys FOLDER            makes the keys; the client's are FOLDER/client and FOLDER/ssh_config
#   sshd.sh run  FOLDER [PORT]     serves in the foreground, default port 22
#
# The host key is known to clients under the alias "machine", at whatever address and port they
# meet it:   ssh -F FOLDER/ssh_config -p PORT ADDRESS COMMAND
# Needs root, openssh-server, openssh-client.
set -eu

[ $# -ge 2 ] || {
    sed -n '2,9s/^# \{0,1\}//p' "$0" >&2
    exit 2
}
mkdir -p "$2"
folder=$(cd "$2" && pwd)

keys() {
    for name in server client; do
        [ -f "$folder/$name" ] || ssh-keygen -q -t ed25519 -N '' -C "$name" -f "$folder/$name"
    done
    echo "machine $(cut -d' ' -f1,2 "$folder/server.pub")" >"$folder/known_hosts"
    cat >"$folder/ssh_config" <<CONF
Host *
    User $(id -un)
    IdentityFile "$folder/client"
    IdentitiesOnly yes
    UserKnownHostsFile "$folder/known_hosts"
    HostKeyAlias machine
    StrictHostKeyChecking yes
    BatchMode yes
    LogLevel ERROR
CONF
    cat >"$folder/sshd_config" <<CONF
Port ${1:-22}
HostKey "$folder/server"
PidFile none
AuthorizedKeysFile "$folder/client.pub"
PermitRootLogin prohibit-password
PasswordAuthentication no
KbdInteractiveAuthentication no
UsePAM no
UseDNS no
StrictModes no
PrintMotd no
MaxStartups 200
Subsystem sftp internal-sftp
CONF
}

keys "${3:-22}"
if [ "$1" = run ]; then
    # where it separates privileges; the package's service would make it
    [ -d /run/sshd ] || mkdir -m 0755 /run/sshd
    # it insists on an absolute path to itself
    set -- "$(command -v sshd || echo /usr/sbin/sshd)" -D -e -f "$folder/sshd_config"
    # on a machine of the lab: tools that act on it, and not on the one that the lab runs on
    [ -z "${LAB_EVENTS:-}" ] ||
        set -- "$@" -o "SetEnv=PATH=$(cd "$(dirname "$0")" && pwd)/tools:$PATH LAB_EVENTS=$LAB_EVENTS"
    exec "$@"
fi
