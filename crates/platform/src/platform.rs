//! The platform as a value: a database, a clock, chance, and the router over them.

mod payouts;
mod people;
mod trial;

use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use chrono::{DateTime, Utc};
use mojo_domain::commissions::FirstPurchasePolicy;
use mojo_domain::journal::{hex, unhex};
use mojo_domain::{Clock, Entropy, TenantId, to_micros};
use serde_json::json;
use uuid::Uuid;

use crate::auth::{IdentityProvider, IdentitySettings, IdentitySettingsError};
use crate::commerce::{PseudonymKey, sign_statements};
use crate::http::Limits;
use crate::jobs::{retry_job, run_queue};
use crate::mail::{Mailing, Smtp, SmtpSettings, SmtpSettingsError};
use crate::payments::{
    Payments, SepaAccount, SepaSettings, SepaSettingsError, Stripe, StripeSettings,
    StripeSettingsError, WebhookSecret, publishable_key,
};
use crate::signing::SigningKey;
use crate::state::{AppState, LegalPages};
use crate::storage::jobs::JobState;
use crate::storage::tenants::Renewal;
use crate::storage::{Database, StorageError};
use crate::trial::hold_to_work;

pub use payouts::{PayoutReturnError, SepaFile, SepaFileError};

/// A platform on its database.
#[derive(Clone)]
pub struct Platform {
    pub(crate) state: AppState,
}

impl Platform {
    /// Opens (and migrates) `sqlite:PATH` or `postgres://...`.
    ///
    /// # Errors
    /// [`StorageError`] when the database cannot be opened or is newer than this program.
    pub async fn open(
        url: &str,
        clock: Arc<dyn Clock>,
        entropy: Arc<dyn Entropy>,
    ) -> Result<Self, StorageError> {
        Self::open_with(url, None, Limits::default(), clock, entropy).await
    }

    /// Opens with a key for the embedded database and with other limits.
    ///
    /// # Errors
    /// [`StorageError`] when the database cannot be opened or is newer than this program;
    /// [`StorageError::ForTrials`] for one that was made for trying things.
    pub async fn open_with(
        url: &str,
        key: Option<&str>,
        limits: Limits,
        clock: Arc<dyn Clock>,
        entropy: Arc<dyn Entropy>,
    ) -> Result<Self, StorageError> {
        let database = Database::open(url, key).await?;
        database.migrate().await?;
        hold_to_work(&database).await?;
        Ok(Self { state: state_of(database, limits, clock, entropy).await? })
    }

    /// The same, with recipients paid through Stripe Connect (Y2). Without it payouts are booked,
    /// and paid outside of the platform.
    ///
    /// # Errors
    /// [`StripeSettingsError`] when the key is none, and for a platform for trying things.
    pub fn with_stripe(self, settings: StripeSettings) -> Result<Self, StripeSettingsError> {
        if self.trial_now().is_some() {
            return Err(StripeSettingsError::Trial);
        }
        let provider = Arc::new(Stripe::try_new(settings)?);
        let state = self.state.with_accounts(provider.clone());
        Ok(Self { state: state.with_payments(Payments::Provider(provider)) })
    }

    /// The same, with customers paying on a page of the platform by Stripe's publishable key, which
    /// everybody may see. Without it nobody can buy on a page.
    ///
    /// # Errors
    /// [`StripeSettingsError::PublishableKey`] when it is none, as the secret key;
    /// [`StripeSettingsError::Trial`] for a platform for trying things.
    pub fn with_stripe_page(self, key: &str) -> Result<Self, StripeSettingsError> {
        if self.trial_now().is_some() {
            return Err(StripeSettingsError::Trial);
        }
        Ok(Self { state: self.state.with_publishable_key(publishable_key(key)?) })
    }

    /// The same, taking what Stripe tells at `/api/v1/webhooks/stripe`, signed with `secret`; with
    /// several lines, with each of them.
    ///
    /// # Errors
    /// [`StripeSettingsError`] when the secret is none, and for a platform for trying things.
    pub fn with_stripe_webhook(self, secret: &str) -> Result<Self, StripeSettingsError> {
        if self.trial_now().is_some() {
            return Err(StripeSettingsError::Trial);
        }
        Ok(Self { state: self.state.with_webhook_secret(WebhookSecret::try_of_lines(secret)?) })
    }

    /// The same, sending mail by a server. Without it mails wait, and staff hand their text over.
    ///
    /// # Errors
    /// [`SmtpSettingsError`].
    pub fn with_smtp(self, settings: &SmtpSettings) -> Result<Self, SmtpSettingsError> {
        if self.trial_now().is_some() {
            return Err(SmtpSettingsError::Trial);
        }
        let mailing = Mailing::Sender(Arc::new(Smtp::try_new(settings)?));
        Ok(Self { state: self.state.with_mailing(mailing) })
    }

    /// The same, working off the queue of jobs only while its clock is about that of the database
    /// server, where there is one: of two processes whose clocks lie days apart, each would do the
    /// days of the other. For a process with the clock of its machine.
    #[must_use]
    pub fn with_clock_guard(self) -> Self {
        Self { state: self.state.with_clock_guard() }
    }

