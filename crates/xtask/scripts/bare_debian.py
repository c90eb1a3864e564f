#!/usr/bin/env python3
"""A bare Debian bookworm root with only Rust, gcc, Python and Node: do the two commands work in it?

Makes the root with debootstrap, copies this machine's Rust toolchain and Node into it, clones HEAD
into it, runs `cargo xtask run` (twice, and once with a display) and `cargo xtask test` there, and
writes docs/reports/bare-debian.md. Run it by `cargo xtask bare-debian`.
"""

import argparse
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
LOGS = ROOT / "target" / "bare-debian"
REPORT = ROOT / "docs" / "reports" / "bare-debian.md"
PACKAGES = "ca-certificates,gcc,libc6-dev,python3"
HOUSE = "/srv/mojo-desk"


def call(*words, **options):
    print("$", " ".join(map(str, words)), flush=True)
    return subprocess.run([str(word) for word in words], check=True, **options)


def read(*words):
    return subprocess.run(words, check=True, capture_output=True, text=True).stdout.strip()


def apt_mirror():
    """The Debian mirror that this machine's own apt uses."""
    lines = []
    for file in [Path("/etc/apt/sources.list"), *Path("/etc/apt/sources.list.d").glob("*")]:
        if file.is_file():
            lines += file.read_text().splitlines()
    for line in lines:
        for word in line.split():
            if word.startswith("http") and word.rstrip("/").endswith("/debian"):
                return word
    return "http://deb.debian.org/debian"


def make_root(root):
    call("debootstrap", "--variant=minbase", f"--include={PACKAGES}", "bookworm", root, apt_mirror())
    shutil.copy("/etc/resolv.conf", root / "etc/resolv.conf")
    # Whom this machine trusts beyond Debian's list, the root trusts too: it uses the same network.
    anchors = list(Path("/usr/local/share/ca-certificates").glob("*.crt"))
    for anchor in anchors:
        shutil.copy(anchor, root / "usr/local/share/ca-certificates")
    if anchors:
        call("chroot", root, "update-ca-certificates")
    toolchain = read("rustc", "--print", "sysroot")
    shutil.copytree(toolchain, root / "opt/rust", symlinks=True,
                    ignore=shutil.ignore_patterns("doc", "html"))
    node = Path(os.path.realpath(shutil.which("node")))
    npm = Path(os.path.realpath(shutil.which("npm"))).parents[1]
    (root / "opt/node/bin").mkdir(parents=True)
    (root / "opt/node/lib/node_modules").mkdir(parents=True)
    shutil.copy(node, root / "opt/node/bin/node")
    shutil.copytree(npm, root / "opt/node/lib/node_modules/npm", symlinks=True)
    for name in ["npm", "npx"]:
        (root / f"opt/node/bin/{name}").symlink_to(f"../lib/node_modules/npm/bin/{name}-cli.js")


def clone(root):
    call("git", "clone", "--quiet", "--no-hardlinks", "--depth", "1", f"file://{ROOT}", f"{root}{HOUSE}")


def environment():
    """Nothing of this machine but the way to the network."""
    kept = {name: value for name, value in os.environ.items() if name.lower().endswith("_proxy")}
    bundle = "/etc/ssl/certs/ca-certificates.crt"
    return kept | {
        "HOME": "/root", "LANG": "C.UTF-8", "TERM": "dumb", "NODE_EXTRA_CA_CERTS": bundle,
        "PIP_CERT": bundle,
        "PATH": "/opt/rust/bin:/opt/node/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
    }


def inside(root, command, log, timeout):
    """Runs a command in the root, in mount and process spaces of its own; nothing is left behind."""
    mounts = (f"mount -t proc proc {root}/proc && mount --rbind /sys {root}/sys && "
              f"mount --rbind /dev {root}/dev && mount -t tmpfs tmpfs {root}/dev/shm && ")
    script = mounts + f"exec chroot {root} /bin/sh -c 'cd {HOUSE} && {command}'"
    words = ["unshare", "--mount", "--pid", "--fork", "--kill-child", "sh", "-c", script]
    since = time.monotonic()
    with open(log, "wb") as file:
        process = subprocess.Popen(words, env=environment(), stdin=subprocess.DEVNULL, stdout=file,
                                   stderr=subprocess.STDOUT, start_new_session=True)
        try:
            code = process.wait(timeout)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            code = f"none: stopped after {timeout // 60} minutes"
    return code, time.monotonic() - since


