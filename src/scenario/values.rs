//! Single values: texts, words, dates, and where a number comes from.

use jiff::civil::Date;

use super::reader::Slot;
use super::tree::Value;
use super::{Input, keys};

impl<'a> Slot<'a> {
    /// The value inside `{ value = x, basis = …, source = … }`, or this one.
    pub fn plain(&self) -> Option<Slot<'a>> {
        if self.node.table().is_none_or(|table| !table.has("value")) {
            return Some(self.clone());
        }
        let inner = self.table("Stated", |t| {
            t.required(&["value"]);
            t.get("value")
        });
        // The path names the value with its provenance, as `--set` replaces both.
        inner.flatten().map(|slot| Slot { name: self.name.clone(), path: self.path.clone(), ..slot })
    }

    pub fn text(&self) -> Option<String> {
        let Value::Text(text) = &self.node.value else {
            self.wrong_type("a text", format!("write it in quotes: `\"{}\"`", self.written().replace('"', "'")));
            return None;
        };
        if text.trim() != text || text.is_empty() || text.chars().any(char::is_control) {
            self.fault(
                format!("`{}` must be a text without spaces around it or line breaks", self.name),
                "write something between the quotes, on one line",
            );
            return None;
        }
        Some(text.clone())
    }

    /// A text of any length and form.
    pub fn prose(&self) -> Option<String> {
        match &self.node.value {
            Value::Text(text) => Some(text.trim().to_string()),
            _ => self.text(),
        }
    }

    /// One of a few words.
    pub fn choice<T: Copy>(&self, words: &[(&str, T)]) -> Option<T> {
        let text = self.text()?;
        let found = words.iter().find(|(word, _)| *word == text).map(|(_, value)| *value);
        if found.is_none() {
            let names: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
            self.fault(format!("`{}` cannot be `{text}`", self.name), keys::instead(&text, &names));
        }
        found
    }

    /// `true` or `false`.
    pub fn switch(&self) -> Option<bool> {
        match self.node.value {
            Value::Switch(on) => Some(on),
            _ => {
                self.wrong_type(
                    "true or false",
                    format!("write `{} = true` or `{0} = false`, without quotes", self.name),
                );
                None
            }
        }
    }

    pub fn date(&self) -> Option<Date> {
        let slot = self.plain()?;
        let date = match &slot.node.value {
            Value::Date(toml::value::Datetime { date: Some(date), time: None, offset: None }) => {
                Date::new(i16::try_from(date.year).ok()?, date.month as i8, date.day as i8).ok()
            }
            Value::Date(_) => {
                slot.fault(
                    format!("`{}` must be a date without a time", slot.name),
                    "write the day alone: `2023-12-31`",
                );
                return None;
            }
            _ => None,
        };
        if date.is_none() {
            let bare =
                matches!(&slot.node.value, Value::Text(text) if text.parse::<Date>().is_ok() && text.len() == 10);
            let help = if bare {
                format!("write it without quotes: `{}`", slot.written().trim_matches(['"', '\'']))
            } else {
                "write a day as year-month-day, without quotes: `2023-12-31`".into()
            };
            slot.wrong_type("a date", help);
        }
        date
    }

    /// Keeps the value for the list of inputs.
    pub fn record(&self) {
        let own = |text: &Option<String>| text.clone().unwrap_or_default();
        let unstated = self.from.basis.as_deref().is_none_or(|basis| basis == "unstated");
        let file = &self.reader.files[self.node.at.file].name;
        let file =
            if file.starts_with("--set ") { file.as_str() } else { file.rsplit(['/', '\\']).next().unwrap_or(file) };
        let input = Input {
            path: self.path.clone(),
            value: self.written().into(),
            basis: if unstated { "unstated".into() } else { own(&self.from.basis) },
            source: own(&self.from.source),
            file: file.into(),
        };
        self.reader.log.borrow_mut().inputs.push((self.node.at, input));
    }
}
