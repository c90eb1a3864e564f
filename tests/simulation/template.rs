//! What runs begin with: a small platform and signed-in profiles, made once per process, copied for
//! every run.

use std::path::PathBuf;
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use mojo_desk::views::{ContactInput, ProductInput, SignInInput};
use mojo_domain::FixedClock;
use mojo_platform::DemoCatalogue;
use tokio::sync::OnceCell;

use super::chance::Chance;
use super::disk;
use super::machine::{Machine, Parts, Post, WorldTicks};
use super::server::{Server, password};
use super::trace::Trace;
use super::wire::{PLATFORM, Wire};

/// A profile to begin with.
pub struct Profile {
    /// Who is signed in.
    pub post: Post,
    /// Its files.
    pub folder: PathBuf,
    /// How far it has counted.
    pub marks: PathBuf,
    /// The machine that it was made on.
    pub machine_id: String,
}

/// What runs begin with.
pub struct Template {
    _folder: tempfile::TempDir,
    /// The platform's files.
    pub platform: PathBuf,
    /// The profiles.
    pub profiles: Vec<Profile>,
    /// Who buys on the platform, and what.
    pub catalogue: DemoCatalogue,
}

/// Friday, 20 November 2026, 9 o'clock in Berlin.
pub fn morning() -> DateTime<Utc> {
    "2026-11-20T08:00:00Z".parse().unwrap()
}

const PRACTICE: &str = "jonte.albers";
const DISTRIBUTOR: &str = "arne.heidkamp";
const STUDIO: &str = "lale.moorlicht";

/// Owner of the tenant, who is signed in. The first ones are chosen most often.
const POSTS: &[(&str, &str)] = &[
    (PRACTICE, "mira.tannhoff"),
    (PRACTICE, "jonte.albers"),
    (DISTRIBUTOR, "arne.heidkamp"),
    (PRACTICE, "mira.tannhoff"),
    (PRACTICE, "selma.brandis"),
    (DISTRIBUTOR, "arne.heidkamp"),
    (STUDIO, "lale.moorlicht"),
    (PRACTICE, "mira.tannhoff"),
];

/// Everybody whose tenant is watched, the owner by name.
pub const TENANTS: &[&str] = &[PRACTICE, DISTRIBUTOR, STUDIO];

/// The template of this process.
pub async fn template() -> &'static Template {
    static MADE: OnceCell<Template> = OnceCell::const_new();
    MADE.get_or_init(make).await
}

async fn make() -> Template {
    let folder = disk::scratch();
    // The library starts the way the product starts it; then the layer comes before its files.
    let first = folder.path().join("first");
    std::fs::create_dir_all(&first).unwrap();
    let chance = Arc::new(Chance::new(0, 0));
    let clock = Arc::new(FixedClock::new(morning() - TimeDelta::days(1)));
    mojo_store::Store::open(
        &first.join("a.db"),
        &super::machine::key(),
        clock.clone(),
        chance.clone(),
    )
    .await
    .unwrap()
    .close()
    .await;
    disk::install();
    let root = folder.path().join("making");
    let mut server = Server::start(&root, None, clock.clone(), (0, 2)).await;
    let catalogue = server.platform.seed_demo_without_past().await.unwrap();
    let mut profiles = Vec::new();
    for (number, (owner, user)) in POSTS.iter().enumerate() {
        let post = Post { owner, user };
        let trace = Arc::new(Trace::default());
        let name = format!("profile-{number}");
        let wire = Wire::new(server.exchange.clone(), Chance::new(0, 1), trace, &name);
        let mut machine = Machine::start(Parts {
            name: name.clone(),
            post: post.clone(),
            root: root.clone(),
            template: None,
            marks: None,
            machine_id: name.clone(),
            at: morning() - TimeDelta::days(1),
            skew: TimeDelta::zero(),
            wire: Arc::new(wire),
            ticks: Arc::new(WorldTicks::default()),
            seed: (0, 100 + number as u64),
        })
        .await;
        let input = SignInInput {
            platform: PLATFORM.to_owned(),
            user: (*user).to_owned(),
            password: password(user).to_owned(),
            device_name: format!("Empfang {}", number + 1),
        };
        machine.desk().sign_in(input).await.unwrap();
        if *user == DISTRIBUTOR {
            furnish(&machine).await;
        }
        machine.desk().sync_round().await.unwrap();
        let kept = machine.back_up(&format!("kept-{number}")).await.unwrap();
        machine.end().await;
        let (marks, machine_id) = (machine.marks(), machine.machine_id.clone());
        machine.scrap();
        profiles.push(Profile { post, folder: kept, marks, machine_id });
    }
    let platform = server.back_up("kept-platform").await;
    server.end().await;
    Template { _folder: folder, platform, profiles, catalogue }
}

/// The second practice begins with nothing: its owner enters what documents and a till need.
async fn furnish(machine: &Machine) {
    let desk = machine.desk();
    let mut practice = desk.practice().await.unwrap();
    if !practice.street.is_empty() {
        return;
    }
    practice.name = "Praxis am Weiher".to_owned();
    practice.owner = "Arne Heidkamp".to_owned();
    practice.street = "Weiherstraße 3".to_owned();
    practice.postal_code = "99991".to_owned();
    practice.city = "Weiherhausen".to_owned();
    practice.country = "DE".to_owned();
    practice.tax_number = "151/815/08156".to_owned();
    desk.save_practice(practice).await.unwrap();
    for (name, kind, price_cents) in [
        ("Behandlung", "service", 80_00),
        ("Kissen", "goods", 29_90),
        ("5er-Karte", "punch_card", 200_00),
    ] {
        let product = ProductInput {
            name: name.to_owned(),
            code: String::new(),
            kind: kind.to_owned(),
            price_cents,
            vat_class: "general".to_owned(),
            entries: (kind == "punch_card").then_some(5),
            valid_months: None,
            tax_nature: None,
            position: None,
            archived: false,
        };
        desk.create_product(product).await.unwrap();
    }
    for last_name in ["Weidner", "Aalto"] {
        let mut input = empty_contact();
        input.first_name = "Ida".to_owned();
        input.last_name = last_name.to_owned();
        desk.create_contact(input).await.unwrap();
    }
}

/// A contact of which nothing is known.
pub fn empty_contact() -> ContactInput {
    ContactInput {
        title: String::new(),
        first_name: String::new(),
        last_name: String::new(),
        organisation: String::new(),
        vat_id: String::new(),
        birthday: None,
        note: String::new(),
        roles: Vec::new(),
        tags: Vec::new(),
        phones: Vec::new(),
        emails: Vec::new(),
        addresses: Vec::new(),
        consents: Vec::new(),
    }
}