# Starts the desk on a display, waits for its page, presses Ctrl+C, and asks what is still running.
WITH_DISPLAY = r"""
import os, signal, subprocess, sys, time

def programs():
    found = []
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            found.append(os.readlink(f"/proc/{pid}/exe"))
        except OSError:
            pass
    return [exe for exe in found if "debug/mojo" in exe or "WebKit" in exe]

os.environ["DISPLAY"] = ":7"
screen = subprocess.Popen(["Xvfb", ":7", "-screen", "0", "1280x800x24", "-nolisten", "tcp"])
desk = subprocess.Popen(["cargo", "xtask", "run"], start_new_session=True)
since = time.monotonic()
while not any("WebKitWebProcess" in exe for exe in programs()):
    if desk.poll() is not None:
        sys.exit(f"the desk ended with {desk.returncode}")
    if time.monotonic() - since > 3000:
        sys.exit("no window within 50 minutes")
    time.sleep(0.2)
print(f"the window shows its page after {time.monotonic() - since:.0f} s", flush=True)
time.sleep(5)
if not any(exe.endswith("debug/mojo-desk") for exe in programs()):
    sys.exit("the window is gone again")
os.killpg(desk.pid, signal.SIGINT)
desk.wait(20)
time.sleep(3)
left = programs()
screen.kill()
sys.exit(f"still running: {left}" if left else print("Ctrl+C stopped everything"))
"""


def steps(only, root):
    (root / "srv/with_display.py").write_text(WITH_DISPLAY)
    run = [("cargo xtask run", "run-cold", "without a display, from nothing", 60),
           ("cargo xtask run", "run-again", "without a display, second start", 10)]
    test = [("cargo xtask test", "test", "everything", 60)]
    # Last, because only the tests bring a display into the root.
    shown = [("python3 /srv/with_display.py", "run-display", "`cargo xtask run` with a display, then Ctrl+C", 60)]
    return {"run": run, "test": test}.get(only, run + test + shown)


def tail(log, lines):
    text = log.read_text(errors="replace").replace("\r", "\n").splitlines()
    return "\n".join(line.rstrip() for line in text[-lines:])


def write_report(commit, facts, results):
    lines = ["# A bare Debian machine", "",
             f"Written by `cargo xtask bare-debian` on {time.strftime('%Y-%m-%d')} for commit {commit}.", "",
             f"The root: {facts}.",
             "A fresh clone of that commit, no cache of cargo or npm, no display.", "",
             "| command | what | exit code | minutes |", "| --- | --- | --- | --- |"]
    for command, log, what, code, seconds in results:
        shown, about = (f"`{command}`", what) if command.startswith("cargo") else (what, "the same root")
        lines.append(f"| {shown} | {about} | {code} | {seconds / 60:.1f} |")
    for command, log, what, code, seconds in results:
        lines += ["", f"## {what}", "", "```text", tail(LOGS / f"{log}.log", 40), "```"]
    REPORT.parent.mkdir(parents=True, exist_ok=True)
    REPORT.write_text("\n".join(lines).replace(str(ROOT), ".") + "\n")
    print(f"written: {REPORT.relative_to(ROOT)}")


def describe(root):
    (root / HOUSE.lstrip("/")).mkdir(parents=True, exist_ok=True)
    log = LOGS / "tools.log"
    asked = "dpkg-query -f . -W | wc -c; rustc --version; gcc --version | head -1; python3 --version; node --version"
    inside(root, asked, log, 60)
    count, rust, gcc, python, node = log.read_text().splitlines()[:5]
    return f"Debian bookworm by debootstrap (minbase), {count} packages, {rust}, {gcc}, {python}, Node {node}"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--keep", action="store_true")
    parser.add_argument("--root", type=Path)
    parser.add_argument("--only", choices=["run", "test"])
    options = parser.parse_args()
    LOGS.mkdir(parents=True, exist_ok=True)
    base = options.root or Path(tempfile.mkdtemp(prefix="bare-debian-"))
    root = base / "root"
    try:
        if not root.exists():
            make_root(root)
        facts = describe(root)
        shutil.rmtree(f"{root}{HOUSE}", ignore_errors=True)
        clone(root)
        # What was cloned; the tree may have gone on when the report is written.
        commit = read("git", "-C", f"{root}{HOUSE}", "rev-parse", "--short", "HEAD")
        results = []
        for command, log, what, minutes in steps(options.only, root):
            print(f"== {what}: {command}", flush=True)
            code, seconds = inside(root, command, LOGS / f"{log}.log", minutes * 60)
            results.append((command, log, what, code, seconds))
            print(f"   exit code {code}, {seconds:.0f} s", flush=True)
        write_report(commit, facts, results)
        sys.exit(0 if all(result[3] == 0 for result in results) else 1)
    finally:
        if not options.keep and options.root is None:
            # The mounts lived in the commands' own mount space; this tree holds files only.
            shutil.rmtree(base, ignore_errors=True)


if __name__ == "__main__":
    main()
