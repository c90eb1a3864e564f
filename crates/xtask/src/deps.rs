//! What the system must have: Debian packages, installed when missing.

use std::{path::Path, process::Command};

use crate::{
    failure::{Failure, Outcome},
    process,
};

/// A group of packages with one purpose.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Group {
    /// Compiler and libcrypto: platform and desk without a window.
    Build,
    /// WebKit and GTK: the window.
    Window,
    /// Judges: browser driver, display, PDF and QR readers, Python's environments.
    Tests,
}

impl Group {
    fn packages(self) -> &'static [&'static str] {
        match self {
            Self::Build => &["build-essential", "pkg-config", "libssl-dev"],
            Self::Window => &["libwebkit2gtk-4.1-dev", "librsvg2-dev"],
            Self::Tests => &[
                "webkit2gtk-driver",
                "strace",
                "xvfb",
                "xauth",
                "xdotool",
                "dbus",
                "fonts-dejavu-core",
                "poppler-utils",
                "zbar-tools",
                "qpdf",
                "python3-venv",
                // veraPDF's engine: it is compiled with its judge, and reads its own rules.
                "default-jdk-headless",
                "libjaxb-java",
            ],
        }
    }
}

/// The verb: installs the groups named, or all.
pub(crate) fn deps(words: &[&str]) -> Outcome {
    let mut groups = Vec::new();
    for word in words {
        groups.push(match *word {
            "build" => Group::Build,
            "window" => Group::Window,
            "tests" => Group::Tests,
            other => return Err(Failure::usage(&format!("there is no group `{other}`"))),
        });
    }
    if groups.is_empty() {
        groups = vec![Group::Build, Group::Window, Group::Tests];
    }
    install(&groups)
}

/// Installs what is missing of these groups.
pub(crate) fn install(groups: &[Group]) -> Outcome {
    if !Path::new("/usr/bin/dpkg-query").exists() {
        eprintln!("no Debian packages on this system: WebKitGTK 4.1 and libcrypto must be there");
        return Ok(());
    }
    let wanted = groups.iter().flat_map(|group| group.packages());
    let missing: Vec<&str> = wanted.copied().filter(|package| !is_installed(package)).collect();
    if missing.is_empty() {
        return Ok(());
    }
    let line = format!("apt-get install -y --no-install-recommends {}", missing.join(" "));
    let Some(become_root) = root_without_a_question() else {
        return Err(Failure::new(format!(
            "system packages are missing; run this once:\n  sudo {line}"
        )));
    };
    eprintln!("missing system packages: {}", missing.join(" "));
    let apt = |arguments: &[&str]| {
        let mut all = become_root.clone();
        all.extend(["env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq"]);
        all.extend(arguments);
        process::run(Command::new(all[0]).args(&all[1..]))
    };
    // A list of somebody else's that is out of reach must not stop us; the install will tell.
    drop(apt(&["update"]));
    let mut arguments = vec!["install", "-y", "--no-install-recommends"];
    arguments.extend(&missing);
    apt(&arguments)
}

fn is_installed(package: &str) -> bool {
    let mut query = Command::new("dpkg-query");
    query.args(["-W", "-f=${db:Status-Status}", package]);
    query.output().is_ok_and(|output| output.stdout == b"installed")
}

/// The words before a command that needs root: none as root, `sudo -n` where it asks nothing.
fn root_without_a_question() -> Option<Vec<&'static str>> {
    if process::is_root() {
        return Some(Vec::new());
    }
    process::succeeds(Command::new("sudo").args(["-n", "true"])).then(|| vec!["sudo", "-n"])
}
