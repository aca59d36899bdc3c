//! The plan's clock, the deadline in force and authorised strengths, by hand: day 0 is the 1st of
//! January 2024, day 31 the 1st of February, day 90 the 31st of March.

use std::ops::Range;
use std::sync::atomic::AtomicBool;

use drawdown::calendar::Day;
use drawdown::ensemble::{self, Ensemble, Job, Policies};
use drawdown::model::Model;
use drawdown::results::MilestoneRow;
use drawdown::scenario::{Scenario, ShockEffect};
use drawdown::simulate::{Cause, Outcome, PolicyLevel, Simulator, Trace, What, prepare};
use drawdown::studies::Studies;
use drawdown::summary::{self, Material, Plan};
use drawdown::words;

const FRAME: &str = r#"
    [mission]
    name = "by hand"
    start = 2024-01-01
    deadline = 2024-03-31
    horizon = 2024-08-31
    [[gateway]]
    id = "port"
    exits = [ { id = "ship", road = { per_week = 7, seats = 1000, truckloads = 100 } } ]
"#;

/// 300 people who would begin to leave on day 10.
const PORT: &str = "[[site]]\nid = \"port\"\npeople = { military = 300 }\nbegin = 2024-01-11\n";
/// 80 soldiers and 20 policemen who stay until long after the deadline, and 40 of whom may.
const PHASE: &str = "[[site]]\nid = \"port\"\npeople = { military = 80, police = 20 }\nbegin = 2024-08-01\n\
    [[ceiling]]\nid = \"phase\"\nfrom = 2024-01-11\ndate = 2024-01-20\npeople = 40\n";

/// An authorised strength for whoever is at the port.
const PHASE_OF_PORT: &str =
    "[[ceiling]]\nid = \"phase\"\nsite = \"port\"\nfrom = 2024-01-11\ndate = 2024-02-20\npeople = 40\n";

fn scenario(text: &str) -> Scenario {
    let text = format!("{FRAME}{text}");
    Scenario::parse(&text, "by-hand.toml").unwrap_or_else(|error| panic!("{error}\n{text}"))
}

fn shock(id: &str, date: &str, effect: &str) -> String {
    format!("[[shock]]\nid = \"{id}\"\ndate = {date}\neffects = [ {{ {effect} }} ]\n")
}

fn replayed(model: &Model, level: PolicyLevel) -> (Trace, Outcome) {
    let mut trace = Trace::default();
    let outcome = Simulator::new(model).replay(1, 0, level, &mut trace);
    (trace, outcome)
}

fn replay(text: &str) -> (Trace, Outcome) {
    replayed(&prepare(&scenario(text)), PolicyLevel::Off)
}

/// The first day of closing of the first site.
fn began(text: &str) -> Day {
    replay(text).1.began[0]
}

/// People who are released, by day.
fn releases(text: &str) -> Vec<(Day, u32)> {
    let mut days: Vec<(Day, u32)> = Vec::new();
    for event in replay(text).0.events {
        let What::Released { n, .. } = event.what else { continue };
        match days.last_mut() {
            Some((day, sum)) if *day == event.day => *sum += n,
            _ => days.push((event.day, n)),
        }
    }
    days
}

#[test]
fn a_site_begins_later_by_the_days_for_which_its_clock_stood_still() {
    assert_eq!(began(PORT), 10);
    // Days 5 to 12 do not count: day 13 is the plan's day 5, day 18 its day 10.
    let pause = shock("talks", "2024-01-06", "pause = { days = 8 }");
    assert_eq!(began(&format!("{PORT}{pause}")), 18);
    // A pause of 0 days stops the clock for the day itself.
    assert_eq!(began(&format!("{PORT}{}", shock("talks", "2024-01-06", "pause = { days = 0 }"))), 11);
    // After the start there is nothing left to stop.
    assert_eq!(began(&format!("{PORT}{}", shock("talks", "2024-01-12", "pause = { days = 8 }"))), 10);
    // On the day itself there is.
    assert_eq!(began(&format!("{PORT}{}", shock("talks", "2024-01-11", "pause = { days = 8 }"))), 18);
}

