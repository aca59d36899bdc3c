"""The Kubernetes manifest: is it what the API takes, do its numbers agree, and does its own command give the run?

    kubernetes.py schemas MANIFEST             every object against the schema of its kind, strictly, for two versions of the API
    kubernetes.py numbers MANIFEST             completions, SHARDS, claims and container names agree
    kubernetes.py run MANIFEST FOLDER N SEED   the container's command in FOLDER, index after index as a node would start it, then the merge
"""

import os
import pathlib
import subprocess
import sys

import yaml

# The oldest version with `backoffLimitPerIndex` and `podFailurePolicy` both out of alpha, and the newest of the pinned package.
VERSIONS = ["1.29", "1.37"]


def objects(manifest):
    """The manifest's objects by name."""
    return {one["metadata"]["name"]: one for one in yaml.safe_load_all(pathlib.Path(manifest).read_text()) if one}


def container(job):
    (one,) = job["spec"]["template"]["spec"]["containers"]
    return one


def environment(job):
    """What a node would put into the container's environment."""
    one = container(job)
    limits = one["resources"]["limits"]
    return {
        entry["name"]: entry["value"] if "value" in entry else limits[entry["valueFrom"]["resourceFieldRef"]["resource"].removeprefix("limits.")]
        for entry in one["env"]
    }


def schemas(manifest):
    import kubernetes_validate

    for name, one in objects(manifest).items():
        for version in VERSIONS:
            kubernetes_validate.validate(one, version, strict=True)
            print(f"{one['kind']} {name} is good for Kubernetes {version}")
            # A schema that lets a misspelt key pass would find nothing.
            wrong = {**one, "spec": {**one["spec"], "completion": 8}}
            try:
                kubernetes_validate.validate(wrong, version, strict=True)
            except kubernetes_validate.ValidationError:
                continue
            sys.exit(f"a misspelt key of {name} was let pass by the schema of {version}")


def numbers(manifest):
    all_of_them = objects(manifest)
    shards, merge = all_of_them["drawdown-shards"], all_of_them["drawdown-merge"]
    completions = shards["spec"]["completions"]
    for job in (shards, merge):
        pod, one = job["spec"]["template"]["spec"], container(job)
        assert environment(job)["SHARDS"] == str(completions), "SHARDS is not the number of completions"
        assert pod["volumes"][0]["persistentVolumeClaim"]["claimName"] in all_of_them, "a claim that is not here"
        assert one["volumeMounts"][0]["name"] == pod["volumes"][0]["name"], "a volume that is not here"
        assert one["volumeMounts"][0]["mountPath"] == one["workingDir"], "the command does not run in the volume"
        assert one["image"] == container(shards)["image"], "two images"
    scenario, seen = environment(shards)["SCENARIO"], container(shards)["volumeMounts"][1]
    assert pathlib.PurePath(scenario).parent == pathlib.PurePath(seen["mountPath"]), "SCENARIO is not where the scenario is mounted"
    assert shards["spec"]["template"]["spec"]["volumes"][1]["name"] == seen["name"], "a volume that is not here"
    (rule,) = (rule for rule in shards["spec"]["podFailurePolicy"]["rules"] if "onExitCodes" in rule)
    assert rule["onExitCodes"]["containerName"] == container(shards)["name"], "the rule is for another container"


def start(job, folder, changes):
    one = container(job)
    environ = {"PATH": os.environ["PATH"], **environment(job), **changes}
    done = subprocess.run(one["command"] + one["args"], cwd=folder, env=environ, text=True, capture_output=True)
    print(done.stdout, done.stderr, sep="", end="")
    if done.returncode != 0:
        sys.exit(f"{job['metadata']['name']} ended with {done.returncode}")


def run(manifest, folder, n, seed):
    all_of_them = objects(manifest)
    shards = all_of_them["drawdown-shards"]
    scenario = str(pathlib.Path(folder).absolute() / pathlib.PurePath(environment(shards)["SCENARIO"]).name)
    # The last index first: no order is promised. One of them twice: that may happen, says the documentation of Indexed Jobs.
    for index in [*reversed(range(shards["spec"]["completions"])), 0]:
        start(shards, folder, {"JOB_COMPLETION_INDEX": str(index), "SCENARIO": scenario, "N": n, "SEED": seed})
    start(all_of_them["drawdown-merge"], folder, {})


if __name__ == "__main__":
    {"schemas": schemas, "numbers": numbers, "run": run}[sys.argv[1]](*sys.argv[2:])
