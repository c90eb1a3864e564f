//! The pages of the steps.

use axum::http::StatusCode;
use axum::response::Response;
use maud::{Markup, html};

use super::super::form::{FormToken, Problem, summary, titled};
use super::super::layout::page;
use super::super::words::words as page_words;
use super::contract::typeset;
use super::words::{country_name, words};
use super::{AcceptForm, Visit, account, form};
use crate::auth::Tenant;
use crate::contracts::{ContractKind, current};
use crate::http::ApiError;
use crate::onboarding::InvitedToken;
use crate::storage::invitations::InvitationRecord;

impl Visit<'_> {
    /// First the model is explained.
    pub(super) fn model(
        &self,
        token: &InvitedToken,
        of: &InvitationRecord,
    ) -> Result<Response, ApiError> {
        let words = words(self.language);
        let points = match of.kind {
            ContractKind::Distributor => words.distributor_points,
            ContractKind::Affiliate => words.affiliate_points,
        };
        let content = html! {
            p.number { (words.title) }
            h1 { (self.heading(of)) }
            (self.terms(of))
            ul { @for point in points { li { (point) } } }
            p { a.go href={ (self.place(token)) "&step=contract" } { (words.to_contract) } }
        };
        self.answer((StatusCode::OK, self.heading(of)), &token.path(), &content, None)
    }

    /// Then the contract is shown, byte for byte, and accepted below it.
    pub(super) fn contract(
        &self,
        status: StatusCode,
        (token, of): (&InvitedToken, &InvitationRecord),
        (entered, problems): (&AcceptForm, &[Problem]),
    ) -> Result<Response, ApiError> {
        let words = words(self.language);
        let contract = current(of.kind, self.language.code()).ok_or_else(ApiError::not_found)?;
        let (path, sha256) = (token.path(), contract.sha256());
        let form_token = FormToken::of(self.headers, self.state.entropy());
        let shown = (path.as_str(), sha256.as_str());
        let content = html! {
            (summary(page_words(self.language), problems))
            h1 { (words.contract) }
            p.lead { (words.contract_lead) }
            (self.terms(of))
            (typeset(contract.text))
            p.fingerprint {
                a href=(contract.path()) { (words.version) } " · SHA-256 " small { (sha256) }
            }
            (form::render(self.language, shown, &form_token, (entered, problems), of.email.as_deref()))
        };
        let title = titled(page_words(self.language), words.contract, problems);
        let step = format!("{path}?step=contract");
        self.answer((status, &title), &step, &content, Some(form_token))
    }

    /// What was entered has been taken: the same words whether the address had an account or not.
    pub(super) fn taken(&self, token: &InvitedToken) -> Result<Response, ApiError> {
        let words = words(self.language);
        let content = html! {
            h1 { (words.taken) }
            p.lead { (words.taken_lead) }
            p { a.go href=(self.place(token)) { (words.taken_go) } }
        };
        let path = format!("{}?step=taken", token.path());
        self.answer((StatusCode::OK, words.taken), &path, &content, None)
    }

    /// Then the account for payouts.
    pub(super) fn payout(
        &self,
        status: StatusCode,
        token: &InvitedToken,
        problem: Option<&'static str>,
    ) -> Result<Response, ApiError> {
        let words = words(self.language);
        let form_token = FormToken::of(self.headers, self.state.entropy());
        let action = format!("{}/payout-account?lang={}", token.path(), self.language.code());
        // Without a provider nothing is set up here, and nothing says so.
        let (lead, go) = if self.state.has_account_provider() {
            (words.payout_lead, words.payout_go)
        } else {
            (words.payout_by_hand_lead, words.payout_by_hand_go)
        };
        let content = html! {
            @if let Some(problem) = problem { p.notice role="alert" { (problem) } }
            h1 { (words.payout) }
            p.lead { (lead) }
            form method="post" action=(action) {
                (form_token.field())
                button type="submit" { (go) }
            }
        };
        self.answer((status, words.payout), &token.path(), &content, Some(form_token))
    }

    /// On to the provider, by a link: a form of ours leads to no other site.
    pub(super) fn leave(&self, token: &InvitedToken, link: &str) -> Result<Response, ApiError> {
        let words = words(self.language);
        let content = html! {
            h1 { (words.payout) }
            p { a.go href=(link) rel="noreferrer" { (words.payout_link) } }
        };
        let mut answer =
            self.answer((StatusCode::OK, words.payout), &token.path(), &content, None)?;
        account::remember(&mut answer, token, self.headers)?;
        Ok(answer)
    }

    /// Nothing is left to do.
    pub(super) async fn active(
        &self,
        token: &InvitedToken,
        of: &InvitationRecord,
    ) -> Result<Response, ApiError> {
        let words = words(self.language);
        let (mut codes, mut account) = (Vec::new(), None);
        if let Some(tenant) = of.founded_tenant_id {
            let mut tx = self.state.database().read(Tenant::named_by_platform(tenant)).await?;
            codes = tx.list_affiliate_codes().await?;
            account = account::find(&mut tx).await?;
        }
        let form_token = FormToken::of(self.headers, self.state.entropy());
        let is_founder = self.is_founder(of).await?;
        let content = html! {
            h1 { (words.active) }
            p.lead { (words.active_lead) }
            @if is_founder {
                (self.account_state(token, account.as_ref(), &form_token))
            } @else if self.state.has_account_provider() {
                h2 { (words.payout) }
                (self.founder_form(token, &form_token, &[]))
            }
            @for code in &codes {
                // Whole: it is there to be passed on.
                p.fingerprint {
                    (words.active_code) ": "
                    a href={ "/r/" (code.code) } { (self.state.public_url()) "/r/" (code.code) }
                }
            }
        };
        self.answer((StatusCode::OK, words.active), &token.path(), &content, Some(form_token))
    }

    /// The link leads nowhere (any more).
    pub(super) fn closed(&self) -> Result<Response, ApiError> {
        let words = words(self.language);
        let content = html! { h1 { (words.closed) } p.lead { (words.closed_lead) } };
        self.answer((StatusCode::NOT_FOUND, words.closed), "/", &content, None)
    }

    /// C1: found when it was accepted; nothing was done.
    pub(super) fn not_exclusive(&self, token: &InvitedToken) -> Result<Response, ApiError> {
        let words = words(self.language);
        let content = html! { h1 { (words.not_exclusive) } p.lead { (words.not_exclusive_lead) } };
        let status = (StatusCode::CONFLICT, words.not_exclusive);
        self.answer(status, &token.path(), &content, None)
    }

    fn heading(&self, of: &InvitationRecord) -> &'static str {
        match of.kind {
            ContractKind::Distributor => words(self.language).distributor,
            ContractKind::Affiliate => words(self.language).affiliate,
        }
    }

    /// What stands beside the contract of a distributor.
    fn terms(&self, of: &InvitationRecord) -> Markup {
        let words = words(self.language);
        let named = of.regions.iter().map(|country| country_name(country.code(), self.language));
        let regions = named.collect::<Vec<_>>().join(", ");
        let shown = |text: String| self.language.pick(text.replace('.', ","), text);
        html! {
            @if let Some(percent) = of.percent {
                dl {
                    dt { (words.region) }
                    dd { (regions) }
                    dt { (words.percent) }
                    dd { (shown(percent.to_string())) "\u{a0}%" }
                    @if let Some(day) = of.agreement_from {
                        dt { (words.begins) }
                        dd { (self.language.day(day)) }
                    }
                }
            }
        }
    }

    /// Nobody keeps a page of an invitation.
    pub(super) fn answer(
        &self,
        (status, title): (StatusCode, &str),
        path: &str,
        content: &Markup,
        form_token: Option<FormToken>,
    ) -> Result<Response, ApiError> {
        let mut response = page(self.state, (status, self.language), (title, path), content);
        let token = form_token.unwrap_or_else(|| FormToken::of(self.headers, self.state.entropy()));
        token.set(&mut response, self.headers)?;
        Ok(response)
    }
}