#[test]
fn a_day_of_two_pauses_counts_once() {
    let first = shock("talks", "2024-01-06", "pause = { days = 8 }");
    // Days 7 to 10 stand already; days 9 to 18 add six to days 5 to 12.
    let within = shock("vote", "2024-01-08", "pause = { days = 4 }");
    assert_eq!(began(&format!("{PORT}{first}{within}")), 18);
    let beyond = shock("vote", "2024-01-10", "pause = { days = 10 }");
    assert_eq!(began(&format!("{PORT}{first}{beyond}")), 24);
}

#[test]
fn a_pause_of_one_site_leaves_the_others_alone() {
    let camp = "[[site]]\nid = \"camp\"\npeople = { military = 50 }\nbegin = 2024-01-11\nself_move = { km_per_day = 50 }\n\
        lanes = [ { to = \"port\", road = { km = 50 } } ]\n";
    let pause = shock("talks", "2024-01-06", "pause = { scope = [\"site:camp\"], days = 8 }");
    let (_, outcome) = replay(&format!("{PORT}{camp}{pause}"));
    assert_eq!(outcome.began, [10, 18]);
}

#[test]
fn a_site_that_prepares_goes_on_while_its_clock_stands_still() {
    let pause = shock("talks", "2024-01-12", "pause = { days = 30 }");
    let (_, outcome) = replay(&format!("[delay]\npreparation = 5\nhandover = 2\n{PORT}{pause}"));
    // Prepared from day 10 to 15, out on that day, signed two days later.
    assert_eq!((outcome.began[0], outcome.vacated[0], outcome.ended[0]), (10, 15, 17));
}

#[test]
fn the_days_of_a_pause_are_an_event_in_the_chain_of_a_start() {
    let pause = shock("talks", "2024-01-06", "pause = { days = 8 }");
    let scenario = scenario(&format!("{PORT}{pause}"));
    let model = prepare(&scenario);
    let mut simulator = Simulator::new(&model);
    simulator.replay(1, 0, PolicyLevel::Off, &mut Trace::default());
    let waits: Vec<(Cause, Day)> = simulator.state().waits(0).map(|wait| (wait.cause, wait.days())).collect();
    assert_eq!(waits, [(Cause::Shock(0), 8), (Cause::Plan, 10)]);
}

#[test]
fn thinning_departures_and_cargo_go_by_the_plan_day() {
    let site = "[[site]]\nid = \"port\"\npeople = [ { component = \"military\", count = 100 }, { component = \"police\", contingent = \"Togo\", count = 20 } ]\n\
        cargo = [ { owner = \"UN\", truckloads = 5, from = 2024-01-15 } ]\nbegin = 2024-08-01\n\
        [[contingent]]\nid = \"Togo\"\ndepart = 2024-01-14\n\
        [[thinning]]\nid = \"rotation\"\ncomponent = \"military\"\nfrom = 2024-01-11\nto = 2024-01-15\ncount = 50\n";
    // Ten a day from day 10 to 14; Togo on day 13.
    let planned = [(10, 10), (11, 10), (12, 10), (13, 30), (14, 10), (213, 50)];
    assert_eq!(releases(site), planned);
    // Days 12 to 16 stand still: what was due on day 12 is due on day 17, and so on.
    let paused = format!("{site}{}", shock("talks", "2024-01-13", "pause = { days = 5 }"));
    assert_eq!(releases(&paused), [(10, 10), (11, 10), (17, 10), (18, 30), (19, 10), (218, 50)]);
    let cargo = |text: &str| {
        let queued = |what| matches!(what, What::CargoReleased { .. });
        replay(text).0.events.iter().find(|event| queued(event.what)).map(|event| event.day)
    };
    assert_eq!((cargo(site), cargo(&paused)), (Some(14), Some(19)));
}

#[test]
fn a_postponement_moves_the_deadline_and_the_dates_of_the_plan_with_it() {
    // On day 20 the deadline moves from day 90 to 120; what the plan has for day 50 happens on day 80.
    let site = "[[site]]\nid = \"port\"\npeople = { military = 300 }\nbegin = 2024-02-20\n";
    let postponed = shock("vote", "2024-01-21", "postpone = { days = 30 }");
    let (trace, outcome) = replay(&format!("{site}{postponed}"));
    assert_eq!((outcome.began[0], outcome.deadline_in_force), (80, 120));
    let moves: Vec<_> = trace.events.iter().filter(|e| matches!(e.what, What::DeadlineMoved { .. })).collect();
    assert_eq!(moves.len(), 1);
    assert_eq!((moves[0].day, moves[0].what), (20, What::DeadlineMoved { shock: 0, from: 90, to: 120 }));
}

