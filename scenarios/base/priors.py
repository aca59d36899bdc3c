#!/usr/bin/env python3
"""Estimates the priors of `begin_shift` and `delay.margin` from planned and actual dates.

Usage: python3 scenarios/base/priors.py [--known-by DATE] [--without MISSION]... [--data FILE]

It reads slips.csv (beside this script) and writes a base file (TOML), which scenarios extend, to stdout.
A slip is actual minus planned, in days: above 0 is late. docs/priors.md explains the method at length.

Rows used: sites of a mission that were all to end by a common date (class `site`, baseline `common_deadline`).
With --known-by D, a row enters once its planned date has come (planned <= D); if its site had not ended by D,
it is right-censored at D - planned. A plan for later than D is left out, even if it was met early: to take the
early ones alone would favour them.

Model: slip of site j in mission i = mu_i + e_ij, with e_ij normal(0, sigma), right-censored, and mu_i of a new
mission normal(mu, tau).
  mu_i, sigma  maximum likelihood by the EM algorithm (Tobin 1958, Econometrica 26:24-36; Aitkin 1981,
               Technometrics 23:161-163), sigma^2 then times n / (n - k) for n rows and k missions. Without
               censoring these are the mean and the pooled variance of the analysis of variance; with it, the
               factor still takes away most of the bias (tests/priors.rs).
  v_i          sampling variance of mu_i: sigma^2 over the information of its rows, which is 1 for an uncensored one and
               h (h - z) for a censored one (z = (slip - mu_i) / sigma, h the normal hazard at z)
  tau, mu      by moments (DerSimonian & Laird 1986, Controlled Clinical Trials 7:177-188), tau^2 at least 0
  a new mission's mean: mu, variance tau^2 + 1 / sum of 1 / (v_i + tau^2) (Higgins, Thompson & Spiegelhalter
               2009, Journal of the Royal Statistical Society A 172:137-159)
Laws: slip = -margin + begin_shift. begin_shift has sigma, margin has the mean -mu and the spread of a new mission.
Assumed, not estimated: the normal law, one sigma for all missions, and the triangular shape of what is written.
"""

import argparse
import csv
import datetime
import difflib
import math
import os
import re
import sys
from collections import namedtuple

COLUMNS = ("mission site_or_milestone planned actual slip_days slip_lo slip_hi class baseline censor"
           " url_planned url_actual note").split()
CLASSES = ["site", "site_batch", "phase", "contingent", "start", "final_deadline", "final_first_plan"]
BASELINES = ["common_deadline", "site_plan", "deadline_at_start", "first_announced", "self_set", "revised"]

FORM = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")

Row = namedtuple("Row", "mission site planned actual ended usable")
Slip = namedtuple("Slip", "days censored last")  # last: the last date that this slip uses
Within = namedtuple("Within", "means sigma information")
Between = namedtuple("Between", "mu tau spread")  # spread: standard deviation of a new mission's mean


class Refused(Exception):
    """What is wrong with the data or with what was asked, in whole sentences."""


# ------------------------------------------------------------------------------------------------- reading


def read_rows(path):
    """All rows of the file, or everything that is wrong with it."""
    try:
        with open(path, encoding="utf-8-sig", newline="") as file:
            reader = csv.reader(file, strict=True)
            lines = [(line, cells) for line, cells in numbered(reader) if cells]
    except OSError as error:
        raise Refused(f"error: could not read `{path}`: {error.strerror}")
    except (UnicodeDecodeError, csv.Error) as error:
        raise Refused(f"error: `{path}` is not a CSV file in UTF-8: {error}\n  = help: save it as CSV, UTF-8")
    if not lines or lines[0][1] != COLUMNS:
        raise Refused(f"error: {path}:1: the first line must name the columns\n  = help: write {','.join(COLUMNS)}")
    problems, rows, seen = [], [], {}
    for line, cells in lines[1:]:
        faults = list(check(cells, line, seen))
        problems += [f"error: {path}:{line}: column `{column}`: {rule}\n  = help: {remedy}" for column, rule, remedy in faults]
        rows += [] if faults else [parse(dict(zip(COLUMNS, cells)))]
    if problems:
        raise Refused("\n".join(problems))
    return rows


