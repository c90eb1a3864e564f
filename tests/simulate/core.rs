//! A process stays on one core: the threads of a run hand each other small things all the time, and
//! between cores every such step costs a wake-up. Measured: half as many verbs again.

/// Keeps this process, from now on, on one core. Elsewhere than on Linux nothing happens.
#[cfg(target_os = "linux")]
pub(crate) fn stay_on(number: u64) {
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    #[expect(unsafe_code, reason = "the kernel takes the set of cores in C only")]
    // SAFETY: the set is a plain value on this stack, and its size is given.
    unsafe {
        let mut set: libc::cpu_set_t = std::mem::zeroed();
        libc::CPU_SET(number as usize % cores, &mut set);
        // Refused where cores are given out otherwise: then it is slower.
        libc::sched_setaffinity(0, size_of::<libc::cpu_set_t>(), &raw const set);
    }
}

/// Keeps this process, from now on, on one core. Elsewhere than on Linux nothing happens.
#[cfg(not(target_os = "linux"))]
pub(crate) fn stay_on(_: u64) {}