#[test]
fn a_postponement_is_counted_on_top_of_a_pause() {
    // Days 5 to 12 by the pause; of day 8 on 4 more by the postponement: days 5 to 16.
    let both = format!(
        "{PORT}{}{}",
        shock("talks", "2024-01-06", "pause = { days = 8 }"),
        shock("vote", "2024-01-09", "postpone = { days = 4 }")
    );
    assert_eq!(began(&both), 22);
}

#[test]
fn an_earlier_deadline_sets_the_clocks_forward() {
    let site = "[[site]]\nid = \"port\"\npeople = { military = 300 }\nbegin = 2024-02-20\n";
    // On day 20 the plan is on day 40; it is on day 50 on day 30.
    let earlier = shock("vote", "2024-01-21", "postpone = { days = -20 }");
    let (_, outcome) = replay(&format!("{site}{earlier}"));
    assert_eq!((outcome.began[0], outcome.deadline_in_force), (30, 70));
    // Days 18 and 19 stood still, 8 more would have: these are taken first, then 12 are set forward.
    // The plan's day 50 is day 50 + 2 - 12.
    let paused = shock("talks", "2024-01-19", "pause = { days = 10 }");
    assert_eq!(began(&format!("{site}{paused}{earlier}")), 40);
    // Never before the day itself: day 20.
    let (_, outcome) = replay(&format!("{site}{}", shock("vote", "2024-01-21", "postpone = { days = -100 }")));
    assert_eq!(outcome.deadline_in_force, 20);
}

#[test]
fn a_share_of_the_lead_grows_with_the_lead() {
    let deadline = |date: &str| {
        let postponed = shock("vote", date, "postpone = { of_lead = 0.5 }");
        replay(&format!("{PORT}{postponed}")).1.deadline_in_force
    };
    // 70 days before day 90: half of them are 35. Ten days before: 5. On the day itself, and after it, none.
    assert_eq!(deadline("2024-01-21"), 125);
    assert_eq!(deadline("2024-03-21"), 95);
    assert_eq!(deadline("2024-03-31"), 90);
    assert_eq!(deadline("2024-04-10"), 90);
    // The lead is that of the deadline in force. Day 10: 90 + 40 = 130; day 20: 130 + 55 = 185.
    let half = "postpone = { of_lead = 0.5 }";
    let twice = shock("first", "2024-01-11", half) + &shock("vote", "2024-01-21", half);
    assert_eq!(replay(&format!("{PORT}{twice}")).1.deadline_in_force, 185);
}

#[test]
fn a_deadline_that_has_passed_stays_and_one_is_never_after_the_horizon() {
    let late = shock("vote", "2024-04-01", "postpone = { days = 30 }");
    assert_eq!(replay(&format!("{PORT}{late}")).1.deadline_in_force, 90);
    let long = shock("vote", "2024-01-21", "postpone = { days = 3000 }");
    // The 31st of August is day 243.
    assert_eq!(replay(&format!("{PORT}{long}")).1.deadline_in_force, 243);
}

#[test]
fn the_policy_the_tail_and_the_liquidation_go_by_the_deadline_in_force() {
    let text = format!(
        "[delay]\nliquidation = 3\n\
         [[site]]\nid = \"port\"\npeople = {{ military = 300 }}\nbegin = 2024-08-30\n\
         [[site]]\nid = \"camp\"\npeople = {{ military = 50 }}\nkeep = 50\nbegin = 2024-01-01\nself_move = {{ km_per_day = 50 }}\n\
         lanes = [ {{ to = \"port\", road = {{ km = 50 }} }} ]\n\
         [policy]\nevacuate = {{ sites_open_days_before = 10 }}\n{}",
        shock("vote", "2024-01-21", "postpone = { days = 30 }")
    );
    let model = prepare(&scenario(&text));
    let (trace, outcome) = replayed(&model, PolicyLevel::Full);
    let day = |wanted: fn(What) -> bool| trace.events.iter().find(|e| wanted(e.what)).map(|e| e.day);
    // Ten days before day 120; the liquidation begins on the day after it and takes three days.
    assert_eq!(day(|what| matches!(what, What::EvacuationOrdered { site: 0, .. })), Some(110));
    assert_eq!(day(|what| matches!(what, What::LiquidationEnded { site: 1 })), Some(124));
    assert_eq!(outcome.tail, 0);
    // Without the policy all 300 are still there on day 120; those who are kept do not count.
    assert_eq!(replayed(&model, PolicyLevel::Off).1.tail, 300);
}

