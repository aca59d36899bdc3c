//! The dates of the plan, as they are on one day of one replication.

use crate::calendar::{Day, NEVER};
use crate::model::{Action, Model};
use crate::simulate::luck::Luck;

impl Luck {
    /// The plan day of a site. Where no clock is ever moved, the day itself.
    #[inline]
    pub fn plan_day(&self, model: &Model, site: usize, day: Day) -> Day {
        if model.clocks.n == 0 { day } else { self.clock().plan_day(model.clocks.of_site[site], day) }
    }

    /// Whether the clock of a site stands still.
    #[inline]
    pub fn stands(&self, model: &Model, site: usize, day: Day) -> bool {
        model.clocks.n > 0 && self.clock().stands(model.clocks.of_site[site], day)
    }

    /// The plan day of the mission, by which ceilings go; nothing while its clock stands still.
    pub fn ceiling_day(&self, model: &Model, day: Day) -> Option<Day> {
        match model.clocks.n {
            0 => Some(day),
            _ if self.clock().stands(0, day) => None,
            _ => Some(self.clock().plan_day(0, day)),
        }
    }

    /// The mission's plan day, whether its clock stands still or not.
    pub fn mission_day(&self, model: &Model, day: Day) -> Day {
        if model.clocks.n == 0 { day } else { self.clock().plan_day(0, day) }
    }

    /// The first day on which a site's plan has come so far.
    pub fn day_of(&self, model: &Model, site: usize, plan_day: Day) -> Day {
        if model.clocks.n == 0 || plan_day == NEVER {
            return plan_day;
        }
        self.clock().day_of(model.clocks.of_site[site], plan_day)
    }

    /// As [`Self::day_of`], by the mission's clock.
    pub fn day_of_mission(&self, model: &Model, plan_day: Day) -> Day {
        if model.clocks.n == 0 { plan_day } else { self.clock().day_of(0, plan_day) }
    }

    /// The last shock up to a day that moved a site's clock, if one did.
    pub fn mover(&self, model: &Model, site: usize, day: Day) -> Option<usize> {
        if model.clocks.n == 0 {
            return None;
        }
        let clock = model.clocks.of_site[site];
        let postponed = |shock| self.clock().moves().iter().any(|m| m.shock == shock && m.deadline != m.before);
        let moves = |shock: usize| {
            model.shocks[shock].actions.iter().any(|action| match action {
                Action::Pause { clocks, .. } => clocks.contains(&clock),
                Action::Postpone { .. } => postponed(shock),
                _ => false,
            })
        };
        let moved = |&shock: &usize| self.shock_days[shock] <= day && moves(shock);
        (0..model.shocks.len()).filter(moved).max_by_key(|&shock| self.shock_days[shock])
    }

    /// The deadline in force on a day.
    #[inline]
    pub fn deadline(&self, model: &Model, day: Day) -> Day {
        if model.clocks.postpones { self.clock().deadline(model, day) } else { model.deadline }
    }

    /// A date that moves with the deadline, as it is on a day.
    fn with_deadline(&self, model: &Model, date: Day, day: Day) -> Day {
        if date == NEVER { date } else { date + self.deadline(model, day) - model.deadline }
    }

    /// First day of the liquidation.
    #[inline]
    pub fn liquidation(&self, model: &Model, day: Day) -> Day {
        self.with_deadline(model, model.liquidation, day)
    }

    /// First day of the policy's evacuation.
    #[inline]
    pub fn evacuate_from(&self, model: &Model, day: Day) -> Day {
        self.with_deadline(model, model.policy.evacuate_from, day)
    }

    /// Whether a day is between this day before the deadline in force and that deadline.
    #[inline]
    pub fn is_near(&self, model: &Model, from: Day, day: Day) -> bool {
        self.with_deadline(model, from, day) <= day && day <= self.deadline(model, day)
    }

    /// The first day on which the policies may differ.
    pub fn policies_part(&self, model: &Model) -> Day {
        let from = model.policy.surge_from.min(model.policy.evacuate_from);
        let moves = self.clock().moves().iter();
        let moved = moves.map(|moved| self.with_deadline(model, from, moved.day).max(moved.day));
        moved.fold(from, Day::min)
    }
}
