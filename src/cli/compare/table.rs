//! The comparison on the terminal: which plan, what it changes, how sure that is.

use std::path::Path;

use jiff::civil::Date;

use crate::calendar::Calendar;
use crate::cli::compare::changes::{self, line};
use crate::cli::compare::short;
use crate::cli::terminal::Screen;
use crate::results::{Comparison, DifferenceRow, Results};
use crate::text::{percent, short_date, thousands, wrapped};
use crate::words::policy;

/// More scenarios get one line each; what else there is stands in the tables.
const MOST_IN_FULL: usize = 6;
/// Sites that are named.
const SITES: usize = 3;
/// Letters of a line.
pub(super) const WIDTH: usize = 80;

/// The whole text, for a screen.
pub(super) fn text(comparison: &Comparison, folder: &Path, screen: Screen) -> String {
    let about = &comparison.base.about;
    let n = thousands(about.replications);
    let pairs = match about.replications == comparison.pairs {
        true => format!("{n} replications of each"),
        false => format!("{n} replications of each, the first {} in pairs", thousands(comparison.pairs)),
    };
    let mut lines = wrapped(
        &format!("{} ({}): {pairs}, seed {}, under the same luck", about.scenario, about.mission, about.seed),
        WIDTH,
        "",
    );
    lines.push(String::new());
    let views: Vec<View> = comparison.others.iter().map(|other| View::new(comparison, other)).collect();
    if views.len() > 1 {
        lines.extend(short::lines(&views));
    }
    if views.len() <= MOST_IN_FULL {
        views.iter().for_each(|view| lines.extend(view.lines()));
    } else {
        lines.push("Sites, prices and simulation errors of each: differences.csv".into());
        lines.push(String::new());
    }
    lines.extend(comparison.notes.iter().flat_map(|note| noted(note)));
    let text = screen.text(&lines);
    format!("{text}Tables and pictures: {}\n", folder.display())
}

fn noted(note: &str) -> Vec<String> {
    let mut lines = wrapped(&format!("note: {note}"), WIDTH, "");
    lines.push(String::new());
    lines
}

/// One scenario beside the base.
pub(super) struct View<'a> {
    pub base: &'a Results,
    other: &'a Results,
    rows: Vec<&'a DifferenceRow>,
}

impl<'a> View<'a> {
    fn new(comparison: &'a Comparison, other: &'a Results) -> Self {
        let is_its = |row: &&DifferenceRow| row.scenario == other.about.scenario;
        Self { base: &comparison.base, other, rows: comparison.differences.iter().filter(is_its).collect() }
    }

