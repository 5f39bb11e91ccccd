#!/bin/sh
# A Samba server with one share, "media", that tells who uses it; nothing of /etc/samba is read.
#
#   samba.sh run FOLDER ADDRESS                    serves on port 445 in the foreground
#   samba.sh client FOLDER ADDRESS USER COMMANDS   one client, COMMANDS as in smbclient(1)
#   samba.sh session FOLDER ADDRESS USER           one that reads them from its input
#
# FOLDER/media is what is shared, FOLDER/audit.log the audit, FOLDER/smb.conf the configuration.
# USER is games or backup, users of every Debian. Needs root, samba, samba-vfs-modules, smbclient.
set -eu

[ $# -ge 3 ] || {
    sed -n '2,9s/^# \{0,1\}//p' "$0" >&2
    exit 2
}
mkdir -p "$2"
folder=$(cd "$2" && pwd)
password=lab

configure() {
    mkdir -p "$folder/media" "$folder/private" "$folder/state" "$folder/run"
    chmod 0700 "$folder/private"
    cat >"$folder/smb.conf" <<CONF
[global]
    server role = standalone server
    netbios name = masternode
    disable netbios = yes
    interfaces = $1/32
    bind interfaces only = yes
    smb ports = 445
    map to guest = Never
    passdb backend = tdbsam
    load printers = no
    printcap name = /dev/null
    disable spoolss = yes
    usershare path =
    private dir = $folder/private
    lock directory = $folder/state
    state directory = $folder/state
    cache directory = $folder/state
    pid directory = $folder/run
    ncalrpc dir = $folder/run/ncalrpc
    log file = $folder/samba.%m.log
    log level = 1 full_audit:1@$folder/audit.log
[media]
    path = $folder/media
    read only = no
    # whoever it is, the folder lies where only its owner may be able to go
    force user = root
    vfs objects = full_audit
    full_audit:prefix = AUDIT|%U|%I|%S
    full_audit:success = connect openat mkdirat renameat unlinkat
    full_audit:failure = none
    full_audit:syslog = no
CONF
    for user in games backup; do
        printf '%s\n%s\n' "$password" "$password" |
            smbpasswd -c "$folder/smb.conf" -s -a "$user" >/dev/null
    done
}

case $1 in
run)
    configure "$3"
    # At its end smbd ends its process group: it makes one of its own, unless it leads one already.
    set -- -F -s "$folder/smb.conf"
    [ "$(ps -o pgid= -p $$ | tr -d ' ')" != $$ ] || set -- --no-process-group "$@"
    exec smbd "$@"
    ;;
client)
    exec smbclient -s "$folder/smb.conf" -U "$4%$password" "//$3/media" -c "$5"
    ;;
session)
    exec smbclient -s "$folder/smb.conf" -U "$4%$password" "//$3/media"
    ;;
*)
    echo "samba.sh: there is no $1" >&2
    exit 2
    ;;
esac
