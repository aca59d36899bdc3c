#!/bin/bash
# The merge of a run's shards, as a Slurm job. submit-slurm.sh submits it, to begin when every shard is done; by hand it is
#
#     sbatch docs/cluster/slurm-merge.sh drawdown merge output/big-shards/shard-* --out output/big
#
#SBATCH --job-name=drawdown-merge
#SBATCH --cpus-per-task=2
#SBATCH --mem=1G
#SBATCH --time=01:00:00
#SBATCH --requeue
#SBATCH --open-mode=append
set -euo pipefail

if [ $# -lt 2 ]; then
    sed -n '2,4s/^# \{0,1\}//p' "$0" >&2
    exit 2
fi
exec "$@" --threads "${SLURM_CPUS_PER_TASK:-1}"
