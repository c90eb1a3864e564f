//! What can go wrong on the way, told apart as far as the answer to it differs.

/// Why a request came to nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failure {
    /// No way to the platform: no network, no name, no connection, no TLS.
    Offline,
    /// Connected, and then not a byte for 30 seconds.
    Stalled,
    /// The platform asks for patience, 429 or 503.
    Busy,
    /// The platform's disk is full: it kept nothing of the request, and asks for patience.
    Full,
    /// The platform, or something before it, has a fault: 5xx.
    Server {
        /// The status.
        status: u16,
    },
    /// An answer that no platform gives: a proxy's page, half a body, a checksum that is off.
    Garbage,
    /// The token does not hold any more.
    Unauthorized,
    /// The owner has revoked this device.
    DeviceRevoked,
    /// The platform knows another chain under this device's name.
    Forked,
    /// The platform does not know this device or its epoch.
    NotEnrolled,
    /// Entries are missing before those that were sent.
    Gap {
        /// The entry that the platform waits for.
        expected_dseq: i64,
    },
    /// The body is larger than the platform takes.
    TooLarge,
    /// This desk is too old to be understood.
    UpdateRequired,
    /// Anything else that the platform says no to.
    Refused {
        /// Its code.
        code: String,
    },
    /// The local database could not be read or written.
    Local {
        /// Its code.
        code: String,
    },
}

impl Failure {
    /// A stable code for people and logs.
    pub fn code(&self) -> &str {
        match self {
            Self::Offline => "offline",
            Self::Stalled => "stalled",
            Self::Busy => "platform_busy",
            Self::Full => "platform_full",
            Self::Server { .. } => "platform_fault",
            Self::Garbage => "unreadable_answer",
            Self::Unauthorized => "signed_out",
            Self::DeviceRevoked => "device_revoked",
            Self::Forked => "forked",
            Self::NotEnrolled => "not_enrolled",
            Self::Gap { .. } => "gap",
            Self::TooLarge => "too_large",
            Self::UpdateRequired => "update_required",
            Self::Refused { code } | Self::Local { code } => code,
        }
    }

    /// Nobody who could be the platform has answered: the desk is offline.
    pub fn is_offline(&self) -> bool {
        matches!(self, Self::Offline | Self::Stalled | Self::Garbage | Self::Server { .. })
    }
}
