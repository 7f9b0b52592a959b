//! The value of one field, as it stands in a patch, in the database and in JSON.

use std::collections::BTreeMap;
use std::fmt;

use serde::de::value::MapAccessDeserializer;
use serde::de::{MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value as Json;

/// One field's value. The form's field type says which variant belongs; values of
/// fields that this version does not know are kept as [`Value::Other`].
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
#[serde(untagged)]
pub enum Value {
    /// Nothing: the field was cleared, or never filled.
    #[default]
    Empty,
    /// Yes or no.
    Bool(bool),
    /// A whole number: a count, minutes, fen (money), tenths (`decimal1`).
    Int(i64),
    /// Text, a code, a date `YYYY-MM-DD`, a time `HH:MM`, an identifier, a record id.
    Text(String),
    /// Several codes, in the order of their list.
    Codes(Vec<String>),
    /// Anything a newer version or another town may have written.
    Other(serde_json::Value),
}

/// Reads without trying one variant after the other: an untagged enum words an error,
/// with the whole text in it, for every variant that doesn't fit.
impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ValueVisitor)
    }
}

struct ValueVisitor;

impl<'de> Visitor<'de> for ValueVisitor {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Empty)
    }

    fn visit_bool<E>(self, yes: bool) -> Result<Value, E> {
        Ok(Value::Bool(yes))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Value, E> {
        Ok(Value::Int(number))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Value, E> {
        Ok(i64::try_from(number).map_or_else(|_| Value::Other(number.into()), Value::Int))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Value, E> {
        Ok(Value::Other(number.into()))
    }

    fn visit_str<E>(self, text: &str) -> Result<Value, E> {
        Ok(Value::Text(text.to_owned()))
    }

    fn visit_string<E>(self, text: String) -> Result<Value, E> {
        Ok(Value::Text(text))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Value, A::Error> {
        let mut items: Vec<Json> = Vec::new();
        while let Some(item) = seq.next_element()? {
            items.push(item);
        }
        if items.iter().all(Json::is_string) {
            let code = |item| match item {
                Json::String(code) => code,
                _ => String::new(),
            };
            Ok(Value::Codes(items.into_iter().map(code).collect()))
        } else {
            Ok(Value::Other(Json::Array(items)))
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Value, A::Error> {
        Json::deserialize(MapAccessDeserializer::new(map)).map(Value::Other)
    }
}

/// What one change says: field id to value. `Empty` clears the field.
pub type Patch = BTreeMap<String, Value>;

impl Value {
    /// Whether nothing is in it: cleared, blank text or no codes.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        match self {
            Self::Empty => true,
            Self::Text(t) => t.is_empty(),
            Self::Codes(c) => c.is_empty(),
            Self::Bool(_) | Self::Int(_) | Self::Other(_) => false,
        }
    }

    /// The text, if this is text.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Text(t) => Some(t),
            _ => None,
        }
    }

    /// The number, if this is one.
    #[must_use]
    pub fn int(&self) -> Option<i64> {
        match self {
            Self::Int(n) => Some(*n),
            _ => None,
        }
    }

    /// True only for a yes.
    #[must_use]
    pub fn is_true(&self) -> bool {
        matches!(self, Self::Bool(true))
    }

    /// The value as JSON, as records are printed.
    #[must_use]
    pub fn to_json(&self) -> serde_json::Value {
        match self {
            Self::Empty => serde_json::Value::Null,
            Self::Bool(b) => (*b).into(),
            Self::Int(n) => (*n).into(),
            Self::Text(t) => t.as_str().into(),
            Self::Codes(c) => c.clone().into(),
            Self::Other(v) => v.clone(),
        }
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Self::Int(number)
    }
}

impl From<bool> for Value {
    fn from(yes: bool) -> Self {
        Self::Bool(yes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_patch_survives_json_whatever_it_holds() {
        let text = r#"{"a":null,"b":true,"c":-3,"d":"文","e":["x","y"],"f":{"deep":[1,2.5]},"g":[1],"h":1.5,"i":18446744073709551615}"#;
        let patch: Patch = serde_json::from_str(text).unwrap();
        assert_eq!(patch["c"], Value::Int(-3));
        assert_eq!(patch["e"], Value::Codes(vec!["x".into(), "y".into()]));
        assert!(matches!(patch["f"], Value::Other(_)));
        assert_eq!(serde_json::to_string(&patch).unwrap(), text);
    }
}
