//! Seats and trucks by week: needed, used, idle, refused.

use crate::calendar::Day;
use crate::ensemble::{ExitSums, LaneSums, timetable_of_lane, timetable_of_room};
use crate::model::{DEPARTURE, Exit};
use crate::results::LiftRow;
use crate::summary::{Material, count_by};

/// What one row comes to over all replications, in units of 1/`per_unit`.
#[derive(Clone, Copy, Default)]
struct Lift {
    offered: u128,
    added: u128,
    needed: u128,
    used: u128,
    idle: u128,
    refused: u128,
    short: u32,
}

impl Material<'_> {
    pub(super) fn lift(&self) -> Vec<LiftRow> {
        let lift = &self.ensemble.lift;
        let open: Vec<Vec<u64>> = (0..self.model.sites.len()).map(|site| self.open_by_day(site)).collect();
        let mut rows = Vec::new();
        for (period, days) in lift.periods().enumerate() {
            self.exit_rows(&open, period, days, &mut rows);
            self.lane_rows(&open, period, days, &mut rows);
            self.pool_rows(period, days, &mut rows);
        }
        rows
    }

    /// Seats and room of each gateway that has any.
    fn exit_rows(&self, open: &[Vec<u64>], period: usize, days: (Day, Day), rows: &mut Vec<LiftRow>) {
        let lift = &self.ensemble.lift;
        for (index, site) in self.model.sites.iter().enumerate().filter(|(_, site)| site.is_gateway()) {
            let standing = lift.standing(period, index);
            let kinds = [
                (
                    "seats",
                    seats as fn(&Exit) -> u32,
                    boarded as fn(&ExitSums) -> u64,
                    standing.people,
                    standing.people_short,
                ),
                ("room", truckloads, loaded, standing.cargo, standing.cargo_short),
            ];
            for (kind, size, used, standing, short) in kinds {
                let exits = || site.exits.clone().filter(|&exit| size(&self.model.exits[exit]) > 0);
                if exits().next().is_none() {
                    continue;
                }
                let mut sums = Lift { needed: departures(standing), short, ..Lift::default() };
                for exit in exits() {
                    let e = &self.model.exits[exit];
                    let offered = offered(lift.first, days, &open[index], |day| e.timetable[day as usize]);
                    sums.add(&lift.exit(period, exit), offered, size(e), used);
                }
                rows.push(self.lift_row(days, kind, &site.id, sums, DEPARTURE as f64));
            }
        }
    }

    fn lane_rows(&self, open: &[Vec<u64>], period: usize, days: (Day, Day), rows: &mut Vec<LiftRow>) {
        let lift = &self.ensemble.lift;
        for (index, lane) in self.model.lanes.iter().enumerate() {
            let Some(schedule) = lane.schedule() else { continue };
            let standing = lift.standing(period, lane.site);
            if schedule.seats_per_day > 0 {
                let kind = if schedule.by.is_water() { "water_seats" } else { "air_seats" };
                let offered = offered(lift.first, days, &open[lane.site], |day| timetable_of_lane(lane, day));
                let stood = (standing.by_lane, standing.by_lane_short);
                let sums = Lift::of_lane(&lift.lane(period, index), offered, stood);
                rows.push(self.lift_row(days, kind, &lane.name, sums, 1.0));
            }
            if let Some(room) = lift.rooms.of(period, index) {
                let kind = if schedule.by.is_water() { "water_room" } else { "air_room" };
                let offered = offered(lift.first, days, &open[lane.site], |day| timetable_of_room(lane, day));
                let sums = Lift::of_lane(&room.sums, offered, (room.standing, room.short));
                rows.push(self.lift_row(days, kind, &lane.name, sums, 1.0));
            }
        }
    }

    fn pool_rows(&self, period: usize, days: (Day, Day), rows: &mut Vec<LiftRow>) {
        for (index, pool) in self.model.pools.iter().enumerate() {
            let sums = self.ensemble.lift.pool(period, index);
            let offered = u64::from(pool.count) * (days.1 - days.0 + 1) as u64 * self.ensemble.n;
            let sums = Lift {
                offered: offered.into(),
                added: 0,
                needed: (sums.used + sums.lacking).into(),
                used: sums.used.into(),
                idle: (offered - sums.used).into(),
                refused: sums.refused.into(),
                short: sums.short,
            };
            rows.push(self.lift_row(days, "trucks", &pool.id, sums, 1.0));
        }
    }

    /// In how many replications a site is not vacated when a day begins, by simulated day.
    fn open_by_day(&self, site: usize) -> Vec<u64> {
        let vacated = &self.ensemble.sites[site].vacated;
        let before = count_by(vacated, self.model.first - 1);
        let days = vacated[self.model.first as usize..].iter().take(self.ensemble.layout.n_days());
        let open = days.scan(self.ensemble.n - before, |open, &vacated| {
            let today = *open;
            *open -= u64::from(vacated);
            Some(today)
        });
        open.collect()
    }

    fn lift_row(&self, days: (Day, Day), kind: &'static str, resource: &str, sums: Lift, per_unit: f64) -> LiftRow {
        let mean = |sum: u128| sum as f64 / per_unit / self.ensemble.n.max(1) as f64;
        LiftRow {
            week: self.model.calendar.date(days.0),
            days: (days.1 - days.0 + 1) as u32,
            kind,
            resource: resource.into(),
            offered_mean: mean(sums.offered),
            added_mean: mean(sums.added),
            needed_mean: mean(sums.needed),
            used_mean: mean(sums.used),
            idle_mean: mean(sums.idle),
            refused_mean: mean(sums.refused),
            short_share: self.share(u64::from(sums.short)),
        }
    }
}

/// What a timetable has on these days while its site is not vacated, summed over the replications.
fn offered(first: Day, days: (Day, Day), open: &[u64], timetable: impl Fn(Day) -> i64) -> u128 {
    let of_a_day = |day: Day| u128::from(open[(day - first) as usize]) * timetable(day) as u128;
    (days.0..=days.1).map(of_a_day).sum()
}

impl Lift {
    /// Seats or room of a lane: what it did, what its timetable has, and who or what stood there at the end.
    fn of_lane(sums: &LaneSums, offered: u128, (standing, short): (u64, u32)) -> Self {
        Self {
            offered,
            added: sums.added.into(),
            needed: (sums.flown + standing).into(),
            used: sums.flown.into(),
            idle: offered - u128::from(sums.told) + u128::from(sums.seats - sums.flown),
            refused: sums.taken.into(),
            short,
        }
    }

    /// Adds an exit whose departures take `size` people or truckloads each.
    fn add(&mut self, exit: &ExitSums, offered: u128, size: u32, used: fn(&ExitSums) -> u64) {
        let (size, used) = (u128::from(size), departures(used(exit)));
        let [told, taken, added, lapsed, withheld] =
            [exit.told, exit.taken, exit.added, exit.lapsed, exit.withheld].map(u128::from);
        self.offered += offered * size;
        self.added += added * size;
        self.needed += used;
        self.used += used;
        self.idle += (offered - told + lapsed + departures(exit.left)) * size - used;
        self.refused += (taken + withheld + departures(exit.cancelled)) * size;
    }
}

/// So many whole ones, in the steps of credit.
fn departures(n: u64) -> u128 {
    u128::from(n) * DEPARTURE as u128
}

fn seats(exit: &Exit) -> u32 {
    exit.seats
}

fn truckloads(exit: &Exit) -> u32 {
    exit.truckloads
}

fn boarded(sums: &ExitSums) -> u64 {
    sums.boarded
}

fn loaded(sums: &ExitSums) -> u64 {
    sums.loaded
}
