//! Pages of lists. A list that can grow is answered page by page in an order that does not change: a
//! page says in `next` where it ended, and the next request hands that back in `before` (the latest
//! first) or `after` (the oldest first). What comes between two pages makes no row of the list twice
//! and leaves none out. A `limit` below one counts as one, one above the most of the list as that.

use std::fmt::Display;
use std::str::FromStr;

use serde_json::json;

use crate::http::ApiError;

/// What a place of another list, or of none, is refused with.
const PLACE: &str = "the `next` of an earlier page of this list";

/// A parameter after the question mark that is refused; `permitted` says which values are not.
pub(super) fn refused(parameter: &'static str, permitted: &str) -> ApiError {
    ApiError::bad_request("unreadable_query", format!("{parameter}: {permitted}"))
        .with_details(json!({ "parameter": parameter, "permitted": permitted }))
}

/// How many rows a page has.
pub(super) fn limit(asked: Option<i64>, usual: i64, most: i64) -> i64 {
    asked.unwrap_or(usual).clamp(1, most)
}

/// The place that `parameter` names: a number, mostly an instant in microseconds, and a key.
pub(super) fn place<K: FromStr>(
    parameter: &'static str,
    text: Option<&str>,
) -> Result<Option<(i64, K)>, ApiError> {
    let read = |text: &str| {
        let (at, key) = text.split_once('.')?;
        Some((at.parse::<i64>().ok()?, key.parse::<K>().ok()?))
    };
    text.map(|text| read(text).ok_or_else(|| refused(parameter, PLACE))).transpose()
}

/// The same of a list whose order is a key alone.
pub(super) fn key<K: FromStr>(
    parameter: &'static str,
    text: Option<&str>,
) -> Result<Option<K>, ApiError> {
    let unreadable = |_: K::Err| refused(parameter, PLACE);
    text.map(str::parse::<K>).transpose().map_err(unreadable)
}

/// Where the page ended; `None` when it is the last one.
pub(super) fn next<R, K: Display>(
    rows: &[R],
    limit: i64,
    place: impl Fn(&R) -> (i64, K),
) -> Option<String> {
    last(rows, limit).map(place).map(|(at, key)| format!("{at}.{key}"))
}

/// The last row of a page after which more may follow.
pub(super) fn last<R>(rows: &[R], limit: i64) -> Option<&R> {
    let is_full = i64::try_from(rows.len()).is_ok_and(|count| count >= limit);
    rows.last().filter(|_| is_full)
}

/// A value of a filter that is one of a few.
pub(super) fn one_of<T: FromStr>(
    parameter: &'static str,
    text: Option<&str>,
    permitted: &[&str],
) -> Result<Option<T>, ApiError> {
    let unknown = |_: T::Err| refused(parameter, &permitted.join(", "));
    text.map(str::parse::<T>).transpose().map_err(unknown)
}

/// Two values that order a list together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Pair<A, B>(pub(super) A, pub(super) B);

impl<A: Display, B: Display> Display for Pair<A, B> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{}", self.0, self.1)
    }
}

impl<A: FromStr, B: FromStr> FromStr for Pair<A, B> {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (first, second) = text.split_once('.').ok_or(())?;
        Ok(Self(first.parse::<A>().map_err(drop)?, second.parse::<B>().map_err(drop)?))
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn a_place_is_read_as_it_was_written_and_no_other() {
        let ids = Pair(Uuid::from_u128(1), Uuid::from_u128(2));
        let text = next(&[7], 1, |at| (*at, ids)).unwrap();
        assert_eq!(place::<Pair<Uuid, Uuid>>("before", Some(&text)).unwrap(), Some((7, ids)));
        assert_eq!(place::<Uuid>("before", None).unwrap(), None);
        for wrong in ["", ".", "7", "7.", "x.y", "7.7", &text, "9223372036854775808.7"] {
            let refused = place::<Uuid>("before", Some(wrong)).unwrap_err().to_string();
            assert!(refused.contains("before: the `next`"), "{wrong}: {refused}");
        }
        assert!(place::<Pair<Uuid, Uuid>>("before", Some(&format!("7.{}", Uuid::nil()))).is_err());
    }

    #[test]
    fn only_a_full_page_has_a_next_one() {
        let place = |row: &i64| (*row, *row);
        assert_eq!(next(&[1, 2], 3, place), None);
        assert_eq!(next(&[1, 2, 3], 3, place).as_deref(), Some("3.3"));
        assert_eq!(next(&[], 1, place), None);
        for (asked, expected) in
            [(None, 50), (Some(0), 1), (Some(i64::MIN), 1), (Some(7), 7), (Some(i64::MAX), 200)]
        {
            assert_eq!(limit(asked, 50, 200), expected);
        }
    }
}
