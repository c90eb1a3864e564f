//! Who goes on once the contract is accepted: from then on the link alone leads to no account for
//! payouts, as it lies in mails and in the memory of browsers. The browser that accepted is known for
//! a day; any other one signs in with the address and the password of whoever accepted.

use axum::http::{Extensions, HeaderValue, StatusCode, header};
use axum::response::Response;
use maud::{Markup, html};
use mojo_domain::{IdSource, TenantId, UserId, to_micros};

use super::super::form::{Field, FormToken, Problem, address_of, field, go_to, summary, titled};
use super::super::signup::sign_up_words;
use super::super::words::words as page_words;
use super::words::words;
use super::{StepForm, Visit};
use crate::auth::{Role, Tenant, Token, verify_password};
use crate::http::ApiError;
use crate::onboarding::InvitedToken;
use crate::routes::{cookies, layer};
use crate::storage::accounts::NewSession;
use crate::storage::invitations::InvitationRecord;

/// The cookie of whoever accepted, with a session of their account.
const FOUNDER: &str = "mojo_founder";
/// So long it lives, in microseconds.
const LIFE_MICROS: i64 = 86_400_000_000;

impl Visit<'_> {
    /// This browser accepted the invitation, or signed in as the owner of what was founded.
    pub(super) async fn is_founder(&self, of: &InvitationRecord) -> Result<bool, ApiError> {
        let sent = cookies::sent(self.headers, FOUNDER).and_then(|text| Token::parse(&text));
        let (Some(tenant), Some(token)) = (of.founded_tenant_id, sent) else { return Ok(false) };
        if token.tenant_id() != tenant {
            return Ok(false);
        }
        let now = to_micros(self.state.clock().now());
        let mut tx = self.state.database().read(Tenant::named_by_platform(tenant)).await?;
        let session = tx.find_session(&token.hash(), now).await?;
        Ok(session.is_some_and(|of| of.role == Role::Owner && !of.is_device_revoked))
    }

    /// The contract was accepted, or looks as if it was: on to the next step.
    pub(super) async fn taken_up(
        &self,
        token: &InvitedToken,
        is_typed: bool,
        founded: Option<(TenantId, UserId)>,
    ) -> Result<Response, ApiError> {
        let place = self.place(token);
        let mut answer = go_to(&if is_typed { format!("{place}&step=taken") } else { place })?;
        self.remember_founder(&mut answer, founded, "").await?;
        Ok(answer)
    }

    /// Begins a session of the owner for this browser. Where nobody was founded the answer looks the
    /// same, and opens nothing. `password_hash` is the hash that somebody signed in by; empty where
    /// nobody did.
    async fn remember_founder(
        &self,
        response: &mut Response,
        who: Option<(TenantId, UserId)>,
        password_hash: &str,
    ) -> Result<(), ApiError> {
        if who.is_none() && cookies::sent(self.headers, FOUNDER).is_some() {
            return Ok(());
        }
        let (clock, entropy) = (self.state.clock(), self.state.entropy());
        let nobody = || IdSource::new(clock, entropy).next();
        let token = Token::draw(who.map_or_else(nobody, |(tenant, _)| tenant), entropy);
        if let Some((tenant, user_id)) = who {
            let now = to_micros(clock.now());
            let mut tx = self.state.database().write(Tenant::named_by_platform(tenant)).await?;
            // It may have ended, or got another password, since the one that was typed was compared.
            let held = tx.hold_account(user_id, password_hash).await?;
            held.ok_or_else(ApiError::unauthorized)?;
            tx.insert_session(&NewSession {
                user_id,
                token_hash: &token.hash(),
                identity_id: None,
                created_at: now,
                expires_at: now + LIFE_MICROS,
            })
            .await?;
            tx.commit().await?;
        }
        let life = cookie::time::Duration::days(1);
        cookies::set(response, (FOUNDER, token.to_text()), Some(life), self.headers)
    }

    /// Signs in the owner of what was founded; nobody else, whatever their password.
    pub(super) async fn sign_in_founder(
        &self,
        (token, of): (&InvitedToken, &InvitationRecord),
        form: StepForm,
        extensions: &Extensions,
    ) -> Result<Response, ApiError> {
        if form.email.is_empty() && form.password.is_empty() {
            return self.founder(StatusCode::FORBIDDEN, token, &[]);
        }
        let name = address_of(&form.email).unwrap_or_default();
        if let Err(seconds) = self.take_sign_in(extensions, &name) {
            let problems = [Problem { field: "password", text: self.too_many() }];
            let mut answer = self.founder(StatusCode::TOO_MANY_REQUESTS, token, &problems)?;
            answer.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
            return Ok(answer);
        }
        let account = self.state.database().read_ledger().await?.find_account(&name).await?;
        let hash = account.as_ref().map(|account| account.password_hash.clone());
        let is_right = verify_password(form.password, hash).await;
        let owner = account.filter(|account| {
            is_right
                && Some(account.tenant_id) == of.founded_tenant_id
                && account.role == Role::Owner
        });
        let Some(owner) = owner else {
            let text = words(self.language).founder_wrong;
            let problems = [Problem { field: "password", text }];
            return self.founder(StatusCode::UNPROCESSABLE_ENTITY, token, &problems);
        };
        let mut answer = go_to(&self.place(token))?;
        let who = Some((owner.tenant_id, owner.user_id));
        self.remember_founder(&mut answer, who, &owner.password_hash).await?;
        Ok(answer)
    }

    /// As slow as signing in at a desk, from one address and for one name.
    fn take_sign_in(&self, extensions: &Extensions, name: &str) -> Result<(), u64> {
        let from = layer::neighbourhood(extensions);
        let (bucket, now) = (self.state.limits().logins, self.state.clock().now());
        let take = |key, bucket| self.state.limiter().take(key, bucket, now);
        take(format!("login {from}"), bucket.times(10))
            .and_then(|()| take(format!("login {from} {name}"), bucket))
    }

    fn too_many(&self) -> &'static str {
        sign_up_words(self.language).too_many
    }

    /// The page on which whoever accepted signs in.
    pub(super) fn founder(
        &self,
        status: StatusCode,
        token: &InvitedToken,
        problems: &[Problem],
    ) -> Result<Response, ApiError> {
        let words = words(self.language);
        let form_token = FormToken::of(self.headers, self.state.entropy());
        let content = html! {
            (summary(page_words(self.language), problems))
            h1 { (words.payout) }
            (self.founder_form(token, &form_token, problems))
        };
        let title = titled(page_words(self.language), words.payout, problems);
        self.answer((status, &title), &token.path(), &content, Some(form_token))
    }

    /// The form by which they do.
    pub(super) fn founder_form(
        &self,
        token: &InvitedToken,
        form_token: &FormToken,
        problems: &[Problem],
    ) -> Markup {
        let (words, person) = (words(self.language), sign_up_words(self.language));
        let email = Field {
            name: "email",
            label: person.email,
            kind: "email",
            autocomplete: "username",
            hint: "",
            value: "",
            is_required: true,
        };
        let password = Field {
            name: "password",
            label: person.password,
            kind: "password",
            autocomplete: "current-password",
            ..email
        };
        let action = format!("{}/payout-account?lang={}", token.path(), self.language.code());
        html! {
            p.lead { (words.founder_lead) }
            form method="post" action=(action) novalidate {
                (form_token.field())
                (field(&email, problems))
                (field(&password, problems))
                button type="submit" { (words.founder_go) }
            }
        }
    }
}
