//! The end of the program, which `SQLCipher` and OpenSSL tidy up for on their own.
//!
//! Both free their tables when the program exits, while the threads that close databases may still
//! be using them: a crash after all work was done, and an exit status that is lost. So the process
//! is left before they do; the system takes the memory back anyway. Rust has written out stdout by
//! then. Elsewhere than on glibc no exit handler is told the status; there they tidy up.

/// Leaves the process without the tidying up of the libraries that were started before this call.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
pub(crate) fn without_tidying() {
    use std::ffi::{c_int, c_void};

    #[expect(unsafe_code, reason = "what happens at the exit can only be told in C")]
    unsafe extern "C" {
        fn on_exit(handler: extern "C" fn(c_int, *mut c_void), argument: *mut c_void) -> c_int;
        fn _exit(status: c_int) -> !;
    }
    extern "C" fn leave(status: c_int, _: *mut c_void) {
        #[expect(unsafe_code, reason = "what happens at the exit can only be told in C")]
        // SAFETY: `_exit` may be called at any time and from any thread.
        unsafe {
            _exit(status)
        }
    }
    #[expect(unsafe_code, reason = "what happens at the exit can only be told in C")]
    // SAFETY: the handler lives as long as the program and does not look at its argument.
    let refused = unsafe { on_exit(leave, std::ptr::null_mut()) };
    debug_assert_eq!(refused, 0, "no room for an exit handler");
}

#[cfg(not(all(target_os = "linux", target_env = "gnu")))]
pub(crate) fn without_tidying() {}