def numbered(reader):
    """Each record with the line on which it begins."""
    line = 1
    for cells in reader:
        yield line, cells
        line = reader.line_num + 1


def check(cells, line, seen):
    """What is wrong with one row: (column, rule, remedy)."""
    if len(cells) != len(COLUMNS):
        yield COLUMNS[min(len(cells), len(COLUMNS)) - 1], f"the row has {len(cells)} columns, not {len(COLUMNS)}", \
            "write one value for each column, and quotation marks around one that has a comma"
        return
    row = dict(zip(COLUMNS, cells))
    if not re.fullmatch(r"[A-Za-z0-9-]+", row["mission"]):
        yield "mission", f"`{row['mission']}` is not a name", "write letters, digits and hyphens only"
    for column, words in [("class", CLASSES), ("baseline", BASELINES), ("censor", ["none", "right"])]:
        if row[column] not in words:
            yield column, f"`{row[column]}` is not known", nearest(row[column], words)
    for column in ["url_planned", "url_actual"]:
        if not re.match(r"https?://\S+$", row[column]):
            yield column, f"`{row[column]}` is no address", "every date has its source: write https://..."
    first = seen.setdefault((row["mission"], row["site_or_milestone"], row["planned"]), line)
    if first != line:
        yield "site_or_milestone", f"the row is on line {first} already", "a site counts once: delete one of the two"
    dates = [column for column in ["planned", "actual"] if date(row[column]) is None]
    for column in dates:
        yield column, f"`{row[column]}` is not a date", mend_date(row[column])
    if not dates:
        yield from check_slip(row)


def check_slip(row):
    days = str((date(row["actual"]) - date(row["planned"])).days)
    ends = {"slip_days": days, "slip_lo": days, "slip_hi": "" if row["censor"] == "right" else days}
    for column, value in ends.items():
        if row[column] != value:
            rule = "a censored slip has no upper end" if value == "" else "it must be actual minus planned, in days"
            yield column, f"`{row[column]}` is wrong: {rule}", f"write {value}" if value else "leave it empty"


def parse(row):
    usable = row["class"] == "site" and row["baseline"] == "common_deadline"
    dates = date(row["planned"]), date(row["actual"])
    return Row(row["mission"], row["site_or_milestone"], *dates, row["censor"] == "none", usable)


def date(text):
    try:
        return datetime.date.fromisoformat(text) if FORM.fullmatch(text) else None
    except ValueError:
        return None


def mend_date(text):
    return "the calendar has no such day" if FORM.fullmatch(text) else "write it as 2023-08-28"


def nearest(word, words):
    close = difflib.get_close_matches(word, words, n=1)
    return f"did you mean `{close[0]}`?" if close else "write one of " + ", ".join(words)


# ------------------------------------------------------------------------------------------ what was known


def slip(row, known_by):
    """The slip of a row as it stood on that day."""
    last = min(row.actual, known_by)
    return Slip((last - row.planned).days, not row.ended or row.actual > known_by, last)


def select(rows, known_by, without):
    """The slips by mission, and how many rows were left out for which reason."""
    others = [row for row in rows if row.mission not in without]
    sites = [row for row in others if row.usable]
    due = [row for row in sites if row.planned <= known_by]
    names = sorted({row.mission for row in due})
    missions = {name: [slip(row, known_by) for row in due if row.mission == name] for name in names}
    # Where no site has ended yet, the mean could be any number from there on.
    used = {name: slips for name, slips in missions.items() if not all(s.censored for s in slips)}
    left = [(len(rows) - len(others), "of a mission left out by --without"),
            (len(others) - len(sites), "that are no site against a common date"),
            (len(sites) - len(due), "planned for later"),
            (len(due) - sum(map(len, used.values())), "of a mission of which no site had ended")]
    return used, left


def refuse_too_few(missions):
    n, k = sum(not s.censored for slips in missions.values() for s in slips), len(missions)
    help = "\n  = help: give a later --known-by, or leave out fewer missions"
    if k < 2:
        raise Refused(f"error: too few missions: {k}; the spread between missions needs 2 with a site that has ended" + help)
    if n <= k:
        raise Refused(f"error: too few sites: {n} that have ended, in {k} missions; the scatter within missions needs {k + 1}" + help)


