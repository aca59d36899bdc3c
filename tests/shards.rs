//! Counts in parts: any split adds up to the whole, and a file is what was written or is refused.

use std::ops::Range;
use std::sync::LazyLock;
use std::sync::atomic::AtomicBool;

use drawdown::ensemble::file::{self, FileError, Head, Origin};
use drawdown::ensemble::{self, Ensemble, Job, Policies};
use drawdown::model::Model;
use drawdown::observations::{self, Watch};
use drawdown::scenario::Scenario;
use drawdown::shards::{Shard, problems};
use drawdown::simulate;
use proptest::prelude::*;

struct Mission {
    model: Model,
    watches: Vec<Watch>,
    policies: Policies,
    origin: Origin,
}

fn mission(more: &str) -> Mission {
    let path = format!("{}/scenarios/two-sites.toml", env!("CARGO_MANIFEST_DIR"));
    let sets: Vec<String> = more.split_whitespace().map(str::to_owned).collect();
    let loaded = Scenario::load(path.as_ref(), &sets).unwrap();
    let model = simulate::prepare(&loaded.scenario);
    let origin = Origin {
        version: "0.1.0".into(),
        scenario: "two-sites".into(),
        composed: loaded.composed,
        inputs: loaded.scenario.inputs.clone(),
        warnings: loaded.warnings,
        seed: 1,
        replications: 100,
        policies: Policies::all(),
        precision: None,
    };
    Mission { watches: observations::watches(&loaded.scenario, &model), model, policies: Policies::all(), origin }
}

static TWO_SITES: LazyLock<Mission> = LazyLock::new(|| mission(""));

impl Mission {
    fn counts(&self, range: Range<u64>, threads: usize, chunk: u64) -> Ensemble {
        let job = Job {
            model: &self.model,
            watches: &self.watches,
            policies: &self.policies,
            seed: 1,
            chunk,
            threads,
            stop: &AtomicBool::new(false),
            progress: &|_| (),
            each: None,
        };
        ensemble::run(&job, range).unwrap()
    }

    fn head(&self, share: Range<u64>, shard: Option<(u64, u64)>) -> Head {
        Head { origin: self.origin.clone(), shard, n: share.end - share.start, share, rows: None }
    }

    fn file(&self, share: Range<u64>) -> Vec<u8> {
        file::encode(&self.head(share.clone(), None), &self.counts(share, 1, 64))
    }
}

fn read(bytes: &[u8], mission: &Mission) -> Result<(Head, Ensemble), FileError> {
    let packed = file::open(bytes)?;
    let counts = packed.counts(&mission.model, &mission.watches)?;
    Ok((packed.head, counts))
}

#[test]
fn shards_follow_one_another_without_a_gap() {
    for (of, n) in [(1, 1), (3, 10), (7, 5), (1_000_000, 1_000_000_000), (1_000_000, 7), (13, 1_000_000_000)] {
        let mut next = 0;
        for index in 1..=of {
            let range = Shard { index, of }.range(n);
            // Shares differ by one replication at most.
            assert!(range.start == next && (n / of..=n.div_ceil(of)).contains(&(range.end - range.start)));
            next = range.end;
        }
        assert_eq!(next, n);
    }
}

#[test]
fn any_split_adds_up_to_the_whole_in_any_order() {
    let whole = TWO_SITES.counts(0..100, 2, 64);
    for of in [1, 2, 3, 7, 130] {
        let mut parts: Vec<Ensemble> = (1..=of)
            .map(|index| {
                let share = Shard { index, of }.range(100);
                let counts = TWO_SITES.counts(share.clone(), 1 + index as usize % 3, 1 + index % 50);
                let bytes = file::encode(&TWO_SITES.head(share, Some((index, of))), &counts);
                read(&bytes, &TWO_SITES).unwrap().1
            })
            .collect();
        // Every third one first.
        parts.rotate_left(of as usize / 3);
        let mut sum = Ensemble::empty(&TWO_SITES.model, &TWO_SITES.watches, 3);
        parts.iter().rev().for_each(|part| sum.merge(part));
        assert!(sum == whole, "{of} shards");
    }
}

