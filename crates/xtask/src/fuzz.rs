//! The API under a fuzzer: schemathesis (from PyPI, pinned, in a folder of its own) reads the platform's
//! description of its routes and sends what fits it and what does not, as nobody, as a customer and as
//! every role of the demo, on each database, with a Stripe of our own behind it. No answer may say that
//! the platform is at fault, and each looks as described; afterwards the server still answers and its
//! books are whole.

mod provider;

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use serde_json::{Value, json};

use self::provider::Provider;
use crate::{
    deps::{self, Group},
    failure::{Failure, Outcome, only},
    hammer::{self, take},
    identity::{Running, request, started},
    postgres::{Postgres, cache_folder},
    process,
    steps::say,
    workshop,
};

/// What is looked at in every answer.
const CHECKS: &str = "not_a_server_error,status_code_conformance,content_type_conformance,\
                      response_schema_conformance";
/// What every caller goes through.
const PHASES: &str = "examples,coverage,fuzzing";
/// Who also makes things and goes on with what was made: it costs most.
const MAKERS: &[&str] = &["owner", "platform_admin"];
/// Who signed up, and shows a cookie instead of a token.
const CUSTOMER: &str = "customer";
/// Below the six thousand requests a minute that the platform lets a session send.
const RATE: &str = "95/s";
/// It signs the caller out, and every later request would be refused at the door.
const LEFT_OUT: &str = "delete_sessions";
/// What the platform does by itself, done at the end: each recomputes what it finds.
const JOBS: &[&str] = &["approve", "statements", "credit-notes", "reconcile"];

/// What was asked for.
struct Wish<'a> {
    examples: &'a str,
    seed: &'a str,
    /// The fuzzer.
    program: PathBuf,
}

/// The demo on a database of its own.
struct Served {
    running: Running,
    url: String,
    users: Vec<Value>,
    database: String,
    folder: PathBuf,
    provider: Provider,
    _postgres: Option<Postgres>,
}

/// What a run found.
struct Found {
    database: &'static str,
    caller: String,
    /// How often each status was answered.
    statuses: BTreeMap<u16, u64>,
    /// Answers that say that the platform is at fault, each with its request.
    faults: Vec<Value>,
    /// What else the fuzzer holds against it, in its own words.
    differences: Vec<String>,
    /// What was not so afterwards.
    broken: Vec<String>,
}

/// The verb.
pub(crate) fn fuzz(words: &[&str]) -> Outcome {
    let (report, rest) = take(words, "--report", "docs/reports/fuzz.md")?;
    let (database, rest) = take(&rest, "--database", "both")?;
    let (examples, rest) = take(&rest, "--examples", "30")?;
    let (seed, rest) = take(&rest, "--seed", "1")?;
    only(&rest, &[])?;
    for (name, value) in [("--examples", examples), ("--seed", seed)] {
        if value.parse::<u32>().is_err() {
            return Err(Failure::usage(&format!("{name} {value}")));
        }
    }
    let databases: &[&'static str] = match database {
        "both" => &["sqlite", "postgres"],
        "sqlite" => &["sqlite"],
        "postgres" => &["postgres"],
        other => return Err(Failure::usage(&format!("--database {other}: there is none"))),
    };
    deps::install(&[Group::Build])?;
    build()?;
    let wish = Wish { examples, seed, program: install()? };
    let mut found = Vec::new();
    for &database in databases {
        found.extend(on(database, &wish)?);
    }
    hammer::write(report, &text(&found, &wish, &hammer::commit()?))?;
    say(&format!("written: {report}"));
    verdict(&found)
}

/// The whole workspace: another choice of packages is another choice of features.
fn build() -> Outcome {
    let mut cargo = Command::new("cargo");
    cargo.args(["build", "--locked", "--workspace", "--exclude", "mojo-shell", "--bins"]);
    process::run(cargo.current_dir(workshop::root()))
}

