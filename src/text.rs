//! Numbers as people read them, rounded to what is known.

use jiff::civil::Date;

/// Groups of three digits: `13,871`.
///
/// ```
/// assert_eq!(drawdown::text::thousands(13871), "13,871");
/// assert_eq!(drawdown::text::thousands(7), "7");
/// ```
pub fn thousands(n: u64) -> String {
    let digits = n.to_string();
    let mut text = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A share as whole per cent; never 0 or 100 unless it is exactly that.
///
/// ```
/// use drawdown::text::percent;
/// assert_eq!(percent(0.823), "82 %");
/// assert_eq!(percent(0.9999), "> 99 %");
/// assert_eq!(percent(0.0001), "< 1 %");
/// assert_eq!(percent(1.0), "100 %");
/// ```
pub fn percent(share: f64) -> String {
    match (share * 100.0).round() {
        0.0 if share > 0.0 => "< 1 %".into(),
        100.0 if share < 1.0 => "> 99 %".into(),
        whole => format!("{whole} %"),
    }
}

/// A text as lines of at most `width` letters, each with `indent` before it.
///
/// ```
/// use drawdown::text::wrapped;
/// assert_eq!(wrapped("people leave when they may", 14, "  "), ["  people leave", "  when they", "  may"]);
/// ```
pub fn wrapped(text: &str, width: usize, indent: &str) -> Vec<String> {
    let mut lines = Vec::<String>::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(format!("{indent}{word}")),
        }
    }
    lines
}

/// A line as lines of at most `width` letters: its columns move together, and then it is
/// broken at spaces; what follows has the indent of the first, and two more where that has columns.
///
/// ```
/// use drawdown::text::fitted;
/// assert_eq!(fitted("  people leave when they may", 16), ["  people leave", "  when they may"]);
/// assert_eq!(fitted("  plan     23 Dec 2023", 20), ["  plan  23 Dec 2023"]);
/// assert_eq!(fitted("  plan     23 Dec 2023", 16), ["  plan  23 Dec", "    2023"]);
/// assert_eq!(fitted("short", 16), ["short"]);
/// ```
pub fn fitted(line: &str, width: usize) -> Vec<String> {
    let text = line.trim_start();
    let too_long = line.chars().count() > width;
    let (spaces, in_columns) = (line.chars().count() - text.chars().count(), text.trim_end().contains("  "));
    // Columns may begin far to the right: then they move to the left too.
    let indent = if too_long && in_columns { spaces.min(2) } else { spaces };
    let hanging = " ".repeat(indent + if in_columns { 2 } else { 0 });
    let start =
        if too_long && in_columns { format!("{}{}", " ".repeat(indent), closer(text)) } else { line.to_owned() };
    let (mut lines, mut rest) = (Vec::new(), start);
    while let Some(at) = break_at(&rest, width) {
        let next = format!("{hanging}{}", rest[at..].trim_start());
        rest.truncate(at);
        lines.push(rest.trim_end().to_owned());
        rest = next;
    }
    lines.push(rest);
    lines
}

/// Columns with two spaces between them.
fn closer(text: &str) -> String {
    text.split("  ").map(str::trim).filter(|cell| !cell.is_empty()).collect::<Vec<_>>().join("  ")
}

/// Where a line that is too long is broken: at the last space that lets it fit, or else the first there is.
fn break_at(line: &str, width: usize) -> Option<usize> {
    let after_indent = line.len() - line.trim_start().len();
    let end = line.char_indices().nth(width).map(|(at, _)| at)?;
    let fits = line[..line[end..].chars().next().map_or(end, |c| end + c.len_utf8())].rfind(' ');
    fits.filter(|&at| at > after_indent).or_else(|| line[end..].find(' ').map(|at| end + at))
}

/// Eight heights of a bar.
const BARS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/// A row of bars, one for each number, between 0 and the largest; nothing is a space.
///
/// ```
/// assert_eq!(drawdown::text::sparkline(&[800, 400, 100, 1, 0]), "█▄▁▁ ");
/// ```
pub fn sparkline(numbers: &[u32]) -> String {
    let most = u64::from(numbers.iter().copied().max().unwrap_or(0).max(1));
    let bar = |&n: &u32| match (u64::from(n) * 8).div_ceil(most) {
        0 => ' ',
        height => BARS[height as usize - 1],
    };
    numbers.iter().map(bar).collect()
}

