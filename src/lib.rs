//! Simulates how a peacekeeping mission leaves a country.

pub mod calendar;
pub mod delay;
pub mod problem;
pub mod scenario;
pub mod streams;
