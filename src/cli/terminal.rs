//! What the summary may take for granted of the screen: its width, and that a heading stands out.
//!
//! Colours and bold letters are added to what the words already say, never instead
//! of it; where the output is no terminal, or `NO_COLOR` is set, anstream drops them.

use anstyle::{AnsiColor, Style};

use crate::text::fitted;

/// Lines are made for this width, and for a narrower terminal fitted to that.
const WIDTH: usize = 80;
/// Below this nothing fits.
const LEAST: usize = 30;

const HEADING: Style = Style::new().bold();
const WARNING: Style = AnsiColor::Yellow.on_default().bold();

/// Where the summary is printed.
#[derive(Clone, Copy, Debug)]
pub(super) struct Screen {
    /// Letters in a line.
    pub width: usize,
}

impl Screen {
    /// The terminal, if standard output is one; a file or a pipe has 80 letters.
    pub fn here() -> Self {
        let columns = terminal_size::terminal_size_of(std::io::stdout()).map(|(width, _)| usize::from(width.0));
        Self::of(columns)
    }

    fn of(columns: Option<usize>) -> Self {
        Self { width: columns.unwrap_or(WIDTH).clamp(LEAST, WIDTH) }
    }

    /// Lines that fit, the headings and warnings among them marked.
    pub fn text(self, lines: &[String]) -> String {
        let fits = |line: &String| fitted(line, self.width).into_iter().map(|line| marked(&line)).collect::<Vec<_>>();
        lines.iter().flat_map(fits).map(|line| line + "\n").collect()
    }
}

/// A line that begins at the margin and has no number before its question is a heading.
fn marked(line: &str) -> String {
    let is_heading = !line.starts_with(' ') && line.contains('?');
    let style = match () {
        () if is_heading => HEADING,
        () if line.contains("does NOT") || line.trim_start().starts_with("outside") => WARNING,
        () => return line.to_owned(),
    };
    format!("{style}{line}{style:#}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_screen_is_at_most_eighty_wide_and_at_least_thirty() {
        assert_eq!([None, Some(200), Some(60), Some(1)].map(|columns| Screen::of(columns).width), [80, 80, 60, 30]);
    }

    #[test]
    fn every_line_fits_and_no_word_is_lost() {
        let line = "  people still there after the date: 797 on average, 2,226 or more in one of ten".to_string();
        for width in 30..=80 {
            let text = Screen { width }.text(std::slice::from_ref(&line));
            assert!(text.lines().all(|line| line.chars().count() <= width), "{width}: {text}");
            assert_eq!(text.split_whitespace().collect::<Vec<_>>(), line.split_whitespace().collect::<Vec<_>>());
        }
    }

    #[test]
    fn colour_is_added_to_words_and_replaces_none() {
        let line = "  it does NOT beat the plan (head counts)";
        assert!(marked(line).contains(line) && marked(line) != line);
        assert_eq!(marked("  nothing special"), "  nothing special");
        assert!(marked("When will we be out?").starts_with("\u{1b}["));
    }
}
