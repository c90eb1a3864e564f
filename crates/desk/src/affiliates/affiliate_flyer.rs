//! The flyer of a code: its link as a QR code, as a page to print and as a bare image. It is made
//! here, without a network, by what the platform makes it by.

use mojo_documents::{FlyerFacts, FlyerLanguage, render_flyer, render_qr_png};
use mojo_protocol::AffiliateCodeEntry;

use super::AffiliatesError;
use super::held::{find_code, link, read_codes};
use crate::views::DocumentView;
use crate::{Desk, DeskError};

const PDF: &str = "application/pdf";
const PNG: &str = "image/png";

impl Desk {
    /// A page of A4 in the language `de` or `en`.
    ///
    /// # Errors
    /// [`AffiliatesError::Mistyped`], [`AffiliatesError::UnknownCode`] and
    /// [`AffiliatesError::Retired`] of the code; [`AffiliatesError::Unreadable`] of the language.
    pub async fn affiliate_flyer_pdf(
        &self,
        code: String,
        language: String,
    ) -> Result<DocumentView, AffiliatesError> {
        let language = match language.as_str() {
            "de" => FlyerLanguage::De,
            "en" => FlyerLanguage::En,
            _ => return Err(AffiliatesError::Unreadable { field: "language", value: language }),
        };
        let (entry, link) = self.live_code(&code).await?;
        let session = self.find_session().await?.ok_or(DeskError::SignedOut)?;
        let name = file_name(&entry, "pdf");
        let code = (entry.code, entry.created_at);
        let facts = FlyerFacts::of_code(language, session.tenant, code, link);
        Ok(DocumentView::new(name, PDF, &render_flyer(&facts)?))
    }

    /// The bare QR code, for somebody's own leaflet.
    ///
    /// # Errors
    /// As [`Desk::affiliate_flyer_pdf`].
    pub async fn affiliate_flyer_png(&self, code: String) -> Result<DocumentView, AffiliatesError> {
        let (entry, link) = self.live_code(&code).await?;
        Ok(DocumentView::new(file_name(&entry, "png"), PNG, &render_qr_png(&link)?))
    }

    /// The code that is meant, while it recruits, with its whole address.
    async fn live_code(
        &self,
        typed: &str,
    ) -> Result<(AffiliateCodeEntry, String), AffiliatesError> {
        let held = read_codes(&mut self.reader().await?).await?;
        let entry = find_code(typed, held)?;
        if entry.retired_at.is_some() {
            return Err(AffiliatesError::Retired(entry.code));
        }
        let link = link(&entry, &self.link_base().await?);
        Ok((entry, link))
    }
}

fn file_name(entry: &AffiliateCodeEntry, ending: &str) -> String {
    format!("flyer-{}.{ending}", entry.code)
}
