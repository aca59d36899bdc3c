#!/usr/bin/env bash
# Prints the table of docs/performance.md: what a replication costs, how cost and memory grow, and how far it is
# from its floor. Takes some minutes; --full adds 10⁶ replications, and the memory of 10⁷. Ratios are from one run;
# on a busy machine only processor time means anything, and the row of two threads nothing.
set -euo pipefail
cd "$(dirname "$0")/.."

# The program of a bench, built with these options.
bench() {
    cargo bench --quiet --locked --bench scale --no-run --message-format=json "$@" |
        sed -n 's/.*"name":"scale".*"executable":"\([^"]*\)".*/\1/p' | tail -1
}

work=$(mktemp)
trap 'rm -f "$work"' EXIT
# What is counted does not depend on how well it was compiled; the quick way to compile will do.
instrumented=$(bench --profile dev --features counts)
"$instrumented" works "$work"
measured=$(bench)

echo "$(date -u +%Y-%m-%d), $(nproc) cores, $(uname -m), $(sed -n 's/^model name.*: //p' /proc/cpuinfo | head -1), load $(cut -d' ' -f1 /proc/loadavg)"
echo
"$measured" report "$work" "$@"
