//! Simulates how a peacekeeping mission leaves a country.

pub mod calendar;
pub mod delay;
pub mod ensemble;
pub mod model;
pub mod observations;
pub mod output;
pub mod results;
pub mod scenario;
pub mod simulate;
pub mod stats;
pub mod streams;
