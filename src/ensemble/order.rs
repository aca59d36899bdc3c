//! What workers note of their replications, handed on in the order of the replications.
//!
//! A chunk that is done before its turn waits. So that a slow chunk, or somebody
//! slow to take the notes, does not fill the memory, nobody begins a chunk that is
//! more than a few chunks ahead of the next one in turn. The next one in turn never
//! has to wait, so that somebody can always go on.

use std::collections::BTreeMap;
use std::sync::{Condvar, Mutex, MutexGuard};

use crate::simulate::Outcome;

/// Chunks for each worker that may be begun and not yet handed on.
pub(super) const AHEAD: u64 = 4;

/// Is told of every replication under the policy as written.
pub trait Listen: Sync {
    /// Adds what is to be known of a replication to the notes of its chunk. Called by
    /// whichever worker has simulated it, in no order of the chunks.
    fn note(&self, replication: u64, outcome: &Outcome, notes: &mut Vec<u8>);

    /// Takes the notes of a chunk: chunk after chunk in the order of the replications,
    /// one call at a time, by whichever worker is there.
    fn take(&self, notes: &[u8]);
}

/// Hands on what waits for its turn.
pub(super) struct Order<'a> {
    listener: Option<&'a dyn Listen>,
    ahead: u64,
    queue: Mutex<Queue>,
    moved: Condvar,
}

#[derive(Default)]
struct Queue {
    /// The chunk whose turn it is.
    next: u64,
    /// Notes by chunk.
    waiting: BTreeMap<u64, Vec<u8>>,
    /// Whether a worker is handing on.
    busy: bool,
    /// Whether a chunk will never come.
    broken: bool,
}

/// A chunk that somebody works on. Dropped before it is done, it tells the others
/// that they would wait for it in vain.
pub(super) struct Turn<'o, 'a> {
    order: &'o Order<'a>,
    chunk: u64,
    done: bool,
}

impl<'a> Order<'a> {
    pub fn new(listener: Option<&'a dyn Listen>, workers: usize) -> Self {
        Self { listener, ahead: AHEAD * workers as u64, queue: Mutex::default(), moved: Condvar::new() }
    }

    /// Waits until a chunk may begin; `None` when a chunk before it will never come.
    pub fn begin(&self, chunk: u64) -> Option<Turn<'_, 'a>> {
        if self.listener.is_some() {
            let mut queue = self.lock();
            while chunk >= queue.next + self.ahead && !queue.broken {
                queue = self.moved.wait(queue).expect("nobody panics with the lock");
            }
            if queue.broken {
                return None;
            }
        }
        Some(Turn { order: self, chunk, done: false })
    }

    fn lock(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().expect("nobody panics with the lock")
    }
}

impl Turn<'_, '_> {
    /// Hands on the notes, and those that waited for them; or leaves them to whoever is handing on.
    pub fn done(mut self, notes: Vec<u8>) {
        if let Some(listener) = self.order.listener {
            self.hand_on(notes, listener);
        }
        self.done = true;
    }

    fn hand_on(&self, notes: Vec<u8>, listener: &dyn Listen) {
        let mut queue = self.order.lock();
        queue.waiting.insert(self.chunk, notes);
        if queue.busy {
            return;
        }
        while let Some(notes) = queue.turn() {
            queue.busy = true;
            // Without the lock, so that others can leave their notes meanwhile.
            drop(queue);
            listener.take(&notes);
            queue = self.order.lock();
            queue.busy = false;
            queue.next += 1;
            self.order.moved.notify_all();
        }
    }
}

impl Queue {
    fn turn(&mut self) -> Option<Vec<u8>> {
        self.waiting.remove(&self.next)
    }
}

impl Drop for Turn<'_, '_> {
    fn drop(&mut self) {
        if !self.done {
            self.order.lock().broken = true;
            self.order.moved.notify_all();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU64, Ordering};
    use std::thread;
    use std::time::Duration;

    use super::*;

    /// Takes its time, and looks how far the workers are ahead of it.
    #[derive(Default)]
    struct Slow {
        begun: AtomicU64,
        taken: Mutex<Vec<u8>>,
        furthest: AtomicU64,
    }

    impl Listen for Slow {
        fn note(&self, _: u64, _: &Outcome, _: &mut Vec<u8>) {}

        fn take(&self, notes: &[u8]) {
            thread::sleep(Duration::from_micros(300));
            let mut taken = self.taken.lock().unwrap();
            // Chunks begun beyond this one, which is not yet handed on.
            let ahead = self.begun.load(Ordering::SeqCst).saturating_sub(taken.len() as u64);
            self.furthest.fetch_max(ahead, Ordering::SeqCst);
            taken.extend(notes);
        }
    }

    /// Lets workers do 200 chunks of one byte each; `slow_chunk` takes long, and a chunk that `gives_up` never comes.
    fn work(listener: &Slow, workers: usize, slow_chunk: u64, gives_up: Option<u64>) {
        let order = Order::new(Some(listener), workers);
        let next = AtomicU64::new(0);
        thread::scope(|scope| {
            for _ in 0..workers {
                scope.spawn(|| {
                    loop {
                        let chunk = next.fetch_add(1, Ordering::SeqCst);
                        if chunk >= 200 {
                            return;
                        }
                        let Some(turn) = order.begin(chunk) else { return };
                        listener.begun.fetch_max(chunk + 1, Ordering::SeqCst);
                        if chunk == slow_chunk {
                            thread::sleep(Duration::from_millis(30));
                        }
                        if Some(chunk) == gives_up {
                            return;
                        }
                        turn.done(vec![chunk as u8]);
                    }
                });
            }
        });
    }

    #[test]
    fn a_slow_taker_and_a_slow_chunk_change_neither_the_order_nor_the_bound() {
        for workers in [1, 2, 5] {
            let listener = Slow::default();
            work(&listener, workers, 20, None);
            assert_eq!(*listener.taken.lock().unwrap(), Vec::from_iter(0..200));
            let furthest = listener.furthest.load(Ordering::SeqCst);
            assert!(furthest <= AHEAD * workers as u64, "{furthest} chunks ahead with {workers} workers");
        }
    }

    #[test]
    fn a_chunk_that_never_comes_keeps_nobody_waiting() {
        for workers in [1, 2, 5] {
            let listener = Slow::default();
            work(&listener, workers, 3, Some(40));
            assert_eq!(*listener.taken.lock().unwrap(), Vec::from_iter(0..40));
        }
    }
}
