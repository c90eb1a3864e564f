//! The requests of the engine, sent.

use mojo_domain::DeviceId;
use mojo_protocol::{
    AckState, EnrolRequest, HelloRequest, MAX_PUSH_BYTES, PROTOCOL_VERSION, PulledPlace,
    PushRequest, PushedChange,
};
use mojo_store::device::Device;
use mojo_store::sync_state::SyncState;
use mojo_store::{Reader, StoreError, device, journal, sync_state};
use mojo_sync::{Failure, Input, Request};

use crate::account::Renewal;
use crate::sync::client::{Client, Refused};
use crate::{Desk, Op};

/// What the frame of an entry takes beside its body, generously.
const FRAME_BYTES: usize = 700;

/// Sends `request` and makes an input of what comes back. Where the session has run out, and can be
/// renewed, it is sent once more.
pub(in crate::sync) async fn send(
    desk: &Desk,
    ticket: u64,
    request: Request,
) -> Result<Input, StoreError> {
    let failed = |refused: Refused| Input::Failed {
        ticket,
        failure: refused.failure,
        retry_after: refused.retry_after,
    };
    let refused = match send_once(desk, ticket, request.clone()).await? {
        Ok(input) => return Ok(input),
        Err(refused) => refused,
    };
    if !refused.is_session_over {
        return Ok(failed(refused));
    }
    match desk.renew_session().await? {
        Renewal::Renewed => Ok(send_once(desk, ticket, request).await?.unwrap_or_else(failed)),
        Renewal::Refused => Ok(failed(refused)),
        Renewal::Revoked => Ok(failed(Failure::DeviceRevoked.into())),
        // Nobody said no: nobody is signed out.
        Renewal::Silent => Ok(failed(Failure::Offline.into())),
    }
}

async fn send_once(desk: &Desk, ticket: u64, request: Request) -> Answered {
    let Some(client) = client(desk).await? else {
        return Ok(Err(Failure::Unauthorized.into()));
    };
    let device = device::find(&mut desk.reader().await?).await?.ok_or(StoreError::NoDevice)?;
    let answer = match request {
        Request::Enrol => enrol(desk, &client, &device, ticket).await?,
        Request::Hello => hello(desk, &client, &device, ticket).await?,
        Request::Push { after_dseq, limit } => {
            let changes = batch(desk, &device, after_dseq, limit).await?;
            push(desk, &client, &device, changes, ticket).await?
        }
        Request::Pull { cursor } => {
            client.pull(&cursor).await.map(|page| Input::PullAnswered { ticket, page })
        }
    };
    Ok(answer)
}

/// The platform as whoever is signed in here sees it; `None` when nobody is.
pub(in crate::sync) async fn client(desk: &Desk) -> Result<Option<Client>, StoreError> {
    let Some(session) = desk.find_session().await? else { return Ok(None) };
    let (Some(platform), Some(token)) = (session.platform, session.token) else {
        return Ok(None);
    };
    Ok(Some(Client::new(desk.inner().sync.transport(), &platform, Some(token))))
}

type Answered = Result<Result<Input, Refused>, StoreError>;

async fn enrol(desk: &Desk, client: &Client, own: &Device, ticket: u64) -> Answered {
    let mut reader = desk.reader().await?;
    let log_epoch = sync_state::find(&mut reader).await?.log_epoch;
    let pulled = last_pulled(&mut reader).await?;
    drop(reader);
    let request = EnrolRequest {
        log_epoch,
        pulled,
        device_id: own.device_id,
        name: own.name.clone(),
        epoch: own.epoch,
        code: own.is_enrolled.then(|| own.number_code.clone()),
        former: former(desk).await?,
    };
    let answer = match client.enrol(&request).await {
        Ok(answer) => answer,
        Err(refused) => return Ok(Err(refused)),
    };
    let actor = super::storing::actor(desk).await?;
    let mut tx = desk.store().transact(Op::Sync.name(), actor).await?;
    device::enrol(&mut tx, &own.name, &answer.code).await?;
    if let (Some(token), Some(mut session)) = (answer.token, desk.find_session().await?) {
        session.token = Some(token);
        Desk::keep_session(&mut tx, &session).await?;
    }
    tx.commit().await?;
    Ok(Ok(Input::Enrolled { ticket }))
}

