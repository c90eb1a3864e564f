//! Why a file is not read.

use en16931_formats::{Error, zugferd};

/// The file is no electronic invoice, or none that can be read; its bytes are untouched.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReadRefused {
    /// Nothing in it.
    #[error("the file is empty")]
    Empty,
    /// Longer than [`crate::LONGEST_BYTES`].
    #[error("the file has {bytes} bytes, more than an invoice may have")]
    TooBig {
        /// Its length.
        bytes: usize,
    },
    /// Neither UTF-8 nor UTF-16.
    #[error("the file is encoded as {found}")]
    Encoding {
        /// What it says, or what it is not.
        found: String,
    },
    /// Not well-formed, or with a document type, which no invoice has.
    #[error("not well-formed XML at line {line}, column {column}")]
    NotXml {
        /// From 1.
        line: u32,
        /// From 1.
        column: u32,
    },
    /// Nested without end.
    #[error("nested too deeply")]
    TooDeep,
    /// XML of something else.
    #[error("no electronic invoice but <{found}>")]
    NotAnInvoice {
        /// The name of its first element.
        found: String,
    },
    /// The reader gave up.
    #[error("the file cannot be read")]
    Unreadable,
    /// A PDF that holds no invoice for machines.
    #[error("no electronic invoice in the PDF")]
    PlainPdf,
    /// A PDF that cannot be read, or whose streams inflate without end.
    #[error("the PDF cannot be read: {reason}")]
    BrokenPdf {
        /// The reader's words.
        reason: String,
    },
}

impl From<Error> for ReadRefused {
    fn from(error: Error) -> Self {
        match error {
            Error::Encoding { found } => Self::Encoding { found },
            Error::Xml { line, column, .. } => Self::NotXml { line, column },
            Error::TooDeep { .. } => Self::TooDeep,
            Error::NotAnInvoice { found } => Self::NotAnInvoice { found },
            Error::Pdf(zugferd::Error::NoInvoice { .. }) => Self::PlainPdf,
            Error::Pdf(zugferd::Error::Encoding { found }) => Self::Encoding { found },
            other => Self::BrokenPdf { reason: other.to_string() },
        }
    }
}
