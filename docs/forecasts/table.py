#!/usr/bin/env python3
"""Writes the numbers of a forecast into its page, once.

Usage: python3 docs/forecasts/table.py FOLDER PAGE [--again]

FOLDER is what `drawdown run` wrote for the page's questions. The block between the two markers `<!-- forecast -->` of PAGE
is filled; a block that is filled already is left alone, as a forecast is not changed once it is made (--again: while it is drafted).
Python 3.7 or later, its standard library. It computes nothing: every number is in a table of the run.
"""

import csv
import json
import sys
from pathlib import Path

MARKER = "<!-- forecast -->"
# What the page asks: a milestone, and the day by whose end it has to hold.
EVENTS = [
    ("half-of-the-sites", "2027-05-31"),
    ("sites-vacated", "2027-09-30"),
    ("sites-vacated", "2027-12-31"),
    ("people-out", "2027-11-30"),
    ("people-out", "2027-12-31"),
]


def rows(folder, name):
    with open(folder / name, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def columns(head, lines):
    """Text in columns, the first to the left and the others to the right."""
    widths = [max(len(line[i]) for line in [head] + lines) for i in range(len(head))]
    return [
        "  ".join(cell.ljust(w) if i == 0 else cell.rjust(w) for i, (cell, w) in enumerate(zip(line, widths))).rstrip()
        for line in [head] + lines
    ]


def made_from(folder):
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    strength = next(file for file in manifest["files"] if file["file"] == "strength.csv")
    return [
        f"version {manifest['version']}, seed {manifest['seed']}, {manifest['replications']} replications, policy {manifest['policy']}",
        f"scenario with its questions  {manifest['hash']}",
        f"strength.csv, SHA-256        {strength['sha256']}",
    ]


def figures(folder):
    keys = ["p05", "p25", "p50", "p75", "p95", "plan", "line", "seats"]
    asked = [row for row in rows(folder, "checks.csv") if row["note"].startswith("asked")]
    return columns(["figure"] + keys, [[row["observation"]] + [row[key] or "-" for key in keys] for row in asked])


def chance(curve, milestone, day):
    """The share of replications in which a milestone holds by the end of a day, under the full policy."""
    reached = [
        row["share"]
        for row in curve
        if row["milestone"] == milestone and row["policy"] == "full" and row["date"] <= day
    ]
    return reached[-1] if reached else "0"


def events(folder):
    curve = rows(folder, "curves.csv")
    lines = [[f"{milestone} by {day}", f"{float(chance(curve, milestone, day)):.3f}"] for milestone, day in EVENTS]
    return columns(["event", "probability"], lines)


def milestones(folder):
    keys = ["plan", "p10", "p50", "p80", "p90"]
    lines = [
        [row["milestone"]] + [row[key] or "-" for key in keys]
        for row in rows(folder, "milestones.csv")
        if row["policy"] == "full"
    ]
    return columns(["day of"] + keys, lines)


def sites(folder):
    keys = ["planned", "vacated_p05", "vacated_p25", "vacated_p50", "vacated_p75", "vacated_p95"]
    lines = [[row["name"]] + [row[key] or "-" for key in keys] for row in rows(folder, "sites.csv") if row["kept"] == "false"]
    return columns(["vacated"] + [key.replace("vacated_", "") for key in keys], lines)


def block(folder):
    parts = [made_from(folder), figures(folder), events(folder), milestones(folder), sites(folder)]
    return "\n".join(["```text", "\n\n".join("\n".join(part) for part in parts), "```"])


def main(arguments):
    again = "--again" in arguments
    paths = [Path(argument) for argument in arguments if argument != "--again"]
    if len(paths) != 2:
        sys.exit(__doc__)
    folder, page = paths
    parts = page.read_text(encoding="utf-8").split(MARKER)
    if len(parts) != 3:
        sys.exit(f"{page} lacks two markers {MARKER}")
    if parts[1].strip() and not again:
        sys.exit(f"{page} is filled already: a forecast is not changed once it is made")
    page.write_text(f"{parts[0]}{MARKER}\n{block(folder)}\n{MARKER}{parts[2]}", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
