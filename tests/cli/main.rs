//! What a user sees: exit codes, messages, and the files of real runs of the program.

mod check;
mod compare;
mod doubt;
mod explain;
mod help;
mod interrupted;
mod pipes;
mod refused;
mod replay;
mod resume;
mod rows;
mod run;
mod safe;
mod same;
mod score;
mod shards;
mod terminal;

use std::fs;
use std::path::{Path, PathBuf};

use drawdown::output::Manifest;
use sha2::{Digest, Sha256};
use snapbox::cmd::Command;

pub const PROGRAM: &str = env!("CARGO_BIN_EXE_drawdown");

/// The program, in a folder of its own and without settings from outside.
pub fn drawdown(place: &Path, args: &[&str]) -> Command {
    Command::new(PROGRAM).args(args).current_dir(place).env_remove("RAYON_NUM_THREADS").env("COLUMNS", "100")
}

/// The path of a shipped scenario.
pub fn shipped(name: &str) -> String {
    format!("{}/scenarios/{name}", env!("CARGO_MANIFEST_DIR"))
}

/// All shipped scenarios, by name.
pub fn all_shipped() -> Vec<String> {
    let folder = fs::read_dir(shipped("")).unwrap();
    let mut files: Vec<_> = folder.map(|entry| entry.unwrap().path().into_os_string().into_string().unwrap()).collect();
    files.retain(|file| file.ends_with(".toml"));
    files.sort();
    assert!(files.len() >= 8);
    files
}

/// A scenario in `place` that extends the two sites and says more.
pub fn scenario(place: &Path, name: &str, more: &str) -> String {
    let text = format!("extends = '{}'\n{more}", shipped("two-sites.toml"));
    fs::write(place.join(name), text).unwrap();
    name.to_owned()
}

/// The two sites, but in every second replication nothing moves for 60 days from
/// 10 January on, which is past the deadline: P(deadline) is one half.
pub fn coin(place: &Path) -> String {
    let shock = "[[shock]]\nid = 'strike'\ndate = 2024-01-10\nprobability = 0.5\n\
                 effects = [ { suspend = { scope = 'mission', days = { fixed = 60 } } } ]\n";
    scenario(place, "coin.toml", shock)
}

/// Names in a folder, sorted.
pub fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<_> = entries.collect();
    names.sort();
    names
}

/// The manifest of a folder in which every file is there, listed and unharmed.
pub fn complete(folder: &Path) -> Manifest {
    let manifest: Manifest = serde_json::from_slice(&fs::read(folder.join("manifest.json")).unwrap()).unwrap();
    let mut listed: Vec<_> = manifest.files.iter().map(|file| file.file.clone()).collect();
    listed.push("manifest.json".into());
    listed.sort();
    assert_eq!(names(folder), listed);
    for file in &manifest.files {
        let bytes = fs::read(folder.join(&file.file)).unwrap();
        let hash: String = Sha256::digest(&bytes).iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!((file.bytes, &file.sha256), (bytes.len() as u64, &hash), "{}", file.file);
    }
    manifest
}

/// Every file of a folder with its bytes, the manifest without its command line.
pub fn bytes(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let read = |name: String| {
        let bytes = match name.as_str() {
            "manifest.json" => {
                serde_json::to_vec(&Manifest { command: Vec::new(), ..complete(folder) }).expect("a manifest is JSON")
            }
            _ => fs::read(folder.join(&name)).unwrap(),
        };
        (name, bytes)
    };
    names(folder).into_iter().map(read).collect()
}

/// A CSV file: its header and its rows.
pub fn table(path: &PathBuf) -> (csv::StringRecord, Vec<csv::StringRecord>) {
    let mut reader = csv::Reader::from_path(path).unwrap();
    let header = reader.headers().unwrap().clone();
    (header, reader.records().map(Result::unwrap).collect())
}
