//! The program itself: its words, exit codes and streams are an interface.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::process::{Child, Command, Output, Stdio};

fn program() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_mojo-platform"));
    command.env("MOJO_LOG", "off");
    command
}

fn calculate(scenario: &str) -> Output {
    let mut child = program()
        .args(["calculate", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let mut stdin = child.stdin.take().expect("its input is a pipe");
    stdin.write_all(scenario.as_bytes()).expect("it reads");
    drop(stdin);
    child.wait_with_output().expect("it ends")
}

#[test]
fn calculate_prints_the_result_or_one_line_that_names_the_place() {
    let empty = r#"{ "products": [], "customers": [], "events": [] }"#;
    let done = calculate(empty);
    assert_eq!(done.status.code(), Some(0), "{}", String::from_utf8_lossy(&done.stderr));
    let result: serde_json::Value = serde_json::from_slice(&done.stdout).unwrap();
    assert_eq!(result["commissions"], serde_json::json!([]));
    let marked = calculate(&format!("\u{feff}{empty}"));
    assert_eq!(marked.stdout, done.stdout, "{}", String::from_utf8_lossy(&marked.stderr));
    let broken = calculate(&empty.replace("events", "event"));
    assert_eq!(broken.status.code(), Some(2));
    assert!(broken.stdout.is_empty());
    assert_eq!(String::from_utf8(broken.stderr).unwrap().lines().count(), 1);
    let missing = program().args(["calculate", "/nowhere/at/all.json"]).output().unwrap();
    assert_eq!(missing.status.code(), Some(2));
}

#[test]
fn a_restored_database_is_told_so() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite:{}", folder.path().join("platform.db").display());
    let made = program().args(["migrate", "--database", &url]).output().unwrap();
    assert_eq!(made.status.code(), Some(0));
    let done = program().args(["restored", "--database", &url]).output().unwrap();
    assert_eq!(done.status.code(), Some(0), "{}", String::from_utf8_lossy(&done.stderr));
    assert_eq!(String::from_utf8(done.stdout).unwrap().trim(), r#"{"tenants":0}"#);
}

#[test]
fn a_job_makes_no_database() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("typo.db");
    let address = format!("sqlite:{}", path.display());
    let run = |words: &[&str]| {
        let mut command = program();
        command.env("MOJO_LOG", "error").args(words).args(["--database", &address]);
        command.output().unwrap()
    };
    let refused = run(&["jobs", "run", "approve"]);
    assert_eq!(refused.status.code(), Some(1));
    let said = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(said.contains("typo.db") && said.contains("migrate"), "{said}");
    assert!(said.starts_with("mojo-platform: ") && said.lines().count() == 1, "{said}");
    assert!(!path.exists());
    assert_eq!(run(&["migrate"]).status.code(), Some(0));
    assert_eq!(run(&["jobs", "run", "approve"]).status.code(), Some(0));
}

#[test]
fn a_payout_run_shows_its_plan_and_takes_no_key_that_is_none() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let address = format!("sqlite:{}", folder.path().join("platform.db").display());
    let run = |words: &[&str]| program().args(words).args(["--database", &address]).output();
    assert_eq!(run(&["migrate"]).unwrap().status.code(), Some(0));
    let said = |words: &[&str]| {
        let ended = run(words).unwrap();
        assert_eq!(ended.status.code(), Some(0), "{}", String::from_utf8_lossy(&ended.stderr));
        serde_json::from_slice::<serde_json::Value>(&ended.stdout).unwrap()
    };
    let plan = said(&["jobs", "run", "payout", "--plan", "--as-of", "2026-05-05T03:00:00Z"]);
    assert_eq!(plan, serde_json::json!({ "pay": [], "carry": [], "open": [] }));
    let paid = said(&["jobs", "run", "payout", "--as-of", "2026-05-05T03:00:00Z"]);
    assert_eq!(paid, serde_json::json!({ "payouts": [] }));
    let ahead = said(&["jobs", "run", "payout", "--plan", "--as-of", "2999-01-01T00:00:00Z"]);
    assert_eq!(ahead, plan, "a plan looks ahead");
    for job in ["approve", "payout", "statements", "credit-notes"] {
        let refused = run(&["jobs", "run", job, "--as-of", "2999-01-01T00:00:00Z"]).unwrap();
        assert_eq!(refused.status.code(), Some(1), "{job}");
        assert!(refused.stdout.is_empty(), "{job}");
    }
    let found = said(&["jobs", "run", "reconcile"]);
    assert_eq!(found["agrees"], true);
    let unplanned = run(&["jobs", "run", "approve", "--plan"]).unwrap();
    assert_eq!(unplanned.status.code(), Some(2), "wrong usage");
    assert!(String::from_utf8_lossy(&unplanned.stderr).contains("leave --plan out"));
    let key = folder.path().join("key");
    std::fs::write(&key, "\n").unwrap();
    let key = key.display().to_string();
    let refused = run(&["jobs", "run", "payout", "--stripe-key-file", &key]).unwrap();
    assert_eq!(refused.status.code(), Some(1));
}

