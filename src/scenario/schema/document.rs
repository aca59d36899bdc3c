//! The sections of a scenario file.

use std::collections::BTreeMap;

use jiff::civil::Date;
use schemars::JsonSchema;

use super::parts::*;

macro_rules! tables {
    ($($(#[$doc:meta])* $name:ident { $($(#[$field_doc:meta])* $field:ident: $type:ty,)* })*) => {$(
        $(#[$doc])*
        #[derive(JsonSchema)]
        #[schemars(deny_unknown_fields)]
        #[allow(dead_code, reason = "only described, never filled")]
        pub(super) struct $name { $($(#[$field_doc])* $field: $type,)* }
    )*};
}
pub(super) use tables;

tables! {
    /// A scenario: one mission, its plan, its delays, and what was reported about it.
    Document {
        /// Files that this one extends, relative to it; of several, later ones win.
        extends: Option<OneOrMore<String>>,
        mission: Mission,
        /// Where figures come from, by key.
        sources: Option<BTreeMap<String, Source>>,
        /// Places with people and cargo.
        site: Vec<Site>,
        /// Sites with exits from the country.
        gateway: Vec<Gateway>,
        /// Pools of trucks that lift cargo to their hub.
        trucks: Option<Vec<Trucks>>,
        /// Pools of escorts for convoys to their hub.
        escorts: Option<Vec<Escorts>>,
        delay: Option<Delays>,
        /// Rules for the people of one country or unit.
        contingent: Option<Vec<Contingent>>,
        /// Known states on or before `as_of`.
        imposed: Option<Vec<Imposed>>,
        /// People who are released before their site withdraws.
        thinning: Option<Vec<Schedule>>,
        /// People whose contracts end in place.
        separation: Option<Vec<Schedule>>,
        /// People who go over to another force in place.
        transfer: Option<Vec<Transfer>>,
        /// Strengths that are authorised from a date on.
        ceiling: Option<Vec<Ceiling>>,
        /// Uncertainties drawn once per replication.
        driver: Option<Vec<Driver>>,
        /// States of the permissions that switch in time.
        regime: Option<Vec<Regime>>,
        /// Dated factors on speed and availability.
        season: Option<Vec<Season>>,
        /// Dated or random events.
        shock: Option<Vec<Shock>>,
        policy: Option<Policy>,
        /// Definitions of "done". That all people are out is always one.
        milestone: Option<Vec<Milestone>>,
        /// Published figures.
        observation: Option<Vec<Observation>>,
    }

    /// The name and the dates that frame everything else.
    Mission {
        name: String,
        /// The first day.
        start: Stated<Date>,
        /// Nothing before the end of this day is drawn.
        as_of: Option<Stated<Date>>,
        /// The date the mandate sets.
        deadline: Stated<Date>,
        /// The last simulated day, at most 3,660 days after the start.
        horizon: Stated<Date>,
        /// First day of the liquidation (default: the day after the deadline).
        liquidation: Option<Stated<Date>>,
        /// Whether events after `as_of` are known to the file (default: forecast).
        knowledge: Option<Knowledge>,
        /// Missions of one cluster are one piece of evidence where scores are pooled (default: the name).
        cluster: Option<String>,
        /// What a unit of cargo is called, in the plural (default: truckloads).
        cargo_unit: Option<String>,
    }

    /// A publication.
    Source {
        publisher: String,
        title: String,
        /// A date, or words such as "August 2023".
        published: Option<DateOrText>,
        url: Option<String>,
    }

    /// A place with people and cargo.
    Site {
        /// Letters, digits, `-` and `_`.
        id: String,
        /// For readers (default: the id).
        name: Option<String>,
        /// A word for readers, such as camp or base (default: site).
        kind: Option<String>,
        position: Option<Position>,
        people: Option<PeopleForms>,
        cargo: Option<Vec<Cargo>>,
        /// First day on which the site may start closing.
        begin: Option<Stated<Date>>,
        /// Planned day on which the site is empty; beside `begin`.
        close: Option<Stated<Date>>,
        /// Latest day on which the site is empty; the start follows from it.
        close_by: Option<Stated<Date>>,
        /// With `close_by`: the start is never before this day.
        not_before: Option<Stated<Date>>,
        /// Days added to the start; may be negative.
        begin_shift: Option<LawOrNumber>,
        /// Sites that must be empty before this one starts closing.
        after: Option<Vec<String>>,
        /// People held back while sites behind this one are open.
        guard: Option<Stated<u32>>,
        /// People held back for the liquidation.
        keep: Option<Stated<u32>>,
        /// The most people that the place can hold, where it is a hub.
        beds: Option<Stated<u32>>,
        /// How it ends (default: handed over).
        ends: Option<Ends>,
        /// Whether its people stay with the cargo that is to leave (default: at_withdrawal).
        release: Option<Release>,
        /// Standard deviation of the logarithm of the site's share of the people, 0 to 3.
        people_error: Option<Stated<f64>>,
        /// People can drive out in their own vehicles.
        self_move: Option<SelfMove>,
        /// Ways to hubs.
        lanes: Option<Vec<Lane>>,
        /// The site's own laws.
        delay: Option<SiteDelays>,
    }

    /// The exits of the site with the same id.
    Gateway {
        /// The id of a site.
        id: String,
        exits: Vec<Exit>,
    }

    /// A pool of trucks.
    Trucks {
        id: String,
        /// The site to which the trucks belong.
        hub: String,
        count: Stated<u32>,
        km_per_day: Stated<f64>,
        /// A convoy waits for this many (default: 1).
        min_trucks: Option<Stated<u32>>,
    }

    /// A pool of escorts.
    Escorts {
        id: String,
        /// The site to which the escorts belong.
        hub: String,
        /// How many convoys they can go with at a time.
        count: Stated<u32>,
    }

    /// Laws of waiting times, in days. One that is left out is 0 (`travel`: 1).
    Delays {
        /// From the start of closing to the withdrawal, days.
        preparation: Option<LawOrNumber>,
        /// The host's permission for a convoy, days of work.
        clearance: Option<LawOrNumber>,
        /// Inspection, medical and manifest at a gateway, days.
        transit: Option<LawOrNumber>,
        /// Loading trucks at a site, days.
        loading: Option<LawOrNumber>,
        /// A factor on the time that distance and speed give.
        travel: Option<LawOrNumber>,
        /// From vacated to the host's signature, days.
        handover: Option<LawOrNumber>,
        /// To sell, give or destroy cargo in place, days.
        disposal: Option<LawOrNumber>,
        /// Length of the liquidation of a kept site, days.
        liquidation: Option<LawOrNumber>,
        /// Shift of each site's start, days; may be negative.
        begin_shift: Option<LawOrNumber>,
        /// How long before `close_by` the plan means to be done, days; may be negative.
        margin: Option<LawOrNumber>,
    }

    /// Rules for the people of one country or unit.
    Contingent {
        /// The name as in `people`.
        id: String,
        /// From this day on all its people and cargo are released.
        depart: Option<Stated<Date>>,
        /// The exits it may use, as gateway/exit; left out: all.
        exits: Option<Vec<String>>,
        /// 0 to 9; smaller boards first (default: 5).
        priority: Option<Stated<u32>>,
    }

    /// A known state: `ended` with `how`, or `gone` with a selection.
    Imposed {
        date: Stated<Date>,
        /// A site that had ended.
        ended: Option<String>,
        how: Option<How>,
        /// People who had left since the start.
        gone: Option<Stated<u32>>,
        site: Option<String>,
        component: Option<Component>,
        contingent: Option<String>,
    }

    /// People who leave evenly from one day to another.
    Schedule {
        id: String,
        site: Option<String>,
        component: Option<Component>,
        contingent: Option<String>,
        from: Stated<Date>,
        to: Stated<Date>,
        /// How many people.
        count: Stated<u32>,
    }

    /// People who go over to another force in place, evenly from one day to another.
    Transfer {
        id: String,
        site: Option<String>,
        component: Option<Component>,
        contingent: Option<String>,
        from: Stated<Date>,
        to: Stated<Date>,
        /// How many people.
        count: Stated<u32>,
        /// Its name, for readers.
        force: String,
    }

    /// People of a selection are released until no more than `people` are left by `date`.
    Ceiling {
        id: String,
        site: Option<String>,
        component: Option<Component>,
        contingent: Option<String>,
        /// First day of the way down (default: the mission's start).
        from: Option<Stated<Date>>,
        /// Day by whose end the strength is reached.
        date: Stated<Date>,
        /// The authorised strength.
        people: Stated<u32>,
    }

    /// An uncertainty drawn once per replication.
    Driver {
        id: String,
        /// What it multiplies.
        multiplies: Vec<Target>,
        scope: Option<Scope>,
        /// The law of the factor, above 0.
        factor: LawOrNumber,
    }

    /// A state of the permissions that switches in time.
    Regime {
        id: String,
        scope: Option<Scope>,
        /// The state on the first drawn day.
        start: String,
        states: Vec<RegimeState>,
        /// Documented stays.
        pinned: Option<Vec<Pin>>,
    }

    /// Dated factors, each 1 unless told.
    Season {
        id: String,
        scope: Option<Scope>,
        from: Stated<Date>,
        to: Stated<Date>,
        /// On kilometres per day, above 0.
        speed: Option<Stated<f64>>,
        /// On departures per week.
        exits: Option<Stated<f64>>,
        /// On the seats and truckloads of air lanes.
        air: Option<Stated<f64>>,
        /// On those of lanes by river and sea.
        water: Option<Stated<f64>>,
    }

    /// An event on a `date`, or on some day of a `window`.
    Shock {
        id: String,
        date: Option<Stated<Date>>,
        /// First and last possible day.
        window: Option<[Date; 2]>,
        /// That it happens at all (default: 1).
        probability: Option<Stated<Probability>>,
        effects: Vec<Effect>,
    }

    /// What the mission does as the date nears.
    Policy {
        surge: Option<Surge>,
        evacuate: Option<Evacuate>,
        /// Sites that are served first.
        order: Option<Vec<String>>,
    }

    /// A definition of "done".
    Milestone {
        id: String,
        kind: MilestoneKind,
        /// The share that must be reached (default: 1).
        share: Option<Stated<Probability>>,
    }

    /// A figure somebody published: `value`, `about`, or bounds.
    Observation {
        id: String,
        /// The day it speaks of, or the first and last possible one.
        date: OneDayOrTwo,
        quantity: Quantity,
        /// Whom it counts (default: international).
        people: Option<Population>,
        site: Option<String>,
        /// Of figures of cargo: whose (default: everybody's).
        owner: Option<String>,
        value: Option<Figure>,
        /// The figure ± 2.5 %, a date ± 3 days.
        about: Option<Figure>,
        at_least: Option<Figure>,
        at_most: Option<Figure>,
        /// Uniform on the whole numbers from -error to error (default: 0).
        error: Option<Stated<u32>>,
        role: Role,
        source: Option<String>,
        note: Option<String>,
    }
}
