//! The codes of a sync that came to nothing, as sentences.

/// A code of [`super::SyncRound::error`], in words; a code that has no sentence is given back as it
/// is.
pub fn reason(code: &str) -> &str {
    match code {
        "offline" => "the platform cannot be reached; check the address and the network",
        "stalled" => "the platform has stopped answering",
        "platform_busy" => "the platform is busy",
        "platform_full" => "the platform's disk is full; what waits here is kept and goes later",
        "platform_fault" => "the platform has a fault",
        "unreadable_answer" => {
            "the connection broke, or what answered is not the platform; check the address"
        }
        "signed_out" => "the platform asks to sign in again",
        "device_revoked" => "the owner has revoked this device",
        "forked" => "the platform knows another copy of this device",
        "not_enrolled" => "the platform does not know this device",
        "gap" => "the platform misses earlier entries",
        "too_large" => "what was sent is larger than the platform takes",
        "update_required" => "this program is too old for the platform; update it",
        "too_many_requests" => "there were too many attempts; wait a minute",
        "disk_full" => "the disk is full",
        "database_damaged" => "the local database is damaged",
        other => other,
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_code_is_said_in_words() {
        for code in ["offline", "platform_fault", "forked"] {
            assert!(super::reason(code).contains(' '), "{code}");
        }
        assert_eq!(super::reason("brand_new"), "brand_new");
    }
}
