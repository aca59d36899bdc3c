//! Simulates how a peacekeeping mission leaves a country: sites close, convoys
//! wait for permission, people fly home, and a deadline comes.
//!
//! Data flows one way, and each module knows only those before it:
//!
//! | module | what it does |
//! |---|---|
//! | [`calendar`], [`stats`] | days and dates; quantiles and intervals |
//! | [`streams`], [`delay`] | every random number; the laws of waiting times |
//! | [`problem`], [`scenario`] | a file becomes a checked [`scenario::Scenario`], or a list of problems |
//! | [`model`] | the scenario as dense arrays |
//! | [`simulate`] | one replication |
//! | [`observations`], [`ensemble`] | many replications become counts that add up |
//! | [`shards`] | a run in parts |
//! | [`quality`] | what in the plan cannot hold even without delay, or hangs loose |
//! | [`baselines`] | simple forecasts to be scored beside the ensemble |
//! | [`precision`] | how many replications are enough |
//! | [`studies`] | some replications replayed for scores, doubts and shares of the variance |
//! | [`score`], [`summary`], [`results`] | counts become named tables |
//! | [`compare`] | scenarios side by side under the same luck |
//! | [`trace`], [`replications`] | one replication as words and rows |
//! | [`geo`] | the ground of a map |
//! | [`output`], [`plot`] | tables become files and pictures |
//! | [`words`], [`report`] | how results are told; the page |
//! | [`cli`] | the commands |

pub mod baselines;
pub mod calendar;
pub mod cli;
pub mod compare;
pub mod counts;
pub mod delay;
pub mod ensemble;
pub mod geo;
pub mod model;
pub mod observations;
pub mod output;
pub mod plot;
pub mod precision;
pub mod problem;
pub mod quality;
pub mod record;
pub mod replications;
pub mod report;
pub mod results;
pub mod scenario;
pub mod score;
pub mod shards;
pub mod simulate;
pub mod stats;
pub mod streams;
pub mod studies;
pub mod summary;
pub mod text;
pub mod trace;
pub mod words;
