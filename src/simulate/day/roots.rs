//! From the last wait of a milestone to its root: on whom or what it hung.

use crate::simulate::chain::{BEGINNING, LinkId, On, Waited};
use crate::simulate::complete::{Root, Thing};
use crate::simulate::day::Mission;
use crate::simulate::{Cause, Recorder};

impl<R: Recorder> Mission<'_, R> {
    /// The root of the last wait of every milestone.
    pub(super) fn find_roots(&mut self) {
        self.state.completion.roots.clear();
        for index in 0..self.model.milestones.len() {
            let root = self.root(self.state.completion.links[index]);
            self.state.completion.roots.push(root);
        }
    }

    /// A wait for another site is followed to what that was waiting for, where its chain is known.
    fn root(&self, last: LinkId) -> Root {
        let mut link = last;
        loop {
            let Some((waited, before)) = self.state.chain.wait(link) else { return Root::NOTHING };
            let kind = waited.cause.kind();
            match waited.cause {
                Cause::Predecessor(site) | Cause::Guard(site) if !self.leads_to(before, site) => {
                    return Root { thing: Thing::Site(site), kind };
                }
                Cause::Predecessor(_) | Cause::Guard(_) => link = before,
                _ => return Root { thing: self.thing(&waited), kind },
            }
        }
    }

    /// Whether a link is the chain of this site, or goes on with it.
    fn leads_to(&self, link: LinkId, site: usize) -> bool {
        let goes_on = |waited: Waited| matches!(waited.cause, Cause::Predecessor(s) | Cause::Guard(s) if s == site);
        let known = link != BEGINNING;
        known
            && (link == self.state.sites[site].vacated_link
                || self.state.chain.wait(link).is_some_and(|w| goes_on(w.0)))
    }

    fn thing(&self, waited: &Waited) -> Thing {
        let model = self.model;
        match (waited.cause, waited.on) {
            (Cause::Shock(shock), _) => Thing::Shock(shock),
            (Cause::Policy, _) => Thing::Policy,
            (Cause::Clearance, On::Lane(lane) | On::Lift(lane)) => {
                let (l, of_lift) = (&model.lanes[lane], matches!(waited.on, On::Lift(_)));
                self.slowed_by(&l.regimes, &l.timed, waited, of_lift).unwrap_or(Thing::LanePermission(lane))
            }
            (Cause::ExitClearance, On::Exit(exit)) => {
                let e = &model.exits[exit];
                self.slowed_by(&e.regimes, &e.timed, waited, false).unwrap_or(Thing::ExitPermission(exit))
            }
            // The beds are the hub's.
            (Cause::Beds, On::Lane(lane)) => Thing::Site(model.lanes[lane].to),
            (_, On::Pool(pool)) => Thing::Pool(pool),
            (_, On::Exit(exit)) => Thing::Exit(exit),
            (_, On::Lane(lane) | On::Lift(lane)) => Thing::Lane(lane),
            (_, On::Place) => Thing::Site(waited.site),
        }
    }

    /// The first regime, or else the first shock, that did so on some day of a wait for a permission.
    fn slowed_by(&self, regimes: &[usize], timed: &[usize], waited: &Waited, lift: bool) -> Option<Thing> {
        let days = waited.from.max(self.model.first)..waited.to.min(self.model.horizon + 1);
        let regime = regimes.iter().copied().find(|&r| {
            let slows = |day| self.model.regimes[r].states[self.luck.regime_state(r, day)].effect.slows(lift);
            days.clone().any(slows)
        });
        let shock = || {
            let slows = |&&t: &&usize| self.model.timed[t].effect.slows(lift) && self.luck.lasts(t, &days);
            timed.iter().find(slows).map(|&t| self.model.timed[t].shock)
        };
        regime.map(Thing::Regime).or_else(|| shock().map(Thing::Shock))
    }
}
