//! Good scenario files: what they mean, how they are composed, and that nothing makes the reader panic.

use drawdown::delay::Law;
use drawdown::scenario::{
    Component, Imposed, LaneMode, Loaded, MilestoneKind, Road, Scenario, ScenarioError, ShockEffect,
};
use jiff::civil::date;

const FULL: &str = include_str!("data/full.toml");

fn full() -> Scenario {
    Scenario::parse(FULL, "full.toml").unwrap_or_else(|error| panic!("{error}"))
}

#[test]
fn every_key_is_read() {
    let s = full();
    assert_eq!(s.sites.len(), 4);
    assert_eq!(s.sites[0].people[0].contingent, "Chad");
    assert_eq!(s.sites[1].people.iter().map(|group| group.count).sum::<u32>(), 445);
    assert_eq!(s.sites[1].people[3].component, Component::Local);
    assert_eq!(s.gateways[0].exits[0].per_week[1].from, date(2023, 10, 1));
    assert_eq!(s.gateways[0].exits[1].per_week[0].from, date(2023, 7, 1));
    assert_eq!(s.delays.disposal.law, Law::Fixed(3.0));
    assert!((s.delays.preparation.planned - 9.0).abs() < 1e-12);
    assert!(matches!(s.imposed[0], Imposed::Ended { handed_over: false, .. }));
    assert_eq!(s.regimes[0].states[0].next, [(1, 0.7), (2, 0.3)]);
    assert_eq!(s.regimes[0].pinned[0].then, 1);
}

#[test]
fn states_and_lasting_effects_of_shocks_are_a_threat_where_the_file_says_so() {
    let s = full();
    let states: Vec<bool> = s.regimes[0].states.iter().map(|state| state.effect.threat).collect();
    assert_eq!(states, [false, false, true, false]);
    let threats = s.shocks.iter().flat_map(|shock| &shock.effects).filter_map(|effect| match effect {
        ShockEffect::Suspend { threat, .. } => Some(*threat),
        ShockEffect::Slow { effect, .. } => Some(effect.threat),
        _ => None,
    });
    // Of the last one the file says nothing.
    assert_eq!(threats.collect::<Vec<_>>(), [true, false, false]);
}

#[test]
fn the_schema_accepts_what_the_reader_accepts() {
    let validator = jsonschema::validator_for(&drawdown::scenario::schema()).expect("the schema is a schema");
    let instance = json(toml::from_str(FULL).expect("the file is TOML"));
    let errors: Vec<String> =
        validator.iter_errors(&instance).map(|e| format!("{e} at {}", e.instance_path())).collect();
    assert!(errors.is_empty(), "{}", errors.join("\n"));
    let typo = json(toml::from_str("[mission]\nnaem = \"x\"").expect("TOML"));
    assert!(!validator.is_valid(&typo));
}

/// TOML as JSON, dates as texts.
fn json(value: toml::Value) -> serde_json::Value {
    match value {
        toml::Value::String(text) => text.into(),
        toml::Value::Integer(n) => n.into(),
        toml::Value::Float(x) => x.into(),
        toml::Value::Boolean(b) => b.into(),
        toml::Value::Datetime(date) => date.to_string().into(),
        toml::Value::Array(items) => items.into_iter().map(json).collect(),
        toml::Value::Table(table) => table.into_iter().map(|(key, value)| (key, json(value))).collect(),
    }
}

/// A folder with files, for what needs a disk.
struct Folder(tempfile::TempDir);

impl Folder {
    fn with(files: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        for (name, text) in files {
            let path = folder.path().join(name);
            std::fs::create_dir_all(path.parent().expect("a file has a folder")).expect("a folder");
            std::fs::write(path, text).expect("a file");
        }
        Self(folder)
    }

    fn load(&self, name: &str, sets: &[&str]) -> Result<Loaded, String> {
        let sets: Vec<String> = sets.iter().map(ToString::to_string).collect();
        // Messages name the temporary folder; tests do not.
        let shown = |error: ScenarioError| error.to_string().replace(&format!("{}/", self.0.path().display()), "");
        Scenario::load(&self.0.path().join(name), &sets).map_err(shown)
    }
}

fn with_sets(sets: &[&str]) -> Result<Loaded, String> {
    Folder::with(&[("full.toml", FULL)]).load("full.toml", sets)
}