# --------------------------------------------------------------------------------------------- estimation


def hazard(z):
    """The standard normal's density at z over what lies above z."""
    if z > 35.0:  # erfc comes near the smallest double; the next term of this series is below 2e-7
        return z + 1.0 / z - 2.0 / z**3
    return math.exp(-z * z / 2.0) / math.sqrt(2.0 * math.pi) / (math.erfc(z / math.sqrt(2.0)) / 2.0)


def completed(s, mean, sigma):
    """Expected value and variance of a slip, given what was seen of it."""
    if not s.censored:
        return float(s.days), 0.0
    z = (s.days - mean) / sigma
    h = hazard(z)
    return mean + sigma * h, sigma**2 * max(0.0, 1.0 - h * (h - z))


def within(missions):
    """Mission means and the scatter within missions, by EM."""
    n = sum(map(len, missions.values()))
    means = {name: math.fsum(s.days for s in slips) / len(slips) for name, slips in missions.items()}
    variance = math.fsum((s.days - means[name]) ** 2 for name, slips in missions.items() for s in slips) / n
    for _ in range(100_000):
        if variance < 1e-9:
            raise Refused("error: the slips within each mission are alike, so their scatter cannot be estimated\n"
                          "  = help: use more rows")
        sigma = math.sqrt(variance)
        seen = {name: [completed(s, means[name], sigma) for s in slips] for name, slips in missions.items()}
        new = {name: math.fsum(x for x, _ in values) / len(values) for name, values in seen.items()}
        squares = [(x - new[name]) ** 2 + v for name, values in seen.items() for x, v in values]
        moved = max(abs(math.fsum(squares) / n - variance), *(abs(new[name] - means[name]) for name in new))
        means, variance = new, math.fsum(squares) / n
        if moved < 1e-11 * max(1.0, variance):
            break
    else:
        raise Refused("error: the estimate did not settle: too many of the sites had not ended\n  = help: use more rows")
    sigma = math.sqrt(variance)
    information = {name: math.fsum(known(s, means[name], sigma) for s in slips) for name, slips in missions.items()}
    return Within(means, math.sqrt(variance * n / (n - len(missions))), information)


def known(s, mean, sigma):
    """How much a slip says about its mission's mean: 1 if uncensored, less if not."""
    z = (s.days - mean) / sigma
    return hazard(z) * (hazard(z) - z) if s.censored else 1.0


def between(inside):
    """Mean and spread of the missions' means, by moments."""
    means = list(inside.means.values())
    v = [inside.sigma**2 / inside.information[name] for name in inside.means]
    w = [1.0 / x for x in v]
    centre = mean_of(means, w)
    q = math.fsum(a * (m - centre) ** 2 for a, m in zip(w, means))
    scale = math.fsum(w) - math.fsum(a * a for a in w) / math.fsum(w)
    tau2 = max(0.0, (q - (len(means) - 1)) / scale)
    w = [1.0 / (x + tau2) for x in v]
    return Between(mean_of(means, w), math.sqrt(tau2), math.sqrt(tau2 + 1.0 / math.fsum(w)))


def mean_of(values, weights):
    return math.fsum(a * x for a, x in zip(weights, values)) / math.fsum(weights)


# ------------------------------------------------------------------------------------------------ writing


def whole(x):
    return math.floor(x + 0.5)


def law(mode, sd):
    """A triangular law about the mode: its half-width is sd times the root of 6."""
    mode, half = whole(mode), whole(sd * math.sqrt(6.0))
    ends = f"min = {mode - half}, mode = {mode}, max = {mode + half}"
    return f"{{ triangular = {{ {ends} }}" if half else f"{{ fixed = {mode}"


def days(x):
    return f"{round(x, 2) + 0.0:.2f}"  # + 0.0: no -0.00


