//! `empirical = { csv = "file.csv", column = "days" }`: a law's values from a
//! column of a table on disk, put in place of the reference.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use super::compose::unreadable;
use super::keys;
use super::tree::{At, Fault, File, Node, Table, Value};

/// Fills in every reference to a CSV column below `node`.
pub(super) fn fill(node: &mut Node, files: &mut Vec<File>, faults: &mut Vec<Fault>) {
    match &mut node.value {
        Value::List(items) => items.iter_mut().for_each(|item| fill(item, files, faults)),
        Value::Table(table) => {
            for entry in &mut table.0 {
                let reference = entry.node.table().filter(|table| entry.key == "empirical" && table.has("csv"));
                match reference.cloned() {
                    Some(reference) => entry.node.value = column(&reference, entry.node.at, files, faults),
                    None => fill(&mut entry.node, files, faults),
                }
            }
        }
        _ => {}
    }
}

fn column(reference: &Table, at: At, files: &mut Vec<File>, faults: &mut Vec<Fault>) -> Value {
    match read(reference, at, files) {
        Ok(values) => Value::List(values),
        Err(fault) => {
            faults.push(fault);
            Value::Broken
        }
    }
}

fn read(reference: &Table, at: At, files: &mut Vec<File>) -> Result<Vec<Node>, Fault> {
    let fault = |at: At, rule: &str, help: &str| Fault::new(at, "empirical", rule, help);
    if let Some(entry) = reference.0.iter().find(|entry| !["csv", "column"].contains(&entry.key.as_str())) {
        let rule = format!("unknown key `{}` beside `csv`", entry.key);
        return Err(fault(entry.key_at, &rule, &keys::instead(&entry.key, &["csv", "column"])));
    }
    let form = "write `empirical = { csv = \"file.csv\", column = \"days\" }`";
    let wrong = || fault(at, "`csv` and `column` must be texts", form);
    let (name, title) = (reference.text("csv").ok_or_else(wrong)?, reference.text("column").ok_or_else(wrong)?);
    let csv_at = reference.get("csv").map_or(at, |node| node.at);
    let Some(folder) = files[csv_at.file].folder.as_deref() else {
        return Err(fault(csv_at, "a text that stands alone cannot read a CSV file", "write the values as a list"));
    };
    let path = folder.join(name);
    let text = fs::read_to_string(&path).map_err(|error| {
        let (rule, help) = unreadable(&path, &error);
        fault(csv_at, &rule, &help)
    })?;
    values(&path, text, title, reference.get("column").map_or(at, |node| node.at), files)
}

fn values(path: &Path, text: String, title: &str, title_at: At, files: &mut Vec<File>) -> Result<Vec<Node>, Fault> {
    let file = files.len();
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(text.as_bytes());
    let headers = reader.headers().cloned().unwrap_or_default();
    let shown = path.display().to_string();
    let Some(column) = headers.iter().position(|header| header == title) else {
        let names: Vec<&str> = headers.iter().collect();
        let rule = format!("`{shown}` has no column `{title}`");
        return Err(Fault::new(title_at, "empirical", rule, keys::instead(title, &names)));
    };
    let mut nodes = Vec::new();
    for record in reader.records() {
        let record =
            record.map_err(|e| Fault::new(title_at, "empirical", format!("`{shown}` is not a table: {e}"), ""))?;
        let cell = record.get(column).unwrap_or_default();
        let start = record.position().map_or(0, |position| position.byte() as usize);
        // A record may begin with the end of the line before.
        let start = text.len() - text.get(start..).unwrap_or_default().trim_start().len();
        let end = text[start..].find('\n').map_or(text.len(), |i| start + i);
        let at = At { file, start, end };
        // What is not a number is a text here, and refused where the law is read.
        let value = cell.parse().map_or_else(|_| Value::Text(cell.into()), Value::Number);
        nodes.push(Node { value, at });
    }
    files.push(File { name: shown, text: Arc::from(text), folder: None });
    Ok(nodes)
}
