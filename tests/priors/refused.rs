//! What is wrong with a question or with the data is said, with the place and the remedy.

use crate::{Data, HEADER, ended, refused, start, two_missions};

#[test]
fn a_machine_without_python_is_told_what_to_install() {
    let message = start("python3-that-is-not-there", &[]).unwrap_err();
    assert!(message.contains("install it (Debian: apt install python3)"), "{message}");
}

#[test]
fn a_wrong_question_is_answered_with_what_to_ask() {
    for (arguments, said) in [
        (&["--known-by", "2023-02-30"][..], "`2023-02-30` is not a date: the calendar has no such day"),
        (&["--known-by", "20230828"], "`20230828` is not a date: write it as 2023-08-28"),
        (
            &["--without", "MINUSMA"],
            "there is no mission `MINUSMA`; the missions are ATMIS-2023-24, DE-AFG-2021, DE-MALI-2023,",
        ),
        (&["--know", "2023-08-28"], "usage: priors.py [-h] [--known-by DATE] [--without MISSION] [--data FILE]"),
    ] {
        let (message, code) = refused(arguments);
        assert!(message.contains(said) && code == 2, "{code}: {message}");
    }
}

#[test]
fn too_few_rows_are_refused_with_what_there_is_too_few_of() {
    // Somalia's first site was due on 30 June 2023: before, there is Darfur alone.
    let (message, code) = refused(&["--known-by", "2023-06-29"]);
    assert!(message.contains("too few missions: 1; the spread between missions needs 2") && code == 1, "{message}");
    let few = Data::new(&ended(&[("A", &[1]), ("B", &[2])]));
    let (message, code) = refused(&few.with(&[]));
    assert!(
        message.contains("too few sites: 2 that have ended, in 2 missions; the scatter within missions needs 3"),
        "{message}"
    );
    assert!(message.contains("= help: give a later --known-by") && code == 1, "{message}");
    let alike = Data::new(&ended(&[("A", &[1, 1]), ("B", &[2, 2])]));
    let (message, _) = refused(&alike.with(&[]));
    assert!(message.contains("the slips within each mission are alike"), "{message}");
    let (message, _) = refused(&Data::new(&[]).with(&[]));
    assert!(message.contains("too few missions: 0"), "{message}");
}

#[test]
fn a_wrong_row_is_refused_with_line_column_rule_and_remedy() {
    // The first row is broken: line 2.
    for (from, to, said, remedy) in [
        ("2020-06-30", "2020-06-31", "column `planned`: `2020-06-31` is not a date", "the calendar has no such day"),
        ("2020-06-27", "", "column `actual`: `` is not a date", "write it as 2023-08-28"),
        (
            ",-3,-3,-3,",
            ",3,-3,-3,",
            "column `slip_days`: `3` is wrong: it must be actual minus planned, in days",
            "write -3",
        ),
        (
            ",-3,-3,-3,",
            ",-3,-9,-3,",
            "column `slip_lo`: `-9` is wrong: it must be actual minus planned, in days",
            "write -3",
        ),
        (
            ",-3,-3,-3,",
            ",-3,-3,,",
            "column `slip_hi`: `` is wrong: it must be actual minus planned, in days",
            "write -3",
        ),
        (",none,", ",right,", "column `slip_hi`: `-3` is wrong: a censored slip has no upper end", "leave it empty"),
        (",none,", ",left,", "column `censor`: `left` is not known", "write one of none, right"),
        (
            "common_deadline",
            "comon_deadline",
            "column `baseline`: `comon_deadline` is not known",
            "did you mean `common_deadline`?",
        ),
        (",site,", ",camp,", "column `class`: `camp` is not known", "write one of site, site_batch, phase,"),
        (
            "A,site 0",
            "A and B,site 0",
            "column `mission`: `A and B` is not a name",
            "write letters, digits and hyphens only",
        ),
        ("http://a.b", "a newspaper", "column `url_planned`: `a newspaper` is no address", "every date has its source"),
        (",none,", ",none,none,", "column `note`: the row has 14 columns, not 13", "write one value for each column"),
    ] {
        let mut rows = two_missions();
        assert!(rows[0].contains(from), "{from}");
        rows[0] = rows[0].replacen(from, to, 1);
        let data = Data::new(&rows);
        let (message, code) = refused(&data.with(&[]));
        let (said, remedy) = (format!("data.csv:2: {said}\n"), format!("  = help: {remedy}"));
        assert!(message.contains(&said) && message.contains(&remedy) && code == 1, "{message}");
    }
}

#[test]
fn all_that_is_wrong_with_a_file_is_said_at_once() {
    let mut rows = two_missions();
    // A note of two lines, so that the rows after it stand one line lower.
    rows[0] += "\"two\nlines\"";
    rows[2] = rows[2].replace("http://a.b,http", "nowhere,http");
    rows.push(rows[4].clone());
    let (message, _) = refused(&Data::new(&rows).with(&[]));
    assert!(message.contains("data.csv:5: column `url_planned`"), "{message}");
    assert!(message.contains("data.csv:11: column `site_or_milestone`: the row is on line 7 already"), "{message}");
    assert_eq!(message.matches("error: ").count(), 2, "{message}");
}

#[test]
fn what_is_no_table_of_slips_is_refused() {
    for (text, said) in [
        ("", "data.csv:1: the first line must name the columns"),
        ("mission,planned,actual\n", "data.csv:1: the first line must name the columns"),
        (&format!("{HEADER}\nA,\"open\n"), "is not a CSV file in UTF-8"),
    ] {
        let data = Data::text(text);
        let (message, code) = refused(&data.with(&[]));
        assert!(message.contains(said) && message.contains("= help: ") && code == 1, "{message}");
    }
    let latin = Data::text("");
    std::fs::write(&latin.path, b"mission\xe9").unwrap();
    assert!(refused(&latin.with(&[])).0.contains("is not a CSV file in UTF-8"));
    let (message, code) = refused(&["--data", "nowhere.csv"]);
    assert!(message.contains("could not read `nowhere.csv`: No such file or directory") && code == 1, "{message}");
}
