//! From the last wait of a milestone to its root: on whom or what it hung.

use crate::scenario::Effect;
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
                // A drive binds nobody: what let the vehicles set out does, or who stopped them on the road.
                Cause::Travel | Cause::Loading if before != BEGINNING => match self.stopped_by(&waited) {
                    Some(thing) => return Root { thing, kind },
                    None => link = before,
                },
                // Whoever comes today leaves tomorrow at the earliest: that day is no one's.
                Cause::Transit if before != BEGINNING && waited.days() <= 1 => link = before,
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
                let slowed = self.first_that(&l.regimes, &l.timed, waited, |effect| effect.slows(of_lift));
                slowed.unwrap_or(Thing::LanePermission(lane))
            }
            (Cause::ExitClearance, On::Exit(exit)) => {
                let e = &model.exits[exit];
                let slowed = self.first_that(&e.regimes, &e.timed, waited, |effect| effect.slows(false));
                slowed.unwrap_or(Thing::ExitPermission(exit))
            }
            // The beds are the hub's.
            (Cause::Beds, On::Lane(lane)) => Thing::Site(model.lanes[lane].to),
            (_, On::Pool(pool)) => Thing::Pool(pool),
            (_, On::Escorts(pool)) => Thing::Escorts(pool),
            (_, On::Exit(exit)) => Thing::Exit(exit),
            (_, On::Lane(lane) | On::Lift(lane)) => Thing::Lane(lane),
            (_, On::Place) => Thing::Site(waited.site),
        }
    }

    /// Who stopped a convoy on the road.
    fn stopped_by(&self, waited: &Waited) -> Option<Thing> {
        let (On::Lane(lane), Cause::Travel) = (waited.on, waited.cause) else { return None };
        let l = &self.model.lanes[lane];
        self.first_that(&l.regimes, &l.timed, waited, |effect| effect.convoys_stopped)
    }

    /// The first of these regimes, or else the first shock, that did so on some day of a wait.
    fn first_that(
        &self,
        regimes: &[usize],
        timed: &[usize],
        waited: &Waited,
        does: impl Fn(&Effect) -> bool,
    ) -> Option<Thing> {
        let (model, luck) = (self.model, self.luck);
        let days = waited.from.max(model.first)..waited.to.min(model.horizon + 1);
        let on = |regime: usize, day| does(&model.regimes[regime].states[luck.regime_state(regime, day)].effect);
        let regime = regimes.iter().copied().find(|&regime| days.clone().any(|day| on(regime, day)));
        let lasts = |&&t: &&usize| does(&model.timed[t].effect) && luck.lasts(t, &days);
        let shock = || timed.iter().find(lasts).map(|&t| model.timed[t].shock);
        regime.map(Thing::Regime).or_else(|| shock().map(Thing::Shock))
    }
}