#[test]
fn the_queue_is_listed_and_a_job_that_waits_for_nothing_is_not_tried_again() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let address = format!("sqlite:{}", folder.path().join("platform.db").display());
    let run = |words: &[&str]| {
        let mut command = program();
        command.env("MOJO_LOG", "error").args(words).args(["--database", &address]);
        command.output().unwrap()
    };
    assert_eq!(run(&["jobs", "list"]).status.code(), Some(1), "a list makes no database");
    assert_eq!(run(&["migrate"]).status.code(), Some(0));
    let listed = run(&["jobs", "list", "--state", "failed"]);
    assert_eq!(listed.status.code(), Some(0), "{}", String::from_utf8_lossy(&listed.stderr));
    let listed: serde_json::Value = serde_json::from_slice(&listed.stdout).unwrap();
    assert_eq!(listed, serde_json::json!({ "jobs": [] }));
    assert_eq!(run(&["jobs", "list", "--state", "dead"]).status.code(), Some(2));
    assert_eq!(run(&["jobs", "retry", "seven"]).status.code(), Some(2));
    let refused = run(&["jobs", "retry", "00000000-0000-0000-0000-000000000007"]);
    assert_eq!(refused.status.code(), Some(1));
    let said = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(said.contains("jobs list"), "{said}");
    for day in ["0", "29", "x"] {
        let ended = program().args(["serve", "--payout-day", day]).output().unwrap();
        assert_eq!(ended.status.code(), Some(2), "{day}");
    }
}

#[test]
fn a_sepa_file_is_made_of_what_waits_and_from_an_account() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let address = format!("sqlite:{}", folder.path().join("platform.db").display());
    let out = folder.path().join("bank.xml");
    let out = out.display().to_string();
    let run = |words: &[&str]| {
        let mut command = program();
        command.env("MOJO_LOG", "error").args(words).args(["--database", &address]);
        command.output().unwrap()
    };
    assert_eq!(run(&["migrate"]).status.code(), Some(0));
    let make = |words: &[&str]| {
        let mut all = vec!["payouts", "sepa-file", "--out", out.as_str()];
        all.extend_from_slice(words);
        let ended = run(&all);
        (ended.status.code(), String::from_utf8_lossy(&ended.stderr).into_owned())
    };
    let (code, said) = make(&[]);
    assert!(code == Some(1) && said.contains("--sepa-iban"), "{said}");
    assert_eq!(make(&["--sepa-name", "MOJO LLC"]).0, Some(2), "the IBAN is missing");
    let wrong = ["--sepa-name", "MOJO LLC", "--sepa-iban", "DE88370400440532013000"];
    let (code, said) = make(&wrong);
    assert!(code == Some(1) && said.contains("iban"), "{said}");
    let right = ["--sepa-name", "MOJO LLC", "--sepa-iban", "DE89370400440532013000"];
    let (code, said) = make(&right);
    assert!(code == Some(1) && said.contains("no payout waits"), "{said}");
    let (code, said) = make(&["--again", "MOJO-SEPA-000001"]);
    assert!(code == Some(1) && said.contains("MOJO-SEPA-000001"), "{said}");
    assert!(!std::path::Path::new(&out).exists(), "nothing was written");
    std::fs::write(&out, "kept").unwrap();
    let (code, said) = make(&right);
    assert!(code == Some(1) && said.contains("there already"), "{said}");
}

