//! The matrix of the independent PowerSync suite: 5 and 10 clients, its kinds of faults and the
//! orderly stop, many short runs: random writes and reads for some seconds, then all heals, and all
//! must agree.

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, mpsc};
use std::time::{Duration, Instant};

use mojo_journeys::copy_folder;
use mojo_journeys::program::Mojo;
use mojo_journeys::proxy::{Proxy, Weather};
use mojo_journeys::server::{Host, signal};
use mojo_testkit::postgres::OwnDatabase;
use serde_json::{Value, json};

use crate::dice::Dice;
use crate::history::History;
use crate::trouble::{Platform, again_until};
use mojo_journeys::options::{Options, program};

const FAULTS: [&str; 6] = ["none", "disconnect", "partition", "pause", "kill", "stop"];
const CLIENTS: [usize; 2] = [5, 10];
const CONTACTS: usize = 4;
/// Everything must be drained and equal so long after all is well again.
const PATIENCE: Duration = Duration::from_secs(90);

/// The database that a run has for itself on a PostgreSQL server, and the one that it is a copy of.
const OWN: &str = "mojo_matrix_run";
const FILLED: &str = "mojo_matrix_template";

/// What every run begins with: a platform and ten desks that are signed in, all in step.
struct Template {
    folder: PathBuf,
    /// On PostgreSQL, of which each run has a copy; else each platform has its own SQLite file.
    postgres: Option<OwnDatabase>,
    host: Host,
    proxies: Vec<Proxy>,
    contacts: Vec<String>,
}

/// One run.
struct Run<'a> {
    template: &'a Template,
    /// The address of the run's own database.
    database: String,
    folder: PathBuf,
    clients: usize,
    fault: &'static str,
    seconds: u64,
    dice: Dice,
    history: Arc<Mutex<History>>,
    /// How often the fault was at work.
    hits: AtomicU64,
}

/// The verb; gives back how many runs had a fault.
pub(crate) fn run(options: &Options) -> u64 {
    let (runs, seconds, seed) =
        (options.number("runs", 200), options.number("seconds", 10), options.number("seed", 1));
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let scratch = tempfile::tempdir().unwrap();
    let database = options.text("database").unwrap_or("sqlite");
    let template = runtime.block_on(Template::make(scratch.path(), database));
    let mut rows: BTreeMap<(usize, usize), Row> = BTreeMap::new();
    for number in 0..runs {
        let (fault, clients) = (number as usize % FAULTS.len(), number as usize / FAULTS.len() % 2);
        let folder = scratch.path().join("run");
        let (database, _own) = runtime.block_on(template.database_of(&folder));
        let run = Run {
            template: &template,
            database,
            folder,
            clients: CLIENTS[clients],
            fault: FAULTS[fault],
            seconds,
            dice: Dice::new(seed * 100_000 + number),
            history: Arc::default(),
            hits: AtomicU64::default(),
        };
        let since = Instant::now();
        let (faults, confirmed, reads) = run.play();
        let hits = run.hits.load(Ordering::SeqCst);
        let row = rows.entry((clients, fault)).or_default();
        row.add(hits, confirmed, reads, &faults);
        println!(
            "{}",
            json!({
                "run": number, "clients": CLIENTS[clients], "fault": FAULTS[fault], "hits": hits,
                "confirmed": confirmed, "reads": reads, "seconds": since.elapsed().as_secs_f32(),
                "faults": faults,
            })
        );
    }
    let table = table(&rows);
    println!("{table}");
    if let Some(file) = options.report() {
        std::fs::write(&file, report(database, &table, (runs, seconds, seed))).unwrap();
    }
    rows.values().map(|row| row.bad_runs).sum()
}

