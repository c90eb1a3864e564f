//! The thin layer between SQLite and its own file system: asks the [`Disk`] before every change of
//! a file, and hands everything through. It is the default of this process, so that nothing in the
//! product has to know it.
#![expect(unsafe_code, reason = "SQLite's interface for file systems is C")]

use std::ffi::{CStr, c_char, c_int, c_void};
use std::path::PathBuf;
use std::ptr;
use std::sync::{Arc, OnceLock};

use libsqlite3_sys as ffi;

use super::{Disk, Fault};

/// What SQLite reserves for an open file: ours first, then the real file.
#[repr(C)]
struct File {
    base: ffi::sqlite3_file,
    ours: *mut Ours,
}

/// What we know of an open file on a [`Disk`].
struct Ours {
    disk: Arc<Disk>,
    path: PathBuf,
}

/// The real file begins here, aligned for whatever is in it.
const REAL_AT: usize = size_of::<File>().next_multiple_of(16);

struct Real(*mut ffi::sqlite3_vfs);

// SAFETY: the real file system is a constant of the library; only pointers to it are shared.
unsafe impl Send for Real {}
// SAFETY: as above.
unsafe impl Sync for Real {}

static REAL: OnceLock<Real> = OnceLock::new();

fn real_vfs() -> *mut ffi::sqlite3_vfs {
    REAL.get().expect("installed before a file is opened").0
}

/// Puts the layer before SQLite's own file system, once per process; call it before anything opens
/// a database.
pub fn install() {
    REAL.get_or_init(|| {
        // SAFETY: called once, before any other use of the library; the structures that are
        // registered are leaked, as SQLite keeps their addresses.
        unsafe {
            assert_eq!(ffi::sqlite3_initialize(), ffi::SQLITE_OK, "SQLite starts");
            let real = ffi::sqlite3_vfs_find(ptr::null());
            assert!(!real.is_null(), "SQLite has a file system");
            let mut layer = *real;
            layer.iVersion = 2;
            layer.szOsFile = c_int::try_from(REAL_AT).unwrap() + (*real).szOsFile;
            layer.pNext = ptr::null_mut();
            layer.zName = c"mojo-simulation".as_ptr();
            layer.pAppData = ptr::null_mut();
            layer.xOpen = Some(open);
            layer.xDelete = Some(delete);
            layer.xAccess = Some(access);
            layer.xFullPathname = Some(full_pathname);
            layer.xRandomness = Some(randomness);
            layer.xSleep = Some(sleep);
            layer.xCurrentTime = Some(current_time);
            layer.xCurrentTimeInt64 = Some(current_time_int64);
            layer.xGetLastError = Some(last_error);
            let layer = Box::leak(Box::new(layer));
            assert_eq!(ffi::sqlite3_vfs_register(layer, 1), ffi::SQLITE_OK, "registered");
            Real(real)
        }
    });
}

/// The methods of all files; those of the real one behind each.
static METHODS: ffi::sqlite3_io_methods = ffi::sqlite3_io_methods {
    iVersion: 2,
    xClose: Some(close),
    xRead: Some(read),
    xWrite: Some(write),
    xTruncate: Some(truncate),
    xSync: Some(sync),
    xFileSize: Some(file_size),
    xLock: Some(lock),
    xUnlock: Some(unlock),
    xCheckReservedLock: Some(check_reserved_lock),
    xFileControl: Some(file_control),
    xSectorSize: Some(sector_size),
    xDeviceCharacteristics: Some(device_characteristics),
    xShmMap: Some(shm_map),
    xShmLock: Some(shm_lock),
    xShmBarrier: Some(shm_barrier),
    xShmUnmap: Some(shm_unmap),
    xFetch: None,
    xUnfetch: None,
};

fn path_of(name: *const c_char) -> Option<PathBuf> {
    if name.is_null() {
        return None;
    }
    // SAFETY: SQLite hands over a text that ends with zero.
    let text = unsafe { CStr::from_ptr(name) };
    text.to_str().ok().map(PathBuf::from)
}