/// Parts in one line of at most `width` letters, or else each in a line of its own.
///
/// ```
/// use drawdown::text::in_lines;
/// let parts = ["one".to_owned(), "two".to_owned()];
/// assert_eq!(in_lines(&parts, "; ", 10, "  "), ["  one; two"]);
/// assert_eq!(in_lines(&parts, "; ", 9, "  "), ["  one;", "  two"]);
/// ```
pub fn in_lines(parts: &[String], separator: &str, width: usize, indent: &str) -> Vec<String> {
    let line = format!("{indent}{}", parts.join(separator));
    if line.chars().count() <= width {
        return vec![line];
    }
    let joined = parts.join(&format!("{}\n{indent}", separator.trim_end()));
    format!("{indent}{joined}").lines().map(str::to_owned).collect()
}

/// A probability wider than this many points is told to 5 points only.
const WIDE: f64 = 0.10;

/// A date whose range is longer than this is told to a third of a month only.
const LONG_DAYS: i32 = 21;

/// A probability as it is known: as [`percent`], but `about` and to 5 points where
/// the range in which it may lie is more than 10 points wide; never about 0 or 100.
///
/// ```
/// use drawdown::text::known_percent;
/// assert_eq!(known_percent(0.238, 0.02), "24 %");
/// assert_eq!(known_percent(0.238, 0.35), "about 25 %");
/// assert_eq!(known_percent(0.99, 0.35), "over 95 %");
/// assert_eq!(known_percent(0.01, 0.35), "under 5 %");
/// assert_eq!(known_percent(1.0, 0.35), "100 %");
/// ```
pub fn known_percent(share: f64, width: f64) -> String {
    if width <= WIDE || share <= 0.0 || share >= 1.0 {
        return percent(share);
    }
    match rounded(share, 5.0) {
        (points, "") => format!("about {points} %"),
        (points, beyond) => format!("{beyond}{points} %"),
    }
}

/// A range of probabilities, to 5 points where it is more than 10 points wide; an
/// end is 0 or 100 only if it is exactly that.
///
/// ```
/// use drawdown::text::percent_range;
/// assert_eq!(percent_range(0.093, 0.446), "10 to 45 %");
/// assert_eq!(percent_range(0.213, 0.25), "21 to 25 %");
/// assert_eq!(percent_range(0.231, 0.232), "23 %");
/// assert_eq!(percent_range(0.001, 0.002), "< 1 %");
/// assert_eq!(percent_range(0.01, 0.446), "under 5 to 45 %");
/// assert_eq!(percent_range(0.2, 0.99), "20 to over 95 %");
/// assert_eq!(percent_range(0.96, 0.999), "96 to over 99 %");
/// assert_eq!(percent_range(0.0, 1.0), "0 to 100 %");
/// ```
pub fn percent_range(low: f64, high: f64) -> String {
    let step = if high - low > WIDE { 5.0 } else { 1.0 };
    match (rounded(low, step), rounded(high, step)) {
        (from, to) if from == to => percent((low + high) / 2.0),
        ((from, below), (to, above)) => format!("{below}{from} to {above}{to} %"),
    }
}

/// A share in per cent, to so many points, and what goes before it: one that would
/// round to 0 or 100 without being so is under, or over, the step next to it.
fn rounded(share: f64, step: f64) -> (f64, &'static str) {
    match (share * 100.0 / step).round() * step {
        0.0 if share > 0.0 => (step, "under "),
        100.0 if share < 1.0 => (100.0 - step, "over "),
        points => (points, ""),
    }
}

/// With a capital at its beginning.
///
/// ```
/// assert_eq!(drawdown::text::capital("people out"), "People out");
/// ```
pub fn capital(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// A date as people write it: `31 Dec 2023`.
pub fn short_date(date: Date) -> String {
    date.strftime("%-d %b %Y").to_string()
}

/// A date as it is known: the day, or a third of its month (`early` until the
/// 10th, `late` from the 21st on) where the range in which it may lie is more
/// than three weeks long. A length of `None` has no end.
///
/// ```
/// use drawdown::text::known_date;
/// use jiff::civil::date;
/// assert_eq!(known_date(date(2024, 1, 23), Some(21)), "23 Jan 2024");
/// assert_eq!(known_date(date(2024, 1, 23), Some(22)), "late Jan 2024");
/// assert_eq!(known_date(date(2024, 1, 10), None), "early Jan 2024");
/// assert_eq!(known_date(date(2024, 1, 11), None), "mid Jan 2024");
/// ```
pub fn known_date(date: Date, days: Option<i32>) -> String {
    if days.is_some_and(|days| days <= LONG_DAYS) {
        return short_date(date);
    }
    let part = match date.day() {
        ..=10 => "early",
        11..=20 => "mid",
        _ => "late",
    };
    format!("{part} {}", date.strftime("%b %Y"))
}
