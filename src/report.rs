//! `report.html`: one page of a run or of a comparison that opens anywhere, without a server or a network.
//!
//! Reads [`Results`] and [`Comparison`] and finished pictures; it computes nothing but places on the page. A section
//! stands only where its rows exist. The page holds its style and its one script, and a policy that lets nothing be
//! loaded. The same results give the same bytes: no clock, thread or folder is looked at.

use askama::Template;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

use crate::plot::{self, Figure};
use crate::results::{About, Comparison, Map, Results};
use crate::text::{short_date, thousands};

mod answer;
mod block;
mod change;
mod compared;
mod curve;
mod dates;
mod days;
mod figures;
mod inputs;
mod map;
mod trust;
mod waits;

use answer::{Answer, replications};
use block::{Block, Section};
use curve::Curve;
use days::{Days, Packed, SiteRow};
use figures::Pictures;
use inputs::SourceView;

/// The page's name in an output folder.
pub const FILE: &str = "report.html";

const STYLE: &str = include_str!("report/report.css");
const SCRIPT: &str = include_str!("report/report.js");

/// Width and height of the wide curve and map, and of those for narrow screens.
const WIDE: ((f64, f64), (f64, f64)) = ((760.0, 360.0), (760.0, 470.0));
const NARROW: ((f64, f64), (f64, f64)) = ((360.0, 300.0), (360.0, 320.0));

/// Why a page could not be made.
#[derive(Debug, thiserror::Error)]
#[error("could not fill the template of the report")]
pub struct ReportError(#[from] askama::Error);

/// A scenario as it was composed, so that a reader can run it again.
#[derive(Clone, Copy, Debug)]
pub struct Composed<'a> {
    /// The name that the file is saved under.
    pub file: &'a str,
    pub text: &'a str,
}

/// The page of one run; `warnings` are those that loading the scenario gave.
///
/// # Errors
///
/// When a template cannot be filled, which no results bring about.
pub fn page(
    results: &Results,
    figures: &[Figure],
    composed: Composed,
    warnings: &[String],
) -> Result<String, ReportError> {
    let days = Days::of(results);
    // The page has a curve of its own, which moves.
    let mut pictures = Pictures::new(figures, if days.is_some() { &["drawdown"] } else { &[] });
    let mut sections = Sections::default();
    let mut map = Section::new("map", "The map, month by month", "");
    pictures.put(&mut map, &["map"]);
    sections.add(map.made());
    sections.add(dates::section(results, &mut pictures));
    sections.add(waits::section(results, &mut pictures));
    sections.add(change::section(results, &mut pictures));
    sections.add(trust::section(results, &mut pictures));
    sections.add(trust::quality(results, &mut pictures));
    let inputs = inputs::section(results);
    sections.add(pictures.rest());
    let run = RunPage {
        frame: Frame::new(&results.about, results.about.mission.clone()),
        lead: lead(&results.about),
        about: &results.about,
        answer: Answer::of(results),
        moving: days.as_ref().map(|days| Moving::new(results, days)),
        sections: sections.0,
        inputs,
        sources: trust::sources(results),
        scenarios: vec![Scenario::new(composed, &results.about)],
        command: command(results, "run", &[composed]),
        warnings,
    };
    Ok(run.render()?)
}

/// The page of a comparison; `composed` are the scenarios, the base first.
///
/// # Errors
///
/// When a template cannot be filled, which no results bring about.
pub fn comparison_page(
    comparison: &Comparison,
    figures: &[Figure],
    composed: &[Composed],
    warnings: &[String],
) -> Result<String, ReportError> {
    let about = &comparison.base.about;
    let mut pictures = Pictures::new(figures, &[]);
    let mut sections = Sections::default();
    sections.add(Some(compared::overview(comparison, &mut pictures)));
    sections.add(compared::details(comparison));
    sections.add(pictures.rest());
    let results: Vec<&Results> = std::iter::once(&comparison.base).chain(&comparison.others).collect();
    let page = ComparisonPage {
        frame: Frame::new(about, format!("{}: plans compared", about.mission)),
        lead: format!(
            "Base: {}; {} each; deadline {}.",
            about.scenario,
            replications(about),
            short_date(about.deadline)
        ),
        about,
        sentences: compared::answer(comparison),
        verdicts: compared::verdicts(comparison),
        headlines: results.iter().map(|results| (results.about.scenario.as_str(), Answer::of(results))).collect(),
        notes: &comparison.notes,
        sections: sections.0,
        scenarios: composed
            .iter()
            .zip(&results)
            .map(|(composed, results)| Scenario::new(*composed, &results.about))
            .collect(),
        command: command(&comparison.base, "compare", composed),
        warnings,
    };
    Ok(page.render()?)
}

