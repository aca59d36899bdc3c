//! What must hold between the parts of a scenario: names that resolve, dates in
//! order, people enough, and a way out for everybody.

mod convoy;
mod date;
mod limit;
mod name;
mod plan;
mod route;

use std::collections::BTreeSet;

use super::keys::{self, join};
use super::reader::Log;
use super::tree::{At, Fault};
use super::{Component, Scenario, Selector};

/// What the reader knows of places, and the complaints so far.
pub(super) struct Checker<'a> {
    pub scenario: &'a Scenario,
    pub log: &'a mut Log,
    /// Where to point when nothing better is known.
    pub root: At,
}

/// Checks everything that needs more than one value.
pub(super) fn all(checker: &mut Checker<'_>) {
    name::check(checker);
    date::check(checker);
    plan::check(checker);
    route::check(checker);
    convoy::check(checker);
    limit::check(checker);
}

impl Checker<'_> {
    /// Complains about the value at `path`, unless it could not even be read.
    pub fn fault(&mut self, path: &str, rule: impl Into<String>, help: impl Into<String>) {
        self.fault_of(path, &[], rule, help);
    }

    /// Complains about `path` where none of the values in `others` is broken either.
    pub fn fault_of(&mut self, path: &str, others: &[&str], rule: impl Into<String>, help: impl Into<String>) {
        if self.is_broken(path) || others.iter().any(|other| self.is_broken(other)) {
            return;
        }
        self.push(path, rule, help);
    }

    /// Complains about a whole element, unless one of the keys that matter could
    /// not be read, or has perhaps been misspelt.
    pub fn fault_in(&mut self, element: &str, keys: &[&str], rule: impl Into<String>, help: impl Into<String>) {
        if self.log.unknown.contains(element) || keys.iter().any(|key| self.is_broken(&join(element, key))) {
            return;
        }
        self.push(element, rule, help);
    }

    fn push(&mut self, path: &str, rule: impl Into<String>, help: impl Into<String>) {
        let fault = Fault::new(self.place(path), path, rule, help);
        self.log.faults.push(fault);
        // What follows from a mistake is not a second one.
        self.log.broken.insert(path.into());
    }

    /// Where the value of a path stands, or the nearest thing around it.
    fn place(&self, path: &str) -> At {
        let mut path = path;
        loop {
            if let Some(at) = self.log.places.get(path) {
                return *at;
            }
            match path.rfind('.') {
                Some(i) => path = &path[..i],
                None => return self.root,
            }
        }
    }

    /// Whether the value, something around it or something in it could not be read.
    pub fn is_broken(&self, path: &str) -> bool {
        let within = |inner: &str, outer: &str| {
            inner.strip_prefix(outer).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        };
        self.log.broken.iter().any(|broken| within(broken, path) || within(path, broken))
    }

    /// Complains where `name` is none of `known`.
    pub fn known(&mut self, path: &str, what: &str, name: &str, known: &BTreeSet<String>) {
        if !name.is_empty() && !known.contains(name) && !self.is_nameless() {
            let names: Vec<&str> = known.iter().map(String::as_str).collect();
            self.fault(path, format!("there is no {what} `{name}`"), keys::instead(name, &names));
        }
    }

    /// Whether an unknown name may be that of an element that could not be read:
    /// its `id` is broken, or the word for its list is misspelt.
    fn is_nameless(&self) -> bool {
        const LISTS: [&str; 4] = ["site", "gateway", "sources", "contingent"];
        let is_id = |path: &str| path.ends_with(".id") && LISTS.iter().any(|list| path.starts_with(list));
        let is_list = |path: &str| !LISTS.contains(&path) && keys::nearest(path, &LISTS).is_some();
        self.log.broken.iter().any(|path| is_id(path) || is_list(path))
    }

    /// How many people a selection has.
    pub fn people(&self, who: &Selector) -> u64 {
        let sites = self.scenario.sites.iter().filter(|site| who.site.as_ref().is_none_or(|id| *id == site.id));
        let groups = sites.flat_map(|site| &site.people).filter(|group| {
            who.component.is_none_or(|component| component == group.component)
                && who.contingent.as_ref().is_none_or(|name| *name == group.contingent)
        });
        groups.map(|group| u64::from(group.count)).sum()
    }
}

/// The people of a site who have to leave the country.
pub(super) fn travellers(site: &super::Site) -> u64 {
    site.people.iter().filter(|group| group.component != Component::Local).map(|group| u64::from(group.count)).sum()
}

/// The path of an element and a key in it.
pub(super) fn path(list: &str, id: &str, key: &str) -> String {
    join(&join(list, id), key)
}

/// The path of the `n`-th element (from 0) of a list without keys.
pub(super) fn nth(list: &str, n: usize) -> String {
    join(list, &(n + 1).to_string())
}
