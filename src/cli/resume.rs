//! Checkpoints: an interrupted run keeps what it has done, and `--resume` goes on from there.

mod words;

use std::ops::Range;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};
use std::{env, io::Write as _};

use self::words::Problem;
use crate::cli::rows::RowsOut;
use crate::cli::{Done, Failure};
use crate::ensemble::file::{self, Head, Origin, RowsMark};
use crate::ensemble::{self, Ensemble, Interrupted, Job};
use crate::output::{Checkpoint, Folder};

/// Seconds of work between two checkpoints; for tests. At 0: one after every round of chunks.
const SECONDS: &str = "DRAWDOWN_CHECKPOINT_SECONDS";

/// To save costs what about a hundred replications of the reference mission do, far under a
/// hundredth of what is simulated meanwhile.
const EVERY: Duration = Duration::from_secs(10);

/// Keeps what a run, or one share of it, has done.
pub(super) struct Keeper<'r> {
    checkpoint: Checkpoint,
    /// As it will be when all is done.
    head: Head,
    /// What an earlier run left behind.
    before: Mutex<Option<Vec<u8>>>,
    /// The rows that go with it.
    kept: Option<Kept>,
    /// Whether this run writes rows, and where they go.
    writes_rows: bool,
    rows: Option<&'r RowsOut<'r>>,
    /// What lies there is a part of this very run.
    is_ours: AtomicBool,
    every: Duration,
    last: Mutex<Instant>,
    /// Replications in the checkpoint.
    saved: AtomicU64,
    has_failed: AtomicBool,
    /// Whether nothing but problems is said.
    quiet: bool,
}

/// Rows that an interrupted run has kept: how far they have come, and how many are needed.
#[derive(Clone, Copy)]
pub(super) struct Kept {
    pub mark: RowsMark,
    pub n: u64,
}

/// How it was asked for.
#[derive(Clone, Copy)]
pub(super) struct How {
    pub resume: bool,
    pub quiet: bool,
    pub writes_rows: bool,
}

impl<'r> Keeper<'r> {
    /// Looks at what an earlier run left beside the folder. With `resume` it is gone on
    /// from, or refused if it is of something else.
    pub fn new(folder: &Folder, origin: Origin, share: Share, how: How) -> Result<Self, Failure> {
        let n = share.n();
        let How { resume, quiet, writes_rows } = how;
        let mut keeper = Self {
            checkpoint: folder.checkpoint(),
            head: Head { origin, shard: share.shard, share: share.range, n, rows: None },
            before: Mutex::default(),
            kept: None,
            writes_rows,
            rows: None,
            is_ours: AtomicBool::new(false),
            every: every()?,
            last: Mutex::new(Instant::now()),
            saved: AtomicU64::new(0),
            has_failed: AtomicBool::new(false),
            quiet,
        };
        keeper.look_back(folder, resume)?;
        Ok(keeper)
    }

    /// Rows to go on with.
    pub fn kept(&self) -> Option<Kept> {
        self.kept
    }

    /// Where the rows of this run go.
    pub fn with_rows(self, rows: Option<&'r RowsOut<'r>>) -> Self {
        Self { rows, ..self }
    }

    fn look_back(&mut self, folder: &Folder, resume: bool) -> Done {
        let checkpoint = self.checkpoint.clone();
        let shown = checkpoint.shown();
        let Some(bytes) = self.checkpoint.read()? else {
            if resume {
                self.tell(&words::nothing(&shown, folder));
            }
            return Ok(());
        };
        match self.part_of_this(&bytes) {
            Ok((n, rows)) => {
                self.is_ours.store(true, Ordering::Relaxed);
                if resume {
                    self.saved.store(n, Ordering::Relaxed);
                    self.kept = rows.map(|mark| Kept { mark, n });
                    *self.before.lock().expect("nobody panicked") = Some(bytes);
                } else {
                    let of = self.head.n;
                    self.tell(&format!(
                        "note: `{shown}` has {n} of {of} replications of this run; --resume would go on\n"
                    ));
                }
                Ok(())
            }
            Err(problem) if resume => Err(problem.refused(&shown)),
            Err(problem) => {
                self.tell(&format!("note: `{shown}` {}; this run replaces it when it saves its own\n", problem.what()));
                Ok(())
            }
        }
    }

    /// How many replications a checkpoint has, and how far its rows are, if it is one of this very run.
    fn part_of_this(&self, bytes: &[u8]) -> Result<(u64, Option<RowsMark>), Problem> {
        let found = file::open(bytes).map_err(Problem::Unusable)?.head;
        match self.head.origin.difference(&found.origin) {
            Some(difference) => Err(Problem::Another(difference)),
            None if found.share != self.head.share || found.shard != self.head.shard => {
                Err(Problem::Part { theirs: found.shard, ours: self.head.shard })
            }
            None if found.rows.is_some() != self.writes_rows => Err(Problem::Rows { ours: self.writes_rows }),
            None => Ok((found.n, found.rows)),
        }
    }

    /// What an earlier run left behind, or nothing yet.
    pub fn begin(&self, job: &Job) -> Result<Ensemble, Failure> {
        *self.last.lock().expect("nobody panicked") = Instant::now();
        let Some(bytes) = self.before.lock().expect("nobody panicked").take() else {
            return Ok(Ensemble::empty(job.model, job.watches, job.policies.levels.len()));
        };
        let shown = self.checkpoint.shown();
        let counts = file::open(&bytes).and_then(|found| found.counts(job.model, job.watches));
        let ensemble = counts.map_err(|error| Problem::Unusable(error).refused(&shown))?;
        self.tell(&words::goes_on(&shown, &self.head, ensemble.n));
        (job.progress)(ensemble.n);
        self.catch_up(job, ensemble.n)?;
        Ok(ensemble)
    }

