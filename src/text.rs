//! Numbers as people read them.

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
