//! Walking the tree: tables, keys and values, with every complaint collected.
//!
//! Reading never stops. What cannot be read is complained about and left out,
//! its path is marked as broken, and later checks keep silent about it.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use super::Input;
use super::keys;
use super::tree::{At, Fault, File, Node, Table, Value};

/// What has been found so far.
#[derive(Default)]
pub(super) struct Log {
    pub faults: Vec<Fault>,
    pub inputs: Vec<(At, Input)>,
    /// Where each value that was asked for stands, by path.
    pub places: BTreeMap<String, At>,
    /// Paths that could not be read.
    pub broken: BTreeSet<String>,
    /// Tables with a key that is not known.
    pub unknown: BTreeSet<String>,
    /// Keys of `[sources]` that were named.
    pub sources: Vec<(String, At, String)>,
    /// The keys asked for, by kind of table: what the schema must say too.
    pub asked: BTreeMap<&'static str, BTreeSet<String>>,
    pub required: BTreeMap<&'static str, BTreeSet<String>>,
}

pub(super) struct Reader<'a> {
    pub files: &'a [File],
    pub log: RefCell<Log>,
}

/// Where the numbers of a table come from, unless they say so themselves.
#[derive(Clone, Default)]
pub(super) struct Provenance {
    pub basis: Option<String>,
    pub source: Option<String>,
}

/// A value to be read.
#[derive(Clone)]
pub(super) struct Slot<'a> {
    pub reader: &'a Reader<'a>,
    pub node: &'a Node,
    pub name: String,
    pub path: String,
    pub from: Provenance,
}

/// A table that is being read.
pub(super) struct Fields<'a> {
    pub slot: Slot<'a>,
    table: &'a Table,
    kind: &'static str,
    asked: RefCell<Vec<&'static str>>,
}

const BASES: [&str; 5] = ["reported", "derived", "assumed", "fitted", "unstated"];

impl<'a> Reader<'a> {
    pub fn new(files: &'a [File]) -> Self {
        Self { files, log: RefCell::default() }
    }

    pub fn root(&'a self, node: &'a Node) -> Slot<'a> {
        Slot { reader: self, node, name: String::new(), path: String::new(), from: Provenance::default() }
    }

    /// The value as it was written.
    pub fn written(&self, at: At) -> &str {
        self.files[at.file].text.get(at.start..at.end).unwrap_or_default()
    }
}

impl<'a> Slot<'a> {
    /// Complains about this value.
    pub fn fault(&self, rule: impl Into<String>, help: impl Into<String>) {
        self.fault_at(self.node.at, &self.path, rule, help);
    }

    pub fn fault_at(&self, at: At, path: &str, rule: impl Into<String>, help: impl Into<String>) {
        let mut log = self.reader.log.borrow_mut();
        log.broken.insert(path.into());
        log.faults.push(Fault::new(at, path, rule, help));
    }

    /// Says that the value has the wrong type.
    pub fn wrong_type(&self, wanted: &str, help: impl Into<String>) {
        if matches!(self.node.value, Value::Broken) {
            self.reader.log.borrow_mut().broken.insert(self.path.clone());
            return;
        }
        let (name, kind) = (&self.name, self.node.kind());
        self.fault(format!("`{name}` must be {wanted}, and this is {kind}"), help);
    }

    pub fn written(&self) -> &'a str {
        self.reader.written(self.node.at)
    }

    /// Reads a table of some kind and complains about keys that nobody asked for.
    pub fn table<T>(&self, kind: &'static str, read: impl FnOnce(&Fields<'a>) -> T) -> Option<T> {
        let Some(table) = self.node.table() else {
            self.wrong_type("a table", keys::example_table(kind));
            return None;
        };
        let mut fields = Fields { slot: self.clone(), table, kind, asked: RefCell::default() };
        fields.inherit();
        let result = read(&fields);
        fields.finish();
        Some(result)
    }

    /// Reads a list of values.
    pub fn list<T>(&self, form: &str, read: impl Fn(&Slot<'a>) -> Option<T>) -> Vec<T> {
        let Value::List(items) = &self.node.value else {
            self.wrong_type("a list", form);
            return Vec::new();
        };
        let slot = |(n, node)| {
            let key = keys::element(&self.name, node);
            let path = keys::join(&self.path, &key.unwrap_or_else(|| format!("{}", n + 1)));
            self.reader.log.borrow_mut().places.entry(path.clone()).or_insert(node.at);
            read(&Slot { node, path, ..self.clone() })
        };
        items.iter().enumerate().filter_map(slot).collect()
    }
}

