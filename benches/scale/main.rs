//! How cost and memory grow, and what the elementary works alone would cost.
//!
//! `benches/report.sh` builds this twice and prints its table; `docs/performance.md` says how to
//! read it. `cargo bench -- --test` does each once, in a small way.

use std::path::Path;

mod clock;
mod floor;
mod memory;
mod mission;
mod report;
mod work;

use mission::Mission;

/// The mission that everything is measured on.
const REFERENCE: &str = "minusma";

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words[..] {
        ["works", file] => work::write(&Mission::named(REFERENCE), Path::new(file)).expect("the works can be written"),
        ["memory", mission, n, policies] => memory::child(mission, number(n), number(policies)),
        ["report", file] => report::print(Path::new(file), false),
        ["report", file, "--full"] => report::print(Path::new(file), true),
        // A loop for callgrind.
        ["replications", mission, n, policies] => {
            Mission::named(mission).replications(number(n), number(policies) as usize);
        }
        ["ensemble", mission, n, policies] => {
            Mission::named(mission).ensemble(number(n), 1, number(policies) as usize);
        }
        _ if words.contains(&"--test") => smoke(),
        _ => println!("benches/report.sh measures this"),
    }
}

fn number(text: &str) -> u64 {
    text.parse().expect("a whole number")
}

/// Everything can be run.
fn smoke() {
    for name in [REFERENCE, "two-sites", "13,14000,180"] {
        let mission = Mission::named(name);
        assert_eq!(mission.ensemble(3, 2, 3).n, 3);
        mission.replications(2, 1);
    }
}
