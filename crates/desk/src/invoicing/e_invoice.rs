//! The electronic invoice inside of the PDF: chosen, checked before it is issued, put in, taken out.

use mojo_documents::{EmbeddedInvoice, InvoiceFacts, render_invoice};
use mojo_domain::invoicing::IssuedInvoice;
use mojo_einvoice::{EInvoiceProfile, Finding, check_invoice, extract_invoice, write_invoice};
use mojo_protocol::facts::InvoiceBody;
use mojo_store::invoicing::find_by_number;

use super::InvoicingError;
use super::plan::Plan;
use crate::Desk;
use crate::views::DocumentView;

/// An invoice for people alone.
const NONE: &str = "none";

impl Desk {
    /// The electronic invoice as it was issued: the XML out of its PDF.
    ///
    /// # Errors
    /// [`InvoicingError::WithoutXml`] for an invoice that was issued without one, and those of
    /// [`Desk::invoice_pdf`].
    pub async fn invoice_xml(&self, number: String) -> Result<DocumentView, InvoicingError> {
        let record = find_by_number(&mut self.reader().await?, &number)
            .await?
            .ok_or_else(|| InvoicingError::UnknownInvoice(number.clone()))?;
        if profile_of(&record.body)?.is_none() {
            return Err(InvoicingError::WithoutXml(number));
        }
        let xml = extract_invoice(&self.invoice_bytes(&record.body).await?)?;
        Ok(DocumentView::new(format!("{number}.xml"), "application/xml", &xml))
    }
}

/// The profile that an invoice follows when nothing else was chosen is that of ZUGFeRD; `none`
/// leaves the electronic invoice out.
pub(super) fn read_profile(text: Option<&str>) -> Result<Option<EInvoiceProfile>, InvoicingError> {
    let unreadable =
        |_| InvoicingError::Unreadable { field: "profile", value: text.unwrap_or_default().into() };
    match text {
        None | Some("") => Ok(Some(EInvoiceProfile::default())),
        Some(NONE) => Ok(None),
        Some(name) => name.parse().map(Some).map_err(unreadable),
    }
}

/// What stands against the electronic invoice. What the law misses is said by the law first: a field
/// that it names already is not named again.
pub(super) fn findings(plan: &Plan) -> Vec<Finding> {
    let Some(profile) = plan.profile else { return Vec::new() };
    let named: Vec<&str> =
        plan.invoice.check(&plan.terms).iter().map(|breach| breach.field).collect();
    // One rule asks for the ids of both sides, whichever is missing.
    let names_ids = named.iter().any(|field| field.ends_with(".vat_id"));
    let is_named = |finding: &Finding| {
        named.iter().any(|field| finding.field.starts_with(field))
            || names_ids && finding.rule.starts_with("BR-AE-")
    };
    let mut findings = check_invoice(&plan.invoice, &plan.terms, profile);
    findings.retain(|finding| !is_named(finding));
    findings
}

/// How an invoice is drawn.
#[derive(Clone, Copy)]
pub(super) enum Form {
    /// As one of today, electronic or for people alone.
    OfToday(Option<EInvoiceProfile>),
    /// As one that was issued before there were electronic ones.
    BeforeThere,
}

/// The PDF of an issued invoice with its XML inside.
///
/// # Errors
/// [`InvoicingError::EInvoice`] with all that stands against it.
pub(super) fn render(
    issued: &IssuedInvoice,
    form: Form,
    issued_at: chrono::DateTime<chrono::Utc>,
) -> Result<Vec<u8>, InvoicingError> {
    let facts = InvoiceFacts::issued(issued, issued_at);
    let xml = |profile| write_invoice(issued, profile);
    Ok(match form {
        Form::BeforeThere => render_invoice(&facts, EmbeddedInvoice::BeforeThere)?,
        Form::OfToday(None) => render_invoice(&facts, EmbeddedInvoice::None)?,
        Form::OfToday(Some(profile @ EInvoiceProfile::En16931)) => {
            render_invoice(&facts, EmbeddedInvoice::FacturX(&xml(profile)?))?
        }
        Form::OfToday(Some(profile @ EInvoiceProfile::XRechnung)) => {
            render_invoice(&facts, EmbeddedInvoice::XRechnung(&xml(profile)?))?
        }
    })
}

/// As a body names it.
pub(super) fn name_of(profile: Option<EInvoiceProfile>) -> String {
    profile.map_or(NONE, EInvoiceProfile::name).to_owned()
}

