//! `GET|POST /signup/partner`: a practice or provider comes without an invitation (F2) and gets one.

use axum::extract::State;
use axum::http::{Extensions, HeaderMap, StatusCode};
use axum::response::Response;
use maud::html;

use super::super::form::{FormToken, go_to};
use super::super::language::Language;
use super::super::layout::page;
use super::words::words;
use super::{StepForm, StepQuery};
use crate::contracts::ContractKind;
use crate::http::{ApiError, FormBody, QueryOf};
use crate::onboarding::{InvitationWish, InviteRefused, invite};
use crate::routes::layer;
use crate::state::AppState;

/// For how many days whoever came by themselves may accept.
const VALID_DAYS: i64 = 14;

/// What awaits a partner.
pub(in crate::routes) async fn explain(
    State(state): State<AppState>,
    QueryOf(query): QueryOf<StepQuery>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let language = Language::of(query.lang, &headers);
    let words = words(language);
    let token = FormToken::of(&headers, state.entropy());
    let content = html! {
        h1 { (words.partner) }
        p.lead { (words.partner_lead) }
        ul { @for point in words.affiliate_points { li { (point) } } }
        form method="post" action={ "/signup/partner?lang=" (language.code()) } {
            (token.field())
            button type="submit" { (words.partner_go) }
        }
    };
    let title = (words.partner, "/signup/partner");
    let mut response = page((StatusCode::OK, language), title, &content);
    token.set(&mut response, &headers)?;
    Ok(response)
}

/// Makes an invitation for whoever asks, and leads to its link.
pub(in crate::routes) async fn begin(
    State(state): State<AppState>,
    QueryOf(query): QueryOf<StepQuery>,
    (headers, extensions): (HeaderMap, Extensions),
    FormBody(form): FormBody<StepForm>,
) -> Result<Response, ApiError> {
    let language = Language::of(query.lang, &headers);
    if !FormToken::is_sent_back(&headers, &form.form_token) {
        return go_to(&format!("/signup/partner?lang={}", language.code()));
    }
    layer::take_attempt(&state, "partner", &extensions).map_err(ApiError::too_many_requests)?;
    let wish = InvitationWish {
        kind: ContractKind::Affiliate,
        label: String::new(),
        regions: std::collections::BTreeSet::new(),
        percent: None,
        agreement_from: None,
        valid_days: VALID_DAYS,
    };
    let sources = (state.clock(), state.entropy());
    match invite(state.database(), sources, None, wish).await {
        Ok((_, token)) => {
            go_to(&format!("{}?lang={}&step=contract", token.path(), language.code()))
        }
        Err(InviteRefused::Storage(error)) => Err(error.into()),
        Err(refused) => Err(ApiError::internal(&refused)),
    }
}
