//! Pictures of made-up results: what they must show, and that no label covers another.
//!
//! The pictures are left in `target/tmp/pictures`, to be looked at.

use std::fs;
use std::path::PathBuf;

use drawdown::plot::{self, Figure};
use drawdown::results::Results;
use jiff::civil::Date;
use resvg::usvg;

#[path = "pictures/comparison.rs"]
mod comparison;
#[path = "pictures/explained.rs"]
mod explained;
#[path = "pictures/made_up.rs"]
mod made_up;
#[path = "pictures/made_up_comparison.rs"]
mod made_up_comparison;
#[path = "pictures/made_up_milestones.rs"]
mod made_up_milestones;
#[path = "pictures/maps.rs"]
mod maps;
#[path = "pictures/milestones.rs"]
mod milestones;
#[path = "pictures/without.rs"]
mod without;

use made_up::{Case, empty, huge, mali, odd, tiny};
use without::{explained, oddly_explained};

/// Draws, and leaves the pictures where they can be looked at.
fn drawn(case: &str, results: &Results) -> Vec<Figure> {
    let figures = plot::figures(results).unwrap();
    keep(case, &figures);
    figures
}

fn keep(case: &str, figures: &[Figure]) {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("pictures");
    fs::create_dir_all(&folder).unwrap();
    for figure in figures {
        let stem = folder.join(format!("{case}-{}", figure.name));
        fs::write(stem.with_extension("svg"), &figure.svg).unwrap();
        fs::write(stem.with_extension("png"), plot::png(&figure.svg, plot::SCREEN).unwrap()).unwrap();
    }
}

/// The picture of this name.
fn named<'a>(figures: &'a [Figure], name: &str) -> &'a str {
    &figures.iter().find(|figure| figure.name == name).unwrap().svg
}

fn tree(svg: &str) -> usvg::Tree {
    let mut options = usvg::Options { font_family: "Noto Sans".into(), ..Default::default() };
    options.fontdb_mut().load_font_data(ttf_noto_sans::REGULAR.to_vec());
    options.fontdb_mut().load_font_data(ttf_noto_sans::BOLD.to_vec());
    usvg::Tree::from_str(svg, &options).unwrap()
}

/// The words of every label and the box of its letters (the font's line spacing taken off).
fn labels(svg: &str) -> Vec<(String, usvg::Rect)> {
    fn walk(group: &usvg::Group, out: &mut Vec<(String, usvg::Rect)>) {
        for node in group.children() {
            match node {
                usvg::Node::Group(group) => walk(group, out),
                usvg::Node::Text(text) => {
                    let words = text.chunks().iter().map(|chunk| chunk.text().trim()).collect();
                    let area = text.abs_bounding_box();
                    let trim = 0.2 * area.height();
                    let area =
                        usvg::Rect::from_ltrb(area.left(), area.top() + trim, area.right(), area.bottom() - trim);
                    out.push((words, area.unwrap()));
                }
                _ => {}
            }
        }
    }
    let mut out = Vec::new();
    walk(tree(svg).root(), &mut out);
    out
}

const CASES: [Case; 7] = [
    ("mali", mali),
    ("tiny", tiny),
    ("huge", huge),
    ("empty", empty),
    ("odd", odd),
    ("explained", explained),
    ("oddly-explained", oddly_explained),
];

/// Every label is on the page and off all others.
fn neat(case: &str, figure: &Figure) {
    let size = tree(&figure.svg).size();
    let labels = labels(&figure.svg);
    for (i, (words, a)) in labels.iter().enumerate() {
        let inside = a.left() >= 0.0 && a.top() >= 0.0 && a.right() <= size.width() && a.bottom() <= size.height();
        assert!(inside, "{case} {}: `{words}` at {a:?} leaves the page", figure.name);
        for (other, b) in &labels[i + 1..] {
            let meets = a.left() < b.right() && b.left() < a.right() && a.top() < b.bottom() && b.top() < a.bottom();
            assert!(!meets, "{case} {}: `{words}` and `{other}` overlap: {a:?} {b:?}", figure.name);
        }
    }
}

#[test]
fn no_label_covers_another_or_leaves_the_page() {
    for (case, results) in CASES {
        drawn(case, &results()).iter().for_each(|figure| neat(case, figure));
    }
}