#[derive(Template)]
#[template(path = "run.html")]
struct RunPage<'a> {
    frame: Frame,
    lead: String,
    about: &'a About,
    answer: Answer,
    moving: Option<Moving<'a>>,
    sections: Vec<Section>,
    inputs: Option<Section>,
    sources: Vec<SourceView>,
    scenarios: Vec<Scenario<'a>>,
    command: String,
    warnings: &'a [String],
}

#[derive(Template)]
#[template(path = "comparison.html")]
struct ComparisonPage<'a> {
    frame: Frame,
    lead: String,
    about: &'a About,
    sentences: Vec<String>,
    verdicts: Vec<compared::Verdict>,
    headlines: Vec<(&'a str, Answer)>,
    notes: &'a [String],
    sections: Vec<Section>,
    scenarios: Vec<Scenario<'a>>,
    command: String,
    warnings: &'a [String],
}

/// What every page has around its content.
struct Frame {
    title: String,
    mission: String,
    replications: String,
    style: &'static str,
    script: &'static str,
    /// The only script that a browser may run here.
    script_hash: String,
}

impl Frame {
    fn new(about: &About, title: String) -> Self {
        let hash = STANDARD.encode(Sha256::digest(SCRIPT.as_bytes()));
        Self {
            title,
            mission: about.mission.clone(),
            replications: replications(about),
            style: STYLE,
            script: SCRIPT,
            script_hash: format!("sha256-{hash}"),
        }
    }
}

/// The part of the page that the slider moves.
struct Moving<'a> {
    curves: [String; 2],
    /// Empty where there is no map; `no_map` then says why.
    maps: Vec<String>,
    no_map: String,
    rows: Vec<SiteRow<'a>>,
    has_stages: bool,
    thinned: bool,
    widest_bin: u32,
    words: String,
    from: usize,
    at: usize,
    last_day: usize,
    first: String,
    last: String,
    has_figures: bool,
    packed: Packed,
}

impl<'a> Moving<'a> {
    fn new(results: &'a Results, days: &Days<'a>) -> Self {
        let curve = |size| Curve::new(results, days, size).svg();
        let map = |size| map::svg(&results.map, days, size);
        Self {
            curves: [curve(WIDE.0), curve(NARROW.0)],
            maps: [map(WIDE.1), map(NARROW.1)].into_iter().flatten().collect(),
            no_map: no_map(&results.map),
            rows: days.table(days.at),
            has_stages: days.has_stages(),
            thinned: days.thinned(),
            widest_bin: days.widest_bin(),
            words: days.words(days.at),
            from: days.from,
            at: days.at,
            last_day: days.curve.len() - 1,
            first: days.first(),
            last: days.last(),
            has_figures: !plot::people(results).is_empty(),
            packed: days.packed(),
        }
    }

    /// Whether a lane by river or sea is drawn on the maps.
    pub fn has_water(&self) -> bool {
        self.maps.iter().any(|map| map.contains("class=\"water lane\""))
    }

    fn shapes(&self) -> &'static str {
        map::shapes()
    }
}

/// Why there is no map.
fn no_map(map: &Map) -> String {
    match &map.without_position[..] {
        [] => "There is no map: the scenario gives no positions of sites.".into(),
        names => format!("There is no map: the scenario gives no position for {}.", names.join(", ")),
    }
}

/// The sections that there are.
#[derive(Default)]
struct Sections(Vec<Section>);

impl Sections {
    fn add(&mut self, section: Option<Section>) {
        self.0.extend(section);
    }
}

/// A composed scenario in the page.
struct Scenario<'a> {
    file: &'a str,
    text: &'a str,
    hash: &'a str,
    name: &'a str,
}

impl<'a> Scenario<'a> {
    fn new(composed: Composed<'a>, about: &'a About) -> Self {
        Self { file: composed.file, text: composed.text, hash: &about.hash, name: &about.scenario }
    }
}

/// What to type to get the same numbers again.
fn command(results: &Results, word: &str, composed: &[Composed]) -> String {
    let about = &results.about;
    let files: Vec<&str> = composed.iter().map(|composed| composed.file).collect();
    let policies: std::collections::BTreeSet<&str> = results.milestones.iter().map(|row| row.policy).collect();
    let policy = if policies.len() == 1 { format!(" --policy {}", about.policy) } else { String::new() };
    format!("drawdown {word} {} --seed {} -n {}{policy}", files.join(" "), about.seed, about.replications)
}

/// For the templates: a stage by its index.
fn stage_name(stage: &usize) -> &'static str {
    days::STAGES[*stage]
}

/// What was run, in a line.
fn lead(about: &About) -> String {
    format!(
        "Scenario {}; {}; {} people at the start, {}; deadline {}; simulated until {}.",
        about.scenario,
        replications(about),
        thousands(about.strength.into()),
        short_date(about.start),
        short_date(about.deadline),
        short_date(about.horizon)
    )
}
