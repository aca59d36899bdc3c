//! `drawdown replay`: one replication, told event by event.

use std::path::PathBuf;

use crate::cli::{Done, Failure, PolicyOption, Source, load, print, spare_scenarios};
use crate::model::Model;
use crate::output::Lines;
use crate::simulate::{self, Outcome, PolicyLevel, Simulator, Trace};
use crate::summary::policy_name;
use crate::text::thousands;
use crate::{calendar, trace};

#[derive(clap::Args, Debug)]
#[command(
    after_help = "Example:\n  drawdown replay scenarios/two-sites.toml --replication 99\n  drawdown replay scenarios/two-sites.toml --plan"
)]
pub(super) struct Args {
    #[command(flatten)]
    source: Source,
    /// Which replication, from 0
    #[arg(short, long, default_value_t = 0, conflicts_with = "plan")]
    replication: u64,
    /// Tell the plan's own curve instead: every delay as planned, no shocks, policy off
    #[arg(long)]
    plan: bool,
    /// The policy in force
    #[arg(long, value_enum, default_value = "full", conflicts_with = "plan")]
    policy: PolicyOption,
    /// Write every event to this CSV file and print only the totals
    #[arg(long, value_name = "FILE")]
    trace: Option<PathBuf>,
}

pub(super) fn run(args: &Args) -> Done {
    let loaded = load(&args.source.file, &args.source.sets)?;
    args.trace.as_deref().map_or(Ok(()), |file| spare_scenarios(file, "--trace"))?;
    let mut lines = args.trace.as_deref().map(Lines::create).transpose()?;
    let model = simulate::prepare(&loaded.scenario);
    let mut events = Trace::default();
    let mut simulator = Simulator::new(&model);
    let (outcome, title) = if args.plan {
        (simulator.plan(&mut events), "the plan: every delay as planned, no shocks, policy off".into())
    } else {
        let level = args.policy.level();
        let outcome = simulator.replay(args.source.seed, args.replication, level, &mut events);
        (outcome, title(args, level))
    };
    print(&format!("{}: {title}\n", loaded.scenario.mission.name))?;
    match &mut lines {
        Some(lines) => {
            let table = trace::csv(&model, &events.events).map_err(|error| Failure::Failed(error.into()))?;
            // What goes wrong here is told by `finish`.
            lines.push(&table);
        }
        None => print(&trace::log(&model, &events.events))?,
    }
    if let Some(lines) = lines {
        lines.finish()?;
    }
    print(&totals(&model, &outcome))?;
    print(&waits(&model, &simulator))
}

fn title(args: &Args, level: PolicyLevel) -> String {
    format!("replication {} of seed {}, policy {}", args.replication, args.source.seed, policy_name(level))
}

/// What each site was waiting for: from the first simulated day to the one on which it was vacated.
fn waits(model: &Model, simulator: &Simulator) -> String {
    let lines = trace::waits(model, simulator.state());
    if lines.is_empty() {
        return String::new();
    }
    format!("\nDays that each site waited until it was vacated, and for what\n{}\n", lines.join("\n"))
}

/// The same totals as the replication's row in `replications.csv`.
fn totals(model: &Model, outcome: &Outcome) -> String {
    let date = |day| {
        if day == calendar::NEVER { "not within the horizon".into() } else { model.calendar.date(day).to_string() }
    };
    let mut text = String::from("\nTotals\n");
    for (milestone, &day) in model.milestones.iter().zip(&outcome.milestones) {
        text += &format!("  {:<34} {}\n", milestone.id, date(day));
    }
    for (site, &day) in model.sites.iter().zip(&outcome.vacated) {
        text += &format!("  {:<34} {}\n", format!("vacated:{}", site.id), date(day));
    }
    let cargo = |fate: &str| format!("{} {fate}", model.cargo_unit);
    let numbers = [
        ("people left after the deadline".into(), outcome.tail),
        ("people evacuated".into(), outcome.evacuated),
        (cargo("out"), outcome.cargo_out),
        (cargo("sold, given, destroyed"), outcome.cargo_disposed),
        (cargo("written off"), outcome.cargo_written_off),
        ("sites left without handover".to_string(), outcome.left_without_handover(model)),
    ];
    for (name, n) in numbers {
        text += &format!("  {name:<34} {}\n", thousands(u64::from(n)));
    }
    let person_days = [("at sites", outcome.exposed_at_sites), ("on the road", outcome.exposed_on_road)];
    for (place, n) in person_days {
        text += &format!("  {:<34} {}\n", format!("person-days of threat {place}"), thousands(n));
    }
    text
}
