//! The real window under Xvfb, driven through WebKitWebDriver: no browser of our own, no session bus.

mod element;
mod http;
mod keys;
mod processes;

use std::{
    ffi::OsString,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use base64::Engine as _;
use serde_json::{Value, json};

pub use element::Element;
use http::Client;
pub use keys::Key;
use processes::Processes;

/// How long a test waits for something that must appear.
const PATIENCE: Duration = Duration::from_secs(30);

/// What to start and with which words.
#[derive(Clone)]
pub struct Start {
    /// The window's binary.
    pub binary: PathBuf,
    /// Its arguments.
    pub arguments: Vec<String>,
    /// More of its environment.
    pub environment: Vec<(OsString, OsString)>,
    /// Width and height of the display.
    pub screen: (u32, u32),
}

impl Start {
    /// A binary without arguments.
    #[must_use]
    pub fn new(binary: impl Into<PathBuf>) -> Self {
        Self {
            binary: binary.into(),
            arguments: Vec::new(),
            environment: Vec::new(),
            screen: (1280, 800),
        }
    }

    /// One more argument.
    #[must_use]
    pub fn argument(mut self, word: impl Into<String>) -> Self {
        self.arguments.push(word.into());
        self
    }

    /// Another size of the display.
    #[must_use]
    pub fn screen(mut self, width: u32, height: u32) -> Self {
        self.screen = (width, height);
        self
    }

    /// One more variable of the environment.
    #[must_use]
    pub fn variable(mut self, name: &str, value: impl Into<OsString>) -> Self {
        self.environment.push((name.into(), value.into()));
        self
    }
}

/// The built window that `cargo xtask test` names in `MOJO_DESK_BIN`.
///
/// `None` only under `--fast`, and said aloud.
///
/// # Panics
/// When the variable is missing in a full run: a missing judge fails.
#[must_use]
pub fn desk_binary() -> Option<PathBuf> {
    if let Some(path) = std::env::var_os("MOJO_DESK_BIN") {
        return Some(path.into());
    }
    assert!(
        std::env::var_os("MOJO_TEST_FAST").is_some_and(|value| value == "1"),
        "MOJO_DESK_BIN is not set: run `cargo xtask test`"
    );
    eprintln!("LEFT OUT: the window (--fast)");
    None
}

/// A running window and the driver that holds it. All of it ends when this is dropped.
pub struct Window {
    client: Client,
    session: String,
    screen: (u32, u32),
    processes: Processes,
    /// Process start to session, for the benchmark.
    pub started: Instant,
}

impl Window {
    /// Starts a display, the driver and the program, and lets the window fill the screen.
    ///
    /// # Panics
    /// When one of them does not come up.
    #[must_use]
    pub fn open(start: &Start) -> Self {
        let window = Self::open_as_it_comes(start);
        drop(window.find("#app > *"));
        window.fill_screen();
        window
    }

    /// Starts a display, the driver and the program; the page may not be there yet.
    ///
    /// # Panics
    /// When one of them does not come up.
    #[must_use]
    pub fn open_as_it_comes(start: &Start) -> Self {
        let processes = Processes::start(start);
        let client = Client::new(processes.port);
        let since = Instant::now();
        while client.ask("GET", "/status", None).is_err() {
            assert!(since.elapsed() < PATIENCE, "WebKitWebDriver did not come up");
            pause();
        }
        let started = Instant::now();
        let capabilities = json!({ "capabilities": { "alwaysMatch": {
            "webkitgtk:browserOptions": { "binary": start.binary, "args": start.arguments }
        } } });
        let session = client
            .ask("POST", "/session", Some(capabilities))
            .unwrap_or_else(|error| panic!("{} did not open: {error}", start.binary.display()));
        let id = session["sessionId"].as_str().expect("a session has an id");
        Self { client, session: format!("/session/{id}"), screen: start.screen, processes, started }
    }

    /// Makes the window as large as the screen, as a window manager would; there is none here.
    fn fill_screen(&self) {
        let (width, height) = self.screen;
        let size = json!({ "width": width, "height": height });
        self.wait_for("a window of the screen's size", || {
            self.try_ask("POST", "/window/rect", Some(size.clone())).ok()?;
            let inner = self.script("return [innerWidth, innerHeight]", &json!([]));
            (inner == json!([width, height])).then_some(())
        });
    }

    /// Asks the driver about this session.
    ///
    /// # Errors
    /// The driver's own words.
    pub fn try_ask(&self, method: &str, path: &str, body: Option<Value>) -> Result<Value, String> {
        self.client.ask(method, &format!("{}{path}", self.session), body)
    }

    /// Asks the driver and insists.
    ///
    /// # Panics
    /// With the driver's own words.
    pub fn ask(&self, method: &str, path: &str, body: Option<Value>) -> Value {
        self.try_ask(method, path, body).unwrap_or_else(|error| panic!("{method} {path}: {error}"))
    }

    /// Waits for the first element that matches.
    ///
    /// # Panics
    /// When it does not appear in time.
    #[must_use]
    pub fn find(&self, css: &str) -> Element<'_> {
        self.wait_for(css, || self.find_now(css))
    }

    /// Waits for an element that matches and shows this text.
    ///
    /// # Panics
    /// When it does not appear in time.
    #[must_use]
    pub fn find_with_text(&self, css: &str, text: &str) -> Element<'_> {
        self.wait_for(&format!("{css} with the text {text:?}"), || {
            self.find_all(css).into_iter().find(|element| element.text().contains(text))
        })
    }

    /// The first element that matches at this moment.
    #[must_use]
    pub fn find_now(&self, css: &str) -> Option<Element<'_>> {
        self.find_all(css).into_iter().next()
    }

    /// Every element that matches at this moment.
    #[must_use]
    pub fn find_all(&self, css: &str) -> Vec<Element<'_>> {
        let found =
            self.ask("POST", "/elements", Some(json!({ "using": "css selector", "value": css })));
        let list = found.as_array().cloned().unwrap_or_default();
        list.iter().filter_map(|value| Element::read(self, value)).collect()
    }

    /// Asks again and again until there is an answer.
    ///
    /// # Panics
    /// When there is none in time.
    pub fn wait_for<T>(&self, what: &str, mut ask: impl FnMut() -> Option<T>) -> T {
        let since = Instant::now();
        loop {
            if let Some(found) = ask() {
                return found;
            }
            if since.elapsed() > PATIENCE {
                self.keep_screenshot("failed");
                panic!("waited in vain for {what}; the page said:\n{}", self.page_text());
            }
            pause();
        }
    }

    /// Runs a script in the page and returns what it returns.
    pub fn script(&self, script: &str, arguments: &Value) -> Value {
        self.ask("POST", "/execute/sync", Some(json!({ "script": script, "args": arguments })))
    }

    /// What a reader of the page sees.
    #[must_use]
    pub fn page_text(&self) -> String {
        let text = self.script("return document.body ? document.body.innerText : ''", &json!([]));
        text.as_str().unwrap_or_default().to_owned()
    }

    /// Runs a script in the page and returns what it hands to the function that is its last
    /// argument.
    pub fn script_until_done(&self, script: &str, arguments: &Value) -> Value {
        self.ask("POST", "/execute/async", Some(json!({ "script": script, "args": arguments })))
    }

    /// Waits until what the page last changed is on the screen.
    pub fn wait_for_paint(&self) {
        let script = "const done = arguments[0]; \
            requestAnimationFrame(() => requestAnimationFrame(() => done(1)))";
        self.script_until_done(script, &json!([]));
    }

    /// Presses keys together: `press(&[Key::CONTROL, "k"])`.
    pub fn press(&self, together: &[&str]) {
        self.ask("POST", "/actions", Some(keys::chord(together)));
    }

    /// Types text into whatever has the focus, as a scanner does.
    pub fn type_text(&self, text: &str) {
        self.ask("POST", "/actions", Some(keys::typed(text)));
    }

    /// Keeps a picture of the window in `target/screenshots`.
    ///
    /// # Panics
    /// When the picture cannot be written.
    pub fn keep_screenshot(&self, name: &str) -> PathBuf {
        // Without this the driver hands out the frame before the last change.
        self.wait_for_paint();
        let picture = self.ask("GET", "/screenshot", None);
        let text = picture.as_str().expect("a picture is text");
        let bytes = base64::engine::general_purpose::STANDARD.decode(text).expect("base64");
        let folder = target().join("screenshots");
        let file = folder.join(format!("{name}.png"));
        std::fs::create_dir_all(file.parent().unwrap_or(&folder)).expect("a folder for pictures");
        std::fs::write(&file, bytes).expect("the picture can be written");
        file
    }

    /// Waits for one of the system's own dialogs, types a path into it and accepts.
    ///
    /// # Panics
    /// When no dialog appears, or it stays.
    pub fn choose_file(&self, path: &Path) {
        let tool = |words: &[&str]| {
            let mut command = std::process::Command::new("xdotool");
            let output = command.env("DISPLAY", &self.processes.screen).args(words).output();
            let output = output.expect("xdotool is there (cargo xtask deps)");
            let text = String::from_utf8_lossy(&output.stdout).trim().to_owned();
            (output.status.success() && !text.is_empty()).then_some(text)
        };
        // A dialog that is open has a title of its own beside the window's.
        let dialog = || {
            let all = tool(&["search", "--onlyvisible", "--name", "."])?;
            let name = |id: &str| tool(&["getwindowname", id]).unwrap_or_default();
            all.lines().find(|id| name(id).contains("File")).map(str::to_owned)
        };
        let id = self.wait_for("a dialog of the system", dialog);
        // A path typed into GTK's dialog opens its field for a path; a dialog that was not ready
        // for the keys gets them again.
        let path = path.to_str().expect("UTF-8");
        self.wait_for("the dialog to close", || {
            drop(tool(&["windowfocus", &id]));
            drop(tool(&["key", "ctrl+a"]));
            drop(tool(&["type", "--delay", "5", path]));
            std::thread::sleep(Duration::from_millis(300));
            drop(tool(&["key", "Return"]));
            // Patience, or the next keys would reach the page behind it.
            let since = Instant::now();
            while since.elapsed() < Duration::from_secs(3) {
                if dialog().is_none() {
                    return Some(());
                }
                pause();
            }
            None
        });
    }

    /// The field with this label.
    ///
    /// # Panics
    /// When there is none in time.
    #[must_use]
    pub fn field(&self, label: &str) -> Element<'_> {
        let script = "return [...document.querySelectorAll('label')]\
            .find((one) => one.innerText.trim() === arguments[0])?.control ?? null";
        self.wait_for(&format!("the field {label:?}"), || {
            Element::read(self, &self.script(script, &json!([label])))
        })
    }

    /// Clicks the button that shows this text.
    ///
    /// # Panics
    /// When there is none in time.
    pub fn click_button(&self, text: &str) {
        let script = "return [...document.querySelectorAll('button:not(:disabled)')]\
            .filter((one) => one.innerText.trim().startsWith(arguments[0])).at(-1) ?? null";
        let find = || Element::read(self, &self.script(script, &json!([text])));
        self.wait_for(&format!("the button {text:?}"), find).click();
    }

    /// Waits until the page shows this text anywhere.
    ///
    /// # Panics
    /// When it does not in time.
    pub fn wait_for_text(&self, text: &str) {
        self.wait_for(&format!("the text {text:?}"), || {
            self.page_text().contains(text).then_some(())
        });
    }

    /// The folder in which the program keeps its things.
    #[must_use]
    pub fn folder(&self) -> &Path {
        self.processes.folder()
    }
}

impl Drop for Window {
    fn drop(&mut self) {
        // Ends the program; when it ended already there is nobody to tell.
        drop(self.try_ask("DELETE", "", None));
    }
}

fn target() -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("tests lies below the root");
    root.join(std::env::var_os("CARGO_TARGET_DIR").unwrap_or_else(|| "target".into()))
}

fn pause() {
    std::thread::sleep(Duration::from_millis(20));
}