unsafe extern "C" fn open(
    _: *mut ffi::sqlite3_vfs,
    name: *const c_char,
    file: *mut ffi::sqlite3_file,
    flags: c_int,
    out_flags: *mut c_int,
) -> c_int {
    // SAFETY: SQLite reserved `szOsFile` bytes at `file`; the real file lies in their second part.
    unsafe {
        let ours = file.cast::<File>();
        (*ours).base.pMethods = ptr::null();
        (*ours).ours = ptr::null_mut();
        let on_disk = path_of(name).and_then(|path| Disk::of(&path).map(|disk| (disk, path)));
        if on_disk.as_ref().is_some_and(|(disk, _)| disk.is_dead()) {
            return ffi::SQLITE_CANTOPEN;
        }
        let vfs = real_vfs();
        let opened = (*vfs).xOpen.unwrap()(vfs, name, real(file), flags, out_flags);
        if (*real(file)).pMethods.is_null() {
            return opened;
        }
        (*ours).base.pMethods = &raw const METHODS;
        if let Some((disk, path)) = on_disk {
            (*ours).ours = Box::into_raw(Box::new(Ours { disk, path }));
        }
        opened
    }
}

/// The real file behind ours.
unsafe fn real(file: *mut ffi::sqlite3_file) -> *mut ffi::sqlite3_file {
    // SAFETY: `szOsFile` leaves room for it there.
    unsafe { file.cast::<u8>().add(REAL_AT).cast() }
}

/// A method of the real file.
macro_rules! through {
    ($file:expr, $method:ident $(, $argument:expr)*) => {{
        let real = real($file);
        (*(*real).pMethods).$method.unwrap()(real $(, $argument)*)
    }};
}

unsafe fn ours<'a>(file: *mut ffi::sqlite3_file) -> Option<&'a Ours> {
    // SAFETY: set in `open`, freed in `close`; SQLite uses a file from one thread at a time.
    unsafe { (*file.cast::<File>()).ours.as_ref() }
}

fn code(fault: Fault) -> c_int {
    match fault {
        Fault::Full => ffi::SQLITE_FULL,
        Fault::Write => ffi::SQLITE_IOERR_WRITE,
    }
}

unsafe extern "C" fn close(file: *mut ffi::sqlite3_file) -> c_int {
    // SAFETY: SQLite closes a file once.
    unsafe {
        let closed = through!(file, xClose);
        let held = (*file.cast::<File>()).ours;
        if !held.is_null() {
            drop(Box::from_raw(held));
        }
        closed
    }
}

unsafe extern "C" fn read(
    file: *mut ffi::sqlite3_file,
    buffer: *mut c_void,
    amount: c_int,
    offset: i64,
) -> c_int {
    // SAFETY: as SQLite promises for every method of a file; the same below.
    unsafe {
        if ours(file).is_some_and(|held| held.disk.is_dead()) {
            return ffi::SQLITE_IOERR_READ;
        }
        through!(file, xRead, buffer, amount, offset)
    }
}

unsafe fn size_of_file(file: *mut ffi::sqlite3_file) -> u64 {
    let mut size = 0;
    // SAFETY: the file is open.
    unsafe { through!(file, xFileSize, &raw mut size) };
    u64::try_from(size).unwrap_or(0)
}

unsafe fn read_old(file: *mut ffi::sqlite3_file, offset: u64, amount: usize) -> Vec<u8> {
    let mut old = vec![0; amount];
    let (amount, offset) = (c_int::try_from(amount).unwrap(), i64::try_from(offset).unwrap());
    // SAFETY: the buffer is as long as `amount` says.
    unsafe { through!(file, xRead, old.as_mut_ptr().cast(), amount, offset) };
    old
}

unsafe extern "C" fn write(
    file: *mut ffi::sqlite3_file,
    buffer: *const c_void,
    amount: c_int,
    offset: i64,
) -> c_int {
    // SAFETY: `buffer` holds `amount` bytes.
    unsafe {
        if let Some(held) = ours(file) {
            let length = usize::try_from(amount).unwrap();
            let new = std::slice::from_raw_parts(buffer.cast::<u8>(), length);
            let at = u64::try_from(offset).unwrap();
            let size = size_of_file(file);
            let done = held.disk.write(&held.path, at, new, size, |at, n| read_old(file, at, n));
            if let Err(fault) = done {
                return code(fault);
            }
        }
        through!(file, xWrite, buffer, amount, offset)
    }
}

