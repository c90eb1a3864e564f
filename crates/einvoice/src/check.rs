//! What stands against an electronic invoice: all of it at once.

use en16931::Severity;
use en16931::invoice::Invoice;
use en16931::validation;
use mojo_domain::invoicing::{CalculatedInvoice, IssueTerms};

use crate::EInvoiceProfile;
use crate::model::{Source, model};
use crate::strict::strict;
use crate::{fields, words};

/// Something that an authority, a bank or a recipient's program would refuse.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The rule: `BR-DE-15`, or a paragraph of the law.
    pub rule: String,
    /// The field that mends it, as `recipient.vat_id` or `lines.2.text` (lines count from 1).
    pub field: String,
    /// What is wrong and what to do, in German.
    pub text: String,
}

impl Finding {
    fn official(found: &validation::Finding) -> Self {
        Self {
            rule: found.rule.clone(),
            field: fields::field(&found.path),
            text: words::text(found),
        }
    }
}

/// All that stands against issuing this invoice as an electronic one; empty when nothing does.
/// What the law asks of every invoice is [`CalculatedInvoice::check`]'s to say.
pub fn check_invoice(
    amounts: &CalculatedInvoice,
    terms: &IssueTerms,
    profile: EInvoiceProfile,
) -> Vec<Finding> {
    findings(&model(&Source::draft(amounts, terms, profile)), profile.rules())
}

/// The official findings and ours. A warning of the authorities counts like an error: what goes out
/// has none. Only what they call information is left out.
pub(crate) fn findings(invoice: &Invoice, rules: &en16931::Profile) -> Vec<Finding> {
    let report = rules.validate(invoice);
    let official = report.findings().iter().filter(|found| found.severity != Severity::Info);
    let mut all: Vec<Finding> = Vec::new();
    for finding in official.map(Finding::official).chain(strict(invoice)) {
        // One cause often breaks several rules; it is said once.
        let is_said = |said: &Finding| said.field == finding.field && said.text == finding.text;
        if !all.iter().any(is_said) {
            all.push(finding);
        }
    }
    all
}