#[test]
fn a_file_may_extend_another_and_change_it() {
    let over = r#"
        extends = "base/full.toml"
        [mission]
        deadline = 2024-01-31
        [[site]]
        id = "kidal"
        begin = 2023-09-01
        people = { military = 450 }
        [[site]]
        id = "gao"
        people = [{ component = "military", contingent = "Chad", count = 800 }]
        lanes = [{ to = "bamako", road = { km = 1300 } }]
        [[gateway]]
        id = "bamako"
        exits = [{ id = "charter", air = { per_week = [{ from = 2023-08-01, value = 3 }] } }]
        [delay]
        preparation = { fixed = 7 }
        clearance = { max = 60 }
        [[season]]
        id = "rains"
        remove = true
    "#;
    let folder = Folder::with(&[("base/full.toml", FULL), ("over.toml", over)]);
    let s = folder.load("over.toml", &[]).unwrap_or_else(|e| panic!("{e}")).scenario;
    assert_eq!(s.mission.deadline, date(2024, 1, 31));
    // `begin` takes the place of `close_by`.
    assert_eq!((s.sites[1].begin, s.sites[1].close_by), (Some(date(2023, 9, 1)), None));
    let kidal: Vec<u32> = s.sites[1].people.iter().map(|group| group.count).collect();
    assert_eq!(kidal, [450, 20, 10, 15]);
    let gao: Vec<u32> = s.sites[0].people.iter().map(|group| group.count).collect();
    assert_eq!(gao, [800, 500, 60]);
    assert_eq!(s.sites[0].lanes.len(), 1);
    let steps: Vec<f64> = s.gateways[0].exits[0].per_week.iter().map(|step| step.value).collect();
    assert_eq!(steps, [2.0, 3.0, 4.0]);
    // The kind of a law is replaced with its bounds; bounds alone are added.
    assert_eq!((s.delays.preparation.planned, s.delays.preparation.min), (7.0, None));
    assert_eq!(s.delays.clearance.max, Some(60.0));
    assert!(s.seasons.is_empty());
}

#[test]
fn a_basis_holds_for_numbers_of_its_own_file_only() {
    let over = "extends = 'full.toml'\n[delay]\nmargin = 6\ntransit = { fixed = 8 }\n";
    let folder = Folder::with(&[("full.toml", FULL), ("over.toml", over)]);
    let s = folder.load("over.toml", &["delay.liquidation=30"]).unwrap_or_else(|e| panic!("{e}")).scenario;
    let basis =
        |path: &str| s.inputs.iter().find(|input| input.path == path).map(|i| (i.basis.as_str(), i.file.as_str()));
    assert_eq!(basis("delay.disposal.fixed"), Some(("assumed", "full.toml")));
    assert_eq!(basis("delay.clearance.lognormal.p90"), Some(("fitted", "full.toml")));
    assert_eq!(basis("delay.margin"), Some(("unstated", "over.toml")));
    assert_eq!(basis("delay.transit.fixed"), Some(("unstated", "over.toml")));
    assert_eq!(basis("delay.liquidation"), Some(("unstated", "--set 'delay.liquidation=30'")));
}

#[test]
fn inputs_know_where_they_come_from() {
    let s = full();
    let input = |path: &str| s.inputs.iter().find(|input| input.path == path).unwrap_or_else(|| panic!("no {path}"));
    let chad = input("site.gao.people.\"military/Chad\".count");
    assert_eq!((chad.value.as_str(), chad.basis.as_str(), chad.source.as_str()), ("900", "reported", "plan"));
    assert_eq!(input("site.gao.people.\"military/Bangladesh\".count").basis, "derived");
    assert_eq!(input("delay.transit.empirical").value, "[5, 9, 10]");
    assert_eq!(input("gateway.bamako.exits.charter.air.per_week.2023-10-01.value").value, "4");
}

#[test]
fn the_composed_text_reads_back_to_the_same_scenario() {
    let over = "extends = ['full.toml']\n[mission]\nname = \"Ça \\\"va\\\"\"\n[delay]\nmargin = 6\n\
                transit = { empirical = { csv = 'days.csv', column = 'days' } }\n";
    let csv = "place,days\ngao,4\nkidal, 6.5\n";
    let folder = Folder::with(&[("full.toml", FULL), ("over.toml", over), ("days.csv", csv)]);
    let loaded = folder.load("over.toml", &["site.kidal.guard=7"]).unwrap_or_else(|e| panic!("{e}"));
    assert_eq!(loaded.scenario.delays.transit.law, Law::Empirical(vec![4.0, 6.5]));
    assert!(!loaded.composed.contains(&folder.0.path().display().to_string()));
    let again =
        Scenario::parse(&loaded.composed, "scenario.toml").unwrap_or_else(|e| panic!("{e}\n{}", loaded.composed));
    // Files and the writing of numbers differ, and so do the inputs.
    let facts = |s: &Scenario| format!("{:#?}", Scenario { inputs: Vec::new(), ..s.clone() });
    assert_eq!(facts(&again), facts(&loaded.scenario));
    let bases = |s: &Scenario| {
        let mut all: Vec<_> = s.inputs.iter().map(|i| (i.path.clone(), i.basis.clone(), i.source.clone())).collect();
        all.sort();
        all
    };
    assert_eq!(bases(&again), bases(&loaded.scenario));
    let twice = Folder::with(&[("a.toml", &loaded.composed)]).load("a.toml", &[]).unwrap_or_else(|e| panic!("{e}"));
    assert_eq!(twice.composed, loaded.composed);
}

