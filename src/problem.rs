//! One thing to mend in an input file, shown as a compiler shows it: where, the
//! rule, the line with carets, and what to write instead.
//!
//! It knows nothing of scenarios; whoever reads a file says what is wrong.

use std::ops::Range;
use std::sync::Arc;

use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};

/// One thing that is wrong in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The file as the user named it, or `--set 'PATH=VALUE'`.
    pub file: String,
    /// The whole text of the file.
    pub text: Arc<str>,
    /// The bytes of `text` to underline.
    pub span: Range<usize>,
    /// What must hold: lower case, no full stop, backticks around what was typed.
    pub rule: String,
    /// The value's place in the scenario, as `--set` would name it; may be empty.
    pub path: String,
    /// What to write instead; may be empty.
    pub help: String,
}

impl Problem {
    /// The line of the first underlined byte, from 1.
    pub fn line(&self) -> usize {
        1 + self.before().matches('\n').count()
    }

    /// The column of the first underlined character, from 1.
    pub fn column(&self) -> usize {
        let before = self.before();
        1 + before[before.rfind('\n').map_or(0, |i| i + 1)..].chars().count()
    }

    fn before(&self) -> &str {
        &self.text[..boundary(&self.text, self.span.start)]
    }

    /// The first underlined line, and the part of it that is underlined.
    fn first_line(&self) -> (&str, Range<usize>) {
        let start = boundary(&self.text, self.span.start);
        let end = boundary(&self.text, self.span.end.max(start));
        let line_start = self.text[..start].rfind('\n').map_or(0, |i| i + 1);
        let line_end = self.text[start..].find('\n').map_or(self.text.len(), |i| start + i);
        let line = self.text[line_start..line_end].trim_end_matches('\r');
        let end = end.min(line_start + line.len()).max(start.min(line_start + line.len()));
        (line, start.min(end) - line_start..end - line_start)
    }
}

/// The nearest place at or before `i` at which `text` may be cut.
fn boundary(text: &str, i: usize) -> usize {
    let mut i = i.min(text.len());
    while !text.is_char_boundary(i) {
        i -= 1;
    }
    i
}

/// All problems, each as `rustc` would show it, with an empty line between.
pub fn render(problems: &[Problem], colour: bool) -> String {
    let renderer = if colour { Renderer::styled() } else { Renderer::plain() };
    let shown: Vec<String> = problems.iter().map(|problem| one(problem, &renderer)).collect();
    shown.join("\n\n")
}

fn one(problem: &Problem, renderer: &Renderer) -> String {
    let (line, span) = problem.first_line();
    let mut annotation = AnnotationKind::Primary.span(span);
    if !problem.path.is_empty() {
        annotation = annotation.label(problem.path.as_str());
    }
    let snippet = Snippet::source(line).line_start(problem.line()).path(problem.file.as_str()).annotation(annotation);
    let mut group = Level::ERROR.primary_title(problem.rule.as_str()).element(snippet);
    if !problem.help.is_empty() {
        group = group.element(Level::HELP.message(problem.help.as_str()));
    }
    renderer.render(&[group])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problem(text: &str, span: Range<usize>) -> Problem {
        Problem {
            file: "plan.toml".into(),
            text: text.into(),
            span,
            rule: "`share` must be between 0 and 1".into(),
            path: "milestone.all-out.share".into(),
            help: "write 0.25 for 25 %".into(),
        }
    }

    #[test]
    fn a_problem_looks_as_a_compiler_would_show_it() {
        let shown = render(&[problem("id = 1\nshare = 25\n", 15..17)], false);
        assert_eq!(
            shown,
            "error: `share` must be between 0 and 1\n --> plan.toml:2:9\n  |\n2 | share = 25\n  \
             |         ^^ milestone.all-out.share\n  |\n  = help: write 0.25 for 25 %"
        );
    }

    #[test]
    fn odd_spans_are_shown_and_never_panic() {
        for text in ["", "\n", "é\r\nü", "a\nb"] {
            for start in 0..8 {
                for end in 0..8 {
                    let p = problem(text, start..end);
                    assert!(p.line() >= 1 && p.column() >= 1);
                    render(&[p], true);
                }
            }
        }
    }
}
