#!/bin/sh
# What `make demo` shows: a real shop's orders, imported by a deployed Prefect flow run on a system of the demo's own.
# Everything it keeps is in .demo; whatever it starts has stopped when it ends, however it ends.
set -eu
cd "$(dirname "$0")/.."

ORDERS_HOME="$PWD/.demo"
PREFECT_HOME="$ORDERS_HOME/.prefect"
ORDERS_TENANT=demo
ORDERS_PROJECT=retail
export ORDERS_HOME PREFECT_HOME ORDERS_TENANT ORDERS_PROJECT
PATH="$PWD/.venv/bin:$PATH"
# the worker may live in another folder than this shell
sample="$PWD/data/online_retail_sample.csv"
mapping="$PWD/data/mappings/online_retail.toml"

say() { printf '\n== %s\n' "$*"; }
show() {
    printf '$'
    for word; do
        case $word in *' '*) printf " '%s'" "$word" ;; *) printf ' %s' "$word" ;; esac
    done
    printf '\n'
    "$@"
}
free_ports() {
    python -c 'import socket
both = [socket.create_server(("127.0.0.1", 0)) for _ in range(2)]
print(*(each.getsockname()[1] for each in both))'
}

system=
stop_the_system() {
    if [ -n "$system" ] && kill -TERM "$system" 2>/dev/null; then
        say "Everything stops."
        wait "$system" || true
    fi
}
trap stop_the_system EXIT
trap 'exit 130' INT TERM

rm -rf "$ORDERS_HOME"
mkdir "$ORDERS_HOME"
set -- $(free_ports)
PREFECT_API_URL="http://127.0.0.1:$2/api"
export PREFECT_API_URL
say "The local system starts: Prefect server, import worker, HTTP API."
orders up --port "$1" --prefect-port "$2" --children 1 2>"$ORDERS_HOME/demo.log" &
system=$!
until grep -q '^Ctrl-C stops everything' "$ORDERS_HOME/demo.log"; do
    kill -0 "$system" 2>/dev/null || { cat "$ORDERS_HOME/demo.log" >&2; exit 1; }
    sleep 0.5
done
show orders deploy

say "2,093 orders are more than the 2,000 an import may bring, so the first try is refused as a whole."
refused=$(orders submit "$sample" --mapping "$mapping")
show orders status "$refused" --watch || [ $? -eq 3 ]

say "So the cap is raised, for this project alone; and three segments are made."
show orders limit set 5000
orders segment create "Spent over 500 pounds" --filter \
    '{"junction":"and","summary.orders.total_amount":{"conditions":{"$more_than":[50000]}}}' >/dev/null
orders segment create "Ordered three times or more" --filter \
    '{"junction":"and","summary.orders.total_count":{"conditions":{"$more_than_equal":[3]}}}' >/dev/null
orders segment create "Outside the United Kingdom" --filter \
    '{"junction":"and","address.country":{"conditions":{"$is_not":["United Kingdom"]}}}' >/dev/null

say "The import, as a run of the deployment."
show prefect deployment run import-orders/demo--retail -p "source=$sample" -p "mapping=$mapping" --watch

say "Its report. Some orders were rejected; it says which and why."
import_id=$(orders imports --limit 1 --json | sed 's/.*"import_id": "\([^"]*\)".*/\1/')
show orders show "$import_id"

say "The biggest segment's first members, and all segments."
show orders segment members "Ordered three times or more" --limit 5
show orders segment list

run_id=$(echo "${import_id#imp_}" | sed 's/\(........\)\(....\)\(....\)\(....\)/\1-\2-\3-\4-/')
say "Where to look next."
echo "  the run in Prefect's UI:  ORDERS_HOME=.demo .venv/bin/orders up"
echo "                            http://127.0.0.1:4200/runs/flow-run/$run_id"
echo "  the tables:               .demo/demo/retail.duckdb, with any DuckDB 1.5 client; docs/reference.md lists them"
echo "  what else there is:       README.md"