#[test]
fn every_figure_says_its_units_and_where_it_comes_from() {
    for (case, results) in CASES {
        for figure in drawn(case, &results()) {
            let words: Vec<String> = labels(&figure.svg).into_iter().map(|(words, _)| words).collect();
            let all = words.join(" | ");
            let unit = match figure.name {
                "drawdown" => "People present at the end of each day",
                "waiting" => "Days lost (right) and gained (left)",
                "milestones" => "that reach a milestone on or before a date",
                "sites" => "shares of replications, in per cent",
                "criticality" => "Shares of ",
                "safe" => "The latest begin of a site, or opening of a permission",
                "because" => "Without it, the chance changes by",
                "tornado" => "The date that holds with 80 % (P80)",
                "places" => "People at each site at the end of each day",
                "lift" => "Seats out of each gateway, truck-days of each pool",
                _ => "the share of replications that lie below it",
            };
            assert!(all.contains(unit), "{case} {}: {all}", figure.name);
            assert!(all.contains("seed 1") && all.contains("scenario hash 0123456789ab"), "{case}: {all}");
            assert!(figure.svg.contains("role=\"img\"") && figure.svg.contains("<title id=\"title\">"));
        }
    }
}

#[test]
fn text_leaves_ink() {
    let figures = drawn("mali", &mali());
    let without = figures[0].svg.replace("<text", "<desc").replace("</text", "</desc");
    let [with, without] = [&figures[0].svg, &without].map(|svg| plot::png(svg, 1.0).unwrap().len());
    assert!(with > without + 10_000, "{with} bytes with text, {without} without");
}

#[test]
fn the_same_tables_give_the_same_bytes() {
    let [a, b] = [0, 1].map(|_| plot::figures(&mali()).unwrap());
    assert!(a.iter().zip(&b).all(|(a, b)| a.svg == b.svg));
}

#[test]
fn gone_is_drawn_as_present() {
    let figures = drawn("mali", &mali());
    let words: Vec<String> = labels(&figures[0].svg).into_iter().map(|(words, _)| words).collect();
    // 13,871 less 9,176, and less at most 6,000.
    assert!(words.contains(&"4,695".to_owned()) && words.contains(&"≥ 7,871".to_owned()), "{words:?}");
}

#[test]
fn a_date_that_is_not_reached_is_said_to_lie_after_the_horizon() {
    let figures = drawn("mali", &mali());
    let words: Vec<String> = labels(named(&figures, "sites")).into_iter().map(|(words, _)| words).collect();
    assert!(words.contains(&"after 31 Dec 2024".to_owned()), "{words:?}");
    assert!(words.contains(&"kept in the plan".to_owned()));
}

#[test]
fn years_until_a_kept_site_ends_take_no_room_from_the_months_before() {
    let figures = drawn("mali", &mali());
    let words: Vec<String> = labels(named(&figures, "sites")).into_iter().map(|(words, _)| words).collect();
    // 90 % of replications leave Gao by day 500 from 1 July 2023, and the others by the end of February.
    assert!(words.contains(&"to 12 Nov 2024".to_owned()), "{words:?}");
    assert!(words.contains(&"Dec".to_owned()) && !words.contains(&"Jun".to_owned()), "{words:?}");
}

#[test]
fn who_stays_by_the_plan_and_by_the_median_is_said_where_they_differ() {
    let mut results = mali();
    // 420 people stay, and 252 by the plan, which in turn keeps a site that is left in December.
    let late = results.sites.iter_mut().find(|site| site.name == "Timbuktu").unwrap();
    (late.kept, late.plan_vacated) = (true, None);
    let figures = drawn("stay", &results);
    let words: Vec<String> = labels(named(&figures, "drawdown")).into_iter().map(|(words, _)| words).collect();
    assert!(words.contains(&"stay: plan 252, median 420".to_owned()), "{words:?}");
    assert!(words.contains(&"only the plan keeps Timbuktu".to_owned()), "{words:?}");
    results.strength.iter_mut().for_each(|row| row.plan = row.p50);
    let figures = plot::figures(&results).unwrap();
    assert!(!labels(named(&figures, "drawdown")).iter().any(|(words, _)| words.starts_with("stay")));
}

