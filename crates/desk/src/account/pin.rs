//! The PIN of a member of staff at this installation: four to eight digits, kept as an Argon2id
//! hash in the encrypted database and nowhere else. Wrong ones are slowed down.

use std::collections::BTreeMap;

use argon2::Argon2;
use chrono::{DateTime, TimeDelta, Utc};
use mojo_domain::journal::{hex, unhex};
use mojo_domain::{ActorId, Entropy};
use mojo_store::{Reader, Source, StoreError, Tx, settings};
use serde::{Deserialize, Serialize};

use crate::{Desk, DeskError, Op, Refusal};

/// Wrong PINs before the first wait.
const TRIES: u32 = 5;
/// The first wait; each further wrong PIN doubles it.
const FIRST_WAIT: TimeDelta = TimeDelta::seconds(30);
/// No wait is longer: a person who remembers must get in on the same morning.
const LONGEST_WAIT: TimeDelta = TimeDelta::minutes(15);

/// Why a PIN was not taken.
#[derive(Debug, thiserror::Error)]
pub enum PinError {
    /// Too short, too long, or no digits.
    #[error("a PIN has four to eight digits")]
    Format,
    /// This person has a PIN, and none was given.
    #[error("this person has a PIN: give it")]
    Needed,
    /// It is another one.
    #[error("wrong PIN; {left} tries before a wait")]
    Wrong {
        /// Tries that are left before a wait.
        left: u32,
    },
    /// Too many wrong ones.
    #[error("too many wrong PINs; the next try counts in {seconds} seconds")]
    Wait {
        /// Until the next try.
        seconds: i64,
    },
    /// The desk.
    #[error(transparent)]
    Desk(#[from] DeskError),
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Refusal for PinError {
    fn code(&self) -> &'static str {
        match self {
            Self::Format => "pin_format",
            Self::Needed => "pin_needed",
            Self::Wrong { .. } => "wrong_pin",
            Self::Wait { .. } => "pin_wait",
            Self::Desk(error) => error.code(),
            Self::Store(error) => error.code(),
        }
    }

    fn values(&self) -> BTreeMap<String, String> {
        match self {
            Self::Wrong { left } => [("left".to_owned(), left.to_string())].into(),
            Self::Wait { seconds } => [("seconds".to_owned(), seconds.to_string())].into(),
            Self::Desk(error) => error.values(),
            _ => BTreeMap::new(),
        }
    }
}

/// How long nobody may try after so many wrong PINs in a row.
fn wait_after(wrong: u32) -> TimeDelta {
    if wrong < TRIES {
        return TimeDelta::zero();
    }
    let doublings = (wrong - TRIES).min(10);
    (FIRST_WAIT * (1 << doublings)).min(LONGEST_WAIT)
}

/// A PIN at rest.
#[derive(Serialize, Deserialize)]
struct HeldPin {
    version: u32,
    salt: String,
    hash: String,
    /// Wrong ones in a row.
    wrong: u32,
    /// Nobody may try before.
    wait_until: Option<DateTime<Utc>>,
}

impl HeldPin {
    fn new(pin: &str, entropy: &dyn Entropy) -> Result<Self, PinError> {
        let is_pin = (4..=8).contains(&pin.len()) && pin.bytes().all(|byte| byte.is_ascii_digit());
        if !is_pin {
            return Err(PinError::Format);
        }
        let mut salt = [0; 16];
        entropy.fill(&mut salt);
        let hash = hash(pin, &salt).ok_or(PinError::Format)?;
        Ok(Self { version: 1, salt: hex(&salt), hash, wrong: 0, wait_until: None })
    }

    /// Seconds until a try counts; a clock that was set back never makes it longer than the wait.
    fn seconds_left(&self, now: DateTime<Utc>) -> i64 {
        let left = self.wait_until.map_or(TimeDelta::zero(), |until| until - now);
        let millis = left.min(wait_after(self.wrong)).num_milliseconds();
        (millis.max(0) + 999) / 1000
    }

    fn opens_with(&self, pin: &str) -> bool {
        unhex(&self.salt).and_then(|salt| hash(pin, &salt)).is_some_and(|hash| hash == self.hash)
    }