    /// Simulates the replications once more whose counts are there and whose rows are not: those
    /// that the packer had held back.
    fn catch_up(&self, job: &Job, n: u64) -> Done {
        let there = self.rows.map_or(n, RowsOut::there);
        if there < n {
            // They are counted already.
            let job = Job { progress: &|_| (), ..*job };
            ensemble::run(&job, self.head.share.start + there..self.head.share.start + n)
                .map_err(|_| self.interrupted())?;
        }
        Ok(())
    }

    /// Simulates the share up to its replication number `until`, counted from the share's
    /// first; from time to time it is saved.
    ///
    /// # Errors
    /// [`Interrupted`] when the job was stopped; what was done until then is saved.
    pub fn extend(&self, job: &Job, ensemble: &mut Ensemble, until: u64) -> Result<(), Interrupted> {
        let first = self.head.share.start;
        while ensemble.n < until {
            let pause = AtomicBool::new(false);
            let progress = |n| {
                (job.progress)(n);
                if self.is_due() {
                    pause.store(true, Ordering::Relaxed);
                }
            };
            let round = Job { progress: &progress, ..*job };
            let part = ensemble::run_some(&round, first + ensemble.n..first + until, &pause);
            // The first round is the whole of most runs.
            if ensemble.n == 0 {
                *ensemble = part
            } else {
                ensemble.merge(&part)
            }
            if job.stop.load(Ordering::Relaxed) {
                self.keep(ensemble);
                return Err(Interrupted);
            }
            if self.is_due() {
                self.keep(ensemble);
            }
        }
        Ok(())
    }

    /// Saves what is not saved yet, so that studies that take their time may be interrupted too.
    pub fn keep(&self, ensemble: &Ensemble) {
        if ensemble.n > self.saved.load(Ordering::Relaxed) && !self.has_failed.load(Ordering::Relaxed) {
            let rows = self.rows.map(RowsOut::keep);
            if let Some(None) = rows {
                // Counts whose rows are lost; the run ends with the reason.
                return;
            }
            let head = Head { n: ensemble.n, rows: rows.flatten(), ..self.head.clone() };
            match self.checkpoint.save(&file::encode(&head, ensemble)) {
                Ok(()) => {
                    self.saved.store(ensemble.n, Ordering::Relaxed);
                    self.is_ours.store(true, Ordering::Relaxed);
                    self.forget_other_rows();
                }
                Err(error) => {
                    // The run itself may still come to its end.
                    self.has_failed.store(true, Ordering::Relaxed);
                    say(&format!("note: no checkpoint: {error}\n"));
                }
            }
        }
        *self.last.lock().expect("nobody panicked") = Instant::now();
    }

    /// All is done: keeps it if a run of this length is worth it.
    pub fn keep_whole(&self, ensemble: &Ensemble) {
        if self.saved.load(Ordering::Relaxed) > 0 || self.is_due() {
            self.keep(ensemble);
        }
    }

    fn tell(&self, text: &str) {
        if !self.quiet {
            say(text);
        }
    }

    fn is_due(&self) -> bool {
        self.last.lock().expect("nobody panicked").elapsed() >= self.every
    }

    /// The head of a complete file.
    pub fn head(&self) -> &Head {
        &self.head
    }

    /// How a run ends that was to fill a folder.
    pub fn end(&self, done: Done) -> Done {
        // The other two come when the folder is in its place.
        if let Ok(()) | Err(Failure::Strict(_) | Failure::ClosedPipe) = done {
            self.finish();
        }
        if let Err(Failure::Interrupted) = done { Err(self.interrupted()) } else { done }
    }

    /// The results are in their place.
    pub fn finish(&self) {
        // One of another run is left to whoever may still go on with it.
        if self.is_ours.load(Ordering::Relaxed) {
            self.checkpoint.remove();
            self.forget_other_rows();
        }
    }

    /// Nobody goes on any more with what earlier runs have kept of this one's rows.
    fn forget_other_rows(&self) {
        if let Some(rows) = self.rows {
            rows.forget_others();
        }
    }

    /// How an interrupted run ends.
    pub fn interrupted(&self) -> Failure {
        match self.saved.load(Ordering::Relaxed) {
            0 => Failure::Interrupted,
            n => Failure::Saved(format!(
                "interrupted: earlier results are as they were; --resume goes on after {n} of {} replications\n",
                self.head.n
            )),
        }
    }
}

/// Which replications of a run are to be simulated.
pub(super) struct Share {
    pub shard: Option<(u64, u64)>,
    pub range: Range<u64>,
}

impl Share {
    pub fn n(&self) -> u64 {
        self.range.end - self.range.start
    }
}

fn every() -> Result<Duration, Failure> {
    let Ok(text) = env::var(SECONDS) else { return Ok(EVERY) };
    let seconds = text.parse().ok().and_then(|seconds| Duration::try_from_secs_f64(seconds).ok());
    seconds.ok_or_else(|| {
        Failure::Refused(format!("error: {SECONDS} is `{text}`\n  = help: make it a number of seconds, such as 10\n"))
    })
}

fn say(text: &str) {
    // If stderr is closed there is nobody to tell.
    let _ = anstream::stderr().write_all(text.as_bytes());
}
