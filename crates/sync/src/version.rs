//! Versions of the desk, as far as the platform asks for one (`min_client`).

/// `mine` is at least `wanted`; what cannot be read asks for nothing.
pub(crate) fn is_enough(mine: &str, wanted: &str) -> bool {
    match (parse(mine), parse(wanted)) {
        (Some(mine), Some(wanted)) => mine >= wanted,
        _ => true,
    }
}

fn parse(text: &str) -> Option<[u32; 3]> {
    let core = text.split(['-', '+']).next()?;
    let parts: Vec<u32> = core.split('.').map(|part| part.parse().ok()).collect::<Option<_>>()?;
    parts.try_into().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_compare_as_numbers() {
        assert!(is_enough("0.10.0", "0.9.9"));
        assert!(!is_enough("0.9.9", "0.10.0"));
        assert!(is_enough("1.0.0-rc.1", "1.0.0"));
        assert!(is_enough("0.1.0", "soon"));
    }
}
