//! The profiles that are written.

use en16931::Profile;
use en16931::profiles::{EN16931, XRECHNUNG};

/// Which rules an electronic invoice follows (BT-24).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum EInvoiceProfile {
    /// ZUGFeRD 2 / Factur-X, profile EN 16931: inside the PDF.
    #[default]
    En16931,
    /// XRechnung 3.0 for public bodies.
    XRechnung,
}

impl EInvoiceProfile {
    /// Every profile.
    pub const ALL: [Self; 2] = [Self::En16931, Self::XRechnung];

    /// The name on the command line and on the wire.
    pub fn name(self) -> &'static str {
        match self {
            Self::En16931 => "en16931",
            Self::XRechnung => "xrechnung",
        }
    }

    /// The name of the file that is embedded in a PDF (ZUGFeRD 2.3, 6.2).
    pub fn file_name(self) -> &'static str {
        match self {
            Self::En16931 => "factur-x.xml",
            Self::XRechnung => "xrechnung.xml",
        }
    }

    pub(crate) fn rules(self) -> &'static Profile {
        match self {
            Self::En16931 => &EN16931,
            Self::XRechnung => &XRECHNUNG,
        }
    }

    /// BT-23: the process by which XRechnung travels.
    pub(crate) fn process(self) -> Option<&'static str> {
        match self {
            Self::En16931 => None,
            Self::XRechnung => Some("urn:fdc:peppol.eu:2017:poacc:billing:01:1.0"),
        }
    }
}

impl std::str::FromStr for EInvoiceProfile {
    type Err = UnknownProfile;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|profile| profile.name() == text).ok_or(UnknownProfile)
    }
}

/// A word that names no profile.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a profile (en16931, xrechnung)")]
pub struct UnknownProfile;
