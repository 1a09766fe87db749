//! MailFlow plugins in Rust: the binary contract (mailflow/plugin.h), and a face over it without unsafe code. Needs nothing but std.
//! Dedicated to the public domain (CC0-1.0).
//!
//! Implement `Plugin`, then `mailflow::export!(YourType);`. No panic crosses the border: whatever was being answered then fails.
#![allow(dead_code)]

use std::os::raw::{c_char, c_void};
use std::panic::{catch_unwind, AssertUnwindSafe};
use std::sync::Mutex;

/// Borrowed bytes, as they cross the border.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct Str(*const c_char, usize);

impl Str {
    fn lend(bytes: &[u8]) -> Str {
        Str(bytes.as_ptr().cast(), bytes.len())
    }
    fn copy(self) -> Vec<u8> {
        if self.0.is_null() || self.1 == 0 {
            return Vec::new();
        }
        // The other side lends these bytes until the call that brought them returns.
        unsafe { std::slice::from_raw_parts(self.0.cast(), self.1) }.to_vec()
    }
}

#[repr(C)]
struct Done(Option<extern "C" fn(*mut c_void, i32, Str)>, *mut c_void);

/// mf_host.
#[repr(C)]
pub struct HostTable {
    size: u32,
    abi_minor: u32,
    inner: *mut c_void,
    find: extern "C" fn(*const HostTable, Str) -> u32,
    call: extern "C" fn(*const HostTable, u32, *const Str, usize, Done) -> u64,
    cancel: extern "C" fn(*const HostTable, u64),
    reply: extern "C" fn(*const HostTable, u64, i32, Str) -> i32,
    log: extern "C" fn(*const HostTable, i32, Str),
}

/// mf_plugin.
#[repr(C)]
pub struct PluginTable {
    size: u32,
    abi_minor: u32,
    inner: *mut c_void,
    start: extern "C" fn(*const PluginTable, *const HostTable) -> i32,
    find: extern "C" fn(*const PluginTable, Str) -> u32,
    handle: extern "C" fn(*const PluginTable, u32, u64, *const Str, usize),
    cancel: extern "C" fn(*const PluginTable, u64),
    stop: extern "C" fn(*const PluginTable),
}
unsafe impl Sync for PluginTable {}

/// How something failed: one of the statuses of the ABI, and a line for a log.
#[derive(Debug, Clone, PartialEq)]
pub struct Failure(pub i32, pub String);

pub const FAILED: i32 = -1;
pub const INVALID: i32 = -2;
pub const UNSUPPORTED: i32 = -3;
pub const DENIED: i32 = -4;
pub const NOT_FOUND: i32 = -5;
pub const CONFLICT: i32 = -6;
pub const UNAVAILABLE: i32 = -7;
pub const TIMEOUT: i32 = -8;
pub const CANCELLED: i32 = -9;
pub const TOO_LARGE: i32 = -10;

impl Failure {
    pub fn new(status: i32, line: &str) -> Failure {
        Failure(status, line.to_string())
    }
}

/// What a plugin was asked, or the end of what it asked itself.
pub type Answer = Result<Vec<u8>, Failure>;

/// What the server lends a plugin. Good until `stop` has returned; may be used from any thread.
#[derive(Clone, Copy)]
pub struct Host(*const HostTable);
unsafe impl Send for Host {}
unsafe impl Sync for Host {}

impl Host {
    fn table(&self) -> &HostTable {
        unsafe { &*self.0 }
    }
    /// Whether a verb is there and was granted.
    pub fn has(&self, verb: &str) -> bool {
        (self.table().find)(self.0, Str::lend(verb.as_bytes())) != 0
    }
    /// Asks. `then` hears the whole answer on a later turn, once: also when the verb is not there, and when the plugin is being stopped.
    pub fn call(&self, verb: &str, args: &[&[u8]], then: impl FnOnce(Answer) + Send + 'static) {
        let number = (self.table().find)(self.0, Str::lend(verb.as_bytes()));
        let lent: Vec<Str> = args.iter().map(|text| Str::lend(text)).collect();
        let waiting = Box::into_raw(Box::new(Waiting { bytes: Vec::new(), then: Box::new(then) }));
        let token = (self.table().call)(self.0, number, lent.as_ptr(), lent.len(), Done(Some(done), waiting.cast()));
        if token == 0 {
            done(waiting.cast(), CANCELLED, Str::lend(b"the plugin is being stopped"));
        }
    }
    /// Writes a line to the server's log: 0 debug, 1 info, 2 warning, 3 error.
    pub fn log(&self, level: i32, line: &str) {
        (self.table().log)(self.0, level, Str::lend(line.as_bytes()));
    }
}

struct Waiting {
    bytes: Vec<u8>,
    then: Box<dyn FnOnce(Answer) + Send>,
}

extern "C" fn done(context: *mut c_void, status: i32, bytes: Str) {
    let piece = bytes.copy();
    if status == 1 {
        unsafe { &mut *context.cast::<Waiting>() }.bytes.extend(piece);
        return;
    }
    let mut waiting = *unsafe { Box::from_raw(context.cast::<Waiting>()) };
    let answer = if status == 0 {
        waiting.bytes.extend(piece);
        Ok(waiting.bytes)
    } else {
        Err(Failure(status, String::from_utf8_lossy(&piece).into_owned()))
    };
    let _ = catch_unwind(AssertUnwindSafe(|| (waiting.then)(answer)));
}

