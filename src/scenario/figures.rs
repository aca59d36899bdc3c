//! What was published, and where every number comes from.

use jiff::civil::Date;

use super::Component;

/// `[[observation]]`: a figure somebody published.
#[derive(Clone, Debug)]
pub struct Observation {
    pub id: String,
    /// As-of dates; more than one day is a doubtful date.
    pub from: Date,
    pub to: Date,
    pub quantity: Quantity,
    pub population: Population,
    /// For `present` at one site, and for the site of a site's date.
    pub site: Option<String>,
    /// In whole people, sites, days from the start, or units of cargo.
    pub value: Interval,
    /// Of figures of cargo: whose; `None`: everybody's.
    pub owner: Option<String>,
    /// Of a figure in percent: the ends as they were published, in millionths of the load.
    pub published: Option<Interval>,
    /// The figure's declared error: uniform on the whole numbers -error..=error.
    pub error: u32,
    pub role: Role,
    pub source: Option<String>,
    pub note: String,
}

/// What an observation counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quantity {
    /// People departed or separated since the start.
    Gone,
    /// People in the country, or (with `site`) at that site.
    Present,
    /// Sites vacated by the date.
    SitesVacated,
    /// Sites ended by the date.
    SitesEnded,
    /// The day on which `site` was vacated; the value is a date.
    Vacated,
    /// The day on which `site` ended; the value is a date.
    Ended,
    /// A figure of another definition, or one that the model does not have: shown only.
    Stated,
    /// Truckloads that left the country through an exit.
    CargoOut,
    /// Truckloads sold, given or destroyed as planned.
    CargoDisposed,
    /// Truckloads out, disposed of as planned, or written off.
    CargoGone,
    /// The same in percent of the load at the start.
    PercentGone,
}

impl Quantity {
    pub fn name(self) -> &'static str {
        match self {
            Self::Gone => "gone",
            Self::Present => "present",
            Self::SitesVacated => "sites_vacated",
            Self::SitesEnded => "sites_ended",
            Self::Vacated => "vacated",
            Self::Ended => "ended",
            Self::Stated => "stated",
            Self::CargoOut => "cargo_out",
            Self::CargoDisposed => "cargo_disposed",
            Self::CargoGone => "cargo_gone",
            Self::PercentGone => "percent_gone",
        }
    }

    /// Whether it counts cargo.
    pub fn is_cargo(self) -> bool {
        matches!(self, Self::CargoOut | Self::CargoDisposed | Self::CargoGone | Self::PercentGone)
    }
}

/// The people that a figure counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Population {
    /// Everyone, local staff included.
    All,
    /// Military, police and international civilians: the strength.
    International,
    Uniformed,
    One(Component),
}

impl Population {
    pub fn name(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::International => "international",
            Self::Uniformed => "uniformed",
            Self::One(c) => c.name(),
        }
    }

    pub fn includes(self, c: Component) -> bool {
        match self {
            Self::All => true,
            Self::International => c != Component::Local,
            Self::Uniformed => matches!(c, Component::Military | Component::Police),
            Self::One(one) => one == c,
        }
    }
}

/// A closed interval; a missing side is unbounded (then the figure is a pure
/// bound). Dates are counted in days from the mission's start.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Interval {
    pub at_least: Option<i64>,
    pub at_most: Option<i64>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    Score,
    Fit,
    Imposed,
    Show,
}

impl Role {
    pub fn name(self) -> &'static str {
        match self {
            Self::Score => "score",
            Self::Fit => "fit",
            Self::Imposed => "imposed",
            Self::Show => "show",
        }
    }
}

/// One entry of `[sources]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    pub key: String,
    pub publisher: String,
    pub title: String,
    pub published: String,
    pub url: String,
}

/// One number (or date that acts as one) of the file and where it comes from.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Input {
    /// As `--set` would name it.
    pub path: String,
    /// As written.
    pub value: String,
    /// `reported`, `derived`, `assumed`, `fitted`, or `unstated`.
    pub basis: String,
    /// A key of `[sources]`, or empty.
    pub source: String,
    /// The file in which it was written, without its folders.
    pub file: String,
}
