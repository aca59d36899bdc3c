//! Which scenarios are compared, what each is called, and under which seed.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::cli::compare::folder::{Finished, finished, refused};
use crate::cli::compare::{Args, sweep};
use crate::cli::{Failure, load, stem};
use crate::compare;
use crate::scenario::{Loaded, Scenario};

/// More are not compared: nobody reads them.
const MOST_OTHERS: usize = 64;

/// One scenario of the comparison.
pub(super) struct Plan {
    /// What the tables call it; no two are called alike.
    pub name: String,
    pub loaded: Loaded,
}

impl Plan {
    pub fn named(&self) -> (&str, &Scenario) {
        (&self.name, &self.loaded.scenario)
    }
}

/// What is asked for: the base first.
pub(super) struct Asked {
    pub plans: Vec<Plan>,
    pub seed: u64,
}

/// Where a scenario comes from, before it is read.
struct Source {
    /// As given.
    path: PathBuf,
    file: PathBuf,
    name: String,
    /// The seed of the finished folder that it is.
    seed: Option<u64>,
}

/// Reads everything, or says what is wrong.
pub(super) fn asked(args: &Args) -> Result<Asked, Failure> {
    let grid = if args.sweeps.is_empty() { vec![] } else { sweep::grid(&args.sweeps, MOST_OTHERS)? };
    let n_others = args.others.len() + grid.len();
    if n_others == 0 {
        return Err(one_alone(&args.base));
    }
    if n_others > MOST_OTHERS {
        let rule =
            format!("{n_others} scenarios beside the base are asked for, and at most {MOST_OTHERS} are compared");
        return Err(refused(rule, "name fewer, or take fewer values"));
    }
    let given = std::iter::once(&args.base).chain(&args.others);
    let sources = distinct(given.map(|path| source(path)).collect::<Result<Vec<_>, _>>()?);
    let seed = seed(args.seed, &sources)?;
    let read = |source: &Source| Ok(Plan { name: source.name.clone(), loaded: load(&source.file, &args.sets)? });
    let mut plans = sources.iter().map(read).collect::<Result<Vec<Plan>, Failure>>()?;
    for sets in grid {
        plans.push(variant(&sources[0], &args.sets, &sets)?);
    }
    let refusals = plans[1..].iter().find_map(|plan| compare::refusal(plans[0].named(), plan.named()));
    match refusals {
        Some((rule, help)) => Err(refused(rule, &help)),
        None => Ok(Asked { plans, seed }),
    }
}

/// The base with some values changed.
fn variant(base: &Source, sets: &[String], changed: &[String]) -> Result<Plan, Failure> {
    let name = format!("{} {}", base.name, changed.join(" "));
    match load(&base.file, &[sets, changed].concat()) {
        Ok(loaded) => Ok(Plan { name, loaded }),
        // The base was good with every `--set`, so what is wrong came from `--sweep`.
        Err(Failure::Refused(text)) => {
            let text = text.replace("--set '", "--sweep '").replace("with these `--set`", "with this `--sweep`");
            Err(Failure::Refused(format!("{text}  = note: the variant is `{name}`\n")))
        }
        Err(other) => Err(other),
    }
}

fn one_alone(base: &Path) -> Failure {
    let base = base.display();
    let help = format!(
        "name another, or sweep a value:\n    drawdown compare {base} another-plan.toml\n    drawdown compare {base} --sweep mission.deadline=2024-01-31,2024-02-29"
    );
    refused(format!("`{base}` alone cannot be compared"), &help)
}

fn source(path: &Path) -> Result<Source, Failure> {
    if path.is_dir() {
        let Finished { scenario, name, seed } = finished(path)?;
        return Ok(Source { path: path.into(), file: scenario, name, seed: Some(seed) });
    }
    Ok(Source { path: path.into(), file: path.into(), name: stem(path), seed: None })
}

/// Replications are paired, so all are of one seed.
fn seed(wanted: Option<u64>, sources: &[Source]) -> Result<u64, Failure> {
    let folders: Vec<(&Source, u64)> = sources.iter().filter_map(|s| s.seed.map(|seed| (s, seed))).collect();
    let Some(&(first, of_first)) = folders.first() else { return Ok(wanted.unwrap_or(1)) };
    let (shown, file) = (first.path.display(), first.file.display());
    match wanted {
        Some(wanted) if wanted != of_first => {
            let help = format!("leave --seed out, or name its scenario, which has no seed: {file}");
            Err(refused(format!("`{shown}` was run with seed {of_first}, and --seed says {wanted}"), &help))
        }
        _ => match folders.iter().find(|(_, seed)| *seed != of_first) {
            Some((other, seed)) => {
                let rule = format!(
                    "`{shown}` was run with seed {of_first} and `{}` with seed {seed}: they share no luck",
                    other.path.display()
                );
                let help =
                    format!("name their scenarios, to simulate both under one seed: {file} {}", other.file.display());
                Err(refused(rule, &help))
            }
            None => Ok(of_first),
        },
    }
}

/// Files of one name in different folders are told apart by their folder; what is still
/// alike, as the same file given twice, by a number.
fn distinct(mut sources: Vec<Source>) -> Vec<Source> {
    let places: Vec<PathBuf> = sources.iter().map(|s| s.path.canonicalize().unwrap_or(s.path.clone())).collect();
    let names: Vec<String> = sources.iter().map(|s| s.name.clone()).collect();
    for (at, source) in sources.iter_mut().enumerate() {
        let is_other = |i: &usize| names[*i] == names[at] && places[*i] != places[at];
        if (0..names.len()).any(|i| is_other(&i)) {
            let folder = if source.seed.is_some() { Some(places[at].as_path()) } else { places[at].parent() };
            let folder = folder.and_then(Path::file_name).map(|name| name.to_string_lossy().into_owned());
            source.name = format!("{}/{}", folder.unwrap_or_default(), source.name);
        }
    }
    let mut seen = BTreeMap::<String, usize>::new();
    for source in &mut sources {
        let times = seen.entry(source.name.clone()).or_default();
        *times += 1;
        if *times > 1 {
            source.name = format!("{} ({times})", source.name);
        }
    }
    sources
}

/// So many others stand in the name of a folder.
const NAMED: usize = 3;

/// Where results go without `--out`: comparisons of different plans lie side by side.
pub(super) fn default_folder(args: &Args) -> PathBuf {
    let base = stem(&args.base);
    let short = |other: &PathBuf| {
        let name = stem(other);
        name.strip_prefix(&format!("{base}-")).map_or(name.clone(), String::from)
    };
    let mut parts = vec![format!("compare-{base}")];
    parts.extend(args.others.iter().take(NAMED).map(short));
    if args.others.len() > NAMED {
        parts.push(format!("{}-more", args.others.len() - NAMED));
    }
    if !args.sweeps.is_empty() {
        parts.push("sweep".into());
    }
    PathBuf::from("output").join(parts.join("-"))
}