#[test]
fn people_are_released_evenly_down_to_an_authorised_strength() {
    // 40 + ceil(60 (19 - p) / 10): 94, 88, 82, … 46, 40.
    let even: Vec<(Day, u32)> = (10..20).map(|day| (day, 6)).collect();
    assert_eq!(releases(PHASE)[..10], even);
    // Of the first six 4.8 are soldiers and 1.2 policemen: the remainder goes to the soldiers.
    let (trace, _) = replay(PHASE);
    let first: Vec<u32> = trace
        .events
        .iter()
        .filter(|event| event.day == 10)
        .filter_map(|event| if let What::Released { n, .. } = event.what { Some(n) } else { None })
        .collect();
    assert_eq!(first, [5, 1]);
}

#[test]
fn a_ceiling_waits_for_the_clock_of_the_mission_and_for_that_of_a_site() {
    // Days 12 to 14 stand still for all: what was for day 12 is on day 15.
    let paused = format!("{PHASE}{}", shock("talks", "2024-01-13", "pause = { days = 3 }"));
    let days: Vec<Day> = releases(&paused)[..10].iter().map(|(day, _)| *day).collect();
    assert_eq!(days, [10, 11, 15, 16, 17, 18, 19, 20, 21, 22]);
    // Of the site alone: its people are released together when it goes on, 88 down to 40 + 24.
    let site = format!("{PHASE}{}", shock("talks", "2024-01-13", "pause = { scope = [\"site:port\"], days = 3 }"));
    assert_eq!(releases(&site)[..4], [(10, 6), (11, 6), (15, 24), (16, 6)]);
}

#[test]
fn a_ceiling_never_goes_below_the_hold_of_a_site_and_counts_nobody_twice() {
    // 30 are kept where 40 would do; then 70, so that the last 30 cannot be released.
    let kept = |keep: u32| PHASE.replace("begin = 2024-08-01", &format!("begin = 2024-08-01\nkeep = {keep}"));
    let until_june = |text: &str| releases(text).iter().filter(|(day, _)| *day < 60).map(|(_, n)| n).sum::<u32>();
    assert_eq!((until_june(&kept(30)), until_june(&kept(70))), (60, 30));
    // Who has been released by thinning is below the ceiling already: 60 before it begins, none by it.
    let thinned = format!(
        "{PHASE}[[thinning]]\nid = \"early\"\ncomponent = \"military\"\nfrom = 2024-01-02\nto = 2024-01-03\ncount = 60\n"
    );
    assert_eq!(releases(&thinned)[..2], [(1, 30), (2, 30)]);
    assert_eq!(until_june(&thinned), 60);
}

#[test]
fn a_site_at_its_hold_does_not_keep_the_last_of_another_back() {
    // 100 at the port, all kept, and 10 at a post; 102 may remain. Eight must go, and only the post can give them: a split in
    // proportion to all 110 would ask the port for all of the last few, and never get them.
    let text = "[[site]]\nid = \"port\"\npeople = { military = 100 }\nkeep = 100\nbegin = 2024-08-01\n\
                [[site]]\nid = \"post\"\npeople = { military = 10 }\nbegin = 2024-08-01\nself_move = { km_per_day = 50 }\n\
                lanes = [ { to = \"port\", road = { km = 50 } } ]\n\
                [[ceiling]]\nid = \"phase\"\nfrom = 2024-01-11\ndate = 2024-01-12\npeople = 102\n";
    assert_eq!(releases(text)[..2], [(10, 4), (11, 4)]);
}

