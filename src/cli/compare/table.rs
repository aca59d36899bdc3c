//! The comparison on the terminal.

use std::path::Path;

use crate::results::Comparison;

/// The whole text.
pub(super) fn text(comparison: &Comparison, folder: &Path) -> String {
    format!("{} rows\nTables and pictures: {}\n", comparison.differences.len(), folder.display())
}