#[test]
fn mails_that_wait_are_printed_and_a_mail_server_needs_a_sender() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let address = format!("sqlite:{}", folder.path().join("platform.db").display());
    let run =
        |words: &[&str]| program().args(words).args(["--database", &address]).output().unwrap();
    assert_eq!(run(&["migrate"]).status.code(), Some(0));
    let printed = run(&["mails"]);
    assert_eq!(printed.status.code(), Some(0), "{}", String::from_utf8_lossy(&printed.stderr));
    let printed: serde_json::Value = serde_json::from_slice(&printed.stdout).unwrap();
    assert_eq!(printed, serde_json::json!({ "sent_by": "hand", "mails": [], "next": null }));
    let smtp = ["--smtp-url", "smtp://127.0.0.1:1"];
    let job = ["jobs", "run", "mails"];
    assert_eq!(run(&[&job[..], &smtp[..]].concat()).status.code(), Some(2), "no sender");
    let whole = ["--mail-from", "no-reply@mojo.example", "--public-url", "https://mojo.example"];
    let done = run(&[&job[..], &smtp[..], &whole[..]].concat());
    assert_eq!(done.status.code(), Some(0), "{}", String::from_utf8_lossy(&done.stderr));
    let done: serde_json::Value = serde_json::from_slice(&done.stdout).unwrap();
    assert_eq!(done, serde_json::json!({ "sent": 0, "sent_by": "smtp" }));
    let open = ["--smtp-url", "http://mail.example", "--mail-from", "a@b.example"];
    let url = ["--public-url", "https://mojo.example"];
    assert_eq!(run(&[&job[..], &open[..], &url[..]].concat()).status.code(), Some(1));
}

#[test]
fn a_server_that_does_not_answer_is_told_within_five_seconds() {
    let began = std::time::Instant::now();
    let mut command = program();
    command.env("MOJO_LOG", "error");
    let address = "postgres://nobody@127.0.0.1:1/nothing";
    let refused = command.args(["migrate", "--database", address]).output().unwrap();
    assert_eq!(refused.status.code(), Some(1));
    let said = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(said.contains("127.0.0.1:1") && said.contains("does not answer"), "{said}");
    assert!(began.elapsed().as_secs() < 5, "{:?}", began.elapsed());
}

#[test]
fn a_wrong_word_is_wrong_usage() {
    assert_eq!(program().arg("serv").output().unwrap().status.code(), Some(2));
    for wrong in [["--listen", "8787"], ["--database", "mysql://here"]] {
        let ended = program().arg("serve").args(wrong).output().unwrap();
        assert_eq!(ended.status.code(), Some(2), "{wrong:?}");
    }
}

/// Kills the server when a test fails before it has stopped.
struct Served(Child);

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[cfg(unix)]
#[test]
fn serve_prints_one_line_serves_and_stops_when_asked() {
    let folder = tempfile::tempdir().unwrap();
    let database = format!("sqlite:{}", folder.path().join("platform.db").display());
    let child = program()
        .args(["serve", "--demo", "--listen", "127.0.0.1:0", "--database", &database])
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut served = Served(child);
    let mut stdout = BufReader::new(served.0.stdout.take().unwrap());
    let mut line = String::new();
    stdout.read_line(&mut line).unwrap();
    let told: serde_json::Value = serde_json::from_str(&line).unwrap();
    assert_eq!(told["users"][0]["role"], "owner");
    assert_eq!(told["users"][1]["role"], "reception");
    let address = told["url"].as_str().unwrap().strip_prefix("http://").unwrap();
    let mut stream = std::net::TcpStream::connect(address).unwrap();
    let request = format!("GET /readyz HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    let id = served.0.id().to_string();
    assert!(Command::new("kill").args(["-TERM", &id]).status().unwrap().success());
    assert_eq!(served.0.wait().unwrap().code(), Some(0));
    let mut rest = String::new();
    stdout.read_to_string(&mut rest).unwrap();
    assert!(rest.is_empty(), "one line on stdout, no more: {rest}");
}

/// Whoever types something else than a day, an instant or an id is told what to type.
#[test]
fn wrong_usage_says_the_form() {
    let cases: [(&[&str], &str); 6] = [
        (&["jobs", "run", "approve", "--as-of", "gestern"], "2026-12-07T03:00:00Z"),
        (&["jobs", "retry", "seven"], "jobs list"),
        (&["payouts", "sepa-file", "--out", "x.xml", "--date", "32.1.2026"], "YYYY-MM-DD"),
        (&["payouts", "sepa-file", "--out", "x.xml", "--date", "2026-1-5"], "YYYY-MM-DD"),
        (&["payouts", "returned", "7", "--on", "2026-01-05", "--reason", "x"], "id of a payout"),
        (&["serve", "--listen", "8787"], "HOST:PORT"),
    ];
    for (words, form) in cases {
        let ended = program().args(words).output().unwrap();
        let said = String::from_utf8_lossy(&ended.stderr).into_owned();
        assert_eq!(ended.status.code(), Some(2), "{words:?}: {said}");
        assert!(said.contains(form), "{words:?}: {said}");
    }
}

#[test]
fn a_place_where_another_program_listens_is_named() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let place = taken.local_addr().unwrap().to_string();
    let folder = tempfile::tempdir().unwrap();
    let address = format!("sqlite:{}", folder.path().join("platform.db").display());
    let mut command = program();
    command.env("MOJO_LOG", "error").args(["serve", "--listen", &place, "--database", &address]);
    let ended = command.output().unwrap();
    assert_eq!(ended.status.code(), Some(1));
    let said = String::from_utf8_lossy(&ended.stderr).into_owned();
    assert!(said.contains(&place) && said.contains("--listen"), "{said}");
}