/// How an issued invoice was drawn; what was issued before there were electronic ones says nothing.
pub(super) fn form_of(body: &InvoiceBody) -> Result<Form, InvoicingError> {
    match body.details.profile.as_str() {
        "" => Ok(Form::BeforeThere),
        name => read_profile(Some(name)).map(Form::OfToday),
    }
}

/// The profile of an issued invoice; none where it is for people alone.
pub(super) fn profile_of(body: &InvoiceBody) -> Result<Option<EInvoiceProfile>, InvoicingError> {
    Ok(match form_of(body)? {
        Form::OfToday(profile) => profile,
        Form::BeforeThere => None,
    })
}

#[cfg(test)]
mod tests {
    use crate::Refusal as _;
    use crate::invoicing::check_received;
    use crate::invoicing::testing::input;
    use crate::testing;
    use crate::views::{CancelInvoiceRequest, decode_base64};

    #[tokio::test]
    async fn an_invoice_is_electronic_unless_it_is_said_otherwise() {
        let desk = testing::desk().await;
        let number = desk.issue_invoice(input(&desk).await).await.unwrap().number;
        let pdf = decode_base64(&desk.invoice_pdf(number.clone()).await.unwrap().base64).unwrap();
        let read = check_received(&pdf).unwrap();
        assert_eq!(read.findings, []);
        assert!(read.is_pdf);
        assert_eq!((read.number.as_str(), read.profile.as_str()), (number.as_str(), "EN 16931"));
        let xml = decode_base64(&desk.invoice_xml(number).await.unwrap().base64).unwrap();
        let alone = check_received(&xml).unwrap();
        assert_eq!((alone.gross, alone.lines), (read.gross, read.lines));
    }

    #[tokio::test]
    async fn an_invoice_for_people_alone_has_no_xml() {
        let desk = testing::desk().await;
        let mut draft = input(&desk).await;
        draft.profile = Some("none".to_owned());
        let number = desk.issue_invoice(draft).await.unwrap().number;
        let refused = desk.invoice_xml(number.clone()).await.unwrap_err();
        assert_eq!(refused.code(), "invoice_without_xml");
        let pdf = decode_base64(&desk.invoice_pdf(number).await.unwrap().base64).unwrap();
        assert_eq!(check_received(&pdf).unwrap_err().code(), "pdf_without_e_invoice");
    }

    #[tokio::test]
    async fn a_public_body_is_asked_for_its_reference_before_a_number_is_given() {
        let desk = testing::desk().await;
        let mut draft = input(&desk).await;
        draft.profile = Some("xrechnung".to_owned());
        let preview = desk.preview_invoice(draft.clone()).await.unwrap();
        let missing = |field: &str| preview.breaches.iter().any(|one| one.field == field);
        assert!(missing("buyer_reference"), "{:?}", preview.breaches);
        assert_eq!(
            desk.issue_invoice(draft.clone()).await.unwrap_err().code(),
            "invoice_incomplete"
        );
        draft.buyer_reference = Some("04011000-1234512345-06".to_owned());
        let issued = desk.issue_invoice(draft).await.unwrap();
        assert!(issued.number.ends_with("-000001"), "no number was lost: {}", issued.number);
        let xml = desk.invoice_xml(issued.number).await.unwrap();
        let read = check_received(&decode_base64(&xml.base64).unwrap()).unwrap();
        assert_eq!(read.findings, []);
        assert_eq!(read.buyer_reference, "04011000-1234512345-06");
        assert_eq!(read.profile, "XRechnung 3.0");
    }

    #[tokio::test]
    async fn d3_the_storno_of_an_electronic_invoice_is_one_too() {
        let desk = testing::desk().await;
        let number = desk.issue_invoice(input(&desk).await).await.unwrap().number;
        let request = CancelInvoiceRequest { number: number.clone(), reason: "falsch".to_owned() };
        let storno = desk.cancel_invoice(request).await.unwrap().number;
        let xml = desk.invoice_xml(storno).await.unwrap();
        let read = check_received(&decode_base64(&xml.base64).unwrap()).unwrap();
        assert_eq!((read.kind.as_str(), read.preceding), ("correction", vec![number]));
        assert!(read.due.cents < 0 && read.findings.is_empty());
    }

    #[tokio::test]
    async fn an_unknown_profile_is_named() {
        let desk = testing::desk().await;
        let mut draft = input(&desk).await;
        draft.profile = Some("zugferd1".to_owned());
        let refused = desk.issue_invoice(draft).await.unwrap_err();
        assert_eq!(refused.code(), "unreadable_field");
        assert_eq!(refused.values()["value"], "zugferd1");
    }
}
