# The Kubernetes manifest, without a cluster: read by tests/cluster/run.
# shellcheck shell=bash disable=SC2154
manifest=$root/docs/cluster/kubernetes.yaml

# The container's own command, with `drawdown` on the PATH as in its image.
kubernetes_runs() {
    mkdir -p "$work/volume" "$work/bin"
    cp scenarios/two-sites.toml "$work/volume/mission.toml"
    ln -sf "$DRAWDOWN" "$work/bin/drawdown"
    PATH=$work/bin:$PATH "$python" tests/cluster/kubernetes.py run "$manifest" "$work/volume" 3000 7 || return 1
    (cd "$work/volume" && "$DRAWDOWN" run mission.toml -n 3000 --seed 7 --quiet --out one) && same "$work/volume/one" "$work/volume/merged"
}

if ! have_python; then
    skipped "the Kubernetes manifest: Python's packages could not be installed (target/cluster/pip.log)"
else
    check "Kubernetes: the manifest is what the API's schemas ask for" "$python" tests/cluster/kubernetes.py schemas "$manifest"
    check "Kubernetes: its numbers and names agree" "$python" tests/cluster/kubernetes.py numbers "$manifest"
    check "Kubernetes: its command, index by index, and its merge give the bytes of one run" kubernetes_runs
fi
