//! Edits of cards: the forms of known fields, and the clamp of clocks that run ahead.

use mojo_domain::Hlc;
use mojo_protocol::{CardBody, Entity};
use serde_json::Value;

/// When an edit arrived, and its number in the journal of its device: what the readings of its clock
/// count as. A wrong clock never wins for a year, and never stops the sync.
#[derive(Clone, Copy, Debug)]
pub(super) struct Arrival {
    /// Microseconds.
    pub(super) received_at: i64,
    pub(super) dseq: i64,
}

impl Arrival {
    /// A reading of the edit itself.
    pub(super) fn clamp(self, hlc: Hlc) -> Hlc {
        hlc.clamped(self.received_at / 1000, self.dseq)
    }

    /// A reading that the writer had before its eyes: at the latest that of its edit before.
    pub(super) fn clamp_seen(self, hlc: Hlc) -> Hlc {
        hlc.clamped(self.received_at / 1000, self.dseq - 1)
    }
}

/// The body of an edit with its readings clamped, as those who pull it must see it.
pub(super) fn clamped_body(body: &str, arrival: Arrival) -> Option<String> {
    let card: CardBody = serde_json::from_str(body).ok()?;
    let card = card.as_received(arrival.received_at, arrival.dseq);
    mojo_protocol::canonical(&card).ok()
}

/// The first field whose value has not the form that its name promises. Names that this version
/// does not know may hold anything: a newer one knows them.
pub(super) fn unknown_format(entity: Entity, body: &CardBody) -> Option<&str> {
    body.fields
        .iter()
        .find(|(name, field)| {
            let is_named = !name.is_empty() && name.len() <= 200 && !name.contains('\0');
            !is_named || !(field.value.is_null() || has_form(entity, name, &field.value))
        })
        .map(|(name, _)| name.as_str())
}

fn has_form(entity: Entity, name: &str, value: &Value) -> bool {
    if entity != Entity::Contact {
        return true;
    }
    let kind = name.split_once('/').map_or(name, |(kind, _)| kind);
    match kind {
        "title" | "first_name" | "last_name" | "organisation" | "note" => value.is_string(),
        "birthday" => value.as_str().is_some_and(|day| {
            chrono::NaiveDate::parse_from_str(day, "%Y-%m-%d").is_ok() && day.len() == 10
        }),
        "archived" | "role" | "tag" => value.is_boolean(),
        "phone" | "email" | "address" | "consent" => value.is_object(),
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use mojo_protocol::CardField;
    use serde_json::json;

    use super::*;

    fn body(name: &str, value: Value) -> CardBody {
        CardBody {
            fields: [(name.to_owned(), CardField { value, hlc: Hlc(1), ..CardField::default() })]
                .into(),
            ..CardBody::default()
        }
    }

    #[test]
    fn a_known_field_of_another_form_is_named_and_an_unknown_one_is_kept() {
        let check = |name: &str, value| {
            unknown_format(Entity::Contact, &body(name, value)).map(str::to_owned)
        };
        assert_eq!(check("birthday", json!("1980-02-30")), Some("birthday".to_owned()));
        assert_eq!(check("birthday", json!("1980-02-29")), None);
        assert_eq!(check("birthday", Value::Null), None);
        assert_eq!(check("phone/1", json!("0171")), Some("phone/1".to_owned()));
        assert_eq!(check("shoe_size", json!({"eu": 43})), None);
        assert_eq!(check("", json!(1)), Some(String::new()));
        assert_eq!(check("shoe\0size", json!(1)), Some("shoe\0size".to_owned()));
    }

    #[test]
    fn a_clock_a_year_ahead_counts_as_five_minutes_ahead() {
        let arrival = Arrival { received_at: 1_000_000_000_000_000, dseq: 7 };
        let received_ms = arrival.received_at / 1000;
        let ahead = Hlc((received_ms + 31_536_000_000) << 16);
        let bound = received_ms + mojo_domain::HlcClock::MAX_LEAD_MS;
        assert_eq!(arrival.clamp(ahead).millis(), bound);
        assert!(arrival.clamp_seen(ahead) < arrival.clamp(ahead), "what was seen lies before");
        let near = Hlc((bound << 16) - 1);
        assert_eq!(arrival.clamp(near), near);
        assert!(near < arrival.clamp_seen(ahead), "a little ahead stays before far ahead");
    }
}
