//! VAT ids of customers, as they come in.

use mojo_domain::invoicing::read_vat_id;

/// Empty where none is told.
///
/// # Errors
/// What is wrong with it: no country gives out such a one, or the tenant buys itself, of which its
/// tax profile says it.
pub(super) fn read(told: Option<String>, is_own: bool) -> Result<String, &'static str> {
    let vat_id = told.unwrap_or_default().trim().to_owned();
    if vat_id.is_empty() {
        return Ok(vat_id);
    }
    if is_own {
        return Err("customer_vat_id: of the tenant's own purchases its tax profile says it");
    }
    // Nothing is forgiven here: it is kept as it was told.
    if read_vat_id(&vat_id).is_some_and(|id| id == vat_id) {
        Ok(vat_id)
    } else {
        Err("customer_vat_id: two capital letters of the country, then letters and digits")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_a_vat_id_is_refused_and_none_is_empty() {
        let told = |text: &str| read(Some(text.to_owned()), false);
        assert_eq!(told(" ATU12345675 "), Ok("ATU12345675".to_owned()));
        assert_eq!((told(""), read(None, true)), (Ok(String::new()), Ok(String::new())));
        for bad in ["at u1", "DE", "DE123456788901234", "DE12\n45", "123456789"] {
            assert!(told(bad).is_err(), "{bad}");
        }
        assert!(read(Some("ATU12345675".to_owned()), true).is_err(), "its profile says it");
    }
}
