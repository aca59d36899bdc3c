"""Scores of small made-up cases by independent implementations, for tests/scores.rs.

Writes oracle.csv beside this file:

    python3 -m venv venv && venv/bin/pip install scoringrules==0.10.0 numpy
    venv/bin/python tests/scores/oracle.py

CRPS and energy score are those of PyPI's scoringrules (Zanetta & Allen 2024), estimator "nrg": the score of
the ensemble as it is, without a correction for its size. A figure's error of k makes 2k + 1 members of each.
The PIT of an interval [a, b] is counted by numpy: the share of members below a, and up to b.
"""

import csv
import pathlib

import numpy as np
import scoringrules as sr

rng = np.random.default_rng(2690)
HERE = pathlib.Path(__file__).parent


def with_error(values, k):
    return (values[:, None] + np.arange(-k, k + 1)[None, :]).ravel()


def words(values):
    return " ".join(str(int(x)) for x in values)


rows = []
for i in range(40):
    n, k = int(rng.integers(1, 30)), int(rng.choice([0, 0, 1, 4]))
    values = rng.negative_binomial(3, 0.08, n) if i % 4 else np.full(n, rng.integers(0, 50))
    y = int(rng.integers(-5, 90))
    crps = sr.crps_ensemble(float(y), with_error(values, k).astype(float), estimator="nrg")
    rows.append(["crps", words(values), k, y, y, repr(float(crps)), ""])
    a, b = y, y + int(rng.choice([0, 0, 3, 12]))
    members = with_error(values, k)
    low, high = float(np.mean(members < a)), float(np.mean(members <= b))
    rows.append(["pit", words(values), k, a, b, repr(low), repr(high)])
for i in range(30):
    n, d = int(rng.integers(1, 25)), int(rng.integers(1, 6))
    points = rng.normal(100, 30, (n, 1)).round() + rng.normal(0, 9, (n, d)).round()
    y = rng.normal(100, 30, d).round()
    energy = sr.es_ensemble(y, points, estimator="nrg")
    rows.append(["energy", ";".join(words(p) for p in points), 0, words(y), "", repr(float(energy)), ""])

with open(HERE / "oracle.csv", "w", newline="") as out:
    out.write(f"# made by oracle.py: scoringrules {sr.__version__}, numpy {np.__version__}, seed 2690\n")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["score", "ensemble", "error", "at_least", "at_most", "value", "value_2"])
    writer.writerows(rows)
