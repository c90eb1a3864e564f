//! What every request shares.

use std::sync::Arc;

use mojo_domain::commissions::PAYOUT_DAY;
use mojo_domain::{Clock, Entropy};
use tokio::sync::Mutex;

use crate::auth::IdentityProvider;
use crate::commerce::{PayoutRun, PseudonymKey, book_open_sales, settle_open_facts};
use crate::http::{Limits, Metrics, RateLimiter};
use crate::jobs::Calendar;
use crate::mail::{Mailing, send_due_mails};
use crate::onboarding::{ConnectAccounts, NoProvider, PayoutAccounts};
use crate::payments::{AccountProvider, Payments, SepaAccount, WebhookSecret};
use crate::signing::SigningKey;
use crate::storage::{Database, StorageError};
use crate::trial::TrialClock;

struct Shared {
    database: Database,
    clock: Arc<dyn Clock>,
    entropy: Arc<dyn Entropy>,
    limits: Limits,
    limiter: RateLimiter,
    metrics: Metrics,
    pseudonyms: PseudonymKey,
    signing_key: SigningKey,
    /// Held while the facts that are open are settled.
    settling: Mutex<()>,
}

/// The state behind the router; cheap to clone.
#[derive(Clone)]
pub(crate) struct AppState {
    shared: Arc<Shared>,
    payments: Payments,
    webhook_secret: Option<Arc<WebhookSecret>>,
    payout_day: u32,
    /// The clock is the machine's, and is compared with the database's.
    is_clock_guarded: bool,
    sepa_debtor: Option<Arc<SepaAccount>>,
    accounts: Option<Arc<dyn AccountProvider>>,
    mailing: Mailing,
    /// What the operator said; `None` while nobody said anything.
    public_url: Option<Arc<str>>,
    identity: Option<Arc<IdentityProvider>>,
    legal_pages: Arc<LegalPages>,
    publishable_key: Option<Arc<str>>,
    /// The clock of a platform for trying things, which is the shared one; `None` for one for real.
    trial_clock: Option<Arc<TrialClock>>,
}

/// Where the operator says what the law wants said; the pages of others, linked from every page.
#[derive(Debug, Default)]
pub(crate) struct LegalPages {
    /// Who the operator is (section 5 DDG).
    pub(crate) imprint: Option<String>,
    /// What becomes of people's data (Art. 13 GDPR).
    pub(crate) privacy: Option<String>,
}

/// Where a platform is reached that nobody has told where it is.
pub(crate) const PUBLIC_URL: &str = "http://127.0.0.1:8787";

impl AppState {
    pub(crate) fn new(
        database: Database,
        clock: Arc<dyn Clock>,
        entropy: Arc<dyn Entropy>,
        limits: Limits,
        (pseudonyms, signing_key): (PseudonymKey, SigningKey),
    ) -> Self {
        let (limiter, metrics) = (RateLimiter::default(), Metrics::default());
        let settling = Mutex::default();
        let shared = Shared {
            database,
            clock,
            entropy,
            limits,
            limiter,
            metrics,
            pseudonyms,
            signing_key,
            settling,
        };
        Self {
            shared: Arc::new(shared),
            payments: Payments::default(),
            webhook_secret: None,
            payout_day: PAYOUT_DAY,
            is_clock_guarded: false,
            sepa_debtor: None,
            accounts: None,
            mailing: Mailing::default(),
            public_url: None,
            identity: None,
            legal_pages: Arc::default(),
            publishable_key: None,
            trial_clock: None,
        }
    }

    /// The same as a platform for trying things, whose shared clock this is.
    pub(crate) fn with_trial_clock(self, clock: Arc<TrialClock>) -> Self {
        Self { trial_clock: Some(clock), ..self }
    }

    /// The clock of a platform for trying things; `None` for one for real.
    pub(crate) fn trial_clock(&self) -> Option<&TrialClock> {
        self.trial_clock.as_deref()
    }

