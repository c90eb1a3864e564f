//! Which of the payouts that wait a file can pay, and why not the others; nothing is written here.

use std::fmt;

use mojo_domain::commissions::PayoutKind;
use mojo_domain::{Currency, Money, TenantId};
use uuid::Uuid;

use crate::payments::{AccountRefused, MAX_CENTS, SepaAccount, SepaPayment, sepa_text};
use crate::storage::StorageError;
use crate::storage::payouts::PayoutRecord;
use crate::storage::sepa_files::WaitingPayout;

/// The most characters of what the payee reads.
const MOST_TEXT: usize = 140;

/// Why a payout is in no file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum WhyNot {
    /// Only euros travel by SEPA.
    Currency(Currency),
    /// The recipient's account has no IBAN.
    NoIban,
    /// What stands in the account is none any more.
    Account(AccountRefused),
    /// The account is in a country outside of SEPA.
    OutsideSepa(String),
    /// Nothing, or more than one transfer moves.
    Amount,
}

impl WhyNot {
    /// The stable code.
    pub(crate) fn code(&self) -> &'static str {
        match self {
            Self::Currency(_) => "currency",
            Self::NoIban => "no_iban",
            Self::Account(_) => "account",
            Self::OutsideSepa(_) => "outside_sepa",
            Self::Amount => "amount",
        }
    }
}

/// What and what to do.
impl fmt::Display for WhyNot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Currency(currency) => {
                write!(f, "{currency} does not travel by SEPA: pay and confirm it by hand")
            }
            Self::NoIban => f.write_str("the recipient's payout account has no IBAN: name one"),
            Self::Account(refused) => write!(f, "the payout account: {refused}"),
            Self::OutsideSepa(country) => {
                write!(f, "accounts in {country} are outside of SEPA: pay and confirm it by hand")
            }
            Self::Amount => f.write_str("one SEPA transfer moves 0.01 to 999,999,999.99"),
        }
    }
}

/// A payout that stays, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SepaProblem {
    pub(crate) recipient: TenantId,
    pub(crate) payout_id: Uuid,
    pub(crate) amount: Money,
    pub(crate) why: WhyNot,
}

impl fmt::Display for SepaProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { recipient, payout_id, amount, why } = self;
        let currency = amount.currency;
        write!(f, "payout {payout_id} of {recipient} ({amount} {currency}): {why}")
    }
}

/// What a file would pay, in the order of what waits.
#[derive(Clone, Debug, Default)]
pub(super) struct SepaPlan<'a> {
    pub(super) payments: Vec<(&'a WaitingPayout, SepaPayment)>,
    pub(super) problems: Vec<SepaProblem>,
}

impl SepaPlan<'_> {
    /// The control sum, in cents.
    pub(super) fn sum_cents(&self) -> Result<i64, StorageError> {
        let add = |sum: i64, cents: i64| sum.checked_add(cents);
        let mut cents = self.payments.iter().map(|(_, payment)| payment.cents);
        let sum = cents.try_fold(0, add);
        sum.ok_or_else(|| StorageError::Rule("the sum of a SEPA file is too large".to_owned()))
    }
}

/// Looks at each payout that waits.
pub(super) fn plan_file(waiting: &[WaitingPayout]) -> SepaPlan<'_> {
    let mut plan = SepaPlan::default();
    for payout in waiting {
        match payment_of(payout) {
            Ok(payment) => plan.payments.push((payout, payment)),
            Err(why) => plan.problems.push(SepaProblem {
                recipient: payout.recipient,
                payout_id: payout.payout.payout_id,
                amount: Money::new(payout.payout.amount_cents, payout.payout.currency),
                why,
            }),
        }
    }
    plan
}

