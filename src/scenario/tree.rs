//! A scenario file as a tree in which every key and value knows where it was
//! written, so that files can be merged and still be complained about.

use std::ops::Range;
use std::path::PathBuf;
use std::sync::Arc;

use toml::Spanned;
use toml::de::{DeString, DeTable, DeValue, Error};
use toml::value::Datetime;

use super::slip;
use crate::problem::Problem;

/// A text that takes part in a scenario: a file, or one `--set`.
#[derive(Debug)]
pub(super) struct File {
    pub name: String,
    pub text: Arc<str>,
    /// The folder to which its paths are relative; `None` where there is none.
    pub folder: Option<PathBuf>,
}

/// Where something was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct At {
    pub file: usize,
    pub start: usize,
    pub end: usize,
}

#[derive(Clone, Debug)]
pub(super) struct Node {
    pub value: Value,
    pub at: At,
}

#[derive(Clone, Debug)]
pub(super) enum Value {
    Text(String),
    Whole(i64),
    Number(f64),
    Switch(bool),
    Date(Datetime),
    List(Vec<Node>),
    Table(Table),
    /// Something that could not be understood and was complained about.
    Broken,
}

/// Keys and values in the order of the file.
#[derive(Clone, Debug, Default)]
pub(super) struct Table(pub Vec<Entry>);

#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub key: String,
    pub key_at: At,
    pub node: Node,
}

/// A [`Problem`] before its file is looked up.
#[derive(Clone, Debug)]
pub(super) struct Fault {
    pub at: At,
    pub path: String,
    pub rule: String,
    pub help: String,
}

impl Fault {
    pub fn new(at: At, path: &str, rule: impl Into<String>, help: impl Into<String>) -> Self {
        Self { at, path: path.into(), rule: rule.into(), help: help.into() }
    }

    pub fn in_files(self, files: &[File]) -> Problem {
        let File { name, text, .. } = &files[self.at.file];
        let (file, text) = (name.clone(), Arc::clone(text));
        Problem { file, text, span: self.at.start..self.at.end, rule: self.rule, path: self.path, help: self.help }
    }
}

impl Table {
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.0.iter().find(|entry| entry.key == key).map(|entry| &entry.node)
    }

    pub fn get_mut(&mut self, key: &str) -> Option<&mut Node> {
        self.0.iter_mut().find(|entry| entry.key == key).map(|entry| &mut entry.node)
    }

    pub fn has(&self, key: &str) -> bool {
        self.get(key).is_some()
    }

    pub fn text(&self, key: &str) -> Option<&str> {
        match self.get(key)?.value {
            Value::Text(ref text) => Some(text),
            _ => None,
        }
    }

    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|entry| entry.key.as_str())
    }
}

impl Node {
    pub fn table(&self) -> Option<&Table> {
        match &self.value {
            Value::Table(table) => Some(table),
            _ => None,
        }
    }

    /// What the value is, for a message.
    pub fn kind(&self) -> &'static str {
        match &self.value {
            Value::Text(_) => "a text",
            Value::Whole(_) => "a whole number",
            Value::Number(_) => "a number",
            Value::Switch(_) => "true or false",
            Value::Date(_) => "a date",
            Value::List(_) => "a list",
            // A plain value of a file that is extended has become one with its provenance.
            Value::Table(table) => table.get("value").map_or("a table", Self::kind),
            Value::Broken => "something unreadable",
        }
    }
}

/// Reads a whole file. `None`: its structure could not be read, and only the
/// faults are of use; a value that alone could not be read is [`Value::Broken`].
pub(super) fn parse(text: &str, file: usize) -> (Option<Node>, Vec<Fault>) {
    let (table, errors) = DeTable::parse_recoverable(text);
    let reading = Reading::new(text, file, 0, &errors);
    let value = Value::Table(reading.table(table.get_ref()));
    reading.finish(Node { value, at: At { file, start: 0, end: 0 } }, &errors)
}

/// Reads one value that starts at byte `offset` of its file.
pub(super) fn parse_value(text: &str, file: usize, offset: usize) -> (Option<Node>, Vec<Fault>) {
    let (value, errors) = DeValue::parse_recoverable(text);
    let reading = Reading::new(text, file, offset, &errors);
    let node = reading.value(value.get_ref(), value.span());
    reading.finish(node, &errors)
}

/// The conversion of one text.
struct Reading<'a> {
    text: &'a str,
    file: usize,
    offset: usize,
    /// Starts of values that alone could not be read.
    broken: Vec<usize>,
}

impl<'a> Reading<'a> {
    fn new(text: &'a str, file: usize, offset: usize, errors: &[Error]) -> Self {
        let broken = errors.iter().filter(|e| is_local(e)).filter_map(|e| e.span()).map(|span| span.start).collect();
        Self { text, file, offset, broken }
    }

    fn table(&self, table: &DeTable<'_>) -> Table {
        let entry = |(key, value): (&Spanned<DeString<'_>>, &Spanned<DeValue<'_>>)| Entry {
            key: key.get_ref().to_string(),
            key_at: self.at(key.span()),
            node: self.value(value.get_ref(), value.span()),
        };
        let mut entries: Vec<Entry> = table.iter().map(entry).collect();
        entries.sort_by_key(|entry| entry.key_at);
        Table(entries)
    }

    fn value(&self, value: &DeValue<'_>, span: Range<usize>) -> Node {
        let is_broken = self.broken.iter().any(|start| span.start == *start || span.contains(start));
        let value = match value {
            DeValue::Array(items) => {
                Value::List(items.iter().map(|item| self.value(item.get_ref(), item.span())).collect())
            }
            DeValue::Table(table) => Value::Table(self.table(table)),
            _ if is_broken => Value::Broken,
            DeValue::String(text) => Value::Text(text.to_string()),
            DeValue::Integer(n) => match i64::from_str_radix(n.as_str(), n.radix()) {
                Ok(n) => Value::Whole(n),
                Err(_) => Value::Number(n.as_str().parse().unwrap_or(f64::INFINITY)),
            },
            DeValue::Float(x) => Value::Number(x.as_str().parse().unwrap_or(f64::NAN)),
            DeValue::Boolean(b) => Value::Switch(*b),
            DeValue::Datetime(date) => Value::Date(*date),
        };
        Node { value, at: self.at(span) }
    }

    fn at(&self, span: Range<usize>) -> At {
        At { file: self.file, start: span.start + self.offset, end: span.end + self.offset }
    }

    fn finish(&self, node: Node, errors: &[Error]) -> (Option<Node>, Vec<Fault>) {
        let is_whole = errors.iter().all(is_local);
        let mut faults: Vec<Fault> =
            errors.iter().filter(|e| !is_whole || is_local(e)).map(|error| self.syntax(error)).collect();
        faults.sort_by_key(|fault| fault.at);
        // One slip of the pen makes a parser stumble several times on its line.
        faults.dedup_by_key(|fault| self.text[..fault.at.start - self.offset].matches('\n').count());
        faults.truncate(10);
        (is_whole.then_some(node), faults)
    }

    fn syntax(&self, error: &Error) -> Fault {
        let span = error.span().unwrap_or(0..0);
        let (message, typed) = (error.message().trim(), self.text.get(span.clone()).unwrap_or_default());
        let (rule, help) = slip::explain(message, typed.trim());
        Fault::new(self.at(span), "", rule, help)
    }
}

/// Whether an error spoils one value only, so that the rest can still be checked.
fn is_local(error: &Error) -> bool {
    slip::LOCAL.iter().any(|start| error.message().starts_with(start))
}
