//! Laying one file over another.

use super::keys;
use super::tree::{Entry, Fault, Node, Table, Value};

/// Lays `over` over `base`: tables merge key by key, lists whose elements have
/// keys element by element, and everything else is replaced.
pub(super) fn lay(base: Option<Node>, over: Node, name: &str, path: &str, faults: &mut Vec<Fault>) -> Node {
    let at = over.at;
    match (base.map(|node| (node.value, node.at)), over.value) {
        (Some((Value::Table(base), base_at)), Value::Table(over)) if name != "next" => {
            let replaces_law = over.keys().any(|key| keys::LAWS.contains(&key));
            let value = Value::Table(tables(base, over, path, faults));
            // A law that is replaced whole is the newer file's.
            Node { value, at: if replaces_law { at } else { base_at } }
        }
        (_, Value::Table(over)) => Node { value: Value::Table(tables(Table::default(), over, path, faults)), at },
        (Some((Value::List(base), _)), Value::List(over)) if have_keys(name, &base) && have_keys(name, &over) => {
            Node { value: Value::List(lists(base, over, name, path, faults)), at }
        }
        (_, Value::List(over)) => Node { value: Value::List(lists(Vec::new(), over, name, path, faults)), at },
        (_, value) => Node { value, at },
    }
}

fn have_keys(name: &str, items: &[Node]) -> bool {
    items.iter().all(|item| keys::element(name, item).is_some())
}

fn tables(mut base: Table, over: Table, path: &str, faults: &mut Vec<Fault>) -> Table {
    base.0.retain(|entry| !is_displaced(&entry.key, &over, path));
    for Entry { key, key_at, node } in over.0 {
        let inner = keys::join(path, &key);
        match base.0.iter_mut().find(|entry| entry.key == key) {
            Some(entry) => {
                let old = std::mem::replace(&mut entry.node, Node { value: Value::Broken, at: node.at });
                *entry = Entry { node: lay(Some(old), node, &key, &inner, faults), key, key_at };
            }
            None => base.0.push(Entry { node: lay(None, node, &key, &inner, faults), key, key_at }),
        }
    }
    base
}

/// Whether a key of the older file gives way, though the newer does not name it.
fn is_displaced(key: &str, over: &Table, path: &str) -> bool {
    if path == "sources" {
        return false;
    }
    // Where a number came from says nothing about the law that replaces it.
    let of_law = keys::LAWS.contains(&key) || ["planned", "min", "max", "basis", "source"].contains(&key);
    over.keys().any(|new| keys::displaces(new, key)) || (of_law && over.keys().any(|new| keys::LAWS.contains(&new)))
}

fn lists(base: Vec<Node>, over: Vec<Node>, name: &str, path: &str, faults: &mut Vec<Fault>) -> Vec<Node> {
    let merges = !base.is_empty();
    // Elements of `base` and whether `over` has spoken of them: two elements of
    // one file with one key are not merged, but refused by the reader.
    let mut items: Vec<(Node, bool)> = base.into_iter().map(|node| (node, false)).collect();
    for (n, node) in over.into_iter().enumerate() {
        let key = keys::element(name, &node);
        let inner = keys::join(path, &key.clone().unwrap_or_else(|| (n + 1).to_string()));
        let known = items.iter().position(|(item, taken)| !taken && key.is_some() && keys::element(name, item) == key);
        if removes(&node, key.as_deref()) {
            match known {
                Some(i) => drop(items.remove(i)),
                None => faults.push(nothing_to_remove(&node, name, &inner, key.as_deref(), &items)),
            }
            continue;
        }
        match known {
            Some(i) => {
                let old = std::mem::replace(&mut items[i].0, Node { value: Value::Broken, at: node.at });
                items[i] = (lay(Some(old), node, "", &inner, faults), true);
            }
            None => items.push((lay(None, node, "", &inner, faults), true)),
        }
    }
    let mut items: Vec<Node> = items.into_iter().map(|(node, _)| node).collect();
    if merges && name == "per_week" {
        // Keys of steps are ISO dates, so their order is that of time.
        items.sort_by_key(|item| keys::element(name, item));
    }
    items
}

fn removes(node: &Node, key: Option<&str>) -> bool {
    let said = node.table().and_then(|table| table.get("remove"));
    key.is_some() && matches!(said, Some(Node { value: Value::Switch(true), .. }))
}

fn nothing_to_remove(node: &Node, name: &str, path: &str, key: Option<&str>, items: &[(Node, bool)]) -> Fault {
    let names: Vec<String> = items.iter().filter_map(|(item, _)| keys::element(name, item)).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let key = key.unwrap_or_default();
    let at = node.table().and_then(|table| table.get("remove")).map_or(node.at, |n| n.at);
    Fault::new(at, path, format!("`{key}` is not in a file that this one extends"), keys::instead(key, &names))
}

/// Sees to it that a basis or source holds only for numbers of the file in
/// which it was written: a number that another file puts beside it is marked
/// `unstated`.
pub(super) fn settle(node: &mut Node, basis_file: Option<usize>) {
    let at = node.at;
    match &mut node.value {
        Value::List(items) => {
            for item in items {
                // A bare number in a list belongs to whatever the list belongs to.
                if matches!(item.value, Value::Table(_) | Value::List(_)) {
                    settle(item, basis_file);
                }
            }
        }
        Value::Table(table) => {
            let own = ["basis", "source"].iter().find_map(|key| table.get(key)).map(|node| node.at.file);
            if own.is_none() && basis_file.is_some_and(|file| file != at.file) {
                table.0.push(unstated(at));
            }
            let inherited = own.or(basis_file.filter(|file| *file == at.file));
            table.0.iter_mut().for_each(|entry| settle(&mut entry.node, inherited));
        }
        Value::Whole(_) | Value::Number(_) | Value::Date(_) if basis_file.is_some_and(|file| file != at.file) => {
            let value = std::mem::replace(&mut node.value, Value::Broken);
            let entry = Entry { key: "value".into(), key_at: at, node: Node { value, at } };
            node.value = Value::Table(Table(vec![entry, unstated(at)]));
        }
        _ => {}
    }
}

fn unstated(at: super::tree::At) -> Entry {
    Entry { key: "basis".into(), key_at: at, node: Node { value: Value::Text("unstated".into()), at } }
}
