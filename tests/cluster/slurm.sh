# Slurm, for real: its daemons on 127.0.0.1, with all their files in $work. Read by tests/cluster/run.

# shellcheck shell=bash disable=SC2154
slurm_log=$cache/slurm.log
slurm_pids=()
# As many replications as keep a task at work for a second or more.
n_long=200000

all_here() {
    local one
    for one; do command -v "$one" >/dev/null || return 1; done
}
have_slurm() {
    all_here slurmctld slurmd sbatch munged ss && return
    { apt-get update -q && apt-get install -qy --no-install-recommends slurm-wlm munge iproute2; } >"$cache/apt.log" 2>&1
}

# Two free ports, as far as one can tell.
free_ports() { python3 -c 'import socket; s = [socket.create_server(("127.0.0.1", 0)) for _ in range(2)]; print(*(x.getsockname()[1] for x in s))'; }

# One node of two CPUs that schedules at once, as the user who runs the test. CommunicationParameters keeps both
# daemons off every address but SlurmctldHost's and NodeAddr's.
slurm_conf() {
    local host user controller daemon
    host=$(uname -n) host=${host%%.*} user=$(id -un)
    read -r controller daemon < <(free_ports)
    cat <<CONF
ClusterName=drawdown
SlurmctldHost=$host(127.0.0.1)
NodeName=$host NodeAddr=127.0.0.1 CPUs=2 RealMemory=4000
PartitionName=all Nodes=ALL Default=YES MaxTime=INFINITE State=UP
SlurmUser=$user
SlurmdUser=$user
SlurmctldPort=$controller
SlurmdPort=$daemon
CommunicationParameters=NoCtldInAddrAny,NoInAddrAny
AuthInfo=socket=$slurm/munge.socket
StateSaveLocation=$slurm/state
SlurmdSpoolDir=$slurm/spool
SlurmctldPidFile=$slurm/slurmctld.pid
SlurmdPidFile=$slurm/slurmd.pid
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
SlurmdParameters=config_overrides
SchedulerParameters=batch_sched_delay=0,sched_interval=1
ProctrackType=proctrack/pgid
TaskPlugin=task/none
MpiDefault=none
ReturnToService=2
CONF
}

# start COMMAND…: a daemon of ours, ended by its number; by the kernel, should this script be killed.
start() { setpriv --pdeathsig TERM "$@" >>"$slurm_log" 2>&1 & slurm_pids+=($!); }

start_slurm() {
    slurm=$work/slurm
    : >"$slurm_log"
    mkdir -p "$slurm/state" "$slurm/spool"
    chmod 711 "$work" "$slurm"
    head -c 1024 /dev/urandom >"$slurm/munge.key" && chmod 400 "$slurm/munge.key"
    export SLURM_CONF=$slurm/slurm.conf
    slurm_conf >"$SLURM_CONF"
    start munged --foreground --force --socket="$slurm/munge.socket" --key-file="$slurm/munge.key" --pid-file="$slurm/munged.pid" \
        --seed-file="$slurm/munged.seed" --log-file="$slurm/munged.log"
    until_true 100 test -S "$slurm/munge.socket" || return 1
    start slurmctld -D
    start slurmd -D
    until_true 200 idle
}

idle() { [ "$(sinfo --noheader --format=%t 2>/dev/null)" = idle ]; }

# until_true N COMMAND…: tries N times, a tenth of a second apart.
until_true() {
    local i n=$1
    shift
    for ((i = 0; i < n; i++)); do "$@" && return; sleep 0.1; done
    return 1
}

