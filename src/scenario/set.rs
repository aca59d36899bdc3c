//! `--set PATH=VALUE`: one value changed from the command line.

use std::sync::Arc;

use super::keys;
use super::tree::{self, At, Entry, Fault, File, Node, Table, Value};

/// Changes the values one after another. The text of each option becomes a file
/// of its own, so that messages can point into it.
pub(super) fn apply(root: &mut Node, sets: &[String], files: &mut Vec<File>, faults: &mut Vec<Fault>) {
    let first = files.len();
    for given in sets {
        let file = files.len();
        files.push(File {
            name: format!("--set '{given}'"),
            text: Arc::from(given.as_str()),
            folder: Some(".".into()),
        });
        if let Err(found) = one(root, given, file, first) {
            faults.extend(found);
        }
    }
}

fn one(root: &mut Node, given: &str, file: usize, first: usize) -> Result<(), Vec<Fault>> {
    let Some((steps, value_start)) = parts(given, file) else {
        let at = At { file, start: 0, end: given.len() };
        let help = "write PATH=VALUE, such as `mission.deadline=2024-01-31`";
        return Err(vec![Fault::new(at, "", "a `--set` is a path, `=` and a value", help)]);
    };
    let value = value(&given[value_start..], file, value_start)?;
    place(root, ("", ""), &steps, value, first).map_err(|fault| vec![fault])
}

/// The parts of the path, and where the value starts.
fn parts(given: &str, file: usize) -> Option<(Vec<(String, At)>, usize)> {
    let (mut steps, mut start) = (Vec::new(), 0);
    loop {
        let rest = &given[start..];
        let (part, length) = match rest.strip_prefix('"') {
            Some(quoted) => quoted.find('"').map(|end| (&quoted[..end], end + 2))?,
            None => rest.find(['.', '=']).map(|end| (rest[..end].trim(), end))?,
        };
        if part.is_empty() {
            return None;
        }
        steps.push((part.to_string(), At { file, start, end: start + length }));
        start += length;
        match given[start..].chars().next()? {
            '.' => start += 1,
            '=' => return Some((steps, start + 1)),
            _ => return None,
        }
    }
}

/// The value as TOML, else as a text.
fn value(text: &str, file: usize, start: usize) -> Result<Node, Vec<Fault>> {
    let (indent, trimmed) = (text.len() - text.trim_start().len(), text.trim());
    let start = start + indent;
    let (node, faults) = tree::parse_value(trimmed, file, start);
    if let (Some(node), true) = (node, faults.is_empty()) {
        return Ok(node);
    }
    // What looks like TOML was meant as TOML; a bare word is a text.
    if trimmed.starts_with(['{', '[', '"', '\'']) || faults.iter().any(|fault| fault.rule.ends_with("is not a date")) {
        return Err(faults);
    }
    let at = At { file, start, end: start + trimmed.len() };
    Ok(Node { value: Value::Text(trimmed.into()), at })
}

/// Puts `value` where `steps` lead from `node`, whose own key and path are `here`.
fn place(node: &mut Node, here: (&str, &str), steps: &[(String, At)], value: Node, first: usize) -> Result<(), Fault> {
    let [(key, at), rest @ ..] = steps else {
        *node = value;
        return Ok(());
    };
    let (name, path) = here;
    let inner = keys::join(path, key);
    let kind = node.kind();
    match &mut node.value {
        Value::Table(table) => {
            if rest.is_empty() && path != "sources" {
                displace(table, key, first);
            }
            place(key_of(table, key, *at), (key, &inner), rest, value, first)
        }
        Value::List(items) => {
            let i = position(items, name, path, key, *at)?;
            let removes = matches!(value.value, Value::Switch(true)) && matches!(rest, [(last, _)] if last == "remove");
            if removes {
                items.remove(i);
                return Ok(());
            }
            place(&mut items[i], ("", &inner), rest, value, first)
        }
        _ => {
            let rule = format!("`{path}` is {kind} and has no `{key}`");
            Err(Fault::new(*at, &inner, rule, format!("change it whole: `{path}=VALUE`")))
        }
    }
}

/// The value of a key, which is added where it is new; whether it may exist is
/// for the reader to say.
fn key_of<'a>(table: &'a mut Table, key: &str, at: At) -> &'a mut Node {
    if !table.has(key) {
        let node = Node { value: Value::Table(Table::default()), at };
        table.0.push(Entry { key: key.into(), key_at: at, node });
    }
    table.get_mut(key).expect("the key is there or was just added")
}

/// Removes what a new key replaces: the others of its set, unless they come
/// from an option too (texts from `first` on).
fn displace(table: &mut Table, key: &str, first: usize) {
    table.0.retain(|entry| entry.node.at.file >= first || !keys::displaces(key, &entry.key));
}

fn position(items: &[Node], name: &str, path: &str, key: &str, at: At) -> Result<usize, Fault> {
    let known: Vec<Option<String>> = items.iter().map(|item| keys::element(name, item)).collect();
    let found = known.iter().position(|known| known.as_deref() == Some(key));
    found.ok_or_else(|| unknown_element(path, key, at, &known.into_iter().flatten().collect::<Vec<_>>()))
}

fn unknown_element(path: &str, key: &str, at: At, known: &[String]) -> Fault {
    let names: Vec<&str> = known.iter().map(String::as_str).collect();
    let help = if names.is_empty() {
        format!("the elements of `{path}` have no keys: change the list whole")
    } else {
        keys::instead(key, &names)
    };
    Fault::new(at, path, format!("`{path}` has no element `{key}`"), help)
}