unsafe extern "C" fn truncate(file: *mut ffi::sqlite3_file, size: i64) -> c_int {
    // SAFETY: as above.
    unsafe {
        if let Some(held) = ours(file) {
            let old_size = size_of_file(file);
            let wanted = u64::try_from(size).unwrap_or(0);
            let read = |at, n| read_old(file, at, n);
            if let Err(fault) = held.disk.truncate(&held.path, wanted, old_size, read) {
                return code(fault);
            }
        }
        through!(file, xTruncate, size)
    }
}

unsafe extern "C" fn sync(file: *mut ffi::sqlite3_file, flags: c_int) -> c_int {
    // SAFETY: as above.
    unsafe {
        let Some(held) = ours(file) else { return through!(file, xSync, flags) };
        // The machine itself does not lose its power here: no need to wait for its disk.
        held.disk.sync(&held.path).map_or(ffi::SQLITE_IOERR_FSYNC, |()| ffi::SQLITE_OK)
    }
}

unsafe extern "C" fn delete(
    _: *mut ffi::sqlite3_vfs,
    name: *const c_char,
    sync_folder: c_int,
) -> c_int {
    if let Some(path) = path_of(name)
        && let Some(disk) = Disk::of(&path)
        && disk.delete(&path).is_err()
    {
        return ffi::SQLITE_IOERR_DELETE;
    }
    let vfs = real_vfs();
    // SAFETY: handed through.
    unsafe { (*vfs).xDelete.unwrap()(vfs, name, sync_folder) }
}

/// Methods that are only handed through.
macro_rules! handed_through {
    ($($name:ident $method:ident($($argument:ident: $kind:ty),*) $(-> $answer:ty)?;)*) => {$(
        unsafe extern "C" fn $name(file: *mut ffi::sqlite3_file, $($argument: $kind),*) $(-> $answer)? {
            // SAFETY: handed through.
            unsafe { through!(file, $method $(, $argument)*) }
        }
    )*};
}

handed_through! {
    file_size xFileSize(size: *mut i64) -> c_int;
    lock xLock(level: c_int) -> c_int;
    unlock xUnlock(level: c_int) -> c_int;
    check_reserved_lock xCheckReservedLock(answer: *mut c_int) -> c_int;
    file_control xFileControl(operation: c_int, argument: *mut c_void) -> c_int;
    sector_size xSectorSize() -> c_int;
    device_characteristics xDeviceCharacteristics() -> c_int;
    shm_map xShmMap(page: c_int, size: c_int, extend: c_int, at: *mut *mut c_void) -> c_int;
    shm_lock xShmLock(offset: c_int, n: c_int, flags: c_int) -> c_int;
    shm_barrier xShmBarrier();
    shm_unmap xShmUnmap(delete: c_int) -> c_int;
}

/// Methods of the file system that are only handed through.
macro_rules! of_the_real {
    ($($name:ident $method:ident($($argument:ident: $kind:ty),*) -> $answer:ty;)*) => {$(
        unsafe extern "C" fn $name(_: *mut ffi::sqlite3_vfs, $($argument: $kind),*) -> $answer {
            let vfs = real_vfs();
            // SAFETY: handed through.
            unsafe { (*vfs).$method.unwrap()(vfs $(, $argument)*) }
        }
    )*};
}

of_the_real! {
    access xAccess(name: *const c_char, flags: c_int, answer: *mut c_int) -> c_int;
    full_pathname xFullPathname(name: *const c_char, n: c_int, out: *mut c_char) -> c_int;
    randomness xRandomness(n: c_int, out: *mut c_char) -> c_int;
    sleep xSleep(micros: c_int) -> c_int;
    current_time xCurrentTime(out: *mut f64) -> c_int;
    current_time_int64 xCurrentTimeInt64(out: *mut i64) -> c_int;
    last_error xGetLastError(n: c_int, out: *mut c_char) -> c_int;
}
