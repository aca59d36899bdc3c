# Dask: a scheduler and two workers on this machine. Read by tests/cluster/run.
# shellcheck shell=bash disable=SC2154
recipe() { "$python" "$root/docs/cluster/dask_recipe.py" scenarios/two-sites.toml --drawdown "$DRAWDOWN" "$@"; }

dask_merges() {
    "$DRAWDOWN" run scenarios/two-sites.toml -n 3000 --quiet --out "$work/dask-one" || return 1
    recipe -n 3000 --shards 5 --out "$work/dask" -- --quiet && same "$work/dask-one" "$work/dask"
}

# One shard gone: only that one is computed again.
dask_goes_on() {
    rm -r "$work/dask" "$work/dask-shards/shard-3"
    recipe -n 3000 --shards 5 --out "$work/dask" -- --quiet >"$work/dask.log" 2>&1 || return 1
    cat "$work/dask.log"
    [ "$(grep -c "was done already" "$work/dask.log")" = 4 ] && same "$work/dask-one" "$work/dask"
}

dask_refuses() {
    ! recipe -n 3001 --shards 5 --out "$work/dask" 2>"$work/refusal" && grep "holds shards of another command" "$work/refusal" || return 1
    ! recipe -n 0 --out "$work/none" 2>"$work/refusal" || return 1
    cat "$work/refusal"
    grep -q "from 1 to" "$work/refusal" && [ ! -e "$work/none-shards" ]
}

if ! have_python; then
    skipped "shards on Dask: its packages could not be installed (target/cluster/pip.log)"
else
    check "Dask: five shards and their merge give the bytes of one run" dask_merges
    check "Dask: the same command again does what is missing" dask_goes_on
    check "Dask: what cannot work is refused before a worker is asked" dask_refuses
fi
