//! Words and numbers on a picture: how wide they are and how they are written.

use std::sync::Once;

use jiff::civil::Date;
use plotters::style::{FontStyle, IntoFont, register_font};

use super::style::Type;
use crate::stats;

/// The embedded font, by which text is measured and rendered.
pub(super) const FAMILY: &str = "Noto Sans";

/// ab_glyph's size is the line height, which for Noto Sans is 1.362 em: at this size an em is 1000 px.
const MEASURE: f64 = 1362.0;

/// The width of `text` in pixels, at `size` pixels per em.
pub(crate) fn width(text: &str, size: f64, bold: bool) -> f64 {
    static FONTS: Once = Once::new();
    FONTS.call_once(|| {
        // An unreadable font is found by the guess below, and by the tests.
        let _ = register_font(FAMILY, FontStyle::Normal, ttf_noto_sans::REGULAR);
        let _ = register_font(FAMILY, FontStyle::Bold, ttf_noto_sans::BOLD);
    });
    let style = if bold { FontStyle::Bold } else { FontStyle::Normal };
    let guess = 0.6 * text.chars().count() as f64;
    let ems = (FAMILY, MEASURE, style).into_font().box_size(text).map_or(guess, |(width, _)| f64::from(width) / 1000.0);
    ems * size
}

/// `text`, cut with an ellipsis where it would be wider than `room`.
pub(super) fn shorten(text: &str, room: f64, size: f64, bold: bool) -> String {
    let text = clean(text);
    if width(&text, size, bold) <= room {
        return text;
    }
    // No letter is narrower than 0.2 em, so that a name of any length is cut before it is measured.
    let most = (room / (0.2 * size)).clamp(0.0, 1000.0) as usize;
    let mut kept: String = text.chars().take(most).collect();
    while kept.pop().is_some() {
        let cut = format!("{}…", kept.trim_end());
        if width(&cut, size, bold) <= room {
            return cut;
        }
    }
    String::new()
}

/// As [`shorten`], but cut in the middle: of names that differ at their end both ends tell something.
pub(super) fn shorten_middle(text: &str, room: f64, style: Type) -> String {
    let text = clean(text);
    if style.width(&text) <= room {
        return text;
    }
    let letters: Vec<char> = text.chars().collect();
    let cut = |kept: usize| -> String {
        let head = letters[..kept.div_ceil(2)].iter().collect::<String>();
        let tail = letters[letters.len() - kept / 2..].iter().collect::<String>();
        format!("{}…{}", head.trim_end(), tail.trim_start())
    };
    // No letter is narrower than 0.2 em.
    let most = ((room / (0.2 * style.size)).clamp(0.0, 1000.0) as usize).min(letters.len().saturating_sub(1));
    let fits = |kept: &usize| style.width(&cut(*kept)) <= room;
    (1..=most).rev().find(fits).map_or(String::new(), cut)
}

/// Words in lines as full as the room allows; a word that is wider stands alone.
pub(super) fn filled(words: &[String], separator: &str, room: f64, size: f64) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in words {
        if let Some(line) = lines.last_mut() {
            let longer = format!("{line}{separator}{word}");
            if width(&longer, size, false) <= room {
                *line = longer;
                continue;
            }
        }
        lines.push(word.clone());
    }
    lines
}

/// Without the characters that XML cannot hold; line breaks become spaces.
pub(super) fn clean(text: &str) -> String {
    let forbidden = |c: char| c.is_control() || matches!(c, '\u{FFFE}' | '\u{FFFF}');
    text.chars().map(|c| if forbidden(c) { ' ' } else { c }).collect::<String>().trim().to_owned()
}

/// `13871` as `13,871`.
pub(super) fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// A share as whole per cent; never 0 or 100 unless it is exactly that.
pub(super) fn percent(share: f64) -> String {
    if !share.is_finite() {
        return "–".to_owned();
    }
    match (100.0 * share).round() {
        0.0 if share > 0.0 => "<1 %".to_owned(),
        100.0 if share < 1.0 => ">99 %".to_owned(),
        // A sum of nothing is −0.
        whole => format!("{:.0} %", whole + 0.0),
    }
}

/// The share of `n` replications as it is known: to 5 points, with a `~`, where
/// simulation error (95 % interval) is more than 10 points wide.
pub(super) fn known_percent(share: f64, n: u64) -> String {
    let (low, high) = stats::wilson((share * n as f64).round() as u64, n, stats::Z95);
    if share.is_nan() || high - low <= 0.1 {
        return percent(share);
    }
    format!("~{:.0} %", (20.0 * share).round() * 5.0)
}

/// A policy as tables name it, in words.
pub(super) fn policy_words(policy: &str) -> &'static str {
    match policy {
        "off" => "policy off",
        "surge" => "surge only",
        _ => "policy as written",
    }
}

/// `28 Aug 2023`.
pub(super) fn short(date: Date) -> String {
    date.strftime("%-d %b %Y").to_string()
}

/// One date, or the first and last of a doubtful one: `13–24 Nov 2023`.
pub(super) fn span(from: Date, to: Date) -> String {
    match (from.year() == to.year(), from.month() == to.month()) {
        _ if from == to => short(from),
        (true, true) => format!("{}–{}", from.day(), short(to)),
        (true, false) => format!("{} – {}", from.strftime("%-d %b"), short(to)),
        _ => format!("{} – {}", short(from), short(to)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn numbers_are_grouped_by_thousands() {
        assert_eq!([0, 999, 1_000, 13_871, 1_000_000].map(thousands), ["0", "999", "1,000", "13,871", "1,000,000"]);
    }

    #[test]
    fn a_share_is_certain_only_when_it_is() {
        assert_eq!([0.0, 0.001, 0.345, 0.999, 1.0].map(percent), ["0 %", "<1 %", "35 %", ">99 %", "100 %"]);
        assert_eq!(percent(-0.0), "0 %");
    }

    #[test]
    fn a_share_of_few_replications_is_told_to_five_points() {
        // Wilson's interval of 1/2 is 2 × 1.96 / (2 sqrt(n + 1.96²)) wide: 0.0998 for 382 and 0.1001 for 380.
        assert_eq!([10_000, 382, 380].map(|n| known_percent(0.5, n)), ["50 %", "50 %", "~50 %"]);
        assert_eq!(known_percent(0.23, 100), "~25 %");
        assert_eq!(known_percent(1.0, 1), "~100 %");
        assert_eq!(known_percent(f64::NAN, 0), "–");
    }

    #[test]
    fn doubtful_dates_are_written_once() {
        assert_eq!(span(date(2023, 11, 13), date(2023, 11, 24)), "13–24 Nov 2023");
        assert_eq!(span(date(2023, 10, 31), date(2023, 11, 2)), "31 Oct – 2 Nov 2023");
        assert_eq!(span(date(2023, 12, 31), date(2023, 12, 31)), "31 Dec 2023");
    }

    #[test]
    fn long_names_are_cut_to_their_room() {
        let name = "a".repeat(100_000);
        let cut = shorten(&name, 100.0, 12.0, false);
        assert!(cut.ends_with('…') && width(&cut, 12.0, false) <= 100.0 && cut.len() > 10);
        assert_eq!(shorten("a\u{0}b\nc", 100.0, 12.0, false), "a b c");
    }
}
