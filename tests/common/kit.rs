//! People who go over to other forces, ways in which sites end, and withdrawals led by
//! equipment, put into made-up missions that have none.

use drawdown::scenario::Scenario;
use jiff::Span;

use super::Dice;

/// The mission with some of these; two in three are left as they are.
pub fn add(text: String, seed: u64) -> String {
    if seed % 3 != 1 {
        return text;
    }
    let plain = Scenario::parse(&text, "made-up.toml").unwrap_or_else(|error| panic!("{error}\n{text}"));
    let mut dice = Dice::new(seed ^ 0x0417);
    let mut text = text;
    for site in &plain.sites {
        let ends = dice.pick(&[
            "",
            "",
            "ends = \"closed\"\n",
            "ends = \"handed over\"\n",
            "ends = { transferred_to = \"other mission\" }\n",
        ]);
        let release = dice.pick(&["", "release = \"with_cargo\"\n", "release = \"at_withdrawal\"\n"]);
        let head = format!("[[site]]\nid = \"{}\"\n", site.id);
        text = text.replacen(&head, &format!("{head}{ends}{release}"), 1);
    }
    for row in 0..dice.between(0, 2) {
        text += &transfer(&plain, &mut dice, row);
    }
    text
}

fn transfer(plain: &Scenario, dice: &mut Dice, row: i64) -> String {
    let mission = &plain.mission;
    let site = &plain.sites[dice.between(0, plain.sites.len() as i64 - 1) as usize];
    let here = dice.chance(50);
    let all = plain.sites.iter().filter(|other| !here || other.id == site.id).flat_map(|site| &site.people);
    let people: u32 = all.map(|group| group.count).sum();
    if people == 0 {
        return String::new();
    }
    let horizon = i64::from((mission.horizon - mission.start).get_days());
    let from = dice.between(0, horizon.min(80));
    let to = (from + dice.between(0, 30)).min(horizon);
    let date = |day: i64| mission.start.checked_add(Span::new().days(day)).unwrap();
    let who = if here { format!("site = \"{}\"\n", site.id) } else { String::new() };
    let force = dice.pick(&["other mission", "Force Ä"]);
    format!(
        "\n[[transfer]]\nid = \"transfer-{row}\"\n{who}from = {}\nto = {}\ncount = {}\nforce = \"{force}\"\n",
        date(from),
        date(to),
        dice.between(0, i64::from(people / 3))
    )
}
