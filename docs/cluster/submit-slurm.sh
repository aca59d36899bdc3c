#!/bin/bash
# Splits one run over a Slurm cluster: a job array of shards, and a job that merges them when all are done. The merged
# folder holds the bytes of the run on one machine.
#
#     submit-slurm.sh SCENARIO [OPTIONS] [OPTIONS OF drawdown run] [-- OPTIONS OF drawdown merge]
#
#     --shards K        how many tasks [default: $SHARDS, else 8]; a task should take minutes, not seconds
#     --out FOLDER      the merged results [default: $OUT, else output/NAME]; shards and logs go to FOLDER-shards
#     --sbatch OPTION   an option of sbatch for all jobs, such as --sbatch=--partition=long (several times)
#     --wait            come back when the merged folder is there, with the exit code of the merge
#
# Example: submit-slurm.sh scenarios/minusma.toml -n 100000000 --shards 16 --out output/big -- --explain
#
# The same command once more computes the shards that are missing, and merges. All machines must see the working folder,
# the scenario and the program under the same path. The program is $DRAWDOWN, else the `drawdown` on the PATH.
set -euo pipefail

usage() { sed -n '2,15s/^# \{0,1\}//p' "$0"; }
refuse() {
    printf 'error: %s\n  = help: %s\n' "$1" "$2" >&2
    exit 2
}
value() { [ $# -gt 1 ] || refuse "\`$1\` lacks its value" "submit-slurm.sh --help shows what to write after it"; }

scenario='' shards=${SHARDS:-8} out=${OUT:-} wait=()
run=() merge=() sbatch=()
case ${1:-} in
    -h | --help) usage; exit 0 ;;
    '' | -*) usage >&2; exit 2 ;;
    *) scenario=$1; shift ;;
esac
while [ $# -gt 0 ]; do
    case $1 in
        --shards=* | --out=* | --sbatch=*) set -- "${1%%=*}" "${1#*=}" "${@:2}" ;;
    esac
    case $1 in
        -h | --help) usage; exit 0 ;;
        --shards) value "$@"; shards=$2; shift 2 ;;
        --out) value "$@"; out=$2; shift 2 ;;
        --sbatch) value "$@"; sbatch+=("$2"); shift 2 ;;
        --wait) wait=(--wait); shift ;;
        --shard | --shard=* | --resume) refuse "\`$1\` is set for each task by this script" "leave it out" ;;
        --threads | --threads=*) refuse "\`$1\` would not be what Slurm grants" "give a task four threads by --sbatch=--cpus-per-task=4" ;;
        --) shift; merge=("$@"); break ;;
        *) run+=("$1"); shift ;;
    esac
done

[[ $shards =~ ^[1-9][0-9]{0,5}$ ]] || refuse "\`$shards\` is not a number of shards" "write a whole number from 1, such as --shards 8"
command -v sbatch >/dev/null || refuse "there is no \`sbatch\` here" "run this on a machine that submits to the cluster"
drawdown=$(command -v "${DRAWDOWN:-drawdown}") || refuse "there is no program \`${DRAWDOWN:-drawdown}\`" "put drawdown on the PATH, or its place into DRAWDOWN"
drawdown=$(realpath "$drawdown")
here=$(dirname "$(realpath "$0")")
out=${out:-output/$(basename "$scenario" .toml)}
folder=$out-shards
command=("$drawdown" run "$scenario" "${run[@]}")

# A share of next to nothing: whatever is wrong with the scenario or an option is said here, not by each task when its turn comes.
probe=$(mktemp -d)
trap 'rm -rf "$probe"' EXIT
"${command[@]}" --shard 1/1000000 --quiet --out "$probe/shard"

# A folder of shards belongs to one command, so that none of an earlier one is taken for done.
mkdir -p "$folder"
printf '%q ' "$shards" "${command[@]}" >"$probe/command"
if [ -e "$folder/command" ] && ! cmp -s "$probe/command" "$folder/command"; then
    refuse "\`$folder\` holds shards of another command" "remove it, or give another --out"
fi
cp "$probe/command" "$folder/command"

folders=()
for ((i = 1; i <= shards; i++)); do folders+=("$folder/shard-$i"); done
array=$(sbatch --parsable "${sbatch[@]}" --array="1-$shards" --output="$folder/shard-%a.log" \
    "$here/slurm-shard.sh" "$shards" "$folder" "${command[@]}")
array=${array%%;*}
echo "shards: job $array, $shards tasks, logs in $folder"
printf 'merge:  to %s when all are done, log %s, job ' "$out" "$folder/merge.log"
# Where a shard fails the merge can never begin: --kill-on-invalid-dep takes it out of the queue.
sbatch --parsable "${wait[@]}" "${sbatch[@]}" --dependency="afterok:$array" --kill-on-invalid-dep=yes --output="$folder/merge.log" \
    "$here/slurm-merge.sh" "$drawdown" merge "${folders[@]}" --out "$out" "${merge[@]}" && exit 0
echo "error: it was not merged; the logs in $folder say why" >&2
exit 1