/// Installs the pinned packages into the cache; gives back the program.
fn install() -> Outcome<PathBuf> {
    let wanted = workshop::read(&here().join("requirements.txt"))?;
    let cache = cache_folder()?.join("schemathesis");
    let (pin, program) = (cache.join("requirements.txt"), cache.join("bin/schemathesis"));
    if program.exists() && fs::read_to_string(&pin).ok().as_deref() == Some(&wanted) {
        return Ok(program);
    }
    drop(fs::remove_dir_all(&cache));
    process::run(Command::new("python3").args(["-m", "venv"]).arg(&cache))?;
    let mut pip = Command::new(cache.join("bin/pip"));
    pip.args(["install", "--quiet", "--disable-pip-version-check", "--require-hashes"]);
    pip.args(["--no-deps", "--only-binary", ":all:", "--requirement"]);
    process::run(pip.arg(here().join("requirements.txt")))?;
    // Written last: an installation that broke off is made anew.
    workshop::write(&pin, &wanted)?;
    Ok(program)
}

fn here() -> PathBuf {
    workshop::root().join("crates/xtask/fuzz")
}

/// Nobody first, then a customer and each role that the demo has.
fn on(database: &'static str, wish: &Wish<'_>) -> Outcome<Vec<Found>> {
    let mut callers: Vec<Option<String>> = vec![None, Some(CUSTOMER.to_owned())];
    let mut found = Vec::new();
    let mut next = 0;
    while let Some(caller) = callers.get(next).cloned() {
        let name = caller.as_deref().unwrap_or("nobody");
        say(&format!("== {database}, {name}"));
        let folder = workshop::target().join("fuzz").join(format!("{database}-{name}"));
        drop(fs::remove_dir_all(&folder));
        workshop::make_folder(&folder)?;
        let served = serve(database, folder)?;
        if next == 0 {
            callers.extend(roles(&served.users).into_iter().map(Some));
        }
        found.push(run((database, caller.as_deref()), wish, served)?);
        next += 1;
    }
    Ok(found)
}

/// The roles of the demo's users, each once.
fn roles(users: &[Value]) -> Vec<String> {
    let mut roles: Vec<String> = Vec::new();
    for role in users.iter().filter_map(|user| user["role"].as_str()) {
        if !roles.iter().any(|known| known == role) {
            roles.push(role.to_owned());
        }
    }
    roles
}

/// By what the demo's users sign in.
fn names(users: &[Value]) -> Vec<&str> {
    users.iter().filter_map(|user| user["name"].as_str()).collect()
}

/// Starts the demo on a fresh database, with a bank account and a payment provider, so that nothing is
/// refused for the lack of them.
fn serve(database: &str, folder: PathBuf) -> Outcome<Served> {
    let postgres = (database == "postgres").then(Postgres::start).transpose()?;
    let url = match &postgres {
        Some(postgres) => postgres.url(),
        None => format!("sqlite:{}", folder.join("platform.db").display()),
    };
    let provider = Provider::start(&folder)?;
    let log = folder.join("server.log");
    let log = fs::File::create(&log).map_err(|error| Failure::file(&log, &error))?;
    let mut command = process::bound_to_us(&workshop::binary("debug", "mojo-platform"));
    command.args(["serve", "--demo", "--listen", "127.0.0.1:0", "--database", &url]);
    command.args(["--sepa-name", "MOJO LLC", "--sepa-iban", "DE89370400440532013000"]);
    provider.serve_by(&mut command);
    command.stderr(log);
    let (running, line) = started(command)?;
    let wrong = || Failure::new(format!("the platform announced itself with `{line}`"));
    let told: Value = serde_json::from_str(&line).map_err(|_| wrong())?;
    let users = told["users"].as_array().ok_or_else(wrong)?.clone();
    let address = told["url"].as_str().ok_or_else(wrong)?.to_owned();
    let (database, _postgres) = (url, postgres);
    Ok(Served { running, url: address, users, database, folder, provider, _postgres })
}

