//! The JSON Schema of a scenario file, for editors and other programs.
//!
//! The structs here are never filled: they say once more, in words, what the
//! reader accepts. A test holds the two together.

mod document;
mod parts;

use serde_json::{Map, Value, json};

/// The JSON Schema (draft 2020-12) of a scenario file.
pub fn schema() -> Value {
    let mut schema = bare();
    open(&mut schema, "");
    schema
}

/// The schema of a complete file, as derived.
fn bare() -> Value {
    schemars::schema_for!(document::Document).to_value()
}

/// Adds what every table may have, and makes a description of what is required:
/// a file that extends another leaves most of it out.
fn open(value: &mut Value, name: &str) {
    if let Value::Object(object) = value {
        if object.contains_key("properties") && object.get("additionalProperties") == Some(&json!(false)) {
            describe_required(object);
            if name != "Source" {
                common_keys(object);
            }
        }
        object.iter_mut().for_each(|(key, inner)| open(inner, key));
    } else if let Value::Array(items) = value {
        items.iter_mut().for_each(|item| open(item, ""));
    }
}

fn describe_required(object: &mut Map<String, Value>) {
    let Some(Value::Array(required)) = object.remove("required") else { return };
    let Some(Value::Object(properties)) = object.get_mut("properties") else { return };
    for key in required.iter().filter_map(Value::as_str) {
        if let Some(Value::Object(property)) = properties.get_mut(key) {
            let said = property.get("description").and_then(Value::as_str).unwrap_or_default();
            let text = format!("{said} Required.");
            property.insert("description".into(), json!(text.trim()));
        }
    }
}

fn common_keys(object: &mut Map<String, Value>) {
    let Some(Value::Object(properties)) = object.get_mut("properties") else { return };
    if properties.contains_key("id") {
        let about = "In a file that extends another: deletes the element with this id.";
        properties.insert("remove".into(), json!({ "const": true, "description": about }));
    }
    let basis = "Where the numbers of this table come from, unless they say so themselves.";
    let words = ["reported", "derived", "assumed", "fitted", "unstated"];
    properties.entry("basis").or_insert_with(|| json!({ "enum": words, "description": basis }));
    let source = "A key of [sources], for every number of this table that has none of its own.";
    properties.entry("source").or_insert_with(|| json!({ "type": "string", "description": source }));
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use super::*;
    use crate::scenario::{compose, read, reader::Reader};

    type Keys = BTreeMap<String, BTreeSet<String>>;

    const FULL: &str = include_str!("../../tests/data/full.toml");

    /// The keys that the reader asked for, and those that it requires.
    fn of_reader() -> (Keys, Keys) {
        let composed = compose::from_text(FULL, "full.toml");
        let root = composed.root.expect("the file is good");
        let reader = Reader::new(&composed.files);
        read::scenario(&reader.root(&root));
        let log = reader.log.into_inner();
        let keys = |map: BTreeMap<&'static str, BTreeSet<String>>| {
            map.into_iter().map(|(kind, keys)| (kind.to_string(), keys)).filter(|(_, keys)| !keys.is_empty()).collect()
        };
        (keys(log.asked), keys(log.required))
    }

    /// The same of the schema.
    fn of_schema() -> (Keys, Keys) {
        let schema = bare();
        let definitions = schema["$defs"].as_object().expect("the schema has definitions");
        let all = definitions.iter().map(|(kind, one)| (kind.as_str(), one)).chain([("Document", &schema)]);
        let (mut keys, mut required) = (Keys::new(), Keys::new());
        for (kind, one) in all {
            let kind = if kind.starts_with("WithBasis") { "Stated" } else { kind };
            if let Some(properties) = one["properties"].as_object() {
                keys.entry(kind.into()).or_default().extend(properties.keys().cloned());
            }
            if let Some(list) = one["required"].as_array() {
                required
                    .entry(kind.into())
                    .or_default()
                    .extend(list.iter().filter_map(|k| Some(k.as_str()?.to_string())));
            }
        }
        (keys, required)
    }

    #[test]
    fn the_reader_and_the_schema_know_the_same_keys() {
        let (mut reader, _) = of_reader();
        let (mut schema, _) = of_schema();
        // Every table may have these; `extends` is taken by the composer.
        for keys in reader.values_mut().chain(schema.values_mut()) {
            keys.retain(|key| !["basis", "source", "extends"].contains(&key.as_str()));
        }
        reader.retain(|_, keys| !keys.is_empty());
        // A reference to a CSV file is replaced before the reader comes.
        schema.remove("Column");
        assert_eq!(reader, schema);
    }

    #[test]
    fn the_reader_and_the_schema_require_the_same_keys() {
        let (_, reader) = of_reader();
        let (_, mut schema) = of_schema();
        schema.remove("Column");
        assert_eq!(reader, schema);
    }
}
