#!/usr/bin/env python3
"""Splits one run over the workers of a Dask cluster and merges the shards.

    dask_recipe.py scenarios/minusma.toml -n 100000000 --shards 16 --out output/big --scheduler tcp://HOST:8786

Without --scheduler it starts workers on this machine, which listen on 127.0.0.1 only. The workers must see the working
folder, the scenario and the program under the same path. Options that are not listed below go to `drawdown run`, and those
after a bare `--` to `drawdown merge`. The same command once more computes only what is missing.

Needs Dask's scheduler: pip install distributed
"""

import argparse
import pathlib
import shlex
import shutil
import subprocess
import sys
import tempfile


def command_line(words):
    words, merge = (words[: words.index("--")], words[words.index("--") + 1 :]) if "--" in words else (words, [])
    about, _, rest = __doc__.partition("\n")
    parser = argparse.ArgumentParser(description=about, epilog=rest, formatter_class=argparse.RawDescriptionHelpFormatter, allow_abbrev=False)
    parser.add_argument("scenario", type=pathlib.Path, help="the scenario file")
    parser.add_argument("--shards", type=at_least_one, default=8, metavar="K", help="how many tasks [8]; each should take minutes, not seconds")
    parser.add_argument("--out", type=pathlib.Path, metavar="FOLDER", help="the merged results [output/NAME]; shards go to FOLDER-shards")
    parser.add_argument("--scheduler", metavar="ADDRESS", help="a running Dask scheduler [workers on this machine]")
    parser.add_argument("--threads", type=at_least_one, default=1, metavar="T", help="threads of each task [1, as Dask gives a task one]")
    parser.add_argument("--drawdown", default="drawdown", metavar="PROGRAM", help="the program, as the workers find it [drawdown]")
    args, run = parser.parse_known_args(words)
    if not args.scenario.is_file():
        parser.error(f"there is no scenario {args.scenario}")
    for word in ("--shard", "--resume"):
        if any(given.split("=")[0] == word for given in run):
            parser.error(f"{word} is set for each task; leave it out")
    args.program = shutil.which(args.drawdown)
    if args.program is None:
        parser.error(f"there is no program {args.drawdown}: put it on the PATH or give --drawdown")
    return args, run, merge


def at_least_one(text):
    number = int(text) if text.isascii() and text.isdigit() else 0
    if number < 1:
        raise argparse.ArgumentTypeError(f"{text} is not a whole number from 1")
    return number


def compute(command, here, folder):
    """On a worker: one shard, unless it is done. A folder of results appears whole or not at all, so that one file stands for all."""
    if (here / folder / "manifest.json").exists():
        return f"{folder} was done already"
    ended = subprocess.run(command, cwd=here, capture_output=True, text=True)
    if ended.returncode != 0:
        raise RuntimeError(ended.stderr.strip() or f"exit code {ended.returncode}")
    return f"{folder} is done"


def connect(address):
    from dask.distributed import Client, LocalCluster

    if address:
        return Client(address, timeout="10s")
    return Client(LocalCluster(host="127.0.0.1", dashboard_address=None, threads_per_worker=1))


def compute_all(client, args, command, folders):
    """Every shard, each tried three times; what failed, by folder."""
    from dask.distributed import as_completed

    here = pathlib.Path.cwd()
    futures = {}
    for i, folder in enumerate(folders, 1):
        shard = ["--shard", f"{i}/{args.shards}", "--resume", "--threads", str(args.threads), "--quiet", "--out", str(folder)]
        # pure=False: Dask must not take a shard for done because one of the same name was asked for before.
        futures[client.submit(compute, [*command, *shard], here, folder, retries=2, pure=False)] = folder
    failed = {}
    for future in as_completed(futures):
        if future.status == "finished":
            print(future.result(), file=sys.stderr)
        else:
            failed[futures[future]] = future.exception()
    return failed


def claim(shards, command):
    """A folder of shards belongs to one command, so that none of an earlier one is taken for done."""
    shards.mkdir(parents=True, exist_ok=True)
    note = shards / "command"
    if note.exists() and note.read_text() != command:
        sys.exit(f"error: {shards} holds shards of another command\n  = help: remove it, or give another --out")
    note.write_text(command)


def main():
    args, run, merge = command_line(sys.argv[1:])
    out = args.out or pathlib.Path("output") / args.scenario.stem
    shards = pathlib.Path(f"{out}-shards")
    folders = [shards / f"shard-{i}" for i in range(1, args.shards + 1)]
    command = [args.program, "run", str(args.scenario), *run]
    # A share of next to nothing: what is wrong with the scenario or an option is said before a worker is asked.
    with tempfile.TemporaryDirectory() as probe:
        refused = subprocess.run([*command, "--shard", "1/1000000", "--quiet", "--out", f"{probe}/shard"])
    if refused.returncode != 0:
        return refused.returncode
    claim(shards, shlex.join([str(args.shards), *command]))
    try:
        client = connect(args.scheduler)
    except ImportError:
        sys.exit("error: Dask is not here\n  = help: pip install distributed")
    except OSError as error:
        sys.exit(f"error: no scheduler answers at {args.scheduler} ({error})\n  = help: start one by `dask scheduler`, or leave --scheduler out")
    with client:
        failed = compute_all(client, args, command, folders)
        if args.scheduler is None:
            client.cluster.close()
    for folder, error in sorted(failed.items()):
        print(f"error: {folder} failed: {error}", file=sys.stderr)
    if failed:
        print("  = help: the same command again computes what is missing", file=sys.stderr)
        return 1
    return subprocess.run([args.program, "merge", *folders, "--out", out, *merge]).returncode


if __name__ == "__main__":
    sys.exit(main())
