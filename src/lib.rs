//! Simulates how a peacekeeping mission leaves a country.

pub mod calendar;
pub mod delay;
pub mod model;
pub mod results;
pub mod scenario;
pub mod simulate;
pub mod streams;