/// Gives the words to the program, and a line to its standard input.
fn told(words: &[&str], line: &str) -> Output {
    let mut command = program();
    let mut child = command
        .env("MOJO_LOG", "error")
        .args(words)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let mut stdin = child.stdin.take().expect("its input is a pipe");
    // A program that refuses its words reads nothing.
    let _ = stdin.write_all(line.as_bytes());
    drop(stdin);
    child.wait_with_output().expect("it ends")
}

#[test]
fn a_platform_is_founded_once_and_a_lost_access_is_replaced() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("platform.db");
    let address = format!("sqlite:{}", path.display());
    let run = |words: &[&str], line: &str| {
        let words: Vec<&str> =
            words.iter().copied().chain(["--database", address.as_str()]).collect();
        told(&words, line)
    };
    let said = |ended: &Output| String::from_utf8_lossy(&ended.stderr).into_owned();
    let found = ["found", "--admin-login", "Odette", "--admin-name", "Odette Farnham"];
    let create =
        ["admin", "create", "--login", "ersatz", "--name", "Nele Wiek", "--reason", "Verloren"];

    let short = run(&found, "kurz\n");
    assert_eq!(short.status.code(), Some(1));
    assert!(said(&short).contains("ten letters"), "{}", said(&short));
    assert!(!path.exists(), "what is refused makes no database");
    let early = run(&create, "Birkenallee 7\n");
    assert_eq!(early.status.code(), Some(1), "no database, no administrator");
    assert!(!path.exists());
    let argument = run(&[&found[..], &["--admin-password", "Birkenallee 7"]].concat(), "");
    assert_eq!(argument.status.code(), Some(2), "a password is never an argument");
    let country = run(&[&found[..], &["--country", "usa"]].concat(), "Birkenallee 7\n");
    assert_eq!(country.status.code(), Some(2));

    let file = folder.path().join("password");
    std::fs::write(&file, "Birkenallee 7\n").unwrap();
    let file = file.display().to_string();
    let done = run(&[&found[..], &["--admin-password-file", file.as_str()]].concat(), "");
    assert_eq!(done.status.code(), Some(0), "{}", said(&done));
    let made: serde_json::Value = serde_json::from_slice(&done.stdout).unwrap();
    assert_eq!(made["tenant_id"], "00000000-0000-7000-8000-000000000001");
    let again = run(&found, "Birkenallee 8\n");
    assert_eq!(again.status.code(), Some(1));
    assert!(again.stdout.is_empty());
    let again = said(&again);
    assert!(again.contains("MOJO LLC") && again.contains("Odette Farnham (odette)"), "{again}");
    assert!(again.contains("admin create") && again.lines().count() == 1, "{again}");

    let further = run(&create, "Birkenallee 9\r\n");
    assert_eq!(further.status.code(), Some(0), "{}", said(&further));
    let taken = run(&create, "Birkenallee 9\n");
    assert_eq!(taken.status.code(), Some(1));
    assert!(said(&taken).contains("ersatz"), "{}", said(&taken));

    // The platform is served, and both sign in; nobody else does.
    let child = program()
        .args(["serve", "--listen", "127.0.0.1:0", "--database", &address])
        .env("MOJO_LOG", "info")
        .stderr(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .expect("the program starts");
    let mut served = Served(child);
    let mut log = BufReader::new(served.0.stderr.take().expect("its log is a pipe"));
    let place = (&mut log).lines().map_while(Result::ok).find_map(|line| {
        let (_, rest) = line.split_once("serving at http://")?;
        Some(rest.trim().to_owned())
    });
    let place = place.expect("it says where it serves");
    assert_eq!(sign_in(&place, "odette", "Birkenallee 7"), "201");
    assert_eq!(sign_in(&place, "ersatz", "Birkenallee 9"), "201");
    assert_eq!(sign_in(&place, "odette", "Birkenallee 8"), "401");
}

