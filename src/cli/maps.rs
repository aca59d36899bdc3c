//! `--map DATE`: which days have a map, and their files.

use anyhow::Context;
use jiff::civil::Date;

use crate::calendar::in_words;
use crate::cli::{Done, Failure};
use crate::model::Model;
use crate::output::Folder;
use crate::plot;
use crate::results::Results;
use crate::scenario::Scenario;
use crate::summary;

/// Reads a date of the command line.
pub(super) fn date(text: &str) -> Result<Date, String> {
    // jiff reads `20231231` and dates with a time too.
    let date = text.parse().ok().filter(|_| text.len() == "2023-12-31".len());
    date.ok_or_else(|| "a date such as 2023-12-31".into())
}

/// Refuses maps that cannot be drawn, before anything is simulated.
pub(super) fn check(dates: &[Date], scenario: &Scenario, model: &Model) -> Done {
    if dates.is_empty() {
        return Ok(());
    }
    if let Some(why) = summary::map(scenario).why_none() {
        let (rule, remedy) = why.split_once("; ").unwrap_or((&why, ""));
        return Err(Failure::Refused(format!("error: {rule}\n  = help: {remedy}\n")));
    }
    let (first, last) = (model.calendar.date(model.first), model.calendar.date(model.horizon));
    match dates.iter().find(|date| **date < first || **date > last) {
        Some(date) => {
            let rule = format!("no map of {date}: the first simulated day is {first}, the last {last}");
            let remedy = format!("give --map a date from {} to {}", in_words(first), in_words(last));
            Err(Failure::Refused(format!("error: {rule}\n  = help: {remedy}\n")))
        }
        None => Ok(()),
    }
}

/// Writes the map of each of these days, as SVG and as PNG.
pub(super) fn write(folder: &Folder, results: &Results, dates: &[Date]) -> Done {
    let mut dates = dates.to_vec();
    dates.sort_unstable();
    dates.dedup();
    for date in dates {
        let draw = || -> anyhow::Result<_> {
            let Some(svg) = plot::map_on(results, date)? else { return Ok(None) };
            let png = plot::png(&svg, plot::SCREEN)?;
            Ok(Some((svg, png)))
        };
        if let Some((svg, png)) = draw().context("could not draw a map").map_err(Failure::Failed)? {
            folder.write(&format!("map-{date}.svg"), "map of one day", svg.as_bytes())?;
            folder.write(&format!("map-{date}.png"), "map of one day", &png)?;
        }
    }
    Ok(())
}
