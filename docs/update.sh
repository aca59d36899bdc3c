#!/bin/sh
# Rebuilds whatever README.md and the pages in docs quote from the program, and the pictures in docs/images, from fresh runs.
#
#   docs/update.sh            rewrites them
#   docs/update.sh --check    rewrites nothing; fails, and says what, if one of them is out of date
#   docs/update.sh --check --without-missions
#                             the same, but for the pages of the other missions, which take most of the time
#
# It builds the program, unless DRAWDOWN names one that is built. A quoted block stands between two equal markers, such as
# <!-- summary -->.
set -eu

root=$(cd "$(dirname "$0")/.." && pwd)
mode=${1:-} missions=yes
case $mode,${2:-},$# in
  ,,0 | --check,,1) ;;
  --check,--without-missions,2) missions=no ;;
  *) sed -n '2,11s/^# \{0,1\}//p' "$0" >&2; exit 2 ;;
esac

if [ -z "${DRAWDOWN:-}" ]; then
  (cd "$root" && cargo build --release --locked --quiet)
  DRAWDOWN=$(cd "$root" && cd "${CARGO_TARGET_DIR:-target}" && pwd)/release/drawdown
fi
case $DRAWDOWN in
  /*) ;;
  *) DRAWDOWN=$PWD/$DRAWDOWN ;;
esac
[ -x "$DRAWDOWN" ] || { echo "there is no program $DRAWDOWN" >&2; exit 1; }

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM
cd "$work"
cp -R "$root/scenarios" scenarios
ln -s "$DRAWDOWN" drawdown
PATH=$work:$PATH
stale=0

# put TARGET SOURCE: the file becomes a copy, or is compared with it.
put() {
  if [ "$mode" = --check ]; then
    cmp -s "$1" "$2" || { echo "out of date: ${1#"$root"/}" >&2; stale=1; }
  else
    cp "$2" "$1"
  fi
}

# quote FILE MARKER TEXT: the block between the markers becomes the text.
quote() {
  [ "$(grep -cx "<!-- $2 -->" "$root/$1")" = 2 ] || { echo "$1 lacks two markers <!-- $2 -->" >&2; exit 1; }
  awk -v marker="<!-- $2 -->" -v text="$3" '
    $0 != marker { if (!inside) print; next }
    !inside { print; print "```text"; while ((getline line < text) > 0) print line; print "```"; inside = 1; next }
    { print; inside = 0 }' "$root/$1" > new
  put "$root/$1" new
}

drawdown run scenarios/minusma.toml > summary
drawdown run scenarios/minusma-plan.toml > summary-plan
quote README.md summary summary

{
  echo '$ drawdown run scenarios/minusma-plan.toml | sed -n "/^Does/,/ beat/p"'
  sed -n '/^Does/,/ beat/p' summary-plan
} > scores
quote docs/scores.md scores scores

drawdown replay scenarios/two-sites.toml --plan > log
quote docs/tutorial.md log log
drawdown replay scenarios/two-sites.toml --plan --set trucks.pool.count=8 | sed -n '/^Totals/,$p' > trucks
quote docs/tutorial.md trucks trucks
drawdown run scenarios/two-sites.toml --set 'delay.clearance={ lognormal = { median = 2, p90 = 6 } }' --out output/doubtful > doubtful
quote docs/tutorial.md doubtful doubtful

{
  echo '$ drawdown check scenarios/two-sites.toml --set trucks.pool.count=1'
  drawdown check scenarios/two-sites.toml --set trucks.pool.count=1
} > doubts
quote docs/schedule-risk.md doubts doubts

{
  echo '$ drawdown compare scenarios/minusma.toml scenarios/minusma-trucks.toml scenarios/minusma-open.toml -n 1000'
  drawdown compare scenarios/minusma.toml scenarios/minusma-trucks.toml scenarios/minusma-open.toml -n 1000
} > compare
quote docs/compare.md compare compare

# Every mission beside the others, and each on a page of its own.
if [ "$missions" = yes ]; then
  drawdown score scenarios/*.toml > record
  quote docs/missions.md record record
  put "$root/docs/images/record.svg" output/score/record.svg
  for page in "$root"/docs/missions/*.md; do
    name=$(basename "$page" .md)
    {
      echo "\$ drawdown run scenarios/$name.toml | sed -n \"/^Does/,/ inputs:/p\""
      drawdown run "scenarios/$name.toml" | sed -n '/^Does/,/ inputs:/p'
    } > "scores-$name"
    quote "docs/missions/$name.md" scores "scores-$name"
    put "$root/docs/images/missions/$name-drawdown.svg" "output/score/$name-drawdown.svg"
    put "$root/docs/images/missions/$name-sites.svg" "output/score/$name-sites.svg"
  done
fi

for picture in drawdown sites waiting scores map milestones; do
  put "$root/docs/images/$picture.svg" "output/minusma/$picture.svg"
done
put "$root/docs/images/doubtful.svg" output/doubtful/drawdown.svg

exit $stale
