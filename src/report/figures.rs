//! The pictures of a run inside the page: which section shows them, and how each is read.

use super::block::{Block, Picture, Section};
use crate::plot::{self, Figure};

/// A picture's name (or how it begins), what it is called, and how to read it.
const READINGS: [(&str, &str, &str); 20] = [
    (
        "drawdown",
        "People still in the country",
        "The line is the median; half, 80 % and 95 % of all replications lie inside the bands.",
    ),
    (
        "milestones",
        "How probable each milestone is by a date",
        "The height of a line is the probability that the milestone is reached by that date; where it is flat, waiting longer changes nothing.",
    ),
    (
        "sites",
        "When each site is left",
        "The bar holds the middle half of the replications, the thin line 90 % of them, the dot is the median; compare it with the planned date.",
    ),
    (
        "waiting",
        "Days lost and gained, by what was waited for",
        "Each bar adds up, over the causes, to the days by which a site is past its plan on average; parts to the left of zero are days gained.",
    ),
    (
        "criticality",
        "What the last wait of a milestone led back to",
        "The longer the bar, the more often this was what everybody had been waiting for at the end.",
    ),
    (
        "places",
        "People at the largest sites",
        "The line is the median of people at the site, the band holds 90 % of the replications; above the line of beds it is overcrowded.",
    ),
    (
        "lift",
        "Seats and trucks by week",
        "Where more is needed than used, lift was short that week; what is idle was there and nobody could use it.",
    ),
    (
        "map",
        "The mission on its country, by month",
        "A circle's area is the number of people (median), its shape the commonest stage of the site on that day.",
    ),
    (
        "because",
        "What each uncertainty takes",
        "Each bar is the change when this one uncertainty is removed and the mission is run again under the same luck.",
    ),
    (
        "parts",
        "The effect of all uncertainties, in parts that add up",
        "The parts sum to what removing everything would change; a longer part takes more.",
    ),
    (
        "tornado",
        "The date that holds with 80 %, driver by driver",
        "Each bar goes from the date with the driver at its P10 to that with the driver at its P90; the widest matters most.",
    ),
    (
        "safe",
        "The last safe dates",
        "The mark is the latest date tried that leaves enough probability; of earlier ones most do, but not each must.",
    ),
    (
        "scores",
        "Where each published figure lies in the forecast",
        "A figure near the middle of its law was expected, one near an end was a surprise; lower scores are better.",
    ),
    (
        "curves",
        "People still in the country, all scenarios",
        "Each line is the median of one scenario, named at the line; the band is that of the base.",
    ),
    (
        "differences",
        "How many days earlier or later, pair by pair",
        "Each bar is a share of the pairs of replications that met the same luck; to the left the other scenario is earlier.",
    ),
    (
        "points",
        "How sure each difference is",
        "The dot is the change against the base, the line its 95 % simulation error; where the line crosses zero, more replications are needed to tell.",
    ),
    ("quality", "Doubts about the plan", "Each mark is a part of the plan that cannot hold even without delay."),
    (
        "contingents",
        "When each contingent is home",
        "The dot is the median, the line goes to the date that holds with 90 %.",
    ),
    (
        "ledger",
        "Where the variance comes from",
        "The longer the bar, the more of what is uncertain rests on inputs of that basis.",
    ),
    (
        "sweep",
        "The answer over the values tried",
        "Each point is one value; the line shows how the answer moves with it.",
    ),
];

/// The pictures of a page, each to be shown once.
pub(super) struct Pictures<'a>(Vec<&'a Figure>);

impl<'a> Pictures<'a> {
    /// All but those that the page draws itself.
    pub fn new(figures: &'a [Figure], own: &[&str]) -> Self {
        Self(figures.iter().filter(|figure| !own.contains(&figure.name)).collect())
    }

    /// Adds the pictures of these names, or whose names begin so, to a section.
    pub fn put(&mut self, section: &mut Section, names: &[&str]) {
        for name in names {
            let is_named = |figure: &&Figure| figure.name == *name || figure.name.starts_with(&format!("{name}-"));
            for figure in self.0.extract_if(.., |figure| is_named(figure)) {
                section.blocks.push(Block::Picture(picture(figure)));
            }
        }
    }

