#!/bin/sh
# The fit of scenarios/minusma.toml (see fit.md): for each candidate the sum of the CRPS of the three head counts of role "fit",
# and the days' CRPS of the two dates of role "fit". Figures of role "score" are not read. The smallest sum wins.
# Usage: sh docs/fit.sh [DRAWDOWN] (default: drawdown), from the root of the repository.
set -eu
drawdown=${1:-drawdown}
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
for day in ${DAYS:-2023-11-06 2023-11-09 2023-11-12 2023-11-15 2023-11-18 2023-11-21 2023-11-24 2023-12-14}; do
  for left in ${LEFT:-0.0 0.1 0.2 0.3}; do
    "$drawdown" run scenarios/minusma.toml --policy full -n "${N:-2000}" --quiet --out "$out/run" \
      --set "thinning.gao-military.to=$day" \
      --set "regime.flights.states.refused.exits=$left"
    # Column 2 is the role, 5 the quantity, 11 the median, 20 the CRPS; no comma stands before them.
    awk -F, -v day="$day" -v left="$left" '
      $2 == "fit" && $5 == "gone" { people += $20; medians = medians " " $11 }
      $2 == "fit" && $5 == "vacated" { days += $20 }
      END { printf "%s  %s  sum of CRPS %6.1f people (medians%s), %4.1f days\n", day, left, people, medians, days }' "$out/run/checks.csv"
  done
done