#[test]
fn a_run_that_pauses_holds_the_first_replications_without_a_gap() {
    let mut replications = 0;
    for attempt in 0..20 {
        let (pause, done) = (AtomicBool::new(false), std::sync::atomic::AtomicU64::new(0));
        let progress = |n: u64| {
            // Later in each attempt: one, two, three chunks are done.
            if done.fetch_add(n, std::sync::atomic::Ordering::Relaxed) + n > attempt {
                pause.store(true, std::sync::atomic::Ordering::Relaxed);
            }
        };
        let m = &*TWO_SITES;
        let stop = AtomicBool::new(false);
        let job = Job {
            model: &m.model,
            watches: &m.watches,
            policies: &m.policies,
            seed: 1,
            chunk: 3,
            threads: 4,
            stop: &stop,
            progress: &progress,
            each: None,
        };
        let some = ensemble::run_some(&job, 0..1_000, &pause);
        assert!(some.n > attempt && some.n < 1_000, "{}", some.n);
        assert!(some == m.counts(0..some.n, 1, 64), "after {}", some.n);
        replications += some.n;
    }
    assert!(replications > 0);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_was_written_is_read(start in 0_u64..90, n in 0_u64..10, seed: u64, warning in ".{0,20}", shard: Option<(u64, u64)>) {
        let counts = TWO_SITES.counts(start..start + n, 1, 64);
        let mut head = TWO_SITES.head(start..start + n, shard);
        head.origin.seed = seed;
        head.origin.warnings = vec![warning];
        let (read_head, read_counts) = read(&file::encode(&head, &counts), &TWO_SITES).unwrap();
        prop_assert_eq!(read_head, head);
        prop_assert!(read_counts == counts);
    }

    #[test]
    fn made_up_bytes_are_refused(bytes: Vec<u8>, begins_well: bool) {
        let bytes = if begins_well { [&b"drawdown ensemble 1\n"[..], &bytes].concat() } else { bytes };
        prop_assert!(file::open(&bytes).is_err());
    }
}

#[test]
fn every_flipped_bit_and_every_cut_is_refused() {
    let bytes = TWO_SITES.file(0..20);
    assert!(read(&bytes, &TWO_SITES).is_ok());
    for at in 0..bytes.len() {
        let mut flipped = bytes.clone();
        flipped[at] ^= 1 << (at % 8);
        assert!(file::open(&flipped).is_err(), "byte {at}");
        assert!(file::open(&bytes[..at]).is_err(), "cut at {at}");
    }
    assert_eq!(file::open(&[bytes.as_slice(), b"\0"].concat()).unwrap_err(), FileError::Damaged);
}

#[test]
fn a_refusal_says_what_is_wrong() {
    let bytes = TWO_SITES.file(0..20);
    let n = bytes.len() as u64;
    let flip = |at: usize| {
        let mut flipped = bytes.clone();
        flipped[at] ^= 1;
        file::open(&flipped).unwrap_err()
    };
    assert_eq!(file::open(b"date,component\n").unwrap_err(), FileError::Foreign);
    // What a full disk or a broken copy leaves.
    assert_eq!(file::open(b"").unwrap_err(), FileError::CutShort(0, 0));
    assert_eq!(file::open(&bytes[..7]).unwrap_err(), FileError::CutShort(7, 0));
    // The digit after the name; a byte of the counts; one of the sum.
    assert_eq!(flip(18), FileError::Format((file::FORMAT ^ 1).to_string()));
    assert_eq!(flip(n as usize / 2), FileError::Damaged);
    assert_eq!(flip(n as usize - 1), FileError::Damaged);
    assert_eq!(file::open(&bytes[..n as usize - 1]).unwrap_err(), FileError::CutShort(n - 1, n));
}

