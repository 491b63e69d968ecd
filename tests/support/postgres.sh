#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# A PostgreSQL server for tests, in a directory of its own, on a socket in it and no port:
#
#   postgres.sh init DIRECTORY [setting=value...]   makes the files of a server; the directory must not be there
#   postgres.sh run DIRECTORY                       runs it, in place of this process
#   postgres.sh start FILE                          makes one in a temporary directory, runs it in the background, and
#                                                   writes the name of the directory to FILE once it takes connections
#   postgres.sh stop FILE                           ends that one, and removes its directory
#
# PostgreSQL does not run as root: as root this takes the user postgres. Nothing is synced.
set -euo pipefail

bin=$(find /usr/lib/postgresql/*/bin /usr/local/pgsql/bin -maxdepth 0 2>/dev/null | sort -V | tail -n 1 || true)
[[ -n $bin ]] || { echo "there is no PostgreSQL server; install postgresql-15" >&2; exit 1; }
as=()
if ((EUID == 0)); then as=(setpriv --reuid=postgres --regid=postgres --clear-groups); fi

init() {
  local directory=$1
  shift
  mkdir -p "$directory"
  if ((EUID == 0)); then chown postgres: "$directory"; fi
  cd "$directory"
  "${as[@]}" "$bin/initdb" --pgdata=data --username=postgres --auth=trust --encoding=UTF8 --locale=C --no-sync \
    --no-instructions >init.log 2>&1 || { cat init.log >&2; exit 1; }
  {
    echo "unix_socket_directories = '$directory'"
    printf '%s\n' "listen_addresses = ''" "fsync = off" "max_connections = 200" "shared_buffers = 16MB" \
      "autovacuum = off" "$@"
  } >>data/postgresql.conf
}

run() {
  cd "$1"
  exec "${as[@]}" "$bin/postgres" -D data
}

case ${1:-} in
  init) init "${@:2}" ;;
  run) run "$2" ;;
  start)
    directory=$(mktemp -d)
    init "$directory"
    (run "$directory") >"$directory/log" 2>&1 </dev/null &
    tries=0
    until "$bin/pg_isready" -q -h "$directory"; do
      ((++tries < 300)) || { cat "$directory/log" >&2; exit 1; }
      sleep 0.1
    done
    echo "$directory" >"$2"
    ;;
  stop)
    directory=$(<"$2")
    pid=$(head -n 1 "$directory/data/postmaster.pid")
    kill -QUIT "$pid"
    while kill -0 "$pid" 2>/dev/null; do sleep 0.05; done
    rm -rf "$directory" "$2"
    ;;
  *)
    sed -n '3,11p' "${BASH_SOURCE[0]}" >&2
    exit 2
    ;;
esac
