//! The XML of an issued invoice.

use en16931_formats::{Syntax, Unwritable, write_unchecked};
use mojo_domain::invoicing::IssuedInvoice;

use crate::check::findings;
use crate::model::{Source, model};
use crate::{EInvoiceProfile, Finding};

/// Why there is no electronic invoice.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EInvoiceRefused {
    /// At least one rule does not hold.
    #[error("the electronic invoice breaks rules: {}", rules(.0))]
    Findings(Vec<Finding>),
    /// The invoice says something that the syntax has no place for.
    #[error("the electronic invoice cannot be written: {0}")]
    Syntax(String),
}

/// The invoice as UN/CEFACT CII, UTF-8. The same invoice gives the same bytes.
///
/// # Errors
/// [`EInvoiceRefused`], which [`crate::check_invoice`] foretells: nothing goes out that a rule is
/// against, and nothing is left out silently.
pub fn write_invoice(
    invoice: &IssuedInvoice,
    profile: EInvoiceProfile,
) -> Result<String, EInvoiceRefused> {
    let model = model(&Source::issued(invoice, profile));
    let findings = findings(&model, profile.rules());
    if !findings.is_empty() {
        return Err(EInvoiceRefused::Findings(findings));
    }
    let refused = |refused: Unwritable| EInvoiceRefused::Syntax(refused.to_string());
    let written = write_unchecked(&model, Syntax::Cii).map_err(refused)?;
    match written.entries.first() {
        None => Ok(written.xml),
        Some(entry) => Err(EInvoiceRefused::Syntax(format!("{}: {}", entry.path, entry.message))),
    }
}

fn rules(findings: &[Finding]) -> String {
    let rules = findings.iter().map(|finding| format!("{} ({})", finding.rule, finding.field));
    rules.collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests;
