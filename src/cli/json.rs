//! `--json`: the tables that answer the questions, for a program instead of a person.
//!
//! The names are those of the CSV columns. What stands there day by day or week by
//! week (`strength`, `places`, `stages`, `lift`, `curves`) stays in the folder, which is named.

use std::path::Path;

use serde_json::{Value, json};

use crate::output::Manifest;
use crate::results::{Comparison, Record, Results};

/// The whole answer in one object and one line.
pub(super) fn text(results: &Results, manifest: &Manifest, folder: &Path) -> String {
    let mut object = of(results);
    object["warnings"] = json!(manifest.warnings);
    object["precision"] = json!(manifest.precision);
    object["folder"] = json!(folder.to_string_lossy());
    format!("{object}\n")
}

/// What a comparison says, in one object and one line: the base, the others, their differences.
pub(super) fn comparison(comparison: &Comparison, manifest: &Manifest, folder: &Path) -> String {
    let object = json!({
        "base": of(&comparison.base),
        "others": comparison.others.iter().map(of).collect::<Vec<_>>(),
        "pairs": comparison.pairs,
        "differences": comparison.differences,
        "distribution": comparison.distribution,
        "notes": comparison.notes,
        "warnings": manifest.warnings,
        "folder": folder.to_string_lossy(),
    });
    format!("{object}\n")
}

/// What several missions say, in one object and one line: each mission, and all together.
pub(super) fn record(record: &Record, manifest: &Manifest, folder: &Path) -> String {
    let object = json!({
        "missions": record.rows().collect::<Vec<_>>(),
        "coverage": record.coverage,
        "against": record.against,
        "warnings": manifest.warnings,
        "folder": folder.to_string_lossy(),
    });
    format!("{object}\n")
}

/// The tables of one scenario.
pub(super) fn of(results: &Results) -> Value {
    json!({
        "about": results.about,
        "milestones": results.milestones,
        "sites": results.sites,
        "contingents": results.contingents,
        "waiting": results.waiting,
        "criticality": results.criticality,
        "because": results.because,
        "parts": results.parts,
        "tornado": results.tornado,
        "safe": results.safe,
        "quality": results.quality,
        "checks": results.checks,
        "scores": results.scores,
        "increments": results.increments,
        "inputs": results.inputs,
        "ledger": results.ledger,
    })
}