fn ensemble_of(model: &Model, replications: Range<u64>, threads: usize) -> Ensemble {
    let job = Job {
        model,
        watches: &[],
        policies: &Policies::all(),
        seed: 1,
        chunk: 16,
        threads,
        stop: &AtomicBool::new(false),
        progress: &|_| {},
        each: None,
    };
    ensemble::run(&job, replications).expect("nobody stops it")
}

fn headline(text: &str) -> Vec<MilestoneRow> {
    let (scenario, policies) = (scenario(text), Policies::all());
    let model = prepare(&scenario);
    let ensemble = ensemble_of(&model, 0..400, 2);
    let material = Material {
        scenario: &scenario,
        model: &model,
        watches: &[],
        policies: &policies,
        ensemble: &ensemble,
        studies: &Studies::default(),
        plan: &Plan::of(&model),
        name: "by-hand",
        seed: 1,
        hash: "",
    };
    summary::results(&material).milestones
}

#[test]
fn the_deadline_in_force_has_a_column_where_a_shock_may_move_it() {
    // Everybody leaves on day 95, five days after the date in the file; where the vote comes the
    // deadline is day 120 by then, and they leave on day 125: late in all replications.
    let late = "[[site]]\nid = \"port\"\npeople = { military = 300 }\nbegin = 2024-04-05\n";
    let rows = headline(&format!("{late}{}", shock("vote", "2024-01-21", "postpone = { days = 30 }")));
    assert!(rows.iter().all(|row| (row.by_deadline, row.by_deadline_in_force) == (0.0, Some(0.0))));
    // Out by force ten days before whatever is in force: day 110, after the file's date and before that one.
    let forced = format!("{late}[policy]\nevacuate = {{ sites_open_days_before = 10 }}\n");
    let rows = headline(&format!("{forced}{}", shock("vote", "2024-01-21", "postpone = { days = 30 }")));
    let full = rows.iter().find(|row| row.policy == "full").expect("the full policy is run");
    assert_eq!((full.by_deadline, full.by_deadline_in_force), (0.0, Some(1.0)));
    let words = words::by_deadline_in_force(&rows.iter().collect::<Vec<_>>()).expect("it may move");
    assert!(words.contains("(no policy)") && words.ends_with("(full policy)"), "{words}");
    let fixed = headline(&forced);
    assert!(fixed.iter().all(|row| row.by_deadline_in_force.is_none()));
    assert_eq!(words::by_deadline_in_force(&fixed.iter().collect::<Vec<_>>()), None);
}

#[test]
fn replications_with_a_deadline_that_moves_add_up_whoever_did_them() {
    let site = "[[site]]\nid = \"port\"\npeople = { military = 300 }\nbegin = 2024-03-25\n";
    let votes = "[[shock]]\nid = \"vote\"\nwindow = [2024-01-11, 2024-03-20]\nprobability = 0.5\n\
        effects = [ { postpone = { of_lead = { uniform = { min = 0, max = 0.5 } } } }, { pause = { days = { exponential = { mean = 9 } } } } ]\n";
    let model = prepare(&scenario(&format!("{site}{PHASE_OF_PORT}{votes}")));
    let whole = ensemble_of(&model, 0..300, 1);
    let mut parts = ensemble_of(&model, 130..300, 3);
    parts.merge(&ensemble_of(&model, 0..130, 2));
    assert!(whole == parts);
    // Somebody is late and somebody is not, by both dates, and not by the same count.
    let counts = &whole.policies[0];
    let by_date: u32 = counts.milestones[0][..=90].iter().sum();
    assert!(0 < by_date && u64::from(by_date) < counts.by_deadline_in_force[0] && counts.by_deadline_in_force[0] < 300);
}

#[test]
fn replications_in_which_nothing_moves_are_those_without_the_shock() {
    let text = format!("{PORT}[[thinning]]\nid = \"early\"\nfrom = 2024-01-03\nto = 2024-01-09\ncount = 50\n");
    let vote = shock("vote", "2024-01-21", "postpone = { days = 30 }").replace("effects", "probability = 0\neffects");
    let (with, without) = (prepare(&scenario(&format!("{text}{vote}"))), prepare(&scenario(&text)));
    let of = |model: &Model| {
        let mut trace = Trace::default();
        let outcome = Simulator::new(model).replay(7, 3, PolicyLevel::Full, &mut trace);
        (trace.days, trace.events, outcome)
    };
    assert_eq!(of(&with), of(&without));
}

