"""Writes rows of replications with a program, reads them with polars, and compares: called by tests/rows/run."""

import datetime
import math
import subprocess
import sys
from pathlib import Path

import polars as pl

PROGRAM, ROWS, PLACE = sys.argv[1], int(sys.argv[2]), Path(sys.argv[3])
MISSION = Path(__file__).with_name("mission.toml")
DATES = ["people-out", "half-of-the-people", "sites-ended", "cargo-out"]
DATES += [f"{what}:{site}" for what in ("vacated", "ended") for site in ("outpost", "gateway")]
COUNTS = ["tail", "evacuated", "cargo_out", "cargo_disposed", "cargo_written_off", "sites_left_without_handover"]
PERSON_DAYS = ["exposed_at_sites", "exposed_on_road"]
SCHEMA = {
    "replication": pl.Int64,
    **dict.fromkeys(DATES, pl.Date),
    **dict.fromkeys(COUNTS, pl.UInt32),
    **dict.fromkeys(PERSON_DAYS, pl.UInt64),
}
DEADLINE = datetime.date(2024, 2, 15)
# The bounds of issue 5 for a mission of two sites: memory does not grow with the rows, and is far under 300 MB.
MOST_MB, MOST_GROWTH_MB = 150, 20


def run(rows, file):
    """Runs the program; returns its peak memory in MB."""
    arguments = [PROGRAM, "run", MISSION, "-n", str(rows), "-q", "--out", PLACE / "out", "--replications-out", PLACE / file]
    measure = [sys.executable, "-I", Path(__file__).with_name("peak.py")]
    done = subprocess.run(measure + arguments, capture_output=True, text=True)
    if done.returncode == 2 and "built without" in done.stderr:
        return None
    if done.returncode:
        sys.exit(done.stderr)
    return int(done.stdout) / 1024


def peak(rows, file):
    """As `run`, for a tenth of the rows and for all; says whether memory grew."""
    small = run(rows // 10, file)
    if small is None:
        return False
    large = run(rows, file)
    size = (PLACE / file).stat().st_size / 1e6
    print(f"{file}: {rows:,} rows, {size:.1f} MB; peak memory {large:.0f} MB, of {rows // 10:,} rows {small:.0f} MB")
    assert large < MOST_MB, f"peak memory {large:.0f} MB"
    assert large - small < MOST_GROWTH_MB, f"memory grew by {large - small:.0f} MB"
    return True


def quantile(dates, numerator, denominator):
    """The smallest date whose cumulative count x denominator >= numerator x n; None where it does not come."""
    at = -(-numerator * len(dates) // denominator) - 1
    there = dates.drop_nulls().sort()
    return there[at] if at < len(there) else None


def is_share(share, count, n):
    """Shares are written with six decimals."""
    return math.isclose(share, count / n, abs_tol=5e-7 + 1e-12)


def compare_with_tables(rows):
    """Everything that a table of the same run says of single columns."""
    out = PLACE / "out"
    table = pl.read_csv(out / "milestones.csv", try_parse_dates=True, infer_schema_length=None)
    n, checked = len(rows), 0
    for row in table.filter(pl.col("policy") == "full").iter_rows(named=True):
        dates = rows[row["milestone"]]
        assert is_share(row["by_deadline"], (dates <= DEADLINE).sum(), n), row["milestone"]
        assert is_share(row["finished_share"], dates.count(), n), row["milestone"]
        for name, level in {"p10": (1, 10), "p50": (1, 2), "p80": (4, 5), "p90": (9, 10)}.items():
            assert row[name] == quantile(dates, *level), (row["milestone"], name)
        for column, name in {
            "written_off_mean": "cargo_written_off",
            "sites_left_without_handover_mean": "sites_left_without_handover",
            "evacuated_mean": "evacuated",
            "exposed_at_sites_mean": "exposed_at_sites",
            "exposed_on_road_mean": "exposed_on_road",
            "tail_mean": "tail",
        }.items():
            # Written with two decimals.
            assert math.isclose(row[column], rows[name].sum() / n, abs_tol=0.005 + 1e-9), name
        checked += 1
    assert checked == 4
    sites = pl.read_csv(out / "sites.csv", try_parse_dates=True, infer_schema_length=None)
    for row in sites.iter_rows(named=True):
        for what in ("vacated", "ended"):
            dates = rows[f"{what}:{row['site']}"]
            assert is_share(row[f"{what}_share"], dates.count(), n), (row["site"], what)
            assert row[f"{what}_p50"] == quantile(dates, 1, 2), (row["site"], what)
    # Nobody is kept and nobody is local, so the tail is who is present at the end of the deadline.
    strength = pl.read_csv(out / "strength.csv", try_parse_dates=True, infer_schema_length=None)
    present = strength.filter(date=DEADLINE, component="international", quantity="present")
    assert math.isclose(present["mean"].item(), rows["tail"].sum() / n, abs_tol=0.005 + 1e-9)


def check_rows(rows):
    assert rows.columns == list(SCHEMA)
    assert len(rows) == ROWS
    assert (rows["replication"] == pl.int_range(ROWS, eager=True)).all(), "in order, none missing, none twice"
    # Otherwise the comparisons compare nothing.
    totals = ["tail", "evacuated", "cargo_written_off", "sites_left_without_handover", *PERSON_DAYS]
    assert rows["people-out"].n_unique() > 20 and all(rows[name].n_unique() > 2 for name in totals)
    assert 0 < rows["sites-ended"].null_count() < ROWS
    compare_with_tables(rows)


def main():
    peak(ROWS, "rows.csv.zst")
    text = pl.read_csv(PLACE / "rows.csv.zst", schema=SCHEMA)
    check_rows(text)
    print(f"rows.csv.zst: {len(text):,} rows read back by polars {pl.__version__}; they add up to the tables")
    if not peak(ROWS, "rows.parquet"):
        print("SKIPPED: this program was built without Parquet")
        return
    columns = pl.read_parquet(PLACE / "rows.parquet")
    # Before any conversion: the types that the file itself declares.
    assert dict(columns.schema) == SCHEMA, columns.schema
    assert columns.equals(text), "Parquet and CSV differ"
    about = pl.read_parquet_metadata(PLACE / "rows.parquet")
    assert about["drawdown.seed"] == "1" and about["drawdown.scenario"] == "mission", about
    print(f"rows.parquet: {len(columns):,} rows read back, equal to those of rows.csv.zst")


main()
