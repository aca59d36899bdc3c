//! From files on disk to one tree: `extends`, then `--set`, then CSV columns.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::{fs, io};

use super::tree::{self, At, Fault, File, Node, Table, Value};
use super::{columns, keys, merge, set};

/// Everything that was read, and what is wrong so far.
#[derive(Default)]
pub(super) struct Composed {
    pub files: Vec<File>,
    pub faults: Vec<Fault>,
    /// Without `extends`; `None` where some file's structure could not be read.
    pub root: Option<Node>,
}

/// Reads the scenario at `path`, with what it extends and the `--set` values.
pub(super) fn from_disk(path: &Path, sets: &[String]) -> io::Result<Composed> {
    let text = fs::read_to_string(path)?;
    let mut composer = Composer { composed: Composed::default(), chain: vec![identity(path)] };
    let root = composer.file(path.display().to_string(), text, path.parent().map(Path::to_path_buf));
    Ok(composer.finish(root, sets))
}

/// Reads a text that stands alone.
pub(super) fn from_text(text: &str, name: &str) -> Composed {
    let mut composer = Composer { composed: Composed::default(), chain: Vec::new() };
    let root = composer.file(name.into(), text.into(), None);
    composer.finish(root, &[])
}

/// One name for a file, however it was reached.
fn identity(path: &Path) -> PathBuf {
    path.canonicalize().unwrap_or_else(|_| path.to_path_buf())
}

struct Composer {
    composed: Composed,
    /// The files that extend one another down to the one being read.
    chain: Vec<PathBuf>,
}

impl Composer {
    fn finish(mut self, root: Option<Node>, sets: &[String]) -> Composed {
        let Composed { files, faults, .. } = &mut self.composed;
        if let Some(mut root) = root {
            set::apply(&mut root, sets, files, faults);
            columns::fill(&mut root, files, faults);
            merge::settle(&mut root, None);
            self.composed.root = Some(root);
        }
        self.composed
    }

    /// One file, laid over what it extends.
    fn file(&mut self, name: String, text: String, folder: Option<PathBuf>) -> Option<Node> {
        let file = self.composed.files.len();
        let (node, faults) = tree::parse(&text, file);
        self.composed.faults.extend(faults);
        self.composed.files.push(File { name, text: Arc::from(text), folder });
        let mut node = node?;
        let Value::Table(table) = &mut node.value else { return None };
        let base = self.extended(table);
        Some(merge::lay(base?, node, "", "", &mut self.composed.faults))
    }

    /// Takes `extends` out of the table. The outer `None`: something could not be read.
    fn extended(&mut self, table: &mut Table) -> Option<Option<Node>> {
        let Some(i) = table.0.iter().position(|entry| entry.key == "extends") else { return Some(None) };
        let node = table.0.remove(i).node;
        let (mut base, mut is_whole) = (None, true);
        for (path, at) in self.paths(&node) {
            match self.base(&path, at) {
                Some(next) => base = Some(merge::lay(base, next, "", "", &mut self.composed.faults)),
                None => is_whole = false,
            }
        }
        is_whole.then_some(base)
    }

    fn paths(&mut self, node: &Node) -> Vec<(String, At)> {
        let items = match &node.value {
            Value::List(items) => items.as_slice(),
            _ => std::slice::from_ref(node),
        };
        let mut paths = Vec::new();
        for item in items {
            match &item.value {
                Value::Text(path) => paths.push((path.clone(), item.at)),
                _ => self.fault(
                    item.at,
                    "`extends` must be a path or a list of paths",
                    "write `extends = \"base.toml\"`",
                ),
            }
        }
        paths
    }

    fn base(&mut self, path: &str, at: At) -> Option<Node> {
        let Some(folder) = self.composed.files[at.file].folder.clone() else {
            self.fault(at, "a text that stands alone cannot extend a file", "put it in a file and load that");
            return None;
        };
        let path = folder.join(path);
        let id = identity(&path);
        if self.chain.contains(&id) {
            let files: Vec<String> = self.chain.iter().chain([&id]).map(|path| file_name(path)).collect();
            self.fault(at, "files extend each other in a circle", &format!("take out one of {}", files.join(" → ")));
            return None;
        }
        let text = match fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) => {
                let (rule, help) = unreadable(&path, &error);
                let from = &self.composed.files[at.file].name;
                let help = format!("{help} (the path is relative to `{from}`)");
                self.fault(at, &rule, &help);
                return None;
            }
        };
        self.chain.push(id);
        let node = self.file(path.display().to_string(), text, path.parent().map(Path::to_path_buf));
        self.chain.pop();
        node
    }

    fn fault(&mut self, at: At, rule: &str, help: &str) {
        self.composed.faults.push(Fault::new(at, "extends", rule, help));
    }
}

fn file_name(path: &Path) -> String {
    path.file_name().map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into_owned())
}

/// Why a file could not be read, and what to do.
pub(super) fn unreadable(path: &Path, error: &io::Error) -> (String, String) {
    let shown = path.display();
    match error.kind() {
        io::ErrorKind::NotFound => (format!("there is no file `{shown}`"), neighbours(path)),
        io::ErrorKind::InvalidData => {
            (format!("`{shown}` is not a text file in UTF-8"), "save it as plain text with UTF-8 encoding".into())
        }
        io::ErrorKind::IsADirectory => (format!("`{shown}` is a folder"), neighbours(&path.join("x"))),
        io::ErrorKind::PermissionDenied => {
            (format!("`{shown}` may not be read by this user"), "ask its owner for permission to read it".into())
        }
        _ => (format!("could not read `{shown}`: {error}"), "check the path".into()),
    }
}

/// Names the files beside a path that does not exist.
fn neighbours(path: &Path) -> String {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let Ok(entries) = fs::read_dir(folder) else {
        return format!("there is no folder `{}` either", folder.display());
    };
    let extension = path.extension().map_or_else(|| "toml".into(), |e| e.to_string_lossy().into_owned());
    let mut names: Vec<String> = entries.flatten().map(|entry| file_name(&entry.path())).collect();
    names.retain(|name| Path::new(name).extension().is_some_and(|e| *e == *extension));
    names.sort();
    if names.is_empty() {
        return format!("`{}` has no {extension} file", folder.display());
    }
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    keys::instead(&file_name(path), &names)
}
