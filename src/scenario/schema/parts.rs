//! What the sections are made of.

use std::collections::BTreeMap;

use jiff::civil::Date;
use schemars::JsonSchema;

use super::document::tables;

macro_rules! words {
    ($($(#[$doc:meta])* $name:ident { $($(#[$word_doc:meta])* $word:ident,)* })*) => {$(
        $(#[$doc])*
        #[derive(JsonSchema)]
        #[schemars(rename_all = "snake_case")]
        #[allow(dead_code, reason = "only described, never filled")]
        pub(super) enum $name { $($(#[$word_doc])* $word,)* }
    )*};
}

macro_rules! forms {
    ($($(#[$doc:meta])* $name:ident $(<$t:ident>)? { $($form:ident($type:ty),)* })*) => {$(
        $(#[$doc])*
        #[derive(JsonSchema)]
        #[schemars(untagged)]
        #[allow(dead_code, reason = "only described, never filled")]
        pub(super) enum $name $(<$t>)? { $($form($type),)* }
    )*};
}

forms! {
    /// A value, plainly or with where it comes from.
    Stated<T> { Plain(T), With(WithBasis<T>), }
    OneOrMore<T> { One(T), More(Vec<T>), }
    DateOrText { Date(Date), Text(String), Year(i32), }
    /// A list of groups, or a number for each component.
    PeopleForms { List(Vec<People>), Counts(PeopleCounts), }
    /// A law, or a number that always holds.
    LawOrNumber { Number(f64), Stated(WithBasis<f64>), Law(Box<Law>), }
    /// A number, or steps in order of date.
    Steps { Number(Stated<f64>), Steps(Vec<Step>), }
    /// `mission`, or a list of site:ID, lane:SITE/TO/MODE and exit:GATEWAY/EXIT.
    Scope { Mission(Whole), Parts(Vec<String>), }
    /// A factor above 0, or blocked.
    Work { Factor(Stated<f64>), Blocked(Blocked), }
    OneDayOrTwo { One(Stated<Date>), Two([Date; 2]), }
    /// A whole number (of `percent_gone`, any from 0 to 100); a date for `vacated` and `ended`.
    Figure { Number(Stated<f64>), Date(Stated<Date>), }
    /// A word, or the force to which the people of the site go over.
    Ends { Word(Ending), To(TransferredTo), }
    Empirical { Values(Vec<f64>), Column(Column), }
}

/// Between 0 and 1.
#[derive(JsonSchema)]
#[allow(dead_code, reason = "only described, never filled")]
pub(super) struct Probability(#[schemars(range(min = 0.0, max = 1.0))] f64);

/// A value and where it comes from.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
#[allow(dead_code, reason = "only described, never filled")]
pub(super) struct WithBasis<T> {
    value: T,
}

words! {
    Knowledge { Forecast, Hindcast, }
    /// `local` are locally recruited civilians.
    Component { Military, Police, Civilian, Local, }
    Disposition { Repatriate, Redeploy, Sell, Give, Destroy, }
    How { #[schemars(rename = "handed over")] HandedOver, Left, }
    Ending { #[schemars(rename = "handed over")] HandedOver, Closed, }
    Release { AtWithdrawal, WithCargo, }
    Whole { Mission, }
    Blocked { Blocked, }
    Convoys { Stopped, Moving, }
    MilestoneKind { PeopleOut, SitesVacated, SitesEnded, CargoOut, LiquidationOver, }
    Quantity { Gone, Present, SitesVacated, SitesEnded, Vacated, Ended, Stated, CargoOut, CargoDisposed, CargoGone, PercentGone, }
    Population { International, All, Uniformed, Military, Police, Civilian, Local, }
    Role { Score, Fit, Imposed, Show, }
    Target {
        #[schemars(rename = "delay.preparation")] Preparation,
        #[schemars(rename = "delay.clearance")] Clearance,
        #[schemars(rename = "delay.transit")] Transit,
        #[schemars(rename = "delay.loading")] Loading,
        #[schemars(rename = "delay.travel")] Travel,
        #[schemars(rename = "delay.handover")] Handover,
        #[schemars(rename = "delay.disposal")] Disposal,
        #[schemars(rename = "delay.liquidation")] Liquidation,
        Exits, Air, Water, Speed,
    }
}

tables! {
    /// Degrees.
    Position { lat: Stated<f64>, lon: Stated<f64>, }

    /// People of one component and contingent.
    People {
        component: Component,
        /// Any name.
        contingent: Option<String>,
        count: Stated<u32>,
    }

    /// People by component, of no named contingent.
    PeopleCounts {
        military: Option<Stated<u32>>,
        police: Option<Stated<u32>>,
        /// International civilians.
        civilian: Option<Stated<u32>>,
        /// Locally recruited civilians.
        local: Option<Stated<u32>>,
    }

    Cargo {
        /// A contingent, or UN.
        owner: String,
        truckloads: Stated<u32>,
        /// Default: repatriate.
        disposition: Option<Disposition>,
        /// It may leave from this day on, before its site withdraws.
        from: Option<Stated<Date>>,
    }

    TransferredTo { transferred_to: String, }

    SelfMove { km_per_day: Stated<f64>, }

    /// A way to a hub: one of `road`, `air`, `river` and `sea`.
    Lane {
        /// The id of a site.
        to: String,
        road: Option<LaneRoad>,
        air: Option<LaneScheduled>,
        river: Option<LaneScheduled>,
        sea: Option<LaneScheduled>,
    }

    LaneRoad {
        km: Stated<f64>,
        /// A pool of escorts at the hub: every convoy takes one.
        escort: Option<String>,
        /// A nearer site by which trucks with room left go home.
        via: Option<String>,
    }

    /// At least one of the first two is above 0.
    LaneScheduled {
        /// People on a day on which it runs (default: 0).
        seats_per_day: Option<Stated<u32>>,
        /// Truckloads on a day on which it runs (default: 0).
        truckloads_per_day: Option<Stated<u32>>,
        /// The chance that the lane runs on a given day (default: 1).
        available: Option<Stated<Probability>>,
    }

    /// A way out of the country: one of `air`, `road`, `sea` and `river`.
    Exit {
        id: String,
        air: Option<Departures>,
        road: Option<Departures>,
        sea: Option<Departures>,
        river: Option<Departures>,
    }

    Departures {
        /// Departures per week, at most 400.
        per_week: Steps,
        /// Passengers that one departure takes.
        seats: Option<Stated<u32>>,
        /// Truckloads that one departure takes.
        truckloads: Option<Stated<u32>>,
        /// The chance that a departure is cancelled (default: 0).
        cancellation: Option<Stated<Probability>>,
        /// The permission that each departure needs, days of work.
        clearance: Option<LawOrNumber>,
        /// This contingent boards first.
        reserved_for: Option<String>,
    }

    /// A value that holds from a day on.
    Step { from: Stated<Date>, value: Stated<f64>, }

    /// A site's own laws, in days; those left out are the mission's.
    SiteDelays {
        preparation: Option<LawOrNumber>,
        clearance: Option<LawOrNumber>,
        transit: Option<LawOrNumber>,
        loading: Option<LawOrNumber>,
        /// A factor.
        travel: Option<LawOrNumber>,
        handover: Option<LawOrNumber>,
        disposal: Option<LawOrNumber>,
        liquidation: Option<LawOrNumber>,
        /// May be negative.
        margin: Option<LawOrNumber>,
    }

    /// Exactly one kind, perhaps conditioned on lying between `min` and `max`.
    Law {
        fixed: Option<Stated<f64>>,
        uniform: Option<Uniform>,
        triangular: Option<ThreePoints>,
        pert: Option<ThreePoints>,
        lognormal: Option<Lognormal>,
        gamma: Option<MeanSd>,
        exponential: Option<Mean>,
        /// Observed values, each alike.
        empirical: Option<Empirical>,
        /// What the plan uses (default: the median).
        planned: Option<Stated<f64>>,
        min: Option<Stated<f64>>,
        max: Option<Stated<f64>>,
    }

    Uniform { min: Stated<f64>, max: Stated<f64>, }
    ThreePoints { min: Stated<f64>, mode: Stated<f64>, max: Stated<f64>, }
    /// `median` and `p90`, or `mean` and `sd`.
    Lognormal {
        median: Option<Stated<f64>>,
        /// 9 in 10 stay under it.
        p90: Option<Stated<f64>>,
        mean: Option<Stated<f64>>,
        sd: Option<Stated<f64>>,
    }
    MeanSd { mean: Stated<f64>, sd: Stated<f64>, }
    Mean { mean: Stated<f64>, }
    /// A column of a CSV file, whose path is relative to the file that says so.
    Column { csv: String, column: String, }

    RegimeState {
        id: String,
        /// How long it lasts, days; left out: for ever.
        stay_days: Option<LawOrNumber>,
        /// Which states follow, and their shares (sum 1).
        next: Option<BTreeMap<String, Stated<Probability>>>,
        clearance: Option<Work>,
        /// On the clearance of trucks for cargo, beside `clearance`.
        lift: Option<Work>,
        exits: Option<Stated<f64>>,
        air: Option<Stated<f64>>,
        /// On lanes by river and sea.
        water: Option<Stated<f64>>,
        convoys: Option<Convoys>,
        /// People in the scope are under threat: their days are counted (default: false).
        threat: Option<bool>,
    }

    /// A documented stay in a state, both days included.
    Pin {
        state: String,
        from: Stated<Date>,
        to: Stated<Date>,
        /// The state that follows (default: start).
        then: Option<String>,
    }

    /// Exactly one of these.
    Effect {
        /// Nothing is cleared and nothing leaves.
        suspend: Option<Suspend>,
        /// As a state of a regime.
        slow: Option<Slow>,
        /// Sites that leave now, by force.
        evacuate: Option<Vec<String>>,
        /// Sites that begin now.
        advance: Option<Vec<String>>,
        /// Kept sites that are kept no longer.
        close_kept: Option<Vec<String>>,
        /// The plan's clock stands still.
        pause: Option<Pause>,
        /// The deadline moves, and the dates of the plan with it.
        postpone: Option<Postpone>,
    }

    Pause {
        /// The mission, or sites (default: the mission).
        scope: Option<Scope>,
        days: LawOrNumber,
    }

    /// Exactly one of these.
    Postpone {
        /// Days; below 0 the deadline comes earlier.
        days: Option<LawOrNumber>,
        /// Share of the days that are left until the deadline in force.
        of_lead: Option<LawOrNumber>,
    }

    Suspend {
        scope: Option<Scope>,
        days: LawOrNumber,
        /// As in `slow`.
        threat: Option<bool>,
    }

    Slow {
        scope: Option<Scope>,
        days: LawOrNumber,
        clearance: Option<Work>,
        lift: Option<Work>,
        exits: Option<Stated<f64>>,
        air: Option<Stated<f64>>,
        /// On lanes by river and sea.
        water: Option<Stated<f64>>,
        convoys: Option<Convoys>,
        /// People in the scope are under threat: their days are counted (default: false).
        threat: Option<bool>,
    }

    /// Factors from 1 on.
    Surge { from_days_before: Stated<u32>, exits: Option<Stated<f64>>, air: Option<Stated<f64>>, }

    Evacuate { sites_open_days_before: Stated<u32>, }
}