    /// Why an instant that lies ahead is refused; on a platform for trying things, with the way there.
    pub(crate) fn says_future(&self, field: &str) -> String {
        let way = match self.trial_clock {
            Some(_) => ": lead the clock there first (POST /api/v1/trial-clock)",
            None => "",
        };
        format!("{field} lies in the future{way}")
    }

    /// Takes over to where another process has led the clock of a platform for trying things; one for
    /// real has nothing to take over.
    pub(crate) async fn refresh_trial_clock(&self) -> Result<(), StorageError> {
        match self.trial_clock() {
            Some(clock) => clock.refresh(self.database()).await,
            None => Ok(()),
        }
    }

    /// The same, with the accounts of recipients kept by this provider.
    pub(crate) fn with_accounts(self, accounts: Arc<dyn AccountProvider>) -> Self {
        Self { accounts: Some(accounts), ..self }
    }

    /// The same, with mail leaving in this way.
    pub(crate) fn with_mailing(self, mailing: Mailing) -> Self {
        Self { mailing, ..self }
    }

    /// The same, reached at this address.
    pub(crate) fn with_public_url(self, url: &str) -> Self {
        Self { public_url: Some(url.trim_end_matches('/').into()), ..self }
    }

    /// The same, with these pages of the operator's linked.
    pub(crate) fn with_legal_pages(self, pages: LegalPages) -> Self {
        Self { legal_pages: Arc::new(pages), ..self }
    }

    /// The same, with customers paying on a page by this key of the provider's.
    pub(crate) fn with_publishable_key(self, key: &str) -> Self {
        Self { publishable_key: Some(key.into()), ..self }
    }

    /// By what a customer's browser speaks to the provider; `None` where nobody can buy on a page.
    pub(crate) fn publishable_key(&self) -> Option<&str> {
        self.publishable_key.as_deref().filter(|_| matches!(self.payments, Payments::Provider(_)))
    }

    /// The operator's pages.
    pub(crate) fn legal_pages(&self) -> &LegalPages {
        &self.legal_pages
    }

    /// The secret behind the pseudonyms of customers (C16).
    pub(crate) fn pseudonyms(&self) -> PseudonymKey {
        self.shared.pseudonyms
    }

    /// Where people reach the platform, without a slash at the end.
    pub(crate) fn public_url(&self) -> &str {
        self.told_public_url().unwrap_or(PUBLIC_URL)
    }

    /// The same where the operator said so.
    pub(crate) fn told_public_url(&self) -> Option<&str> {
        self.public_url.as_deref()
    }

    /// How mail leaves.
    pub(crate) fn mailing(&self) -> &Mailing {
        &self.mailing
    }

    /// Hands over the mail that is due.
    pub(crate) async fn send_mails(&self) -> Result<usize, StorageError> {
        send_due_mails(self.database(), self.clock(), (&self.mailing, self.public_url())).await
    }

    /// The same, with recipients paid in this way.
    pub(crate) fn with_payments(self, payments: Payments) -> Self {
        Self { payments, ..self }
    }

    /// The same, with the provider's events checked by this secret.
    pub(crate) fn with_webhook_secret(self, secret: WebhookSecret) -> Self {
        Self { webhook_secret: Some(Arc::new(secret)), ..self }
    }

    /// The same, working off the queue only while its clock is about the database's.
    pub(crate) fn with_clock_guard(self) -> Self {
        Self { is_clock_guarded: true, ..self }
    }

    /// By how many microseconds the clock is ahead of the database server's at `now`; zero where
    /// nothing is compared.
    pub(crate) async fn clock_ahead(&self, now: i64) -> Result<i64, StorageError> {
        // One that is led is meant to be ahead, by the same in every process.
        if !self.is_clock_guarded || self.trial_clock.is_some() {
            return Ok(0);
        }
        let there = self.database().now().await?;
        Ok(there.map_or(0, |there| now.saturating_sub(there)))
    }

