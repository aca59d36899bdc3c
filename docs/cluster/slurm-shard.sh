#!/bin/bash
# One shard of a run: a task of a Slurm job array. submit-slurm.sh submits it; by hand it is
#
#     sbatch --array=1-8 docs/cluster/slurm-shard.sh 8 output/big-shards drawdown run scenario.toml -n 10000000
#
# with the number of shards, the folder for them, and the run as it would be typed on one machine. Task i computes shard i.
# A task that is requeued goes on where it was stopped (--resume). A shard that is done is left alone.
#
# What a task may use, for the reference mission; `submit-slurm.sh --sbatch OPTION` overrides each.
#SBATCH --job-name=drawdown-shard
#SBATCH --cpus-per-task=2
#SBATCH --mem=512M
#SBATCH --time=04:00:00
#SBATCH --requeue
#SBATCH --open-mode=append
set -euo pipefail

if [ $# -lt 3 ] || [ -z "${SLURM_ARRAY_TASK_ID:-}" ]; then
    sed -n '2,7s/^# \{0,1\}//p' "$0" >&2
    exit 2
fi
# Not SLURM_ARRAY_TASK_COUNT: of an array that repeats only shards 3 and 7 of 8 that is 2.
shards=$1
folder=$2/shard-$SLURM_ARRAY_TASK_ID
shift 2

# A folder of results appears whole or not at all, so that one file stands for all.
if [ -e "$folder/manifest.json" ]; then
    echo "$folder is done already; to compute it again, remove it first"
    exit 0
fi
# exec, so that Slurm's signals reach the program, which then saves what it has done.
exec "$@" --shard "$SLURM_ARRAY_TASK_ID/$shards" --resume --threads "${SLURM_CPUS_PER_TASK:-1}" --out "$folder"
