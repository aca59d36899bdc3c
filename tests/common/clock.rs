//! What moves the plan's dates in made-up missions, and the strengths that go by them. Its dice
//! are its own, so that the rest of a mission is what it was without.

use super::{Dice, Writer, on, people};

impl Writer {
    /// In about half of the missions.
    pub(super) fn clock(&mut self, places: &[super::Place]) {
        let own = Dice::new(self.dice.0 ^ 0xC10C);
        let own = std::mem::replace(&mut self.dice, own);
        if self.dice.chance(40) {
            self.moving_shocks(places);
        }
        if self.dice.chance(35) {
            self.ceilings(places);
        }
        self.dice = own;
    }

    fn moving_shocks(&mut self, places: &[super::Place]) {
        for shock in 0..self.dice.between(1, 3) {
            self.line(format!("\n[[shock]]\nid = \"politics-{shock}\""));
            let (first, horizon) = (self.first(), self.horizon());
            let from = (first + self.dice.between(0, 60)).min(horizon);
            if self.dice.chance(40) {
                self.line(format!("date = {}", on(from)));
            } else {
                let to = (from + self.dice.between(0, 30)).min(horizon);
                self.line(format!("window = [{}, {}]\nprobability = 0.8", on(from), on(to)));
            }
            let effects: Vec<String> = (0..self.dice.between(1, 3)).map(|_| self.moving_effect(places)).collect();
            self.line(format!("effects = [ {} ]", effects.join(", ")));
        }
    }

    fn moving_effect(&mut self, places: &[super::Place]) -> String {
        let site = &places[self.dice.between(0, places.len() as i64 - 1) as usize].id;
        let other = &places[self.dice.between(0, places.len() as i64 - 1) as usize].id;
        match self.dice.between(0, 6) {
            0 => format!("{{ pause = {{ days = {} }} }}", self.law(12.0)),
            1 => format!("{{ pause = {{ scope = [\"site:{site}\"], days = {} }} }}", self.law(15.0)),
            2 => format!("{{ pause = {{ scope = [\"site:{site}\", \"site:{other}\"], days = 9 }} }}"),
            3 => "{ postpone = { of_lead = { uniform = { min = 0, max = 0.6 } } } }".into(),
            4 => "{ postpone = { days = { uniform = { min = -20, max = 25 } } } }".into(),
            5 => format!("{{ postpone = {{ days = {} }} }}", self.dice.between(-15, 30)),
            _ => format!("{{ advance = [\"{site}\"] }}"),
        }
    }

    fn ceilings(&mut self, places: &[super::Place]) {
        for row in 0..self.dice.between(1, 3) {
            let place = &places[self.dice.between(0, places.len() as i64 - 1) as usize].id;
            let (who, total) = match self.dice.between(0, 2) {
                0 => (String::new(), people(places, |_, component, _| component != "local")),
                1 => ("component = \"military\"\n".into(), people(places, |_, component, _| component == "military")),
                _ => (
                    format!("site = \"{place}\"\n"),
                    people(places, |id, component, _| id == place && component != "local"),
                ),
            };
            if total == 0 {
                continue;
            }
            let (horizon, left) = (self.horizon(), self.dice.between(0, total));
            let from = self.dice.between(0, 60.min(horizon));
            let to = (from + self.dice.between(0, 50)).min(horizon);
            let from = if self.dice.chance(70) { format!("from = {}\n", on(from)) } else { String::new() };
            self.line(format!("\n[[ceiling]]\nid = \"phase-{row}\"\n{who}{from}date = {}\npeople = {left}", on(to)));
        }
    }
}