    /// The same, with the payout run on this day of the month; 1 to 28.
    pub(crate) fn with_payout_day(self, day: u32) -> Self {
        Self { payout_day: day.clamp(1, 28), ..self }
    }

    /// What is due when.
    pub(crate) fn calendar(&self) -> Calendar {
        let has_provider = matches!(self.payments, Payments::Provider(_));
        Calendar {
            payout_day: self.payout_day,
            has_provider,
            is_sending: self.mailing.is_sending(),
        }
    }

    /// The same, with recipients paid by SEPA transfer from this account.
    pub(crate) fn with_sepa_debtor(self, account: SepaAccount) -> Self {
        Self { sepa_debtor: Some(Arc::new(account)), ..self }
    }

    /// From where recipients are paid by SEPA transfer; `None` when no account is set up.
    pub(crate) fn sepa_debtor(&self) -> Option<&SepaAccount> {
        self.sepa_debtor.as_deref()
    }

    /// The same, with people whom this provider vouches for.
    pub(crate) fn with_identity(self, provider: IdentityProvider) -> Self {
        Self { identity: Some(Arc::new(provider)), ..self }
    }

    /// Who vouches for people; `None` where they sign in with a password only.
    pub(crate) fn identity_provider(&self) -> Option<&IdentityProvider> {
        self.identity.as_deref()
    }

    /// By what the provider's events are checked; `None` when none are expected.
    pub(crate) fn webhook_secret(&self) -> Option<&WebhookSecret> {
        self.webhook_secret.as_deref()
    }

    /// How money comes and goes.
    pub(crate) fn payments(&self) -> &Payments {
        &self.payments
    }

    /// What a payout run works with at `at`.
    pub(crate) fn payout_run(&self, at: i64) -> PayoutRun<'_> {
        PayoutRun { database: self.database(), payments: &self.payments, at }
    }

    /// Settles what sellers left for the ledger. One request does it for all that came meanwhile, which
    /// find nothing open any more; without that each would settle what all of them left.
    pub(crate) async fn settle(&self, now: i64) -> Result<usize, StorageError> {
        let _alone = self.shared.settling.lock().await;
        settle_open_facts(&self.shared.database, self.shared.pseudonyms, now).await
    }

    /// The same, and everything that sellers sold by then is booked (C5), as a payout run finds it. A sale
    /// that cannot be booked holds up nothing here: the reconciliation names it.
    pub(crate) async fn settle_with_sales(&self, now: i64) -> Result<usize, StorageError> {
        let settled = self.settle(now).await?;
        if let Err(error) = book_open_sales(&self.shared.database, now).await {
            tracing::error!(%error, "not every sale is booked");
        }
        Ok(settled)
    }

    /// Who keeps the accounts for payouts.
    pub(crate) fn payout_accounts(&self) -> Box<dyn PayoutAccounts + '_> {
        let Some(provider) = &self.accounts else { return Box::new(NoProvider) };
        Box::new(ConnectAccounts {
            database: self.database(),
            sources: (self.clock(), self.entropy()),
            provider: &**provider,
            public_url: self.public_url(),
        })
    }

    /// Whether a provider keeps the accounts for payouts.
    pub(crate) fn has_account_provider(&self) -> bool {
        self.accounts.is_some()
    }

    pub(crate) fn signing_key(&self) -> &SigningKey {
        &self.shared.signing_key
    }

    pub(crate) fn database(&self) -> &Database {
        &self.shared.database
    }

    pub(crate) fn clock(&self) -> &dyn Clock {
        &*self.shared.clock
    }

    pub(crate) fn entropy(&self) -> &dyn Entropy {
        &*self.shared.entropy
    }

    pub(crate) fn limits(&self) -> Limits {
        self.shared.limits
    }

    pub(crate) fn limiter(&self) -> &RateLimiter {
        &self.shared.limiter
    }

    pub(crate) fn metrics(&self) -> &Metrics {
        &self.shared.metrics
    }
}
