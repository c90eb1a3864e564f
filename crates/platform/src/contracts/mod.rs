//! The contracts that distributors and affiliates accept: versioned texts, each known by the hash of
//! its bytes (F1, F2).
//!
//! A version that was shown is never edited: a change is a new file and a row here. The texts are
//! templates; whoever runs a platform has them reviewed by a lawyer before anybody accepts them.

use mojo_domain::journal::Hash;

/// What somebody becomes by accepting.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum ContractKind {
    /// A region at a percentage (C1).
    Distributor,
    /// A tenant with an affiliate code (C2).
    Affiliate,
}

impl ContractKind {
    /// The name at rest and on the wire.
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::Distributor => "distributor",
            Self::Affiliate => "affiliate",
        }
    }
}

/// The text names no kind.
#[derive(Debug, thiserror::Error)]
#[error("not a kind of contract")]
pub(crate) struct ParseContractKindError;

impl std::str::FromStr for ContractKind {
    type Err = ParseContractKindError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "distributor" => Ok(Self::Distributor),
            "affiliate" => Ok(Self::Affiliate),
            _ => Err(ParseContractKindError),
        }
    }
}

/// A version of a contract in one language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Contract {
    pub(crate) kind: ContractKind,
    pub(crate) version: &'static str,
    /// `de`, `en`.
    pub(crate) language: &'static str,
    /// The exact bytes that are shown.
    pub(crate) text: &'static str,
}

impl Contract {
    /// Where it is read, below the platform's address.
    pub(crate) fn path(&self) -> String {
        format!(
            "/api/v1/contracts/{}/{}?language={}",
            self.kind.code(),
            self.version,
            self.language
        )
    }

    /// SHA-256 of the bytes, hexadecimal.
    pub(crate) fn sha256(&self) -> String {
        Hash::of(self.text.as_bytes()).to_hex()
    }
}

macro_rules! contracts {
    ($($kind:ident $folder:literal $version:literal),* $(,)?) => { &[$(
        Contract {
            kind: ContractKind::$kind,
            version: $version,
            language: "de",
            text: include_str!(concat!("../../contracts/", $folder, "/", $version, ".de.md")),
        },
        Contract {
            kind: ContractKind::$kind,
            version: $version,
            language: "en",
            text: include_str!(concat!("../../contracts/", $folder, "/", $version, ".en.md")),
        },
    )*] };
}

/// Every version, the latest of a kind last.
pub(crate) const CONTRACTS: &[Contract] = contracts![
    Distributor "distributor" "2026-11",
    Affiliate "affiliate" "2026-11",
];

/// The version that is offered now.
pub(crate) fn current(kind: ContractKind, language: &str) -> Option<&'static Contract> {
    CONTRACTS.iter().rfind(|contract| contract.kind == kind && contract.language == language)
}

/// The text of a hash: what somebody had before their eyes.
pub(crate) fn by_hash(kind: ContractKind, sha256: &str) -> Option<&'static Contract> {
    CONTRACTS.iter().find(|contract| contract.kind == kind && contract.sha256() == sha256)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whoever accepted a version accepted these bytes. A row is never changed, only added.
    #[test]
    fn the_bytes_of_a_version_never_change() {
        let hashes: Vec<_> = CONTRACTS
            .iter()
            .map(|contract| {
                (contract.kind.code(), contract.version, contract.language, contract.sha256())
            })
            .collect();
        let known = [
            (
                "distributor",
                "2026-11",
                "de",
                "5fd3cd826350593a456f804d8629f3d8f7f571294d82f0a13fc239e229aa0f9a",
            ),
            (
                "distributor",
                "2026-11",
                "en",
                "0f655b6cb8da784fbaabfffeee5ecc2d92d047af052d551962c49c1a2b2a0428",
            ),
            (
                "affiliate",
                "2026-11",
                "de",
                "81a51ebcb47a8b99a1affae7264c4d694fcc3c010351b6035a57e232e8bdb290",
            ),
            (
                "affiliate",
                "2026-11",
                "en",
                "66daf1e934f743ce473226ea76f2ce4a5a190e17b61177d02e1034862e9ef472",
            ),
        ];
        assert_eq!(
            hashes,
            known.map(|(kind, version, language, hash)| (kind, version, language, hash.to_owned()))
        );
    }

    /// Y5 and what else must stand in each.
    #[test]
    fn both_languages_say_the_same_in_the_same_places() {
        for kind in [ContractKind::Distributor, ContractKind::Affiliate] {
            let numbers = |language| {
                let text = current(kind, language).unwrap().text;
                let number = |line: &str| {
                    let first = line.split(' ').next()?;
                    first.starts_with(|c: char| c.is_ascii_digit()).then(|| first.to_owned())
                };
                text.lines().filter_map(number).collect::<Vec<_>>()
            };
            assert_eq!(numbers("de"), numbers("en"));
            assert!(numbers("de").len() > 30);
            let german = current(kind, "de").unwrap().text;
            for part in
                ["§ 87c HGB", "Ende des Folgemonats", "30 Tage", "50 Euro", "Pseudonym", "kündigen"]
            {
                assert!(german.contains(part), "{part}");
            }
        }
    }
}