    /// The same, reached at `url`, as `https://mojo.example`: the beginning of the links in mails and
    /// of the pages to which the payment provider leads back.
    #[must_use]
    pub fn with_public_url(self, url: &str) -> Self {
        Self { state: self.state.with_public_url(url) }
    }

    /// The same, with the operator's own pages linked from every public page: who they are
    /// (section 5 DDG), and what becomes of people's data (Art. 13 GDPR).
    #[must_use]
    pub fn with_legal_pages(self, imprint: Option<String>, privacy: Option<String>) -> Self {
        Self { state: self.state.with_legal_pages(LegalPages { imprint, privacy }) }
    }

    /// The same, with the payout run of a month made from this day of Berlin on (Y1), where recipients
    /// are paid through a provider; 1 to 28.
    #[must_use]
    pub fn with_payout_day(self, day: u32) -> Self {
        Self { state: self.state.with_payout_day(day) }
    }

    /// C3: which orders use up a customer's first purchase, for the orders that this and every other
    /// process of the platform record from now on.
    ///
    /// # Errors
    /// [`StorageError`].
    pub async fn choose_first_purchase(
        &self,
        policy: FirstPurchasePolicy,
    ) -> Result<(), StorageError> {
        let mut tx = self.state.database().write_ledger().await?;
        if tx.set_first_purchase_policy(policy).await? {
            tracing::info!(?policy, "another order uses up a first purchase from now on");
        }
        tx.commit().await
    }

    /// The same, with recipients paid by SEPA transfer from this account.
    ///
    /// # Errors
    /// [`SepaSettingsError`] when it is no account within SEPA, and for a platform for trying things.
    pub fn with_sepa_debtor(self, settings: SepaSettings) -> Result<Self, SepaSettingsError> {
        if self.trial_now().is_some() {
            return Err(SepaSettingsError::trial());
        }
        Ok(Self { state: self.state.with_sepa_debtor(SepaAccount::try_from(settings)?) })
    }

    /// The same, with people whom an identity provider vouches for (OpenID Connect), beside those
    /// who sign in with a password.
    ///
    /// # Errors
    /// [`IdentitySettingsError`] when the provider cannot be believed, and for a platform for trying
    /// things.
    pub fn with_identity(self, settings: IdentitySettings) -> Result<Self, IdentitySettingsError> {
        if self.trial_now().is_some() {
            return Err(IdentitySettingsError::Trial);
        }
        let provider = IdentityProvider::try_new(settings)?;
        Ok(Self { state: self.state.with_identity(provider) })
    }

    /// The router, for a listener or for a test.
    pub fn router(&self) -> Router {
        crate::routes::router(self.state.clone())
    }

    /// Serves `listener` and works on the queue of jobs until `stop` is done; requests under way are
    /// answered first, and jobs get a few seconds to come to their end.
    ///
    /// # Errors
    /// When the listener fails.
    pub async fn serve(
        &self,
        listener: tokio::net::TcpListener,
        stop: impl Future<Output = ()> + Send + 'static,
    ) -> std::io::Result<()> {
        let service = self.router().into_make_service_with_connect_info::<SocketAddr>();
        let (tell, told) = tokio::sync::watch::channel(false);
        let working = tokio::spawn(run_queue(self.clone(), told));
        let stop = async move {
            stop.await;
            // Nobody listens any more when the queue broke off.
            let _ = tell.send(true);
        };
        let served = axum::serve(listener, service).with_graceful_shutdown(stop).await;
        if let Err(error) = working.await {
            tracing::error!(cause = %error, "the queue of jobs broke off");
        }
        served
    }

    /// When a job works. Never later than now: what it writes is never changed again.
    fn instant(&self, as_of: Option<DateTime<Utc>>) -> Result<i64, StorageError> {
        let now = self.state.clock().now();
        match as_of {
            Some(asked) if asked > now => Err(StorageError::NotYet { asked, now }),
            asked => Ok(to_micros(asked.unwrap_or(now))),
        }
    }

    /// Settles open orders and tells what left its hold period: approval follows from the time.
    /// What is disputed is neither approved nor held (Y5).
    ///
    /// # Errors
    /// [`StorageError`]; [`StorageError::NotYet`] for an instant that has not come.
    pub async fn run_approvals(
        &self,
        as_of: Option<DateTime<Utc>>,
    ) -> Result<serde_json::Value, StorageError> {
        let now = self.instant(as_of)?;
        let settled = self.state.settle(now).await?;
        let mut tx = self.state.database().read_ledger().await?;
        let count = tx.count_by_approval(now).await?;
        Ok(json!({
            "settled": settled,
            "approved_unpaid": count.approved,
            "in_hold": count.in_hold,
            "disputed": count.disputed,
        }))
    }