#[test]
fn scores_are_drawn_for_every_figure_with_two_ends_and_every_forecast() {
    let figures = drawn("mali", &mali());
    let labels = labels(named(&figures, "scores"));
    let all = labels.iter().map(|(words, _)| words.as_str()).collect::<Vec<_>>().join(" | ");
    // Sites and forecasts by name.
    for words in [
        "Tessalit",
        "Kidal",
        "Douentza",
        "drawdown",
        "plan",
        "straight line",
        "seats alone",
        "people, logarithmic scale",
    ] {
        assert!(all.contains(words), "{words}: {all}");
    }
    assert!(all.contains("in at least nine of ten cases") && all.contains("is no success rate"), "{all}");
}

#[test]
fn a_picture_of_no_scores_says_so() {
    let figures = drawn("empty", &empty());
    let all: Vec<String> = labels(named(&figures, "scores")).into_iter().map(|(words, _)| words).collect();
    assert!(all.iter().any(|words| words.contains("nothing here has been checked against reality")), "{all:?}");
    assert!(all.iter().any(|words| words.contains("No figure is scored")), "{all:?}");
    assert!(!all.iter().any(|words| words.contains("CRPS")), "{all:?}");
}

#[test]
fn the_ends_of_the_calendar_and_of_the_numbers_are_drawn_somehow() {
    let mut results = tiny();
    let about = &mut results.about;
    (about.start, about.deadline, about.horizon, about.as_of) = (Date::MIN, Date::MAX, Date::MAX, Some(Date::MAX));
    (about.strength, about.seed, about.replications) = (u32::MAX, u64::MAX, u64::MAX);
    about.mission = "م".repeat(10_000);
    (results.strength[0].date, results.strength[0].p97_5) = (Date::MIN, u32::MAX);
    (results.strength[1].date, results.strength[1].plan) = (Date::MAX, u32::MAX);
    results.sites[0].vacated_p75 = Some(Date::MAX);
    results.sites[0].planned = Some(Date::MIN);
    results.checks[0].date = Date::MIN;
    drawn("ends", &results);
}

#[test]
fn sizes_that_cannot_be_drawn_are_refused() {
    let svg = &plot::figures(&empty()).unwrap()[0].svg;
    for zoom in [0.0, -1.0, f32::NAN, f32::INFINITY, 1e9] {
        assert!(plot::png(svg, zoom).is_err(), "zoom {zoom}");
    }
    assert!(plot::png("no picture", 1.0).is_err());
}

#[test]
fn a_study_that_was_not_made_has_no_picture() {
    let names = |results: Results| plot::figures(&results).unwrap().iter().map(|f| f.name).collect::<Vec<_>>();
    assert!(!names(mali()).contains(&"because") && !names(mali()).contains(&"tornado"));
    assert!(names(explained()).ends_with(&["because", "tornado"]));
}

#[test]
fn the_tornado_is_sorted_and_says_what_lies_beyond_the_horizon() {
    let figures = drawn("explained", &explained());
    let words: Vec<String> = labels(named(&figures, "tornado")).into_iter().map(|(words, _)| words).collect();
    let place = |name: &str| words.iter().position(|word| word == name).unwrap();
    // Beyond any number of days; 59 days; none.
    assert!(place("host-cooperation") < place("flight-supply") && place("flight-supply") < place("transit-work"));
    for said in ["0.8 times", "1.3 times", "12 times", "reaches after ", "deadline 31 December 2023"] {
        assert!(words.iter().any(|word| word.contains(said)), "{said}: {words:?}");
    }
    assert!(words.iter().any(|word| word.starts_with("\u{2212}59 (\u{2212}61 to ?)")), "{words:?}");
}

#[test]
fn the_steps_end_where_the_parts_lead() {
    // 25 % as drawn, and 60 points more without all of them.
    let figures = drawn("explained", &explained());
    let words: Vec<String> = labels(named(&figures, "because")).into_iter().map(|(words, _)| words).collect();
    for said in [
        "as drawn",
        "25 %",
        "+58",
        "\u{2212}5.0",
        "all of these removed",
        "85 %",
        "6 with a smaller change are not drawn; all are in because.csv",
    ] {
        assert!(words.iter().any(|word| word == said), "{said}: {words:?}");
    }
}