fn payment_of(waiting: &WaitingPayout) -> Result<SepaPayment, WhyNot> {
    let payout = &waiting.payout;
    if payout.currency != Currency::EUR {
        return Err(WhyNot::Currency(payout.currency));
    }
    if !(1..=MAX_CENTS).contains(&payout.amount_cents) {
        return Err(WhyNot::Amount);
    }
    let bank = waiting.bank.as_ref().ok_or(WhyNot::NoIban)?;
    let payee = SepaAccount::try_new(&bank.holder, &bank.iban, &bank.bic);
    let payee = payee.map_err(WhyNot::Account)?;
    if !payee.is_in_sepa() {
        return Err(WhyNot::OutsideSepa(payee.country().to_owned()));
    }
    let text = text_of(payout);
    let end_to_end_id = end_to_end_id(payout.payout_id);
    Ok(SepaPayment { payee, cents: payout.amount_cents, end_to_end_id, text })
}

/// The payout's id in 32 characters: it comes back on every statement of the bank.
fn end_to_end_id(payout_id: Uuid) -> String {
    payout_id.simple().to_string()
}

/// What the payee reads. It says nothing of who bought what.
fn text_of(payout: &PayoutRecord) -> String {
    let (what, kind) = match payout.kind {
        // What came back is no payout that is reserved.
        PayoutKind::Monthly | PayoutKind::Returned => ("Provision", ""),
        PayoutKind::Final => ("Provision", " Schlusszahlung"),
        PayoutKind::Sales => ("Verkauf", ""),
    };
    let sign: String = end_to_end_id(payout.payout_id).chars().take(8).collect();
    sepa_text(&format!("MOJO {what} {}{kind} {sign}", payout.period), MOST_TEXT)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::storage::payout_accounts::BankAccount;

    fn waiting(cents: i64, currency: Currency, iban: Option<&str>) -> WaitingPayout {
        WaitingPayout {
            recipient: TenantId(Uuid::from_u128(7)),
            payout: PayoutRecord {
                payout_id: Uuid::from_u128(0x3F2A_9C01 << 96),
                paid_at: 0,
                amount_cents: cents,
                currency,
                kind: PayoutKind::Monthly,
                period: "2026-05".to_owned(),
                clawback_cents: 0,
                vat_cents: 0,
            },
            bank: iban.map(|iban| BankAccount {
                iban: iban.to_owned(),
                bic: String::new(),
                holder: "Praxis Birkenhain".to_owned(),
            }),
            attempts: 0,
        }
    }

    const GERMAN: Option<&str> = Some("DE89370400440532013000");

    fn why(cents: i64, currency: Currency, iban: Option<&str>) -> &'static str {
        payment_of(&waiting(cents, currency, iban)).unwrap_err().code()
    }

    #[test]
    fn y2_what_no_file_can_pay_stays_with_its_reason() {
        let chf: Currency = "CHF".parse().unwrap();
        assert_eq!(why(100, chf, GERMAN), "currency");
        assert_eq!(why(100, Currency::EUR, None), "no_iban");
        assert_eq!(why(100, Currency::EUR, Some("DE88370400440532013000")), "account");
        assert_eq!(why(100, Currency::EUR, Some("TR330006100519786457841326")), "outside_sepa");
        assert_eq!(why(0, Currency::EUR, GERMAN), "amount");
        assert_eq!(why(MAX_CENTS + 1, Currency::EUR, GERMAN), "amount");
        let all = [waiting(100, chf, GERMAN), waiting(100, Currency::EUR, GERMAN)];
        let plan = plan_file(&all);
        assert_eq!((plan.payments.len(), plan.problems.len()), (1, 1));
        assert_eq!(plan.sum_cents().unwrap(), 100);
    }

    #[test]
    fn y2_a_transfer_says_month_and_payout_and_fits() {
        let payment = payment_of(&waiting(100, Currency::EUR, GERMAN)).unwrap();
        assert_eq!(payment.text, "MOJO Provision 2026-05 3f2a9c01");
        assert_eq!(payment.end_to_end_id, "3f2a9c01000000000000000000000000");
        let last =
            PayoutRecord { kind: PayoutKind::Final, ..waiting(100, Currency::EUR, GERMAN).payout };
        assert_eq!(text_of(&last), "MOJO Provision 2026-05 Schlusszahlung 3f2a9c01");
    }
}