/// A database for trying things is served to this machine alone, and as nothing else; no other database
/// is opened as one.
#[test]
fn what_is_tried_stays_apart_from_what_is_real() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let address = |name: &str| format!("sqlite:{}", folder.path().join(name).display());
    let (tried, real) = (address("tried.db"), address("real.db"));
    let run = |words: &[&str], database: &str| {
        let mut command = program();
        command.env("MOJO_LOG", "error").args(words).args(["--database", database]);
        command.output().unwrap()
    };
    let refused = |words: &[&str], database: &str, why: &str| {
        let ended = run(words, database);
        let said = String::from_utf8_lossy(&ended.stderr).into_owned();
        assert_eq!(ended.status.code(), Some(1), "{words:?}: {said}");
        assert!(said.contains(why) && ended.stdout.is_empty(), "{words:?}: {said}");
    };
    assert_eq!(run(&["migrate", "--trial"], &tried).status.code(), Some(0));
    assert_eq!(run(&["migrate"], &real).status.code(), Some(0));
    for words in [&["migrate"][..], &["jobs", "run", "payout"], &["serve"]] {
        refused(words, &tried, "made for trying things");
        refused(&[words, &["--trial"]].concat(), &real, "not made for trying things");
    }
    let all = ["serve", "--trial", "--listen", "0.0.0.0:0"];
    refused(&all, &tried, "to this machine alone");

    // The clock is led by the program too, and a job works as of what is over then.
    let ahead = ["jobs", "run", "payout", "--trial", "--as-of", "2131-05-05T03:00:00Z"];
    refused(&ahead, &tried, "--trial-clock");
    let led = [&ahead[..], &["--trial-clock", "2131-05-05T03:00:00Z"]].concat();
    let ended = run(&led, &tried);
    assert_eq!(ended.status.code(), Some(0), "{}", String::from_utf8_lossy(&ended.stderr));
    let paid: serde_json::Value = serde_json::from_slice(&ended.stdout).unwrap();
    assert_eq!(paid, serde_json::json!({ "payouts": [] }));
    assert_eq!(run(&ahead, &tried).status.code(), Some(0), "it stays led");
    let beyond = ["migrate", "--trial", "--trial-clock", "2200-01-01T00:00:00Z"];
    refused(&beyond, &tried, "end of 2199");
    let alone = ["migrate", "--trial-clock", "2131-05-05T03:00:00Z"];
    assert_eq!(run(&alone, &tried).status.code(), Some(2), "wrong usage");

    let key = folder.path().join("key");
    std::fs::write(&key, "sk_test_7\n").unwrap();
    let key = key.display().to_string();
    let pay = ["jobs", "run", "payout", "--trial", "--stripe-key-file", key.as_str()];
    refused(&pay, &tried, "moves no money");
    let serve = ["serve", "--trial", "--stripe-key-file", key.as_str()];
    refused(&serve, &tried, "moves no money");
}

/// Signs in over HTTP; gives back the status.
fn sign_in(place: &str, login: &str, password: &str) -> String {
    let body = serde_json::json!({ "user": login, "password": password }).to_string();
    let mut stream = std::net::TcpStream::connect(place).expect("it listens");
    let head = format!(
        "POST /api/v1/sessions HTTP/1.1\r\nHost: {place}\r\nContent-Type: application/json\r\n\
         Content-Length: {}\r\nConnection: close\r\n\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes()).expect("it reads");
    stream.write_all(body.as_bytes()).expect("it reads");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("it answers");
    answer.split(' ').nth(1).unwrap_or_default().to_owned()
}