impl Template {
    async fn make(scratch: &Path, database: &str) -> Self {
        let folder = scratch.join("template");
        std::fs::create_dir_all(&folder).unwrap();
        let binary = program("MOJO_PLATFORM_BIN");
        let (host, postgres) = match database {
            "sqlite" => (Host::with_demo(&binary, &folder), None),
            "postgres" => {
                let server = std::env::var("MOJO_TEST_POSTGRES_URL").unwrap();
                let made = OwnDatabase::create(&server, FILLED, "template0").await;
                (Host::new(&binary, made.url()), Some(made))
            }
            other => panic!("--database {other}: sqlite or postgres"),
        };
        let most = CLIENTS[CLIENTS.len() - 1];
        let mut proxies = Vec::new();
        for _ in 0..most {
            proxies.push(Proxy::open(host.address()).await);
        }
        let mut template = Self { folder, postgres, host, proxies, contacts: Vec::new() };
        tokio::task::block_in_place(|| template.fill());
        template
    }

    fn fill(&mut self) {
        let platform = Platform::start(self.host.clone());
        let user = "mira.tannhoff";
        let password = self.folder.join("password");
        std::fs::write(&password, platform.password_of(user)).unwrap();
        let password = password.display().to_string();
        let desks: Vec<Mojo> = (0..self.proxies.len()).map(|desk| self.desk(desk)).collect();
        for (number, (mojo, proxy)) in desks.iter().zip(&self.proxies).enumerate() {
            let (url, name) = (proxy.url(), format!("Empfang {number}"));
            let login = ["login", "--platform", &url, "--user", user, "--device", &name];
            mojo.done(&[&login[..], &["--password-file", &password]].concat());
        }
        for number in 0..CONTACTS {
            let name = format!("Matrix{number}");
            let contact = desks[0].done(&["contacts", "create", "--last-name", &name]);
            self.contacts.push(contact["id"].as_str().unwrap().to_owned());
        }
        for mojo in &desks {
            mojo.done(&["sync"]);
        }
        platform.stop();
    }

    /// The database of a run in `folder`: a copy of what was filled, in place of the run before.
    async fn database_of(&self, folder: &Path) -> (String, Option<OwnDatabase>) {
        match &self.postgres {
            None => (format!("sqlite:{}", folder.join("platform.db").display()), None),
            Some(filled) => {
                let own = filled.copy(OWN).await;
                (own.url().to_owned(), Some(own))
            }
        }
    }

    fn desk(&self, number: usize) -> Mojo {
        Mojo::at(&program("MOJO_BIN"), &self.folder.join(format!("desk-{number}")))
    }
}

/// A client that runs, dead or alive.
struct Client {
    number: usize,
    lives: u64,
    process: Option<(Child, ChildStdin, mpsc::Receiver<Value>)>,
}