/// How far the order is known here.
async fn last_pulled(reader: &mut Reader) -> Result<Option<PulledPlace>, StoreError> {
    let last = sync_state::find_last_pulled(reader).await?;
    Ok(last.map(|(seq, hash)| PulledPlace { seq, hash }))
}

/// Who this installation was, the latest first: the token may still be that one's.
async fn former(desk: &Desk) -> Result<Vec<DeviceId>, StoreError> {
    let changes = device::list_changes(&mut desk.reader().await?).await?;
    Ok(changes.into_iter().take(100).map(|change| change.device_id).collect())
}

/// Takes over the name that people gave this device elsewhere.
async fn learn_name(desk: &Desk, own: &Device, name: &str) -> Result<(), StoreError> {
    if name.is_empty() || name == own.name {
        return Ok(());
    }
    let mut tx = desk.store().transact(Op::Sync.name(), super::storing::actor(desk).await?).await?;
    device::rename(&mut tx, name).await?;
    tx.commit().await
}

async fn hello(desk: &Desk, client: &Client, own: &Device, ticket: u64) -> Answered {
    let mut reader = desk.reader().await?;
    let state = sync_state::find(&mut reader).await?;
    let pulled = last_pulled(&mut reader).await?;
    drop(reader);
    let attempt = attempt(desk, &state).await?;
    let request = HelloRequest {
        device_id: own.device_id,
        epoch: own.epoch,
        protocol: PROTOCOL_VERSION,
        head_dseq: own.head_dseq,
        head_hash: own.head_hash.to_hex(),
        nonce: state.nonce,
        attempt,
        acked_dseq: state.acked_dseq,
        log_epoch: state.log_epoch,
        pulled,
        client: env!("CARGO_PKG_VERSION").to_owned(),
    };
    match client.hello(&request).await {
        Ok(answer) => {
            learn_name(desk, own, &answer.device_name).await?;
            if let Some(signed) = &answer.entitlement {
                desk.learn_entitlement(signed).await?;
            }
            if let Some(told) = &answer.affiliate_codes {
                desk.learn_affiliate_codes(told).await?;
            }
            let own_hash = own_hash(desk, own, &answer.acknowledged).await?;
            Ok(Ok(Input::HelloAnswered { ticket, answer, own_hash }))
        }
        Err(refused) => Ok(Err(refused)),
    }
}

/// What was drawn for this greeting; drawn and kept before the first try, so that each further try
/// is known as such.
async fn attempt(desk: &Desk, state: &SyncState) -> Result<String, StoreError> {
    if !state.attempt.is_empty() {
        return Ok(state.attempt.clone());
    }
    let mut random = [0; 16];
    desk.inner().entropy.fill(&mut random);
    let drawn = mojo_domain::journal::hex(&random);
    let actor = super::storing::actor(desk).await?;
    let mut tx = desk.store().transact(Op::Sync.name(), actor).await?;
    sync_state::attempt(&mut tx, &drawn).await?;
    tx.commit().await?;
    Ok(drawn)
}

/// The next entries, as many as fit into one body.
pub(in crate::sync) async fn batch(
    desk: &Desk,
    own: &Device,
    after_dseq: i64,
    limit: usize,
) -> Result<Vec<PushedChange>, StoreError> {
    let mut reader = desk.reader().await?;
    let mut changes = journal::list(&mut reader, own.epoch, after_dseq, limit).await?;
    let mut bytes = 0;
    let fitting = changes
        .iter()
        .take_while(|change| {
            bytes += change.body.len() + FRAME_BYTES;
            bytes <= MAX_PUSH_BYTES / 2
        })
        .count();
    changes.truncate(fitting.max(1));
    Ok(changes)
}

async fn push(
    desk: &Desk,
    client: &Client,
    own: &Device,
    changes: Vec<PushedChange>,
    ticket: u64,
) -> Answered {
    let request = PushRequest {
        device_id: own.device_id,
        epoch: own.epoch,
        protocol: PROTOCOL_VERSION,
        changes,
    };
    match client.push(&request).await {
        Ok(answer) => {
            let own_hash = own_hash(desk, own, &answer.acknowledged).await?;
            Ok(Ok(Input::PushAnswered { ticket, answer, own_hash }))
        }
        Err(refused) => Ok(Err(refused)),
    }
}

async fn own_hash(
    desk: &Desk,
    own: &Device,
    held: &AckState,
) -> Result<Option<String>, StoreError> {
    journal::find_hash(&mut desk.reader().await?, own.epoch, held.dseq).await
}