#[test]
fn options_change_one_value_each() {
    let sets = [
        "mission.deadline=2024-01-31",
        "trucks.gao-pool.count=400",
        "site.kidal.lanes.\"gao/road\".road.km=380",
        "delay.clearance={ fixed = 3 }",
        "site.gao.people.\"military/Chad\".count=800",
        "gateway.bamako.exits.charter.air.per_week.2023-10-01.value=5",
        "mission.name=Another name",
        "site.kidal.begin=2023-09-01",
        "site.kidal.close=2023-10-01",
        "season.rains.remove=true",
        "regime.permissions.states.shut.clearance=2",
    ];
    let s = with_sets(&sets).unwrap_or_else(|e| panic!("{e}")).scenario;
    assert_eq!((s.mission.deadline, s.mission.name.as_str()), (date(2024, 1, 31), "Another name"));
    assert_eq!(s.trucks[0].count, 400);
    assert_eq!(s.sites[1].lanes[0].mode, LaneMode::Road(Road { km: 380.0, escort: None, via: None }));
    assert_eq!(s.delays.clearance.law, Law::Fixed(3.0));
    assert_eq!(s.sites[0].people[0].count, 800);
    assert_eq!(s.gateways[0].exits[0].per_week[1].value, 5.0);
    let kidal = &s.sites[1];
    assert_eq!((kidal.begin, kidal.close, kidal.close_by), (Some(date(2023, 9, 1)), Some(date(2023, 10, 1)), None));
    assert!(s.seasons.is_empty());
}

#[test]
fn wrong_options_and_files_say_what_is_wrong() {
    let folder = Folder::with(&[
        ("full.toml", FULL),
        ("missing.toml", "extends = \"ful.toml\"\n"),
        ("a.toml", "extends = \"b.toml\"\n"),
        ("b.toml", "extends = [\"a.toml\"]\n"),
        ("remove.toml", "extends = \"full.toml\"\n[[season]]\nid = \"rain\"\nremove = true\n"),
        (
            "column.toml",
            "extends = \"full.toml\"\n[delay]\nmargin = { empirical = { csv = \"d.csv\", column = \"day\" } }\n",
        ),
        (
            "cell.toml",
            "extends = \"full.toml\"\n[delay]\nmargin = { empirical = { csv = \"d.csv\", column = \"days\" } }\n",
        ),
        ("d.csv", "place,days\ngao,4\nkidal,many\n"),
        ("base.toml", "extends = \"full.toml\"\n[[site]]\nid = \"kidal\"\nguard = 5000\n"),
        ("deep.toml", "extends = \"base.toml\"\n"),
        ("empty.toml", ""),
    ]);
    let cases: &[(&str, &[&str])] = &[
        ("fill.toml", &[]),
        ("nowhere/full.toml", &[]),
        ("missing.toml", &[]),
        ("a.toml", &[]),
        ("remove.toml", &[]),
        ("column.toml", &[]),
        ("cell.toml", &[]),
        ("deep.toml", &[]),
        ("empty.toml", &[]),
        ("full.toml", &["mission.deadline=2023-13-01"]),
        ("full.toml", &["mission.deadline=soon"]),
        ("full.toml", &["site.kidall.guard=3"]),
        ("full.toml", &["site.kidal.gaurd=3"]),
        ("full.toml", &["site.kidal.guard.x=3"]),
        ("full.toml", &["trucks.gao-pool.count"]),
        ("full.toml", &["delay.clearance={ fixed = "]),
        ("full.toml", &["imposed.1.gone=3"]),
        ("full.toml", &["trucks.gao-pool.count=1.5", "milestone.nine-tenths.share=90"]),
    ];
    let shown = |(name, sets): &(&str, &[&str])| {
        let error = folder.load(name, sets).err().unwrap_or_else(|| "NOTHING IS WRONG".into());
        format!("{name} {sets:?}\n\n{error}")
    };
    let all: Vec<String> = cases.iter().map(shown).collect();
    assert!(!all.iter().any(|text| text.contains("NOTHING IS WRONG")), "{}", all.join("\n"));
    insta::assert_snapshot!("wrong_files", all.join("\n\n----------------------------------------\n\n"));
}