HEAD = """\
# How far from their planned date sites end: priors of `delay.begin_shift` and `delay.margin`, for scenarios to extend.
#
# Made by this command, from the root of the repository. Do not edit it: run it again (docs/priors.md).
#   {command} > scenarios/base/NAME.toml
#
# {n} sites of {k} missions, each against the date by which all of a group were to end; {n_censored} of them censored (not ended
# when last seen). Slip: actual - planned, in days; above 0 is late.
{missions}
# Rows left out: {left}.
#
#   sigma  {sigma:>7}  scatter of sites within a mission (standard deviation; {freedom} degrees of freedom)
#   mu     {mu:>7}  mean slip of missions
#   tau    {tau:>7}  spread of the missions' means (standard deviation)
#   new    {new:>7}  the same for a mission that is not among these, with the doubt about mu
#
# Estimated: these four, and from them mode and width. Assumed: the triangular shape.

[delay]
# Standard deviation sigma. A slip is a result and has a mission's other delays in it, which are simulated on top: so this is an
# upper bound.
begin_shift = {begin_shift}, basis = "derived", source = "slips" }}
# Days kept in hand: mode -mu, standard deviation "new". A mission's own record, where it has one, says more.
margin = {margin}, basis = "derived", source = "slips" }}

[sources]
slips = {{ publisher = "drawdown", title = "Planned and actual dates of sites of other missions, each with its addresses (scenarios/base/slips.csv)", published = "{last} (the last date used)" }}
"""


def base_file(command, missions, left, inside, outside):
    slips = [s for one in missions.values() for s in one]
    n_censored = sum(s.censored for s in slips)
    return HEAD.format(
        command=command, n=len(slips), k=len(missions), n_censored=n_censored,
        missions="\n".join(mission_line(name, missions, inside) for name in missions),
        left=", ".join(f"{n} {why}" for n, why in left if n) or "no row",
        sigma=days(inside.sigma), mu=days(outside.mu), tau=days(outside.tau), new=days(outside.spread),
        freedom=len(slips) - len(missions), last=max(s.last for s in slips),
        begin_shift=law(0.0, inside.sigma), margin=law(-outside.mu, outside.spread))


def mission_line(name, missions, inside):
    n_censored = sum(s.censored for s in missions[name])
    width = max(map(len, missions))
    return f"#   {name:<{width}}  {len(missions[name]):>2} sites, {n_censored} censored, mean slip {days(inside.means[name]):>7}"


# ---------------------------------------------------------------------------------------------- the command


def day(text):
    if date(text) is None:
        raise argparse.ArgumentTypeError(f"`{text}` is not a date: {mend_date(text)}")
    return date(text)


def arguments():
    beside = os.path.join(os.path.dirname(os.path.abspath(__file__)), "slips.csv")
    parser = argparse.ArgumentParser(prog="priors.py", allow_abbrev=False, description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--known-by", type=day, metavar="DATE", help="use only what had happened by the end of this day")
    parser.add_argument("--without", action="append", default=[], metavar="MISSION", help="leave this mission out (repeatable)")
    parser.add_argument("--data", default=beside, metavar="FILE", help="another file with the columns of slips.csv")
    return parser, parser.parse_args(), beside


def command(options, beside):
    words = ["python3 scenarios/base/priors.py"]
    words += [f"--known-by {options.known_by}"] if options.known_by else []
    words += [f"--without {name}" for name in sorted(set(options.without))]
    words += [f"--data {os.path.basename(options.data)!a}"] if options.data != beside else []
    return " ".join(words)


def main():
    parser, options, beside = arguments()
    try:
        rows = read_rows(options.data)
        names = sorted({row.mission for row in rows})
        for name in options.without:
            if name not in names:
                parser.error(f"--without: there is no mission `{name}`; the missions are {', '.join(names)}")
        missions, left = select(rows, options.known_by or datetime.date.max, options.without)
        refuse_too_few(missions)
        inside = within(missions)
    except Refused as refused:
        print(refused, file=sys.stderr)
        return 1
    text = base_file(command(options, beside), missions, left, inside, between(inside))
    sys.stdout.buffer.write(text.encode("utf-8"))  # the same bytes under any locale and system
    return 0


if __name__ == "__main__":
    sys.exit(main())
