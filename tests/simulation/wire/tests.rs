//! What the simulation does to a wire on purpose, over a platform that answers alike.

use mojo_domain::ActorId;
use mojo_protocol::Change;
use uuid::Uuid;

use super::*;
use crate::simulation::disk::{Disk, scratch};

/// A wire to a platform that gives the same page to whoever asks, and the paths that it was asked.
fn wired(page: &PullPage) -> (Wire, Arc<Mutex<Vec<String>>>, Arc<Disk>) {
    let seen = Arc::new(Mutex::new(Vec::new()));
    let (told, page) = (seen.clone(), serde_json::to_string(page).unwrap());
    let router = Router::new().fallback(move |request: Request<Body>| {
        told.lock().unwrap().push(request.uri().path().to_owned());
        let page = page.clone();
        async move { page }
    });
    let disk = Disk::new(scratch().path());
    let exchange = Arc::new(Exchange::default());
    exchange.connect(router, disk.clone());
    let wire = Wire::new(exchange, Chance::new(1, 1), Arc::new(Trace::default()), "desk0");
    (wire, seen, disk)
}

fn page(changes: usize) -> PullPage {
    let change = Change {
        seq: 1,
        op: "planted".to_owned(),
        entity: "sale".to_owned(),
        entity_id: Uuid::nil(),
        at: 0,
        actor_id: ActorId(Uuid::nil()),
        device_id: None,
        epoch: 1,
        dseq: 1,
        hash: String::new(),
        body: "{}".to_owned(),
    };
    PullPage {
        from: String::new(),
        to: String::new(),
        more: false,
        checksum: String::new(),
        changes: vec![change; changes],
    }
}

fn request(path: &str) -> HttpRequest {
    let url = format!("{PLATFORM}/{path}");
    HttpRequest { method: Method::Get, url, token: None, body: None, idempotency_key: None }
}

#[tokio::test]
async fn what_is_planned_between_two_requests_is_asked_there_and_once() {
    let (wire, seen, disk) = wired(&page(0));
    wire.plan_between(1, request("revoke"));
    for path in ["a", "b", "c"] {
        wire.send(request(path)).await.unwrap();
    }
    assert_eq!(*seen.lock().unwrap(), ["/a", "/revoke", "/b", "/c"]);
    assert_eq!((wire.end_between(), wire.end_between()), (true, false));
    wire.plan_between(1, request("revoke"));
    wire.send(request("d")).await.unwrap();
    assert!(!wire.end_between(), "the round was over before");
    wire.send(request("e")).await.unwrap();
    assert_eq!(seen.lock().unwrap()[4..], ["/d", "/e"]);
    disk.retire();
}

#[tokio::test]
async fn what_a_device_is_given_after_it_was_revoked_is_counted() {
    let (wire, _, disk) = wired(&page(2));
    wire.plan_between(1, request("revoke"));
    wire.send(request("sync/pull?cursor=")).await.unwrap();
    assert_eq!(wire.given_when_revoked(), 0);
    wire.send(request("sync/push")).await.unwrap();
    wire.send(request("sync/pull?cursor=")).await.unwrap();
    assert_eq!(wire.given_when_revoked(), 2);
    disk.retire();
}

#[tokio::test]
async fn the_power_goes_for_the_first_page_that_holds_something() {
    for (changes, is_cut) in [(0, false), (1, true)] {
        let (wire, _, disk) = wired(&page(changes));
        wire.plug_in(disk.clone());
        wire.cut_in_page(1);
        wire.send(request("sync/push")).await.unwrap();
        wire.send(request("sync/pull?cursor=")).await.unwrap();
        assert_eq!(wire.end_cut_in_page(), is_cut, "{changes} changes");
        disk.retire();
    }
}