#[test]
fn warnings_name_what_is_probably_not_meant() {
    let over =
        "extends = 'full.toml'\n[[contingent]]\nid = 'Niger'\n[sources]\nold = { publisher = 'p', title = 't' }\n";
    let folder = Folder::with(&[("full.toml", FULL), ("over.toml", over)]);
    let warnings = folder.load("over.toml", &[]).unwrap_or_else(|e| panic!("{e}")).warnings;
    assert!(warnings[0].contains("`Niger`") && warnings[1].contains("`old`"), "{warnings:?}");
    assert!(warnings[2].ends_with("inputs say no `basis`; they are listed as `unstated`"), "{warnings:?}");
}

#[test]
fn the_headline_is_always_the_first_milestone() {
    let s = full();
    let names: Vec<&str> = s.milestones.iter().map(|milestone| milestone.id.as_str()).collect();
    assert_eq!(names, ["people-out", "nine-tenths", "handed-back"]);
    assert_eq!((s.milestones[0].kind, s.milestones[0].share), (MilestoneKind::PeopleOut, 1.0));
}

#[test]
fn figures_become_intervals() {
    let s = full();
    // 300 ± 2.5 %: 292.5 to 307.5.
    assert_eq!((s.observations[0].value.at_least, s.observations[0].value.at_most), (Some(293), Some(307)));
    // 29 October 2023 is day 120 from 1 July.
    assert_eq!((s.observations[1].value.at_least, s.observations[1].value.at_most), (Some(120), Some(122)));
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig { cases: 300, failure_persistence: None, ..Default::default() })]

    #[test]
    fn no_text_makes_the_reader_panic(
        edits in proptest::collection::vec((0_usize..7_000, 0_usize..12, "[\\x00-\\x7fé]{0,6}"), 1..6),
    ) {
        let mut text: Vec<char> = FULL.chars().collect();
        for (start, length, new) in edits {
            let start = start.min(text.len());
            let end = (start + length).min(text.len());
            text.splice(start..end, new.chars());
        }
        let text: String = text.into_iter().collect();
        let _ = Scenario::parse(&text, "mutated.toml").map_err(|error| error.to_string());
    }

    #[test]
    fn no_option_makes_the_reader_panic(path in "[a-z.\"/=0-9{} -]{0,30}", value in "[a-z0-9{}=.\" ,\\[\\]-]{0,12}") {
        let text = format!("site.kidal.{path}={value}");
        let _ = with_sets(&[&text]);
        let _ = with_sets(&[&path]);
    }

    #[test]
    fn no_swapped_values_make_the_reader_panic(from in 0_usize..400, to in 0_usize..400) {
        // Values in places of others: right syntax, wrong meaning.
        let values: Vec<&str> = FULL.lines().filter_map(|line| line.split_once(" = ").map(|(_, value)| value)).collect();
        let (old, new) = (values[from % values.len()], values[to % values.len()]);
        let text = FULL.replacen(&format!(" = {old}"), &format!(" = {new}"), 1);
        let _ = Scenario::parse(&text, "swapped.toml").map_err(|error| error.to_string());
    }
}

/// The files in `scenarios/`; those in `scenarios/base/` are only extended.
fn shipped() -> Vec<std::path::PathBuf> {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .expect("there are shipped scenarios")
        .map(|entry| entry.expect("a folder can be listed").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "toml"))
        .collect();
    files.sort();
    files
}

#[test]
fn shipped_scenarios_are_good_fit_the_schema_and_survive_composing() {
    let validator = jsonschema::validator_for(&drawdown::scenario::schema()).expect("the schema is a schema");
    for path in shipped() {
        let loaded = Scenario::load(&path, &[]).unwrap_or_else(|e| panic!("{e}"));
        let again = Scenario::parse(&loaded.composed, "scenario.toml").unwrap_or_else(|e| panic!("{e}"));
        let facts = |s: &Scenario| format!("{:#?}", Scenario { inputs: Vec::new(), ..s.clone() });
        assert_eq!(facts(&again), facts(&loaded.scenario), "{}", path.display());
        let written = std::fs::read_to_string(&path).expect("it was read before");
        for text in [written, loaded.composed] {
            let instance = json(toml::from_str(&text).expect("the file is TOML"));
            let errors: Vec<String> =
                validator.iter_errors(&instance).map(|e| format!("{e} at {}", e.instance_path())).collect();
            assert!(errors.is_empty(), "{}: {}", path.display(), errors.join("\n"));
        }
    }
}
