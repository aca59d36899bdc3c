# Do the scripts ask for enough memory? Of the reference mission, as counts do not grow with replications. Read by tests/cluster/run.
# shellcheck shell=bash disable=SC2154

# The first number after `--mem=` in a script of Slurm, or after `memory:` in the manifest, in MB.
asked() {
    sed -n 's/.*\(--mem=\|memory: \)\([0-9]*\)\([MG]\)i\{0,1\}\b.*/\2 \3/p' "$1" | sed -n "$2p" | {
        read -r number unit
        case $unit in G) echo $((number * 1024)) ;; *) echo "$number" ;; esac
    }
}

# peak COMMAND…: its largest resident set, in MB.
peak() {
    python3 -c 'import resource, subprocess, sys
subprocess.run(sys.argv[1:], check=True)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024)' "$@"
}

memory_is_enough() {
    local shard merge
    shard=$(peak "$DRAWDOWN" run scenarios/minusma.toml -n 2000 --shard 1/1 --threads 2 --quiet --out "$work/memory-shard") || return 1
    merge=$(peak "$DRAWDOWN" merge "$work/memory-shard" --threads 2 --quiet --out "$work/memory") || return 1
    echo "$shard MB for a shard, $merge MB for the merge"
    for asked in "$(asked docs/cluster/slurm-shard.sh 1)" "$(asked docs/cluster/kubernetes.yaml 1)" "$(asked docs/cluster/kubernetes.yaml 2)"; do
        [ "$shard" -lt "$asked" ] || { echo "a shard asks for $asked MB"; return 1; }
    done
    for asked in "$(asked docs/cluster/slurm-merge.sh 1)" "$(asked docs/cluster/kubernetes.yaml 3)" "$(asked docs/cluster/kubernetes.yaml 4)"; do
        [ "$merge" -lt "$asked" ] || { echo "the merge asks for $asked MB"; return 1; }
    done
}

check "the memory that the scripts ask for is enough for the reference mission" memory_is_enough
