#!/usr/bin/env bash
# postgres [OPTION…]: the first time, makes the database and runs the files of /docker-entrypoint-initdb.d on a server that nobody else
# reaches; then the server.
set -euo pipefail

[[ ${1:-} != -* ]] || set -- postgres "$@"
if [[ ${1:-} == postgres && ! -s $PGDATA/PG_VERSION ]]; then
  if [[ -n ${POSTGRES_PASSWORD_FILE:-} ]]; then
    POSTGRES_PASSWORD=$(<"$POSTGRES_PASSWORD_FILE")
  fi
  [[ -n ${POSTGRES_PASSWORD:-} ]] || {
    echo "Set POSTGRES_PASSWORD_FILE or POSTGRES_PASSWORD." >&2
    exit 1
  }
  user=${POSTGRES_USER:-postgres}
  database=${POSTGRES_DB:-$user}
  # The official image trusts whoever is inside the container, and nobody outside.
  initdb --username="$user" --pwfile=<(printf '%s\n' "$POSTGRES_PASSWORD") --auth-local=trust --auth-host=trust
  echo 'host all all all scram-sha-256' >>"$PGDATA/pg_hba.conf"
  sed -i "s/^#*listen_addresses = .*/listen_addresses = '*'/" "$PGDATA/postgresql.conf"
  unset POSTGRES_PASSWORD

  # Options of the server, each as one word of a shell
  options=$(printf '%q ' "${@:2}" -c listen_addresses='')
  pg_ctl -w -o "$options" start
  sql=(psql --no-psqlrc -v ON_ERROR_STOP=1 --username "$user")
  if [[ $database != postgres ]]; then
    "${sql[@]}" --dbname postgres -v name="$database" <<<'CREATE DATABASE :"name";'
  fi
  for file in /docker-entrypoint-initdb.d/*; do
    case $file in
      *.sql) "${sql[@]}" --dbname "$database" --file "$file" ;;
      *.sh) bash "$file" ;;
    esac
  done
  pg_ctl -w -m fast stop
fi
exec "$@"
