//! Somebody wants to become a partner without being invited (F2): the link goes to the address that was
//! typed, and to nobody else. Whether the address is known, only its owner learns.

use mojo_domain::{Clock, Entropy, IdSource, to_micros};

use super::invite::{Addressee, InvitationWish, InvitedToken, link, queue, record_of};
use crate::contracts::ContractKind;
use crate::mail::{self, DAY, MOST_A_DAY, MailKind, queue_account_known};
use crate::storage::{Database, StorageError};

/// For how many days whoever came by themselves may accept.
const VALID_DAYS: i64 = 14;

/// Sends the link to an address without an account, and a word to one with an account. For both the
/// same is done as far as others can see: one transaction, one mail.
///
/// # Errors
/// [`StorageError`].
pub(crate) async fn ask_to_become_partner(
    database: &Database,
    (clock, entropy): (&dyn Clock, &dyn Entropy),
    to: Addressee,
) -> Result<(), StorageError> {
    let now = to_micros(clock.now());
    let ids = IdSource::new(clock, entropy);
    let token = InvitedToken::draw(entropy);
    let mut tx = database.write_ledger().await?;
    if tx.count_asked_mails(to.address.as_str(), now - DAY).await? >= MOST_A_DAY {
        return Ok(());
    }
    let wish = InvitationWish {
        kind: ContractKind::Affiliate,
        label: String::new(),
        regions: std::collections::BTreeSet::new(),
        percent: None,
        agreement_from: None,
        valid_days: VALID_DAYS,
        addressee: Some(to.clone()),
    };
    let record = record_of(wish, None, (ids.next(), now));
    if tx.is_login_known(&to.login_name).await? {
        let words = (to.language, mail::account_known(to.language));
        let place = (record.invitation_id, now);
        queue_account_known(&mut tx, to.address.as_str(), words, place).await?;
    } else {
        tx.insert_invitation(&record, &token.hash()).await?;
        let letter = mail::partner_link(to.language, &link(&to, &token), VALID_DAYS);
        queue(&mut tx, &record, (MailKind::PartnerLink, &to, &letter), now).await?;
    }
    tx.commit().await
}