    /// Signs the months of the statements that are over, for their recipients.
    ///
    /// # Errors
    /// [`StorageError`]; [`StorageError::NotYet`] for an instant that has not come.
    pub async fn sign_statements(
        &self,
        as_of: Option<DateTime<Utc>>,
    ) -> Result<serde_json::Value, StorageError> {
        let now = self.instant(as_of)?;
        self.state.settle(now).await?;
        let signed = sign_statements(self.state.database(), self.state.signing_key(), now).await?;
        Ok(json!({ "signed": signed }))
    }

    /// Makes out the self-billing credit notes of the months that are over (Y3), and says who got
    /// none and why.
    ///
    /// # Errors
    /// [`StorageError`]; [`StorageError::NotYet`] for an instant that has not come.
    pub async fn issue_credit_notes(
        &self,
        as_of: Option<DateTime<Utc>>,
    ) -> Result<serde_json::Value, StorageError> {
        let now = self.instant(as_of)?;
        self.state.settle(now).await?;
        let report = crate::commerce::issue_credit_notes(self.state.database(), now).await?;
        Ok(crate::routes::credit_notes::report_view(&report))
    }

    /// The jobs on the queue, those that failed before all; of one state, where one is named.
    ///
    /// # Errors
    /// [`StorageError`]; [`StorageError::Rule`] when there is no such state.
    pub async fn list_jobs(&self, state: Option<&str>) -> Result<serde_json::Value, StorageError> {
        let unknown = || StorageError::Rule("state: queued, running, done or failed".to_owned());
        let state = state.map(str::parse::<JobState>).transpose().map_err(|_| unknown())?;
        let mut tx = self.state.database().read_ledger().await?;
        let jobs = tx.list_jobs(state, None, crate::routes::jobs::MOST).await?;
        Ok(crate::routes::jobs::list_view(&jobs))
    }

    /// A job that failed, or waits after it went wrong, is due now; `false` when it does neither.
    ///
    /// # Errors
    /// [`StorageError`].
    pub async fn retry_job(&self, id: Uuid) -> Result<bool, StorageError> {
        retry_job(self.state.database(), id, to_micros(self.state.clock().now())).await
    }

    /// Hands over the mail that is due, once.
    ///
    /// # Errors
    /// [`StorageError`].
    pub async fn send_mails(&self) -> Result<serde_json::Value, StorageError> {
        let sent = self.state.send_mails().await?;
        let is_sending = self.state.mailing().is_sending();
        Ok(json!({ "sent": sent, "sent_by": if is_sending { "smtp" } else { "hand" } }))
    }

    /// The mails that have not arrived, with their text, for whoever hands them over.
    ///
    /// # Errors
    /// [`StorageError`].
    pub async fn list_open_mails(&self) -> Result<serde_json::Value, StorageError> {
        crate::routes::mails::list_open(&self.state).await
    }

    /// A tenant leaves (C13): paid at once what is approved, the rest forfeited, its customers
    /// free. `false` when it had left before.
    ///
    /// # Errors
    /// [`StorageError`].
    pub async fn deactivate_tenant(&self, tenant: TenantId) -> Result<bool, StorageError> {
        let now = to_micros(self.state.clock().now());
        self.state.settle(now).await?;
        crate::commerce::deactivate_tenant(self.state.payout_run(now), tenant).await
    }

    /// The database was restored from a backup: every desk is asked for what is missing, and no
    /// number code is given twice. Gives back how many tenants there are.
    ///
    /// # Errors
    /// [`StorageError`].
    pub async fn declare_restored(&self) -> Result<u64, StorageError> {
        let now = to_micros(self.state.clock().now());
        let renewal = Renewal::draw(now, self.state.entropy());
        let mut tx = self.state.database().write_ledger().await?;
        let tenants = tx.renew_logs(renewal).await?;
        tx.commit().await?;
        Ok(tenants)
    }

    /// Closes the database.
    pub async fn close(&self) {
        self.state.database().close().await;
    }
}

/// What every request shares, over a database that is open and migrated.
async fn state_of(
    database: Database,
    limits: Limits,
    clock: Arc<dyn Clock>,
    entropy: Arc<dyn Entropy>,
) -> Result<AppState, StorageError> {
    let pseudonyms = PseudonymKey(secret(&database, &*entropy, "pseudonym_key").await?);
    let signing = SigningKey::from_seed(&secret(&database, &*entropy, "signing_key").await?)?;
    Ok(AppState::new(database, clock, entropy, limits, (pseudonyms, signing)))
}

/// A secret of the installation, drawn when it is first asked for.
async fn secret(
    database: &Database,
    entropy: &dyn Entropy,
    name: &str,
) -> Result<[u8; 32], StorageError> {
    let mut fresh = [0; 32];
    entropy.fill(&mut fresh);
    let mut tx = database.write_ledger().await?;
    let text = tx.setting_or_set(name, hex(&fresh)).await?;
    tx.commit().await?;
    let bytes = unhex(&text).and_then(|bytes| <[u8; 32]>::try_from(bytes).ok());
    bytes.ok_or(StorageError::Inconsistency { column: "value" })
}