    fn row(&self, quantity: &str, id: &str, policy: &str) -> Option<&'a DifferenceRow> {
        self.rows.iter().copied().find(|row| row.quantity == quantity && row.id == id && row.policy == policy)
    }

    /// A variant of the base by what it changes.
    pub fn short_name(&self) -> &'a str {
        let (base, name) = (&self.base.about.scenario, &self.other.about.scenario);
        name.strip_prefix(base.as_str())
            .and_then(|rest| rest.strip_prefix(' '))
            .filter(|rest| rest.contains('='))
            .unwrap_or(name)
    }

    /// Everybody out.
    pub fn headline(&self, policy: &str) -> Option<&'a DifferenceRow> {
        self.row("milestone", &self.base.milestones.first()?.milestone, policy)
    }

    pub fn price(&self, id: &str) -> Option<&'a DifferenceRow> {
        self.row("price", id, &self.base.about.policy)
    }

    /// Off and full, or the one that was asked for.
    pub fn policies(&self) -> impl Iterator<Item = &'static str> + use<'a> {
        let base = self.base;
        ["off", "surge", "full"].into_iter().filter(move |name| match base.about.policy.as_str() {
            "full" => *name != "surge" && base.milestones.iter().any(|row| row.policy == *name),
            only => *name == only,
        })
    }

    pub fn first_policy_name(&self) -> &'static str {
        self.policies().next().unwrap_or("full")
    }

    pub fn first_policy(&self) -> &'static str {
        policy(self.first_policy_name())
    }

    pub fn last_policy(&self) -> &'static str {
        policy(self.policies().last().unwrap_or("full"))
    }

    fn lines(&self) -> Vec<String> {
        let (base, other) = (&self.base.about, &self.other.about);
        let mission = if base.mission == other.mission { String::new() } else { format!(" ({})", other.mission) };
        let mut lines = wrapped(&format!("{}{mission}: what would it change?", other.scenario), WIDTH, "");
        // A heading may be long, but it is one.
        if lines.len() > 1 {
            lines = vec![lines.join(" ")];
        }
        if changes::is_the_same(&self.rows) {
            lines.push("  the same in every replication".into());
        } else {
            lines.push(line("", "base", "this plan", "change (95 % interval)"));
            lines.extend(self.probabilities());
            lines.extend(self.dates());
            lines.extend(self.orders());
            lines.extend(self.prices());
            lines.extend(self.sites());
        }
        lines.push(String::new());
        lines
    }

    fn probabilities(&self) -> Vec<String> {
        let (own, others) = (self.base.about.deadline, self.other.about.deadline);
        let by = if own == others { short_date(own) } else { "its own deadline".into() };
        let mut lines = vec![format!("Everybody out by {by}, in points")];
        for name in self.policies() {
            let Some(row) = self.headline(name) else { continue };
            let [base, other] = [row.probability_base, row.probability_other].map(percent);
            lines.push(line(policy(name), &base, &other, &changes::points(row)));
        }
        lines
    }

    fn dates(&self) -> Vec<String> {
        let mut lines = vec!["Everybody out with 80 % by, in days".to_string()];
        let rows: Vec<_> = self.policies().filter_map(|name| self.headline(name).map(|row| (name, row))).collect();
        for (name, row) in &rows {
            let [base, other] = [row.p80_base, row.p80_other].map(|day| self.date(day));
            lines.push(line(policy(name), &base, &other, &changes::days(row)));
        }
        if rows.iter().any(|(_, row)| row.p80_base.is_none() || row.p80_other.is_none()) {
            lines.push(format!("  beyond: not by {}, up to which is simulated", short_date(self.base.about.horizon)));
        }
        lines
    }

    fn date(&self, day: Option<i64>) -> String {
        let calendar = Calendar::new(self.base.about.start);
        let date: Option<Date> = day.and_then(|day| calendar.try_date(i32::try_from(day).ok()?));
        date.map_or("beyond".into(), short_date)
    }

    fn orders(&self) -> Vec<String> {
        let name = self.first_policy_name();
        let Some(row) = self.headline(name) else { return vec![] };
        let title = format!("Everybody out, {}", policy(name));
        vec![
            format!("{title:<28}{:>12}{:>12}  {:>10}", "earlier", "same day", "later"),
            changes::order("under the same luck", [row.earlier, row.same, row.later]),
            changes::order(
                "with luck of its own",
                [row.independent_earlier, row.independent_same, row.independent_later],
            ),
            format!("  {}", changes::saving(row)),
        ]
    }

    fn prices(&self) -> Vec<String> {
        let mut lines = vec![format!("What it costs on average, {}", self.last_policy())];
        let written_off = format!("{} written off", self.base.about.cargo_unit);
        for (id, label, decimals) in [
            ("written_off", written_off.as_str(), 0),
            ("sites_left_without_handover", "sites not handed over", 2),
            ("evacuated", "people moved by force", 0),
            ("tail", "people left at the date", 0),
        ] {
            let Some(row) = self.price(id) else { continue };
            let [base, other] = [row.mean_base, row.mean_other].map(|mean| number(mean, decimals));
            lines.push(line(label, &base, &other, &changes::mean(row, decimals)));
        }
        lines
    }

    /// Kept for the liquidation in both plans: its date says nothing of the withdrawal.
    fn is_kept(&self, site: &str) -> bool {
        let kept = |results: &Results| results.sites.iter().any(|row| row.site == site && row.kept);
        kept(self.base) && kept(self.other)
    }

    /// The sites that are vacated so many days earlier or later on average.
    fn sites(&self) -> Vec<String> {
        let mut rows: Vec<&DifferenceRow> = self
            .rows
            .iter()
            .copied()
            .filter(|row| row.quantity == "site" && row.mean_change != 0.0 && !self.is_kept(&row.id))
            .collect();
        rows.sort_by(|a, b| b.mean_change.abs().total_cmp(&a.mean_change.abs()));
        let title = format!("Sites that move most, {}: P50; days on average", self.last_policy());
        let mut lines = if rows.is_empty() { vec![] } else { vec![title] };
        for row in rows.iter().take(SITES) {
            let name = self.base.sites.iter().find(|site| site.site == row.id).map_or(&row.id, |site| &site.name);
            let name: String = name.chars().take(25).collect();
            lines.push(line(&name, &self.date(row.p50_base), &self.date(row.p50_other), &changes::mean(row, 1)));
        }
        lines
    }
}

fn number(mean: f64, decimals: usize) -> String {
    if decimals == 0 { thousands(mean.round() as u64) } else { format!("{mean:.decimals$}") }
}