    fn miss(&mut self, now: DateTime<Utc>) {
        self.wrong = self.wrong.saturating_add(1);
        let wait = wait_after(self.wrong);
        self.wait_until = (wait > TimeDelta::zero()).then(|| now + wait);
    }
}

fn hash(pin: &str, salt: &[u8]) -> Option<String> {
    let mut bytes = [0; 32];
    Argon2::default().hash_password_into(pin.as_bytes(), salt, &mut bytes).ok()?;
    Some(hex(&bytes))
}

fn setting(actor_id: ActorId) -> String {
    format!("pin/{actor_id}")
}

async fn find(source: &mut impl Source, id: ActorId) -> Result<Option<HeldPin>, StoreError> {
    let text = settings::find(source, &setting(id)).await?;
    text.map(|text| serde_json::from_str(&text).map_err(StoreError::body("pin"))).transpose()
}

async fn keep(tx: &mut Tx, id: ActorId, pin: &HeldPin) -> Result<(), StoreError> {
    let text = serde_json::to_string(pin).map_err(StoreError::body("pin"))?;
    settings::set(tx, &setting(id), &text).await
}

/// Whether this person has a PIN here.
pub(super) async fn is_set(reader: &mut Reader, id: ActorId) -> Result<bool, StoreError> {
    Ok(settings::find(reader, &setting(id)).await?.is_some())
}

/// Gives somebody a PIN, or takes it away.
pub(super) async fn set(
    tx: &mut Tx,
    id: ActorId,
    pin: Option<&str>,
    entropy: &dyn Entropy,
) -> Result<(), PinError> {
    match pin {
        Some(pin) => keep(tx, id, &HeldPin::new(pin, entropy)?).await?,
        None => settings::forget(tx, &setting(id)).await?,
    }
    Ok(())
}

impl Desk {
    /// Lets `typed` through when it is the PIN of this person, or when they have none. One try at
    /// a time: the count of wrong ones is kept before the answer is given.
    pub(super) async fn check_pin(&self, id: ActorId, typed: Option<&str>) -> Result<(), PinError> {
        if !is_set(&mut self.reader().await?, id).await? {
            return Ok(());
        }
        let typed = typed.ok_or(PinError::Needed)?;
        let mut tx = self.store().transact(Op::Settings.name(), id).await?;
        let Some(mut held) = find(&mut tx, id).await? else { return Ok(()) };
        let now = tx.now();
        let seconds = held.seconds_left(now);
        if seconds > 0 {
            return Err(PinError::Wait { seconds });
        }
        if held.opens_with(typed) {
            if held.wrong > 0 {
                (held.wrong, held.wait_until) = (0, None);
                keep(&mut tx, id, &held).await?;
                tx.commit().await?;
            }
            return Ok(());
        }
        held.miss(now);
        keep(&mut tx, id, &held).await?;
        tx.commit().await?;
        match held.seconds_left(now) {
            0 => Err(PinError::Wrong { left: TRIES.saturating_sub(held.wrong) }),
            seconds => Err(PinError::Wait { seconds }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use mojo_domain::SeededEntropy;

    #[test]
    fn four_to_eight_digits_are_a_pin() {
        for good in ["0000", "48151623"] {
            assert!(HeldPin::new(good, &SeededEntropy::new(1)).is_ok(), "{good}");
        }
        for bad in ["", "123", "123456789", "12a4", "١٢٣٤", " 1234"] {
            let refused = HeldPin::new(bad, &SeededEntropy::new(1));
            assert!(matches!(refused, Err(PinError::Format)), "{bad}");
        }
    }

    #[test]
    fn the_wait_begins_with_the_fifth_wrong_pin_and_grows_to_a_quarter_of_an_hour() {
        let waits: Vec<i64> = (4..=12).map(|wrong| wait_after(wrong).num_seconds()).collect();
        assert_eq!(waits, [0, 30, 60, 120, 240, 480, 900, 900, 900]);
        assert_eq!(wait_after(u32::MAX), LONGEST_WAIT);
    }

    #[test]
    fn a_clock_that_was_set_back_never_locks_anybody_out_for_longer() {
        let mut held = HeldPin::new("1234", &SeededEntropy::new(1)).unwrap();
        let now: DateTime<Utc> = "2026-11-20T09:00:00Z".parse().unwrap();
        (0..5).for_each(|_| held.miss(now));
        assert_eq!(held.seconds_left(now - TimeDelta::days(300)), 30);
        assert_eq!(held.seconds_left(now + TimeDelta::milliseconds(29_001)), 1);
        assert_eq!(held.seconds_left(now + TimeDelta::seconds(30)), 0);
    }
}