# Jobs first, by the daemons that know them; then the daemons; then whatever still works in our folder.
stop_slurm() {
    [ ${#slurm_pids[@]} -gt 0 ] || return 0
    timeout 5 scancel --user="$(id -un)" 2>/dev/null && until_true 30 queue_empty
    local i process
    for ((i = ${#slurm_pids[@]} - 1; i >= 0; i--)); do
        kill "${slurm_pids[i]}" 2>/dev/null && wait "${slurm_pids[i]}" 2>/dev/null
    done
    slurm_pids=()
    for process in /proc/[0-9]*; do
        case $(readlink "$process/cwd") in
            "$work"*) [ "${process#/proc/}" = $$ ] || kill -KILL "${process#/proc/}" 2>/dev/null ;;
        esac
    done
    return 0
}
queue_empty() { [ -z "$(timeout 5 squeue --noheader 2>/dev/null)" ]; }

# A program that breaks for shard 3 as long as there is a file `broken`, as a node does that has lost its disk.
breakable() {
    cat >"$1" <<PROGRAM
#!/bin/sh
case "\$*" in
  *"--shard 3/"*) [ ! -e '$slurm/broken' ] || { echo 'shard 3 broke' >&2; exit 1; } ;;
esac
exec '$DRAWDOWN' "\$@"
PROGRAM
    chmod +x "$1"
}

submit() { "$root/docs/cluster/submit-slurm.sh" "$root/scenarios/two-sites.toml" --sbatch=--cpus-per-task=1 --shards 4 "$@"; }

# A job array, all well.
slurm_merges() {
    "$DRAWDOWN" run "$root/scenarios/two-sites.toml" -n 4000 --quiet --out one
    submit -n 4000 --out four --wait && same one four
}

# Shard 2 is requeued while it is at work, shard 3 breaks: nothing is merged, nothing waits for ever, and merging by hand says why.
slurm_breaks() {
    touch "$slurm/broken"
    # Saved after every few replications, so that there is something to go on from.
    DRAWDOWN_CHECKPOINT_SECONDS=0 submit -n "$n_long" --out long || return 1
    until_true 200 caught && requeue
    until_true 600 queue_empty || { echo "the merge still waits"; return 1; }
    [ ! -e long ] || { echo "there is a merged folder"; return 1; }
    grep "shard 3 broke" long-shards/shard-3.log || return 1
    "$DRAWDOWN" merge long-shards/shard-{1,2,3,4} --out long && { echo "it merged without shard 3"; return 1; }
    [ ! -e long ]
}

# Something is saved of shard 2, which is not done.
caught() { [ -e long-shards/.shard-2.checkpoint ]; }
# Slurm lets a requeued job wait for two minutes, which are cut short here.
requeue() {
    local job
    job=$(squeue --noheader --array --states=RUNNING --format=%i | grep _2) && scontrol requeue "$job" && touch requeued
    until_true 100 pending "$job" && scontrol update JobId="$job" StartTime=now
}
pending() { squeue --noheader --array --states=PENDING --format=%i | grep -q "^$1\$"; }

# The same command again does what is missing.
slurm_goes_on() {
    rm "$slurm/broken"
    submit -n "$n_long" --out long || return 1
    until_true 600 queue_empty
    cat long-shards/*.log
    grep -q "is done already" long-shards/shard-1.log && ! grep -q "is done already" long-shards/shard-3.log || return 1
    "$DRAWDOWN" run "$root/scenarios/two-sites.toml" -n "$n_long" --quiet --out long-one
    same long-one long
}

# It was stopped with something saved, and of its two starts only the first was a start from nothing.
slurm_resumed() {
    cat long-shards/shard-2.log
    grep "interrupted: .*--resume goes on after [1-9]" long-shards/shard-2.log &&
        [ "$(grep -c "begins with its first replication" long-shards/shard-2.log)" = 1 ] &&
        grep "shard 2 of 4: " long-shards/shard-2.log
}

slurm_refuses() {
    ! submit --shards none 2>refusal && grep -q "is not a number of shards" refusal || return 1
    ! submit -n 4001 --out four 2>refusal && grep -q "holds shards of another command" refusal || return 1
    ! submit -n 0 --out none 2>refusal && ! test -e none-shards && grep -q "from 1 to" refusal
}

listens_on_loopback() {
    ss -Hltnp | grep -E '"(slurmctld|slurmd|munged)"' >listening || { echo "nobody listens"; return 1; }
    ! grep -v ' 127\.0\.0\.1:' listening
}

slurm_tests() {
    cd "$work" || return
    check "Slurm listens on the loopback address only" listens_on_loopback
    check "Slurm: a job array and its merge give the bytes of one run" slurm_merges
    check "Slurm: what cannot work is refused before anything is queued" slurm_refuses
    breakable "$slurm/drawdown"
    DRAWDOWN=$slurm/drawdown check "Slurm: a task that fails keeps the merge from running" slurm_breaks
    DRAWDOWN=$slurm/drawdown check "Slurm: the same command again does what is missing" slurm_goes_on
    if [ -e requeued ]; then
        check "Slurm: a requeued task goes on where it was stopped" slurm_resumed
    else
        skipped "Slurm: no task was caught in the middle of its work, so none was requeued"
    fi
    cd "$root" || return
}

if ! have_slurm; then
    skipped "shards on Slurm: its packages could not be installed (target/cluster/apt.log)"
elif ! start_slurm; then
    failed "Slurm did not start (target/cluster/slurm.log)" && tail -n 20 "$slurm_log"
else
    slurm_tests
    stop_slurm
fi
