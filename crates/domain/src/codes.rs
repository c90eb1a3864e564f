//! Enums with stable text codes: the texts are stored, synced and shown, and never change.

/// The text is not one of the codes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a known code")]
pub struct ParseCodeError;

/// Declares an enum with stable text codes, written out and read back.
macro_rules! codes {
    ($(#[$top:meta])* $enum:ident { $($(#[$doc:meta])* $name:ident = $code:literal;)* }) => {
        $(#[$top])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $enum {
            $($(#[$doc])* $name,)*
        }

        impl $enum {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// The stable code, as it is stored and shown by the API.
            pub fn code(self) -> &'static str {
                match self {
                    $(Self::$name => $code,)*
                }
            }
        }

        impl std::fmt::Display for $enum {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.code())
            }
        }

        impl std::str::FromStr for $enum {
            type Err = $crate::ParseCodeError;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                let found = Self::ALL.iter().find(|it| it.code() == text);
                found.copied().ok_or($crate::ParseCodeError)
            }
        }
    };
}

pub(crate) use codes;