/// Signs somebody of a role in.
fn token(served: &Served, role: &str) -> Outcome<String> {
    let user = served.users.iter().find(|user| user["role"] == role);
    let user = user.ok_or_else(|| Failure::new(format!("the demo has no {role}")))?;
    let body = json!({ "user": user["name"], "password": user["password"] });
    let (_, session) = request(&served.url, "POST", "/api/v1/sessions", None, Some(&body))?;
    let token = session["token"].as_str().map(str::to_owned);
    token.ok_or_else(|| Failure::new(format!("{role} could not sign in: {session}")))
}

/// One caller on one database.
fn run(
    (database, caller): (&'static str, Option<&str>),
    wish: &Wish<'_>,
    served: Served,
) -> Outcome<Found> {
    let admin = token(&served, "platform_admin")?;
    let own = caller.filter(|role| *role != CUSTOMER);
    let own = own.map(|role| token(&served, role)).transpose()?;
    let mut command = fuzzer(wish, &served, caller);
    if let Some(own) = &own {
        command.args(["--header", &format!("Authorization: Bearer {own}")]);
    }
    let (kept, judged) = (served.folder.join("found.json"), served.folder.join("report.json"));
    command.env("MOJO_FUZZ_URL", &served.url).env("MOJO_FUZZ_ADMIN", &admin);
    command.env("MOJO_FUZZ_OWNER", token(&served, "owner")?);
    command.env("MOJO_FUZZ_CALLER", caller.unwrap_or_default());
    command.env("MOJO_FUZZ_USERS", names(&served.users).join(","));
    served.provider.tell(&mut command);
    command.env("MOJO_FUZZ_TOKEN", own.unwrap_or_default()).env("MOJO_FUZZ_FOUND", &kept);
    let mut said = String::new();
    let ended = process::lines(command, |line| {
        said.push_str(line);
        said.push('\n');
    })?;
    workshop::write(&served.folder.join("schemathesis.txt"), &said)?;
    let (kept, judged) = (read(&kept)?, read(&judged)?);
    let mut differences = differences(&judged);
    differences.extend(missing(&kept));
    // 0: nothing found, 1: something; everything else is no run.
    if !matches!(ended.code(), Some(0 | 1)) || judged["complete"] != true {
        differences.push(format!("the fuzzer did not end ({ended}): see schemathesis.txt"));
    }
    let broken = broken(served)?;
    Ok(Found {
        database,
        caller: caller.unwrap_or("nobody").to_owned(),
        statuses: statuses(&kept),
        faults: kept["faults"].as_array().cloned().unwrap_or_default(),
        differences,
        broken,
    })
}

fn fuzzer(wish: &Wish<'_>, served: &Served, caller: Option<&str>) -> Command {
    let is_maker = caller.is_some_and(|role| MAKERS.contains(&role));
    let phases = if is_maker { format!("{PHASES},stateful") } else { PHASES.to_owned() };
    let mut command = process::bound_to_us(&wish.program);
    command.arg("run").arg(format!("{}/api/v1/openapi.json", served.url));
    command.args(["--url", &served.url, "--checks", CHECKS, "--phases", &phases]);
    command.args(["--max-examples", wish.examples, "--seed", wish.seed]);
    command.args(["--rate-limit", RATE, "--exclude-operation-id", LEFT_OUT]);
    // A page that leads on is looked at itself.
    command.args(["--max-redirects", "0", "--request-timeout", "60", "--continue-on-failure"]);
    command.args(["--generation-database", "none", "--suppress-health-check", "all"]);
    command.args(["--warnings", "off", "--no-color", "--report", "json", "--report-json-path"]);
    command.arg(served.folder.join("report.json"));
    command.env("SCHEMATHESIS_HOOKS", here().join("hooks.py"));
    command.current_dir(&served.folder).stdin(Stdio::null());
    command
}

fn read(file: &Path) -> Outcome<Value> {
    let text = workshop::read(file)?;
    serde_json::from_str(&text)
        .map_err(|error| Failure::new(format!("{}: {error}", file.display())))
}

fn statuses(kept: &Value) -> BTreeMap<u16, u64> {
    let counted = kept["statuses"].as_object().into_iter().flatten();
    counted.filter_map(|(status, count)| Some((status.parse().ok()?, count.as_u64()?))).collect()
}

/// What could not be entered before the first request: it was not looked at.
fn missing(kept: &Value) -> Vec<String> {
    let missing = kept["missing"].as_array().into_iter().flatten().filter_map(Value::as_str);
    missing.map(|what| format!("could not be prepared: {what}")).collect()
}

/// What the fuzzer found, and what hindered it.
fn differences(judged: &Value) -> Vec<String> {
    let rows = |key: &str| judged[key].as_array().cloned().unwrap_or_default();
    let found = rows("failures").into_iter().map(|failure| {
        let title = failure["title"].as_str().unwrap_or("something").to_owned();
        format!("{title}, {} times: {}", failure["count"], failure["operations"])
    });
    let hindered = rows("errors")
        .into_iter()
        .map(|error| format!("{}, {} times", error["title"], error["count"]));
    found.chain(hindered).collect()
}

/// Whether the server still answers; then it is stopped, and what it does by itself is done once.
fn broken(served: Served) -> Outcome<Vec<String>> {
    let mut broken = Vec::new();
    let (status, answer) = request(&served.url, "GET", "/readyz", None, None)?;
    if status != 200 {
        broken.push(format!("/readyz answers {status}: {answer}"));
    }
    let log = workshop::read(&served.folder.join("server.log"))?;
    broken.extend(log.lines().filter(|line| line.contains("panicked at")).map(str::to_owned));
    let Served { running, database, folder, provider, _postgres, .. } = served;
    drop(running);
    for job in JOBS {
        let mut command = Command::new(workshop::binary("debug", "mojo-platform"));
        command.args(["jobs", "run", job, "--database", &database]);
        provider.pay_by(&mut command);
        let output = command.stdin(Stdio::null()).output();
        let output = output.map_err(|error| Failure::new(format!("jobs run {job}: {error}")))?;
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        workshop::write(&folder.join(format!("{job}.json")), &said)?;
        let told: Value = serde_json::from_str(&said).unwrap_or(Value::Null);
        if !output.status.success() {
            let why = String::from_utf8_lossy(&output.stderr);
            broken.push(format!("jobs run {job}: {}", why.trim()));
        } else if *job == "reconcile" && told["agrees"] != true {
            broken.push(format!("the payouts do not agree: {}", told["differences"]));
        }
    }
    Ok(broken)
}

/// The report.
fn text(found: &[Found], wish: &Wish<'_>, commit: &str) -> String {
    let mut text = format!(
        "# The API under a fuzzer\n\nAt commit {commit}: `cargo xtask fuzz --examples {} --seed {}`, \
         schemathesis 4.32.5.\n\nChecked in every answer: {}. Phases: {}; {} also `stateful`. Left out: \
         `{LEFT_OUT}`, which signs the caller out. Each line is a fresh demo with a Stripe \
         of our own behind it, where purchases, an event, payouts, a file for the bank and disputes were \
         entered first; afterwards the server \
         answers `/readyz` and {} go through, with payouts that agree.\n\n",
        wish.examples,
        wish.seed,
        CHECKS.replace(',', ", "),
        PHASES.replace(',', ", "),
        MAKERS.join(" and "),
        JOBS.join(", "),
    );
    text += "| database | caller | requests | 2xx | 3xx | 4xx | of them 429 | 5xx | found | after it |\n";
    text += "| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |\n";
    for run in found {
        let of = |hundred: u16| -> u64 {
            run.statuses.iter().filter(|(s, _)| **s / 100 == hundred).map(|(_, n)| n).sum()
        };
        let after = if run.broken.is_empty() { "whole" } else { "NOT WHOLE" };
        text += &format!(
            "| {} | {} | {} | {} | {} | {} | {} | {} | {} | {after} |\n",
            run.database,
            run.caller,
            run.statuses.values().sum::<u64>(),
            of(2),
            of(3),
            of(4),
            run.statuses.get(&429).copied().unwrap_or_default(),
            of(5),
            run.differences.len(),
        );
    }
    for run in found {
        text += &details(run);
    }
    text
}

/// What one run found, each fault once with the request that caused it.
fn details(run: &Found) -> String {
    if run.faults.is_empty() && run.differences.is_empty() && run.broken.is_empty() {
        return String::new();
    }
    let mut text = format!("\n## {}, {}\n\n", run.database, run.caller);
    for line in run.differences.iter().chain(&run.broken) {
        text += &format!("- {}\n", line.replace('\n', " "));
    }
    let mut told: Vec<(&Value, &Value)> = Vec::new();
    for fault in &run.faults {
        let what = (&fault["operation"], &fault["status"]);
        if told.contains(&what) {
            continue;
        }
        told.push(what);
        let word = |key: &str| fault[key].as_str().unwrap_or_default().to_owned();
        text += &format!(
            "\n{} answers {}: `{}`\n\n```sh\n{}\n```\n",
            word("operation"),
            fault["status"],
            word("answer").replace(['`', '\n'], " "),
            word("request"),
        );
    }
    text
}

/// Nothing was found, or the run has failed.
fn verdict(found: &[Found]) -> Outcome {
    let is_bad = |run: &&Found| {
        !run.faults.is_empty() || !run.differences.is_empty() || !run.broken.is_empty()
    };
    let bad: Vec<String> = found
        .iter()
        .filter(is_bad)
        .map(|run| format!("{}, {}", run.database, run.caller))
        .collect();
    // A run without a good answer has looked at nothing.
    let is_idle = |run: &&Found| !run.statuses.keys().any(|status| (200..300).contains(status));
    if let Some(idle) = found.iter().find(is_idle) {
        return Err(Failure::new(format!("{} on {} got no answer", idle.caller, idle.database)));
    }
    if bad.is_empty() { Ok(()) } else { Err(Failure::new(format!("found: {}", bad.join("; ")))) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(statuses: &[(u16, u64)], faults: Vec<Value>) -> Found {
        Found {
            database: "sqlite",
            caller: "owner".to_owned(),
            statuses: statuses.iter().copied().collect(),
            faults,
            differences: Vec::new(),
            broken: Vec::new(),
        }
    }

    #[test]
    fn a_fault_fails_the_run_and_stands_once_with_its_request() {
        let fault = json!({
            "operation": "GET /x", "status": 500, "request": "curl x", "answer": "a\nb",
        });
        let runs = [found(&[(200, 3), (404, 2), (500, 2)], vec![fault.clone(), fault])];
        assert!(verdict(&runs).is_err());
        let wish = Wish { examples: "1", seed: "1", program: PathBuf::new() };
        let text = text(&runs, &wish, "abc");
        assert!(text.contains("| sqlite | owner | 7 | 3 | 0 | 2 | 0 | 2 | 0 | whole |"), "{text}");
        assert_eq!(text.matches("curl x").count(), 1, "{text}");
    }

    #[test]
    fn a_run_that_nobody_answered_is_none() {
        assert!(verdict(&[found(&[(200, 1), (404, 9)], Vec::new())]).is_ok());
        assert!(verdict(&[found(&[(401, 9)], Vec::new())]).is_err());
        assert!(verdict(&[found(&[], Vec::new())]).is_err());
    }

    #[test]
    fn every_role_is_somebody_once() {
        let users =
            [json!({ "role": "owner" }), json!({ "role": "support" }), json!({ "role": "owner" })];
        assert_eq!(roles(&users), ["owner", "support"]);
        let kept = json!({ "missing": ["POST /x: 500"] });
        assert_eq!(missing(&kept), ["could not be prepared: POST /x: 500"]);
        assert!(missing(&json!({})).is_empty());
        let judged = json!({
            "failures": [{ "title": "Server error", "count": 2, "operations": ["GET /x"] }],
            "errors": [{ "title": "Hook error", "count": 1 }],
        });
        assert_eq!(differences(&judged).len(), 2);
    }
}