fn refused(text: &str) -> String {
    match Scenario::parse(&format!("{FRAME}{text}"), "by-hand.toml") {
        Ok(_) => panic!("this is accepted:\n{text}"),
        Err(error) => error.to_string(),
    }
}

#[test]
fn what_cannot_be_moved_or_reached_is_refused_with_a_remedy() {
    let of = |effect: &str| refused(&format!("{PORT}{}", shock("talks", "2024-01-06", effect)));
    let said = of("pause = { scope = [\"exit:port/ship\"], days = 3 }");
    assert!(said.contains("a pause is of the mission or of sites") && said.contains("`suspend`"), "{said}");
    let said = of("pause = { scope = [\"site:prot\"], days = 3 }");
    assert!(said.contains("did you mean `port`?"), "{said}");
    let said = of("postpone = { days = 3, of_lead = 0.5 }");
    assert!(said.contains("postponed by `days` or by a share `of_lead`"), "{said}");
    assert!(of("postpone = {}").contains("postponed by `days` or by a share `of_lead`"));
    let said = of("postpone = { of_lead = { uniform = { min = -1, max = 1 } } }");
    assert!(said.contains("negative"), "{said}");
    let ceiling = |keys: &str| refused(&format!("{PORT}[[ceiling]]\nid = \"phase\"\n{keys}\n"));
    let said = ceiling("date = 2024-02-01\nfrom = 2024-03-01\npeople = 10");
    assert!(said.contains("`from` must not be after `date`"), "{said}");
    assert!(ceiling("people = 10").contains("`date`"));
    assert!(ceiling("date = 2024-02-01\npeople = 1\ncomponent = \"local\"").contains("local staff do not travel"));
    assert!(ceiling("date = 2024-02-01\npeople = 1\ncomponent = \"police\"").contains("selects nobody"));
    let said = ceiling("date = 2024-02-01\npeople = 301");
    assert!(said.contains("a strength of 301 never binds: it is for 300 people"), "{said}");
}

#[test]
fn a_composed_scenario_says_the_same_again_and_one_value_of_it_can_be_set() {
    let effects = "pause = { scope = [\"site:port\"], days = 8 } }, { postpone = { of_lead = 0.5 }";
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("phase.toml");
    std::fs::write(&path, format!("{FRAME}{PHASE}{}", shock("vote", "2024-01-21", effects))).unwrap();
    let loaded = Scenario::load(&path, &["ceiling.phase.people=50".into()]).unwrap_or_else(|error| panic!("{error}"));
    let again = Scenario::parse(&loaded.composed, "again.toml").unwrap_or_else(|error| panic!("{error}"));
    for scenario in [&loaded.scenario, &again] {
        assert_eq!(scenario.ceilings[0].people, 50);
        assert!(matches!(scenario.shocks[0].effects[..], [ShockEffect::Pause { .. }, ShockEffect::Postpone { .. }]));
        let listed = |path: &str| scenario.inputs.iter().any(|input| input.path == path);
        for path in ["ceiling.phase.people", "shock.vote.effects.1.pause.days", "shock.vote.effects.2.postpone.of_lead"]
        {
            assert!(listed(path), "{path}");
        }
    }
}

#[test]
fn dates_that_are_near_have_hardly_moved_and_those_announced_first_have() {
    // As docs/model.md says: why a postponement may be a share of the lead.
    let text = std::fs::read_to_string("scenarios/base/slips.csv").unwrap();
    let slips = |class: &str, baseline: &str| -> Vec<i64> {
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        let rows = reader.records().map(Result::unwrap).filter(|row| &row[7] == class && &row[8] == baseline);
        rows.map(|row| row[4].parse().unwrap()).collect()
    };
    let range = |slips: &[i64]| (slips.iter().copied().min(), slips.iter().copied().max());
    assert_eq!(range(&slips("final_deadline", "deadline_at_start")), (Some(-12), Some(0)));
    assert_eq!(range(&slips("final_first_plan", "first_announced")), (Some(121), Some(184)));
}