/// A question to the plugin. It is answered once: by `end`, or as failed when it is dropped.
pub struct Asked {
    host: Host,
    token: u64,
    open: bool,
    /// The verb, such as "route/1".
    pub verb: &'static str,
    /// Its arguments.
    pub args: Vec<Vec<u8>>,
}

impl Asked {
    /// One argument; empty when it is missing.
    pub fn arg(&self, index: usize) -> &[u8] {
        self.args.get(index).map_or(&[], |arg| arg)
    }
    /// One argument as text; empty when it is missing or not UTF-8.
    pub fn text(&self, index: usize) -> &str {
        std::str::from_utf8(self.arg(index)).unwrap_or("")
    }
    /// Sends a piece. False: nobody listens any more.
    pub fn piece(&self, bytes: &[u8]) -> bool {
        (self.host.table().reply)(self.host.0, self.token, 1, Str::lend(bytes)) == 0
    }
    /// Ends the answer.
    pub fn end(mut self, answer: Result<&[u8], Failure>) {
        self.open = false;
        let (status, bytes) = match &answer {
            Ok(bytes) => (0, *bytes),
            Err(failure) => (failure.0, failure.1.as_bytes()),
        };
        (self.host.table().reply)(self.host.0, self.token, status, Str::lend(bytes));
    }
    /// Answers a route.
    pub fn page(self, status: u16, kind: &str, body: &str) {
        self.piece(format!("{{\"status\":{},\"headers\":{{\"content-type\":\"{}\"}}}}", status, kind).as_bytes());
        self.end(Ok(body.as_bytes()));
    }
}

impl Drop for Asked {
    fn drop(&mut self) {
        if self.open {
            (self.host.table().reply)(self.host.0, self.token, FAILED, Str::lend(b"the plugin dropped the question"));
        }
    }
}

/// A plugin. Every function is a turn: one at a time, and soon over.
pub trait Plugin: Sized + Send + 'static {
    /// The verbs it answers, as its manifest lists them.
    const ANSWERS: &'static [&'static str];
    /// Gets ready.
    fn start(host: Host) -> Result<Self, Failure>;
    /// Was asked one of `ANSWERS`. Answers `asked` now, or later from a closure or a thread.
    fn handle(&mut self, asked: Asked);
    /// The end: join your threads. All that was asked of the host has been answered.
    fn stop(&mut self) {}
}

/// Where a running plugin is kept between turns; made by `export!`.
pub struct Room<P>(Mutex<Option<(Host, P)>>);

impl<P> Room<P> {
    pub const fn new() -> Room<P> {
        Room(Mutex::new(None))
    }
    fn with<R>(&self, body: impl FnOnce(&mut Option<(Host, P)>) -> R) -> Option<R> {
        // A panic of an earlier turn is over; what it left is used again.
        let mut inside = self.0.lock().unwrap_or_else(|poison| poison.into_inner());
        catch_unwind(AssertUnwindSafe(|| body(&mut inside))).ok()
    }
}

/// A plugin that `export!` has given a room.
pub trait Exported: Plugin {
    fn room() -> &'static Room<Self>;
}

extern "C" fn start<P: Exported>(_: *const PluginTable, table: *const HostTable) -> i32 {
    let host = Host(table);
    P::room()
        .with(|inside| match P::start(host) {
            Ok(plugin) => {
                *inside = Some((host, plugin));
                0
            }
            Err(failure) => {
                host.log(3, &failure.1);
                failure.0
            }
        })
        .unwrap_or(FAILED)
}

extern "C" fn find<P: Exported>(_: *const PluginTable, name: Str) -> u32 {
    let name = name.copy();
    P::ANSWERS.iter().position(|verb| verb.as_bytes() == name).map_or(0, |index| index as u32 + 1)
}

extern "C" fn handle<P: Exported>(_: *const PluginTable, verb: u32, token: u64, args: *const Str, count: usize) {
    let args = if args.is_null() { Vec::new() } else { unsafe { std::slice::from_raw_parts(args, count) }.iter().map(|arg| arg.copy()).collect() };
    P::room().with(|inside| {
        if let Some((host, plugin)) = inside {
            let verb = P::ANSWERS.get((verb as usize).wrapping_sub(1)).copied().unwrap_or("");
            plugin.handle(Asked { host: *host, token, open: true, verb, args });
        }
    });
}

/// What was asked is answered as ever; nobody reads it.
extern "C" fn cancel(_: *const PluginTable, _: u64) {}

extern "C" fn stop<P: Exported>(_: *const PluginTable) {
    P::room().with(|inside| {
        if let Some((_, mut plugin)) = inside.take() {
            plugin.stop();
        }
    });
}

/// The table of a plugin.
pub const fn table<P: Exported>() -> PluginTable {
    PluginTable {
        size: std::mem::size_of::<PluginTable>() as u32,
        abi_minor: 0,
        inner: std::ptr::null_mut(),
        start: start::<P>,
        find: find::<P>,
        handle: handle::<P>,
        cancel,
        stop: stop::<P>,
    }
}

/// Makes a type the plugin of this library.
#[macro_export]
macro_rules! export {
    ($plugin:ty) => {
        impl $crate::mailflow::Exported for $plugin {
            fn room() -> &'static $crate::mailflow::Room<Self> {
                static ROOM: $crate::mailflow::Room<$plugin> = $crate::mailflow::Room::new();
                &ROOM
            }
        }
        /// The one symbol a host looks for.
        #[no_mangle]
        pub extern "C" fn mailflow_plugin_v1() -> *const $crate::mailflow::PluginTable {
            static TABLE: $crate::mailflow::PluginTable = $crate::mailflow::table::<$plugin>();
            &TABLE
        }
    };
}
