//! `--sweep PATH=A,B,C`: one value after another, and every combination of several.

use crate::cli::Failure;
use crate::cli::compare::folder::refused;

/// The `PATH=VALUE`s of every variant: the last sweep changes fastest.
pub(super) fn grid(sweeps: &[String], most: usize) -> Result<Vec<Vec<String>>, Failure> {
    let parsed = sweeps.iter().map(|given| parsed(given)).collect::<Result<Vec<_>, _>>()?;
    for (at, sweep) in parsed.iter().enumerate() {
        if parsed[..at].iter().any(|earlier| earlier.path == sweep.path) {
            let all = |s: &&Sweep| s.path == sweep.path;
            let values: Vec<&str> = parsed.iter().filter(all).flat_map(|s| s.values.iter().copied()).collect();
            let help = format!("write one: --sweep '{}={}'", sweep.path, values.join(","));
            return Err(refused(format!("two sweeps change `{}`", sweep.path), &help));
        }
    }
    let counts = parsed.iter().map(|sweep| sweep.values.len());
    let n = counts.clone().fold(1_usize, usize::saturating_mul);
    if n > most {
        let product: Vec<String> = counts.map(|count| count.to_string()).collect();
        let sum = if product.len() > 1 { format!("{} = {n}", product.join(" × ")) } else { n.to_string() };
        return Err(refused(
            format!("these sweeps make {sum} variants, and at most {most} are compared"),
            "take fewer values",
        ));
    }
    let mut grid = vec![vec![]];
    for sweep in &parsed {
        let with = |sets: &Vec<String>, value: &str| [&sets[..], &[format!("{}={value}", sweep.path)]].concat();
        grid = grid.iter().flat_map(|sets| sweep.values.iter().map(move |value| with(sets, value))).collect();
    }
    Ok(grid)
}

#[derive(Debug, PartialEq)]
struct Sweep<'a> {
    path: &'a str,
    values: Vec<&'a str>,
}

fn parsed(given: &str) -> Result<Sweep<'_>, Failure> {
    let wrong = |rule: String| refused(rule, "write PATH=A,B,C, such as mission.deadline=2024-01-31,2024-02-29");
    let open = || {
        let help = "close them: a law, for one, is written --sweep 'delay.clearance={ fixed = 3 },{ fixed = 5 }'";
        refused(format!("`--sweep '{given}'` has open quotes or brackets"), help)
    };
    let equals = outside(given, '=').ok_or_else(open)?;
    let path = equals.first().map_or("", |&at| given[..at].trim());
    if path.is_empty() {
        return Err(wrong(format!("`--sweep '{given}'` is no path, `=` and values")));
    }
    let list = &given[equals[0] + 1..];
    let commas = outside(list, ',').ok_or_else(open)?;
    let starts = std::iter::once(0).chain(commas.iter().map(|at| at + 1));
    let ends = commas.iter().copied().chain([list.len()]);
    let values: Vec<&str> = starts.zip(ends).map(|(from, to)| list[from..to].trim()).collect();
    if values.contains(&"") {
        return Err(wrong(format!("`--sweep '{given}'` has a value that is empty")));
    }
    for (at, value) in values.iter().enumerate() {
        if values[..at].contains(value) {
            return Err(refused(format!("`--sweep '{given}'` has `{value}` twice"), "take each value once"));
        }
    }
    Ok(Sweep { path, values })
}

/// Where a sign stands outside of brackets, braces and quotes; `None` where one of them is not closed.
fn outside(text: &str, sign: char) -> Option<Vec<usize>> {
    let (mut places, mut open, mut quote, mut escaped) = (vec![], vec![], None, false);
    for (at, c) in text.char_indices() {
        match (quote, c) {
            (Some('"'), '\\') if !escaped => {
                escaped = true;
                continue;
            }
            (Some(q), c) if q == c && !escaped => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'') => quote = Some(c),
            (None, '{') => open.push('}'),
            (None, '[') => open.push(']'),
            (None, '}' | ']') => {
                open.pop().filter(|&wanted| wanted == c)?;
            }
            (None, c) if c == sign && open.is_empty() => places.push(at),
            _ => {}
        }
        escaped = false;
    }
    (open.is_empty() && quote.is_none()).then_some(places)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(given: &str) -> (&str, Vec<&str>) {
        parsed(given).map(|sweep| (sweep.path, sweep.values)).unwrap()
    }

    #[test]
    fn values_are_parted_at_commas_outside_brackets_braces_and_quotes() {
        assert_eq!(values("trucks.pool.count=2, 4,8"), ("trucks.pool.count", vec!["2", "4", "8"]));
        let law = "delay.clearance={ uniform = { min = 1, max = 5 } },{ fixed = 5 }";
        assert_eq!(values(law).1, ["{ uniform = { min = 1, max = 5 } }", "{ fixed = 5 }"]);
        assert_eq!(values("site.a.after=[\"b\", 'c'],[]").1, ["[\"b\", 'c']", "[]"]);
        let quoted = "mission.name=\"a, \\\"b\\\", {\",'c, ['";
        assert_eq!(values(quoted).1, ["\"a, \\\"b\\\", {\"", "'c, ['"]);
    }

    #[test]
    fn an_id_in_quotes_may_hold_the_signs() {
        assert_eq!(values("site.\"a=b,c\".guard=1,2"), ("site.\"a=b,c\".guard", vec!["1", "2"]));
    }

    #[test]
    fn several_sweeps_make_a_grid() {
        let sweeps = ["a=1,2", "b=x,y"].map(String::from);
        let grid = grid(&sweeps, 64).unwrap();
        assert_eq!(grid, [["a=1", "b=x"], ["a=1", "b=y"], ["a=2", "b=x"], ["a=2", "b=y"]]);
    }
}
