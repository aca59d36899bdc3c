//! What the rules look at: the scenario, its model, and the reference replication.

use crate::calendar::{Day, NEVER};
use crate::model::{Group, Load, Model};
use crate::quality::ways::Timetables;
use crate::scenario::{Scenario, join};
use crate::simulate::{Alone, DayRecord, Event, Outcome, Recorder, Simulator, State, Waited, What, alone_from};
use crate::text::short_date;

/// Everything that the rules may look at.
pub(super) struct Look<'a> {
    pub scenario: &'a Scenario,
    pub model: &'a Model,
    /// How the reference replication ends.
    pub plan: Outcome,
    /// By site: its waits in the reference replication, in order of time.
    pub waits: Vec<Vec<Waited>>,
    /// Who was released in it: on which day, of which group, how many.
    pub released: Vec<(Day, usize, u32)>,
    /// By site: when it could be vacated at the earliest, with nothing shared.
    pub earliest: Vec<Earliest>,
    pub timetables: Timetables,
}

/// The earliest end of one site: what it waits for first, and its closing alone.
#[derive(Clone)]
pub(super) struct Earliest {
    pub start: Day,
    /// The site that it has to wait for to start, if that is what its start hangs on.
    pub after: Option<usize>,
    /// Its own closing from `start`.
    pub alone: Alone,
    /// Not before this site behind it, if that comes later than its own closing.
    pub behind: Option<usize>,
    pub vacated: Day,
}

impl<'a> Look<'a> {
    pub fn new(scenario: &'a Scenario, model: &'a Model) -> Self {
        let mut recorder = Releases::default();
        let mut simulator = Simulator::new(model);
        let plan = simulator.plan(&mut recorder);
        let waits = (0..model.sites.len()).map(|site| waits(simulator.state(), site)).collect();
        let earliest = forward(model);
        Self { scenario, model, plan, waits, released: recorder.0, earliest, timetables: Timetables::new(model) }
    }

    /// The sites that are still open on the first simulated day.
    pub fn open(&self) -> impl Iterator<Item = usize> + '_ {
        (0..self.model.sites.len()).filter(|&site| self.is_open(site))
    }

    pub fn is_open(&self, site: usize) -> bool {
        self.model.sites[site].ended.is_none()
    }

    /// Whether a site is to be empty by the deadline.
    pub fn closes(&self, site: usize) -> bool {
        self.is_open(site) && self.model.sites[site].keep == 0
    }

    pub fn id(&self, site: usize) -> &'a str {
        &self.model.sites[site].id
    }

    /// As `--set` names it: `site.outpost`.
    pub fn site_path(&self, site: usize) -> String {
        join("site", self.id(site))
    }

    /// `31 Dec 2023`; a day beyond the horizon is `not within the horizon`.
    pub fn date(&self, day: Day) -> String {
        match day {
            NEVER => "not within the horizon".into(),
            day => self.model.calendar.try_date(day).map_or("never".into(), short_date),
        }
    }

    /// Where the people of a group stand on the first day.
    pub fn place(&self, group: &Group) -> usize {
        group.at_hub.unwrap_or(group.site)
    }

    /// Where a load stands on the first day.
    pub fn place_of_load(&self, load: &Load) -> usize {
        load.at_hub.unwrap_or(load.site)
    }

    /// People of a site present on the first day, local staff left out.
    pub fn present(&self, site: usize) -> u32 {
        let here = |group: &&Group| group.travels() && self.place(group) == site;
        self.model.groups.iter().filter(here).map(Group::present).sum()
    }
}

/// Who is released in a replication.
#[derive(Default)]
struct Releases(Vec<(Day, usize, u32)>);

impl Recorder for Releases {
    fn event(&mut self, event: Event) {
        if let What::Released { group, n } = event.what {
            self.0.push((event.day, group, n));
        }
    }

    fn end_of_day(&mut self, _day: Day, _record: &DayRecord, _state: &State) {}
}

fn waits(state: &State, site: usize) -> Vec<Waited> {
    let mut waits: Vec<Waited> = state.waits(site).collect();
    waits.reverse();
    waits
}

/// The forward pass of the critical path method: every site as early as its start, its
/// `after`, the sites behind it and its own closing allow, with nothing shared.
fn forward(model: &Model) -> Vec<Earliest> {
    let mut known = vec![None; model.sites.len()];
    for site in 0..model.sites.len() {
        visit(model, site, &mut known, &mut Vec::new());
    }
    known.into_iter().map(|earliest| earliest.expect("every site was visited")).collect()
}

fn visit(model: &Model, site: usize, known: &mut Vec<Option<Earliest>>, on_the_way: &mut Vec<usize>) -> Day {
    if let Some(earliest) = &known[site] {
        return earliest.vacated;
    }
    let s = &model.sites[site];
    if let Some((day, _)) = s.ended {
        let alone = Alone { vacated: day, waits: vec![] };
        known[site] = Some(Earliest { start: day, after: None, alone, behind: None, vacated: day });
        return day;
    }
    if on_the_way.contains(&site) {
        // Sites that wait for each other: none of them ever ends.
        return NEVER;
    }
    on_the_way.push(site);
    let own = own_start(model, site);
    let mut last = |sites: &[usize]| {
        let ends = sites.iter().map(|&other| (visit(model, other, known, on_the_way), other));
        ends.max_by_key(|(day, other)| (*day, std::cmp::Reverse(*other)))
    };
    let (after, behind) = (last(&s.after), last(&s.feeders));
    on_the_way.pop();
    let after = after.filter(|(day, _)| *day >= own);
    // A site starts on the day after the last of its `after` was vacated.
    let start = after.map_or(own, |(day, _)| day.saturating_add(1));
    let (start, alone) = match start > model.horizon {
        true => (start, Alone { vacated: NEVER, waits: vec![] }),
        // With trucks of another site it may be empty sooner than with its own.
        false if model.shares_trips(site) => (start, Alone { vacated: start, waits: vec![] }),
        false => closing(model, site, start),
    };
    let behind = behind.filter(|(day, _)| *day > alone.vacated);
    let vacated = behind.map_or(alone.vacated, |(day, _)| day);
    let (after, behind) = (after.map(|(_, other)| other), behind.map(|(_, other)| other));
    known[site] = Some(Earliest { start, after, alone, behind, vacated });
    vacated
}

/// The closing of a site that starts on a day, or on that of its derived start where this ends it earlier: who starts
/// before the exits run may send for trucks, and then has to wait for them.
fn closing(model: &Model, site: usize, start: Day) -> (Day, Alone) {
    let (s, at_once) = (&model.sites[site], alone_from(model, site, start));
    if s.close_by.is_none() || s.begin <= start || s.begin >= at_once.vacated {
        return (start, at_once);
    }
    let derived = alone_from(model, site, s.begin);
    if derived.vacated < at_once.vacated { (s.begin, derived) } else { (start, at_once) }
}

/// The earliest day on which a site may start by its own dates: `begin` with its planned
/// shift, or, where the start is derived from `close_by`, the first day there is.
fn own_start(model: &Model, site: usize) -> Day {
    let s = &model.sites[site];
    let begin = match (s.begin, s.close_by) {
        (_, Some(_)) => model.first,
        (NEVER, None) => return NEVER,
        (begin, None) => begin.saturating_add(model.tables[s.begin_shift].planned_days(1.0)),
    };
    begin.max(s.not_before).max(model.first)
}
