//! The end of the program and OpenSSL, which SQLCipher encrypts with.
//!
//! OpenSSL frees its tables when the program exits, while the threads that close databases may
//! still be using them: a crash after all work was done. It is told not to; the system takes the
//! memory back anyway. Only on Linux is it a library of its own with a clean-up at exit that
//! matters: macOS encrypts with CommonCrypto.

#[cfg(target_os = "linux")]
pub(crate) fn keep_until_the_end() {
    use std::ffi::{c_int, c_void};

    #[expect(unsafe_code, reason = "OpenSSL can only be told in C")]
    unsafe extern "C" {
        fn OPENSSL_init_crypto(options: u64, settings: *const c_void) -> c_int;
    }
    /// `OPENSSL_INIT_NO_ATEXIT`.
    const NO_CLEANUP_AT_EXIT: u64 = 0x0008_0000;
    #[expect(unsafe_code, reason = "OpenSSL can only be told in C")]
    // SAFETY: the function may be called at any time and from any thread; a null pointer means
    // that there are no settings.
    unsafe {
        OPENSSL_init_crypto(NO_CLEANUP_AT_EXIT, std::ptr::null());
    }
}

#[cfg(not(target_os = "linux"))]
pub(crate) fn keep_until_the_end() {}
