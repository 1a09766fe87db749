#!/usr/bin/env bash
# A PostgreSQL cluster of its own on loopback.  usage: postgres.sh start|stop|create BASE PORT [NAME]
# create makes an empty database. Prints nothing when it works. PostgreSQL refuses to run as root, so then it runs as the user postgres.
set -euo pipefail
verb=${1:?start, stop or create} base=${2:?a folder} port=${3:?a port}
bin=$(ls -d /usr/lib/postgresql/*/bin | sort -V | tail -n 1)

# The server outlives this script: it must not hold on to whatever the caller had open, or the caller waits for it for ever.
for fd in /proc/self/fd/*; do
    fd=${fd##*/}
    [ "$fd" -le 2 ] || eval "exec $fd>&-" 2>/dev/null || true
done

as_postgres() {
    if [ "$(id -u)" = 0 ]; then setpriv --reuid=postgres --regid=postgres --clear-groups "$@"; else "$@"; fi
}

start() {
    mkdir -p "$base/sock"
    chmod 755 "$base"
    [ "$(id -u)" != 0 ] || chown -R postgres "$base"
    cd "$base"
    if [ ! -f "$base/data/PG_VERSION" ]; then
        as_postgres "$bin/initdb" -D "$base/data" -A trust -U postgres --no-sync -E UTF8 --locale=C.UTF-8 >"$base/initdb.log"
        cat >>"$base/data/postgresql.conf" <<CONF
listen_addresses = '127.0.0.1'
port = $port
unix_socket_directories = '$base/sock'
fsync = off
max_connections = 600
CONF
    fi
    as_postgres "$bin/pg_ctl" -D "$base/data" -l "$base/postgres.log" -w -t 60 start >/dev/null 2>&1 </dev/null || { tail "$base/postgres.log" >&2; exit 1; }
}

case $verb in
start) start ;;
stop) cd "$base" && as_postgres "$bin/pg_ctl" -D "$base/data" -m immediate stop >/dev/null ;;
create) createdb -h 127.0.0.1 -p "$port" -U postgres "${4:?a name}" ;;
*) echo "usage: postgres.sh start|stop|create BASE PORT [NAME]" >&2; exit 2 ;;
esac