    /// What no section asked for.
    pub fn rest(self) -> Option<Section> {
        let mut section = Section::new("pictures", "More pictures", "");
        section.blocks.extend(self.0.into_iter().map(|figure| Block::Picture(picture(figure))));
        section.made()
    }
}

fn picture(figure: &Figure) -> Picture {
    let name = figure.name;
    let known = READINGS.iter().find(|(known, ..)| name == *known || name.starts_with(&format!("{known}-")));
    let (title, reading) =
        known.map_or((name, "The words in the picture say what it shows."), |(_, title, words)| (*title, *words));
    Picture { svg: inline(&figure.svg, name), title: title.to_owned(), reading: reading.to_owned() }
}

/// An SVG that may stand beside others in one page: its ids begin with the picture's name, no declaration is in
/// front, and labels are as wide as they were planned, whatever font the reader has.
fn inline(svg: &str, name: &str) -> String {
    let svg = svg.find("<svg").map_or("", |at| &svg[at..]);
    let mut out = String::with_capacity(svg.len());
    let mut rest = svg;
    // Only tags hold ids; what stands between them is text.
    while let Some(open) = rest.find('<') {
        let end = rest[open..].find('>').map_or(rest.len(), |close| open + close + 1);
        let tag = own_ids(&rest[open..end], name);
        out.push_str(&rest[..open]);
        rest = &rest[end..];
        out.push_str(&fitted(tag, &rest[..rest.find('<').unwrap_or(0)]));
    }
    out.push_str(rest);
    out
}

/// The fonts of a picture: the page names its own.
const FAMILIES: &str = " font-family=\"Noto Sans, DejaVu Sans, Arial, sans-serif\"";

/// A label's tag with the width that its words have in the font that they were measured by.
fn fitted(tag: String, words: &str) -> String {
    let size = tag.split_once(" font-size=\"").and_then(|(_, after)| after.split('"').next()?.parse().ok());
    let (Some(size), true) = (size, tag.starts_with("<text ")) else { return tag };
    let words = plain(words.trim());
    let width = plot::width(&words, size, tag.contains("font-weight=\"bold\""));
    let length = format!("<text textLength=\"{width:.0}\" lengthAdjust=\"spacingAndGlyphs\" ");
    tag.replacen("<text ", &length, 1).replacen(FAMILIES, "", 1)
}

/// Words as they are read, out of those that stand in an SVG.
fn plain(words: &str) -> String {
    let signs = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&apos;", "'"), ("&#39;", "'"), ("&amp;", "&")];
    signs.iter().fold(words.to_owned(), |words, (code, sign)| words.replace(code, sign))
}

fn own_ids(tag: &str, name: &str) -> String {
    let tag = tag.replace(" id=\"", &format!(" id=\"{name}-")).replace("url(#", &format!("url(#{name}-"));
    let tag = tag.replace("href=\"#", &format!("href=\"#{name}-"));
    let Some((before, after)) = tag.split_once(" aria-labelledby=\"") else { return tag };
    let Some((ids, after)) = after.split_once('"') else { return tag };
    let ids: Vec<String> = ids.split_whitespace().map(|id| format!("{name}-{id}")).collect();
    format!("{before} aria-labelledby=\"{}\"{after}", ids.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_is_as_wide_as_its_words_and_not_as_their_codes() {
        let width = |words: &str| fitted("<text font-size=\"100\">".into(), words);
        assert_eq!(width("\nthe plan&apos;s &lt;own&gt;\n"), width("the plan's <own>"));
        assert!(width("a").starts_with("<text textLength=\""));
        assert_eq!(fitted("<path d=\"\">".into(), ""), "<path d=\"\">");
    }

    #[test]
    fn the_ids_of_two_pictures_differ() {
        let svg = "<?xml?>\n<svg aria-labelledby=\"title desc\"><title id=\"title\">a id=\"b\"</title><g clip-path=\"url(#c)\"/><use href=\"#c\"/></svg>";
        assert_eq!(
            inline(svg, "map"),
            "<svg aria-labelledby=\"map-title map-desc\"><title id=\"map-title\">a id=\"b\"</title><g clip-path=\"url(#map-c)\"/><use href=\"#map-c\"/></svg>"
        );
    }
}
