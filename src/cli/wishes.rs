//! What is made of an ensemble beside the tables that every run has: options of `run` and `merge`.

use crate::cli::{Failure, maps};
use crate::model::Model;
use crate::scenario::Scenario;
use crate::stats::Level;
use crate::studies::Wanted;
use crate::studies::because::{groups, members};
use crate::studies::safe::SafeLevel;

#[derive(clap::Args, Debug)]
pub(super) struct Wishes {
    /// Also find the latest dates that are still safe: of the begin of each site, and of blocked permissions
    #[arg(long)]
    pub last_safe: bool,
    /// The probability that a safe date must leave, with `--last-safe`
    #[arg(long, value_name = "P", default_value = "0.8", value_parser = safe_level, requires = "last_safe")]
    pub safe_level: SafeLevel,
    /// Exit with 3 if a figure of role `score` lies outside its 90 % band
    #[arg(long)]
    pub strict: bool,
    /// Also say what would change it: run again without each driver, regime, shock and delay
    #[arg(long)]
    pub explain: bool,
    /// A group of the split that --explain makes, such as host=regime:flights,delay:clearance (several times)
    #[arg(long = "group", value_name = "NAME=MEMBER,…", requires = "explain")]
    pub groups: Vec<String>,
    /// Also draw a map of this day (may be given several times)
    #[arg(long = "map", value_name = "DATE", value_parser = maps::date)]
    pub maps: Vec<jiff::civil::Date>,
    /// Print the answer as JSON, for a program
    #[arg(long, conflicts_with = "quiet")]
    pub json: bool,
    /// Print nothing but problems
    #[arg(short, long)]
    pub quiet: bool,
}

/// A probability as a fraction of a million, so that it is compared in whole numbers.
fn safe_level(text: &str) -> Result<SafeLevel, String> {
    match text.parse::<f64>().map(|p| (p * 1e6).round()) {
        Ok(parts) if parts > 0.0 && parts < 1e6 => Ok(SafeLevel(Level(parts as u64, 1_000_000))),
        _ => Err("a probability between 0 and 1, such as 0.8 for 80 %".into()),
    }
}

impl Wishes {
    /// The studies that were asked for; a group or map that cannot be made is refused before anything runs.
    pub fn checked(&self, scenario: &Scenario, model: &Model) -> Result<Wanted, Failure> {
        maps::check(&self.maps, scenario, model)?;
        let groups = if self.groups.is_empty() {
            vec![]
        } else {
            groups::parse(&self.groups, &members::of(scenario, model)).map_err(Failure::Refused)?
        };
        Ok(Wanted {
            explain: self.explain,
            groups,
            last_safe: self.last_safe,
            safe_level: self.safe_level,
            bare: false,
        })
    }

    /// Those that need a whole run: the option, if one was given.
    pub fn of_a_whole_run(&self) -> Option<&'static str> {
        let given = [
            (self.explain, "--explain"),
            (self.last_safe, "--last-safe"),
            (!self.maps.is_empty(), "--map"),
            (self.strict, "--strict"),
            (self.json, "--json"),
        ];
        given.into_iter().find(|(is_given, _)| *is_given).map(|(_, option)| option)
    }
}
