//! Items of many replications, handed out day by day: the counts of one day stand
//! together, so that they are in the processor's cache when all of them are added to.

/// Replications are added up when so many items wait.
const ENOUGH: usize = 1 << 16;

/// From which place of the counts to which one a replication moves.
pub(super) type Move = (u32, u32);

/// Items by day, in no other order.
pub(super) struct ByDay<T> {
    items: Vec<(u32, T)>,
    /// By day, where its items begin in the order of days.
    starts: Vec<u32>,
    sorted: Vec<T>,
}

impl<T: Copy> ByDay<T> {
    pub fn new(n_days: usize) -> Self {
        Self { items: Vec::new(), starts: vec![0; n_days], sorted: Vec::new() }
    }

    #[inline]
    pub fn push(&mut self, day: usize, item: T) {
        self.items.push((day as u32, item));
    }

    /// Whether it is time to hand them out.
    pub fn has_enough(&self) -> bool {
        self.items.len() >= ENOUGH
    }

    /// Hands all of them out, and is empty then.
    pub fn hand_out(&mut self, mut each: impl FnMut(usize, &[T])) {
        let Some(&(_, any)) = self.items.first() else { return };
        self.starts.fill(0);
        for &(day, _) in &self.items {
            self.starts[day as usize] += 1;
        }
        let mut next = 0;
        for start in &mut self.starts {
            next += std::mem::replace(start, next);
        }
        self.sorted.resize(self.items.len(), any);
        for &(day, item) in &self.items {
            let place = &mut self.starts[day as usize];
            self.sorted[*place as usize] = item;
            *place += 1;
        }
        self.items.clear();
        // Each start has moved to the next one's.
        let mut from = 0;
        for (day, &to) in self.starts.iter().enumerate() {
            each(day, &self.sorted[from as usize..to as usize]);
            from = to;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_come_by_day_and_once() {
        let mut items = ByDay::new(4);
        for (day, item) in [(2, 'c'), (0, 'a'), (2, 'd'), (3, 'e'), (0, 'b')] {
            items.push(day, item);
        }
        let mut days = Vec::new();
        items.hand_out(|day, items| days.push((day, items.iter().collect::<String>())));
        assert_eq!(days, [(0, "ab".into()), (1, String::new()), (2, "cd".into()), (3, "e".into())]);
        items.hand_out(|_, _| panic!("there is nothing left"));
    }
}