#[test]
fn counts_of_another_model_are_refused_though_the_checksum_fits() {
    let longer = mission("mission.horizon=2024-03-01");
    let counts = longer.counts(0..5, 1, 64);
    let head = TWO_SITES.head(0..5, None);
    let refused = read(&file::encode(&head, &counts), &TWO_SITES).unwrap_err();
    assert_eq!(refused, FileError::Unsound("its counts are not those of its scenario"));
    // Another number of policies, too, and a head that claims another number of replications.
    let one = Mission { policies: Policies::only(simulate::PolicyLevel::Off), ..mission("") };
    assert!(read(&file::encode(&head, &one.counts(0..5, 1, 64)), &TWO_SITES).is_err());
    let mut wrong = TWO_SITES.counts(0..5, 1, 64);
    wrong.n = 4;
    let head = Head { n: 4, ..head };
    assert!(read(&file::encode(&head, &wrong), &TWO_SITES).is_err());
}

#[test]
fn what_is_missing_or_there_twice_is_told_by_its_replications() {
    let part = |name: &str, range: Range<u64>, shard| (name.to_owned(), TWO_SITES.head(range, shard));
    let shard = |index: u64| {
        let range = Shard { index, of: 8 }.range(100);
        part(&format!("s{index}"), range, Some((index, 8)))
    };
    let all: Vec<_> = (1..=8).map(shard).collect();
    assert_eq!(problems(&all), [""; 0]);
    assert_eq!(
        problems(&[all[0].clone(), all[4].clone(), all[6].clone(), all[7].clone()]),
        [
            // 100/8 = 12.5: shard 1 ends before 12, shard 5 is 50 to 61, shard 6 is 62 to 74.
            "replications 12 to 49 of 100 are missing (shards 2 to 4 of 8); add what holds them",
            "replications 62 to 74 of 100 are missing (shard 6 of 8); add what holds them",
        ]
    );
    let halves = [part("a", 0..50, None), part("b", 49..100, None)];
    assert_eq!(problems(&halves), ["`a` and `b` both hold replication 49; leave one of them out"]);
    // The names of folders say nothing: one share that lies within another is found too.
    let within = [part("a", 0..100, None), part("b", 20..30, None)];
    assert_eq!(problems(&within), ["`a` and `b` both hold replications 20 to 29; leave one of them out"]);
    assert_eq!(problems(&[part("a", 0..99, None)]), ["replication 99 of 100 is missing; add what holds them"]);
    let mut unfinished = part("b", 50..100, None);
    unfinished.1.n = 7;
    assert_eq!(
        problems(&[part("a", 0..50, None), unfinished]),
        ["`b` is a checkpoint with 7 of its 50 replications; finish it with `drawdown run … --resume`"]
    );
}

#[test]
fn a_part_of_another_run_is_told_by_what_differs() {
    let a = ("a".to_owned(), TWO_SITES.head(0..50, None));
    let difference = |change: &dyn Fn(&mut Origin)| {
        let mut b = ("b".to_owned(), TWO_SITES.head(50..100, None));
        change(&mut b.1.origin);
        let [problem] = <[String; 1]>::try_from(problems(&[a.clone(), b])).unwrap();
        let problem = problem.strip_prefix("`b` belongs to another run than `a`: ").unwrap().to_owned();
        problem.strip_suffix("; merge only shards of one run").unwrap().to_owned()
    };
    assert_eq!(difference(&|o| o.seed = 2), "the seed is 2, not 1");
    assert_eq!(difference(&|o| o.replications = 200), "the number of replications is 200, not 100");
    assert_eq!(difference(&|o| o.version = "0.0.9".into()), "the program's version is 0.0.9, not 0.1.0");
    assert_eq!(difference(&|o| o.scenario = "x".into()), "the scenario is `x`, not `two-sites`");
    let off = Policies::only(simulate::PolicyLevel::Off);
    assert_eq!(difference(&|o| o.policies = off.clone()), "the policy is off, not off and surge and full");
    assert_eq!(difference(&|o| o.precision = Some(0.01)), "--precision is 0.01, not missing");
    // SHA-256 of the empty text, from FIPS 180-4's test vectors.
    assert!(difference(&|o| o.composed.clear()).starts_with("the hash of the composed scenario is e3b0c44298fc, not "));
    assert_eq!(difference(&|o| o.inputs.clear()), "the files of the scenario are named otherwise");
}
