//! Slips of the pen: what the TOML parser stumbles over, in words for people who
//! do not know its grammar.

/// Beginnings of the parser's messages about a single value; the rest of the
/// file can still be read.
pub(super) const LOCAL: [&str; 4] =
    ["invalid date", "string values must be quoted", "invalid float", "unexpected leading zero"];

/// Sections of which there may be many.
const LISTS: [&str; 15] = [
    "site",
    "gateway",
    "trucks",
    "escorts",
    "contingent",
    "imposed",
    "thinning",
    "separation",
    "transfer",
    "ceiling",
    "driver",
    "regime",
    "season",
    "shock",
    "observation",
];

/// The rule and the remedy for a message of the parser about what was `typed`.
pub(super) fn explain(message: &str, typed: &str) -> (String, String) {
    let (what, expected) = message.split_once(", expected ").unwrap_or((message, ""));
    let (rule, help) = match what {
        "invalid date" if expected.contains("between") => {
            return (format!("`{typed}` is not a date"), format!("there is no such day: write a {expected}"));
        }
        "invalid date" => return (format!("`{typed}` is not a date"), DATE.into()),
        "string values must be quoted" => return bare(typed),
        "duplicate key" => {
            return (format!("`{typed}` is given twice"), twice(typed));
        }
        "invalid float" => ("this is neither a number nor a date", "write a number as `12.5`, a date as `2023-12-31`"),
        "unexpected leading zero" => ("a number does not begin with 0", "leave out the 0 in front"),
        "unexpected key or value" => {
            ("a line has one key and one value", "begin a new line; numbers have no comma between thousands")
        }
        "key with no value" | "invalid unquoted key" => {
            ("a line is `key = value`", "write `=` between the key and its value")
        }
        _ if what.ends_with("string") => {
            return ("a text does not end where it should".into(), format!("close it with {expected} on its line"));
        }
        _ if expected.is_empty() || expected == "nothing" => (what, "compare it with the lines around it"),
        _ => return (what.to_lowercase(), format!("put {expected} here")),
    };
    (rule.into(), help.into())
}

fn twice(typed: &str) -> String {
    if LISTS.contains(&typed) {
        return format!("begin each of them with `[[{typed}]]`, in double brackets");
    }
    "keep one of the two".into()
}

const DATE: &str = "write year-month-day with two digits for month and day: `2023-12-31`";

/// Something without quotes that is neither a number nor a date.
fn bare(typed: &str) -> (String, String) {
    let straight = typed.trim_matches(['“', '”', '„', '‘', '’', '«', '»']);
    let number: String = typed.chars().filter(|c| !c.is_whitespace()).collect();
    let percent = typed.strip_suffix('%').and_then(|digits| digits.trim().parse::<f64>().ok());
    if typed.is_empty() {
        return ("a value is missing".into(), "write one after the `=`".into());
    }
    if let Some(percent) = percent {
        return (format!("`{typed}` is not a number"), format!("write {} for {percent} %", percent / 100.0));
    }
    if straight != typed {
        return ("a text needs straight quotes".into(), format!("write `\"{straight}\"`"));
    }
    if number != typed && number.parse::<f64>().is_ok() {
        return (format!("`{typed}` is not a number"), format!("write it without spaces: {number}"));
    }
    if typed.starts_with(|c: char| c.is_ascii_digit()) && typed.contains('/') {
        return (format!("`{typed}` is not a date"), DATE.into());
    }
    (
        "a text needs quotes".into(),
        format!("write `\"{typed}\"`; a number is written 4000, a date 2027-03-31, both without quotes"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_type_for_numbers_and_dates_is_understood() {
        assert_eq!(bare("60%").1, "write 0.6 for 60 %");
        assert_eq!(bare("1 200").1, "write it without spaces: 1200");
        assert_eq!(bare("2023/12/31").0, "`2023/12/31` is not a date");
        assert_eq!(bare("“hub”").1, "write `\"hub\"`");
        assert_eq!(bare("").0, "a value is missing");
        assert_eq!(
            explain("invalid date, expected day between 01 and 30", "2023-11-31").0,
            "`2023-11-31` is not a date"
        );
    }
}
