//! The composed tree as one TOML text that reads back to the same scenario.

use std::fmt::Write as _;

use super::tree::{Node, Table, Value};

/// Wider values are broken over lines.
const WIDTH: usize = 110;

/// The whole tree as TOML 1.0, without paths of the machine it was written on.
pub(super) fn text(root: &Node) -> String {
    let mut out = String::new();
    let Some(table) = root.table() else { return out };
    for entry in table.0.iter().filter(|entry| !is_section(&entry.node)) {
        pair(&mut out, &entry.key, &entry.node);
    }
    for entry in table.0.iter().filter(|entry| is_section(&entry.node)) {
        match &entry.node.value {
            Value::Table(table) => section(&mut out, &entry.key, table),
            Value::List(items) => {
                for table in items.iter().filter_map(Node::table) {
                    section(&mut out, &format!("[{}]", key(&entry.key)), table);
                }
            }
            _ => {}
        }
    }
    out
}

fn is_section(node: &Node) -> bool {
    match &node.value {
        Value::Table(_) => true,
        Value::List(items) => !items.is_empty() && items.iter().all(|item| item.table().is_some()),
        _ => false,
    }
}

fn section(out: &mut String, name: &str, table: &Table) {
    if !out.is_empty() {
        out.push('\n');
    }
    let _ = writeln!(out, "[{}]", if name.starts_with('[') { name.into() } else { key(name) });
    for entry in &table.0 {
        pair(out, &entry.key, &entry.node);
    }
}

fn pair(out: &mut String, name: &str, node: &Node) {
    let short = value(node);
    let name = key(name);
    match &node.value {
        // A list may be broken over lines; a table in braces may not, in TOML 1.0.
        Value::List(items) if name.len() + short.len() + 3 > WIDTH && items.iter().any(|i| i.table().is_some()) => {
            let _ = writeln!(out, "{name} = [");
            for item in items {
                let _ = writeln!(out, "  {},", value(item));
            }
            out.push_str("]\n");
        }
        _ => {
            let _ = writeln!(out, "{name} = {short}");
        }
    }
}

fn value(node: &Node) -> String {
    match &node.value {
        Value::Text(text) => quoted(text),
        Value::Whole(n) => n.to_string(),
        Value::Number(x) => format!("{x:?}"),
        Value::Switch(b) => b.to_string(),
        Value::Date(date) => date.to_string(),
        Value::List(items) => {
            let items: Vec<String> = items.iter().map(value).collect();
            format!("[{}]", items.join(", "))
        }
        Value::Table(Table(entries)) if entries.is_empty() => "{}".into(),
        Value::Table(Table(entries)) => {
            let pairs: Vec<String> =
                entries.iter().map(|entry| format!("{} = {}", key(&entry.key), value(&entry.node))).collect();
            format!("{{ {} }}", pairs.join(", "))
        }
        // Never written: a tree with something broken in it is refused.
        Value::Broken => "\"\"".into(),
    }
}

fn key(name: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    if !name.is_empty() && name.chars().all(plain) { name.into() } else { quoted(name) }
}

fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            c if c.is_control() => {
                let _ = write!(out, "\\u{:04X}", c as u32);
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}