impl Run<'_> {
    /// Faults, confirmed writes, reads.
    fn play(&self) -> (Vec<String>, usize, u64) {
        drop(std::fs::remove_dir_all(&self.folder));
        copy_folder(&self.template.folder, &self.folder);
        let platform = Platform::start(self.template.host.on(&self.database));
        let mut clients: Vec<Client> =
            (0..self.clients).map(|number| Client { number, lives: 0, process: None }).collect();
        for client in &mut clients {
            self.begin(client);
        }
        let clients = Mutex::new(clients);
        let is_over = AtomicBool::new(false);
        std::thread::scope(|scope| {
            scope.spawn(|| again_until(&is_over, || self.trouble(&clients, &platform)));
            std::thread::sleep(Duration::from_secs(self.seconds));
            is_over.store(true, Ordering::SeqCst);
        });
        let mut clients = clients.into_inner().unwrap();
        let settled = self.settle(&mut clients);
        let dumps: Vec<Value> = clients.iter_mut().filter_map(Client::dump).collect();
        for client in &mut clients {
            client.kill();
        }
        platform.stop();
        let history = std::mem::take(&mut *self.history.lock().unwrap());
        let (confirmed, reads) = (history.confirmed(), history.reads);
        let mut faults = history.judge(&dumps);
        faults.extend(settled.err());
        if dumps.len() != self.clients {
            faults.push("a client did not answer at the end".to_owned());
        }
        (faults, confirmed, reads)
    }

    fn begin(&self, client: &mut Client) {
        client.lives += 1;
        let name = client.name();
        let folder = self.folder.join(format!("desk-{}", client.number));
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.args(["client", "--contacts", &self.template.contacts.join(",")]);
        command.args(["--name", &name, "--seed", &self.dice.below(1 << 40).to_string()]);
        command.arg("--folder").arg(folder);
        command.stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let stdin = child.stdin.take().unwrap();
        let stdout = BufReader::new(child.stdout.take().unwrap());
        let (send, answers) = mpsc::channel();
        let (history, number) = (self.history.clone(), client.number);
        std::thread::spawn(move || {
            for line in stdout.lines().map_while(Result::ok) {
                let Ok(line) = serde_json::from_str::<Value>(&line) else { continue };
                if line["quiet"].is_boolean() || line["dump"].is_object() {
                    drop(send.send(line));
                } else {
                    history.lock().unwrap().note(number, &line);
                }
            }
        });
        client.process = Some((child, stdin, answers));
    }

    /// One fault of the kind of this run, from its beginning to its end.
    fn trouble(&self, clients: &Mutex<Vec<Client>>, platform: &Platform) {
        let dice = &self.dice;
        let proxies = &self.template.proxies[..self.clients];
        std::thread::sleep(dice.millis(100, 800));
        self.hits.fetch_add(u64::from(self.fault != "none"), Ordering::SeqCst);
        match self.fault {
            "disconnect" => self.weather(proxies, &[Weather::Gone]),
            "partition" => {
                self.weather(proxies, &[Weather::Silent, Weather::SilentUp, Weather::SilentDown]);
            }
            "pause" if dice.percent(25) => platform.pause(dice.millis(200, 2_000)),
            "pause" => {
                let id = dice.pick(&clients.lock().unwrap()).id();
                signal(id, "STOP");
                std::thread::sleep(dice.millis(200, 2_000));
                signal(id, "CONT");
            }
            "kill" if dice.percent(25) => platform.kill(dice.millis(0, 800)),
            "kill" => {
                let mut clients = clients.lock().unwrap();
                let number = usize::try_from(dice.below(self.clients as u64)).unwrap();
                clients[number].kill();
                std::thread::sleep(dice.millis(0, 500));
                self.begin(&mut clients[number]);
            }
            "stop" if dice.percent(25) => self.rest(platform, dice.millis(0, 800)),
            "stop" => {
                let mut clients = clients.lock().unwrap();
                let number = usize::try_from(dice.below(self.clients as u64)).unwrap();
                self.stop(&mut clients[number]);
                std::thread::sleep(dice.millis(0, 1_000));
                self.begin(&mut clients[number]);
            }
            _ => {}
        }
    }

    fn fault(&self, what: String) {
        self.history.lock().unwrap().fault(what);
    }

    /// The platform is told to end, does, and stays away for a while.
    fn rest(&self, platform: &Platform, away: Duration) {
        if !platform.rest(away) {
            self.fault("the platform did not end in peace".to_owned());
        }
    }

    /// A client is told to end, and does.
    fn stop(&self, client: &mut Client) {
        let name = client.name();
        match client.stop() {
            Some(status) if status.success() => self.history.lock().unwrap().ended(name),
            // So early in its life that it did not listen yet: it died.
            Some(status) if status.code().is_none() => {}
            Some(status) => self.fault(format!("{name} was told to end: {status}")),
            None => self.fault(format!("{name} was told to end and did not in {PATIENCE:?}")),
        }
    }

    /// Some of the clients, at least one, have bad weather for a while.
    fn weather(&self, proxies: &[Proxy], kinds: &[Weather]) {
        let kind = *self.dice.pick(kinds);
        let hit: Vec<&Proxy> = proxies.iter().filter(|_| self.dice.percent(50)).collect();
        for proxy in &hit {
            proxy.set(kind);
        }
        std::thread::sleep(self.dice.millis(300, 3_000));
        for proxy in hit {
            proxy.set(Weather::Fine);
        }
    }

    /// All stop writing, and sync until nothing waits and nothing comes any more.
    fn settle(&self, clients: &mut [Client]) -> Result<(), String> {
        for client in clients.iter_mut() {
            client.say("stop");
        }
        let since = Instant::now();
        let mut quiet_rounds = 0;
        let mut last = Vec::new();
        // Twice in a row: what one sent last, the others have fetched.
        while quiet_rounds < 2 {
            for client in clients.iter_mut() {
                client.say("sync");
            }
            last = clients.iter_mut().map(Client::answer).collect();
            let all = last.iter().all(|answer| {
                answer.as_ref().is_some_and(|answer: &Value| answer["quiet"] == true)
            });
            quiet_rounds = if all { quiet_rounds + 1 } else { 0 };
            if since.elapsed() > PATIENCE {
                return Err(format!(
                    "stuck: not drained {PATIENCE:?} after all was well: {last:?}"
                ));
            }
        }
        drop(last);
        Ok(())
    }
}

