//! What had happened by a day, and which rows and missions count.

use jiff::civil::date;

use crate::{DUE, ended, priors, result, site, sites, two_missions};

#[test]
fn a_site_that_had_not_ended_by_the_day_is_censored_there() {
    // On 4 July those that ended 0 to 4 days late had, those of 5, 8 and 12 had not.
    let by_then = [
        ("A", &[(-3, false), (0, false), (4, false), (4, true)][..]),
        ("B", &[(-20, false), (-10, false), (4, true), (4, true)]),
    ];
    let known = priors(&two_missions(), &["--known-by", "2020-07-04"]);
    assert_eq!(result(&known), result(&priors(&sites(&by_then), &[])));
    assert!(known.contains("8 sites of 2 missions") && known.contains("3 of them censored"), "{known}");
    // The day after, one more had ended: the two differ.
    assert_ne!(result(&priors(&two_missions(), &["--known-by", "2020-07-05"])), result(&known));
    // Once all had ended nothing is left to know.
    assert_eq!(result(&priors(&two_missions(), &["--known-by", "2020-07-12"])), result(&priors(&two_missions(), &[])));
}

#[test]
fn a_site_that_was_last_seen_after_the_day_is_censored_on_the_day() {
    let with_last = |slip, censor| [two_missions(), vec![site("A", "open", DUE, slip, censor)]].concat();
    let known = priors(&with_last(100, "right"), &["--known-by", "2020-07-20"]);
    assert_eq!(result(&known), result(&priors(&with_last(20, "right"), &[])));
    // Seen before the day, it stays where it was seen.
    let known = priors(&with_last(7, "right"), &["--known-by", "2020-07-20"]);
    assert_eq!(result(&known), result(&priors(&with_last(7, "right"), &[])));
}

#[test]
fn a_plan_for_later_is_left_out_even_if_it_was_met_early() {
    let early = site("B", "early", date(2020, 12, 31), -170, "none");
    let rows = [two_missions(), vec![early]].concat();
    let known = priors(&rows, &["--known-by", "2020-07-20"]);
    assert_eq!(result(&known), result(&priors(&two_missions(), &[])));
    assert!(known.contains("# Rows left out: 1 planned for later."), "{known}");
    // It enters on its planned day.
    assert!(priors(&rows, &["--known-by", "2020-12-30"]).contains("8 sites of 2"));
    assert!(priors(&rows, &["--known-by", "2020-12-31"]).contains("9 sites of 2"));
}

#[test]
fn a_mission_of_which_no_site_had_ended_is_left_out_and_said_to_be() {
    let open = sites(&[("C", &[(4, true), (9, true)])]);
    let text = priors(&[two_missions(), open].concat(), &[]);
    assert_eq!(result(&text), result(&priors(&two_missions(), &[])));
    assert!(text.contains("# Rows left out: 2 of a mission of which no site had ended."), "{text}");
}

#[test]
fn a_mission_that_is_left_out_does_not_count() {
    let third = ended(&[("C", &[40, 50])]);
    let all = [two_missions(), third].concat();
    assert_eq!(result(&priors(&all, &["--without", "C"])), result(&priors(&two_missions(), &[])));
    assert_ne!(result(&priors(&all, &[])), result(&priors(&two_missions(), &[])));
    // Said twice or in another order, it is the same command.
    let all = [all, ended(&[("D", &[1, 2])])].concat();
    let twice = priors(&all, &["--without", "D", "--without", "C", "--without", "D"]);
    assert_eq!(twice, priors(&all, &["--without", "C", "--without", "D"]));
}

#[test]
fn only_sites_against_a_common_date_are_used() {
    let others = [
        ("site", "revised"),
        ("site", "site_plan"),
        ("site_batch", "common_deadline"),
        ("phase", "first_announced"),
        ("final_deadline", "deadline_at_start"),
        ("contingent", "deadline_at_start"),
    ];
    let other = |(i, (class, baseline)): (usize, &(&str, &str))| {
        site("A", &format!("other {i}"), DUE, 300, "none")
            .replace("site,common_deadline", &format!("{class},{baseline}"))
    };
    let rows = others.iter().enumerate().map(other).chain(two_missions()).collect::<Vec<_>>();
    let text = priors(&rows, &[]);
    assert_eq!(result(&text), result(&priors(&two_missions(), &[])));
    assert!(text.contains("# Rows left out: 6 that are no site against a common date."), "{text}");
}
