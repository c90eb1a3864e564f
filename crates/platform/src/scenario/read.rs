//! The strict reader: an object with the keys it may have, each of one type, `null` = left out.

use std::str::FromStr;

use chrono::{DateTime, NaiveDate, Utc};
use mojo_domain::{ParseMoneyError, parse_decimal_cents};

use super::json::Json;
use super::place::{FormatError, Place};

/// An object whose keys are known to be allowed and unique.
#[derive(Clone, Copy)]
pub(super) struct Fields<'a> {
    place: Place<'a>,
    members: &'a [(String, Json)],
}

impl<'a> Fields<'a> {
    /// The members of an object.
    ///
    /// # Errors
    /// Not an object, a key that is not in `allowed`, or a key that stands twice.
    pub(super) fn open(
        place: Place<'a>,
        value: &'a Json,
        allowed: &[&str],
    ) -> Result<Self, FormatError> {
        let Json::Object(members) = value else {
            return Err(place.error("not an object"));
        };
        for (position, (key, _)) in members.iter().enumerate() {
            if !allowed.contains(&key.as_str()) {
                return Err(place.key(key).error("unknown key"));
            }
            if members[..position].iter().any(|(earlier, _)| earlier == key) {
                return Err(place.key(key).error("stands twice"));
            }
        }
        Ok(Self { place, members })
    }

    pub(super) fn optional(&self, key: &str) -> Option<&'a Json> {
        let found = self.members.iter().find(|(name, _)| name == key).map(|(_, value)| value);
        found.filter(|value| **value != Json::Null)
    }

    fn required(&self, key: &'a str) -> Result<&'a Json, FormatError> {
        self.optional(key).ok_or_else(|| self.error(key, "missing"))
    }

    /// An error at the member `key`.
    pub(super) fn error(&self, key: &str, what: impl std::fmt::Display) -> FormatError {
        self.place.key(key).error(what)
    }

    pub(super) fn text(&self, key: &'a str) -> Result<&'a str, FormatError> {
        as_text(self.place.key(key), self.required(key)?)
    }

    pub(super) fn optional_text(&self, key: &'a str) -> Result<Option<&'a str>, FormatError> {
        self.optional(key).map(|value| as_text(self.place.key(key), value)).transpose()
    }

    /// A text of another form, for example a country code.
    pub(super) fn optional_parsed<V>(&self, key: &'a str) -> Result<Option<V>, FormatError>
    where
        V: FromStr<Err: std::fmt::Display>,
    {
        let text = self.optional_text(key)?;
        text.map(|text| text.parse().map_err(|error| self.error(key, error))).transpose()
    }

    pub(super) fn flag(&self, key: &'a str) -> Result<bool, FormatError> {
        as_flag(self.place.key(key), self.required(key)?)
    }

    pub(super) fn flag_or(&self, key: &'a str, default: bool) -> Result<bool, FormatError> {
        let value = self.optional(key);
        value.map_or(Ok(default), |value| as_flag(self.place.key(key), value))
    }

    pub(super) fn list(&self, key: &'a str) -> Result<&'a [Json], FormatError> {
        as_list(self.place.key(key), self.required(key)?)
    }

    pub(super) fn list_or_empty(&self, key: &'a str) -> Result<&'a [Json], FormatError> {
        let value = self.optional(key);
        value.map_or(Ok(&[]), |value| as_list(self.place.key(key), value))
    }

    /// An amount with at most two decimals, in cents; negative ones too.
    pub(super) fn cents(&self, key: &'a str) -> Result<i64, FormatError> {
        let cents = parse_decimal_cents(self.text(key)?);
        cents.map_err(|error: ParseMoneyError| self.error(key, error))
    }

    pub(super) fn instant(&self, key: &'a str) -> Result<DateTime<Utc>, FormatError> {
        let text = self.text(key)?;
        let instant = DateTime::parse_from_rfc3339(text);
        instant.map(|at| at.to_utc()).map_err(|_| self.error(key, "not an RFC 3339 instant"))
    }

    pub(super) fn optional_instant(
        &self,
        key: &'a str,
    ) -> Result<Option<DateTime<Utc>>, FormatError> {
        self.optional(key).map(|_| self.instant(key)).transpose()
    }

    pub(super) fn optional_day(&self, key: &'a str) -> Result<Option<NaiveDate>, FormatError> {
        let Some(text) = self.optional_text(key)? else {
            return Ok(None);
        };
        let form = |(index, b): (usize, u8)| match index {
            4 | 7 => b == b'-',
            _ => b.is_ascii_digit(),
        };
        let is_plain = text.len() == 10 && text.bytes().enumerate().all(form);
        let day = NaiveDate::parse_from_str(text, "%Y-%m-%d").ok().filter(|_| is_plain);
        day.map(Some).ok_or_else(|| self.error(key, "not a date (YYYY-MM-DD)"))
    }

    pub(super) fn day(&self, key: &'a str) -> Result<NaiveDate, FormatError> {
        self.optional_day(key)?.ok_or_else(|| self.error(key, "missing"))
    }
}

pub(super) fn as_text<'a>(place: Place<'_>, value: &'a Json) -> Result<&'a str, FormatError> {
    match value {
        Json::Text(text) => Ok(text),
        _ => Err(place.error("not a string")),
    }
}

fn as_flag(place: Place<'_>, value: &Json) -> Result<bool, FormatError> {
    match value {
        Json::Bool(flag) => Ok(*flag),
        _ => Err(place.error("not true or false")),
    }
}

fn as_list<'a>(place: Place<'_>, value: &'a Json) -> Result<&'a [Json], FormatError> {
    match value {
        Json::List(items) => Ok(items),
        _ => Err(place.error("not a list")),
    }
}
