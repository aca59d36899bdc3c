//! A run in parts: which replications a shard has, and whether parts make a whole.

use std::ops::Range;
use std::str::FromStr;

use crate::ensemble::file::Head;

/// Shard `index` of `of`, from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shard {
    pub index: u64,
    pub of: u64,
}

/// More shards than anybody has machines for.
const MOST_SHARDS: u64 = 1_000_000;

impl Shard {
    /// Its replications of `n`, counted from 0: those of all shards follow one another without a gap.
    ///
    /// ```
    /// use drawdown::shards::Shard;
    /// let range = |index| Shard { index, of: 3 }.range(10);
    /// assert_eq!([range(1), range(2), range(3)], [0..3, 3..6, 6..10]);
    /// ```
    pub fn range(self, n: u64) -> Range<u64> {
        let until = |index: u64| (u128::from(index) * u128::from(n) / u128::from(self.of)) as u64;
        until(self.index - 1)..until(self.index)
    }
}

impl FromStr for Shard {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let number = |text: &str| text.parse().ok().filter(|n| (1..=MOST_SHARDS).contains(n));
        let shard = text.split_once('/').and_then(|(index, of)| Some(Self { index: number(index)?, of: number(of)? }));
        shard.filter(|shard| shard.index <= shard.of).ok_or_else(|| {
            format!(
                "which shard of how many, such as 2/8: two whole numbers from 1 to {MOST_SHARDS}, the first not larger"
            )
        })
    }
}

/// Everything that keeps parts, each with the name that the user gave it, from being one
/// whole run: rules with remedies, one a line. Empty: they are one.
pub fn problems(parts: &[(String, Head)]) -> Vec<String> {
    let Some((reference, first)) = parts.first() else { return vec!["no shard was given".into()] };
    let mut problems = Vec::new();
    for (name, head) in parts {
        if let Some(difference) = first.origin.difference(&head.origin) {
            let remedy = "merge only shards of one run";
            problems.push(format!("`{name}` belongs to another run than `{reference}`: {difference}; {remedy}"));
        } else if !head.is_complete() {
            let (n, of) = (head.n, head.share.end - head.share.start);
            let remedy = "finish it with `drawdown run … --resume`";
            problems.push(format!("`{name}` is a checkpoint with {n} of its {of} replications; {remedy}"));
        }
    }
    // Of parts of different runs nobody can say which are missing.
    if problems.is_empty() { cover(parts, first) } else { problems }
}

/// What is there twice, and what is missing.
fn cover(parts: &[(String, Head)], first: &Head) -> Vec<String> {
    let mut problems = Vec::new();
    let mut ranges: Vec<(&Range<u64>, &str)> =
        parts.iter().map(|(name, head)| (&head.share, name.as_str())).filter(|(range, _)| !range.is_empty()).collect();
    ranges.sort_by_key(|(range, _)| (range.start, range.end));
    let (mut until, mut last) = (0, "");
    for (range, name) in ranges {
        if range.start < until {
            let both = words(&(range.start..until.min(range.end)));
            problems.push(format!("`{last}` and `{name}` both hold {both}; leave one of them out"));
        } else if range.start > until {
            problems.push(missing(&(until..range.start), first));
        }
        if range.end > until {
            (until, last) = (range.end, name);
        }
    }
    if until < first.origin.replications {
        problems.push(missing(&(until..first.origin.replications), first));
    }
    problems
}

fn missing(range: &Range<u64>, first: &Head) -> String {
    let whole = first.origin.replications;
    let remedy = "add what holds them";
    let are = if range.end - range.start == 1 { "is" } else { "are" };
    let text = format!("{} of {whole} {are} missing", words(range));
    match first.shard.and_then(|(_, of)| shards(range, of, whole)) {
        Some(shards) => format!("{text} ({shards}); {remedy}"),
        None => format!("{text}; {remedy}"),
    }
}

/// The shards of so many that make up a range, if whole ones do: `shards 2 to 4 of 8`.
fn shards(range: &Range<u64>, of: u64, whole: u64) -> Option<String> {
    // The first share that ends after a replication is the one that holds it.
    let holder = |replication: u64| {
        let (mut low, mut high) = (1, of);
        while low < high {
            let middle = low + (high - low) / 2;
            let share = Shard { index: middle, of }.range(whole);
            if share.end > replication { high = middle } else { low = middle + 1 }
        }
        low
    };
    let (from, to) = (holder(range.start), holder(range.end - 1));
    let covered = Shard { index: from, of }.range(whole).start..Shard { index: to, of }.range(whole).end;
    let text = if from == to { format!("shard {from} of {of}") } else { format!("shards {from} to {to} of {of}") };
    (covered == *range).then_some(text)
}

/// Replications in words, as `drawdown replay` counts them.
fn words(range: &Range<u64>) -> String {
    match range.end - range.start {
        1 => format!("replication {}", range.start),
        _ => format!("replications {} to {}", range.start, range.end - 1),
    }
}