impl Client {
    fn id(&self) -> u32 {
        self.process.as_ref().map_or(0, |(child, _, _)| child.id())
    }

    /// What this life of it is called.
    fn name(&self) -> String {
        format!("c{}.{}", self.number, self.lives)
    }

    /// Tells it to end and waits; `None` when it did not and was killed.
    fn stop(&mut self) -> Option<ExitStatus> {
        let (mut child, _stdin, _answers) = self.process.take()?;
        signal(child.id(), "TERM");
        let since = Instant::now();
        while since.elapsed() < PATIENCE {
            if let Ok(Some(status)) = child.try_wait() {
                return Some(status);
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        drop(child.kill());
        drop(child.wait());
        None
    }

    fn kill(&mut self) {
        if let Some((mut child, ..)) = self.process.take() {
            drop(child.kill());
            drop(child.wait());
        }
    }

    fn say(&mut self, word: &str) {
        if let Some((_, stdin, _)) = &mut self.process {
            drop(writeln!(stdin, "{word}"));
        }
    }

    fn answer(&mut self) -> Option<Value> {
        let (_, _, answers) = self.process.as_ref()?;
        answers.recv_timeout(PATIENCE).ok()
    }

    fn dump(&mut self) -> Option<Value> {
        self.say("dump");
        self.answer().map(|answer| answer["dump"].clone())
    }
}

/// What the runs of one kind came to.
#[derive(Default)]
struct Row {
    runs: u64,
    bad_runs: u64,
    hits: u64,
    confirmed: usize,
    reads: u64,
    faults: Vec<String>,
}

impl Row {
    fn add(&mut self, hits: u64, confirmed: usize, reads: u64, faults: &[String]) {
        self.runs += 1;
        self.hits += hits;
        self.bad_runs += u64::from(!faults.is_empty());
        self.confirmed += confirmed;
        self.reads += reads;
        self.faults.extend_from_slice(faults);
    }
}

fn table(rows: &BTreeMap<(usize, usize), Row>) -> String {
    let mut text =
        "| clients | fault | runs | faults | writes confirmed | reads | runs with an error |\n\
                    |---|---|---|---|---|---|---|\n"
            .to_owned();
    for ((clients, fault), row) in rows {
        text += &format!(
            "| {} | {} | {} | {} | {} | {} | {} |\n",
            CLIENTS[*clients],
            FAULTS[*fault],
            row.runs,
            row.hits,
            row.confirmed,
            row.reads,
            row.bad_runs
        );
    }
    for row in rows.values() {
        for fault in &row.faults {
            text += &format!("- {fault}\n");
        }
    }
    text
}

fn report(database: &str, table: &str, (runs, seconds, seed): (u64, u64, u64)) -> String {
    format!(
        "## {database}\n\n\
         `cargo xtask matrix --database {database} --runs {runs} --seconds {seconds} --seed {seed}`\n\n\
         Every run: a platform and 5 or 10 clients, each a process of its own around the desk's \
         library with the window's background sync, each behind a network of its own. For \
         {seconds} seconds they write and read fields of four contacts and sell, while one kind of \
         fault is at work; then all heals. Checked: monotonic reads and one order of all writes \
         (causal consistency), fields that were written together are read together (atomicity), \
         nothing left open by a client that was stopped in peace, no confirmed sale or edit lost, \
         numbers without gap or double, all clients equal, nothing pending, hashes equal, \
         chains whole, all drained within {} seconds.\n\n{table}\n",
        PATIENCE.as_secs()
    )
}