impl<'a> Fields<'a> {
    /// Reads `basis` and `source`, which hold for every number below.
    fn inherit(&mut self) {
        if self.kind == "Source" {
            return;
        }
        if let Some(basis) = self.get("basis").and_then(|slot| slot.choice(&BASES.map(|word| (word, word)))) {
            if basis == "unstated" {
                self.slot.from.source = None;
            }
            self.slot.from.basis = Some(basis.into());
        }
        if let Some(slot) = self.get("source")
            && let Some(source) = slot.text()
        {
            self.slot.reader.log.borrow_mut().sources.push((source.clone(), slot.node.at, slot.path));
            self.slot.from.source = Some(source);
        }
    }

    /// The value of a key, which is thereby known to be allowed here.
    pub fn get(&self, key: &'static str) -> Option<Slot<'a>> {
        self.asked.borrow_mut().push(key);
        self.slot.reader.log.borrow_mut().asked.entry(self.kind).or_default().insert(key.into());
        self.entry(key)
    }

    fn entry(&self, key: &str) -> Option<Slot<'a>> {
        let node = self.table.get(key)?;
        let path = keys::join(&self.slot.path, key);
        self.slot.reader.log.borrow_mut().places.insert(path.clone(), node.at);
        Some(Slot { node, name: key.into(), path, ..self.slot.clone() })
    }

    pub fn has(&self, key: &str) -> bool {
        self.table.has(key)
    }

    /// Every key but `basis` and `source`: for tables with names as keys.
    pub fn all(&self) -> Vec<(String, Slot<'a>)> {
        self.asked.borrow_mut().push("*");
        let named = self.table.keys().filter(|key| self.kind == "Sources" || !["basis", "source"].contains(key));
        named.filter_map(|key| Some((key.to_string(), self.entry(key)?))).collect()
    }

    /// Complains about those of the keys that are missing.
    pub fn required(&self, keys: &[&'static str]) {
        let mut missing = keys.iter().filter(|key| !self.table.has(key)).copied().peekable();
        let required = keys.iter().map(|key| (*key).to_string());
        self.slot.reader.log.borrow_mut().required.entry(self.kind).or_default().extend(required);
        if missing.peek().is_none() {
            return;
        }
        let names: Vec<String> = missing.map(|key| format!("`{key}`")).collect();
        let shown = if self.slot.name.is_empty() { "the file".into() } else { format!("`{}`", self.slot.path) };
        // Shown at the table; the table's own path stays usable for references.
        let rule = format!("{shown} needs {}", keys::listed(&names));
        let examples: Vec<String> =
            keys.iter().filter(|key| !self.table.has(key)).map(|key| keys::example(key)).collect();
        let fault = Fault::new(self.slot.node.at, &self.slot.path, rule, format!("add {}", keys::listed(&examples)));
        self.slot.reader.log.borrow_mut().faults.push(fault);
        for key in keys.iter().filter(|key| !self.table.has(key)) {
            self.slot.reader.log.borrow_mut().broken.insert(keys::join(&self.slot.path, key));
        }
    }

    fn finish(&self) {
        let asked = self.asked.borrow();
        if asked.contains(&"*") {
            return;
        }
        let mut known: Vec<&str> = Vec::new();
        for key in asked.iter().filter(|key| !["basis", "source"].contains(key)) {
            if !known.contains(key) {
                known.push(key);
            }
        }
        for entry in self.table.0.iter().filter(|entry| !asked.contains(&entry.key.as_str())) {
            let path = keys::join(&self.slot.path, &entry.key);
            self.slot.reader.log.borrow_mut().unknown.insert(self.slot.path.clone());
            let help = keys::instead(&entry.key, &known);
            self.slot.fault_at(entry.key_at, &path, format!("unknown key `{}`", entry.key), help);
        }
    }
}

impl Fields<'_> {
    /// Where the value of a path stands, or else this table.
    pub fn place(&self, path: &str) -> At {
        self.slot.reader.log.borrow().places.get(path).copied().unwrap_or(self.slot.node.at)
    }
}
