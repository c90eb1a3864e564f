//! Cases are settled: by whoever sees them first, at any desk.

use mojo_desk::views::{CaseRow, SettleCaseRequest};
use mojo_protocol::Entity;
use uuid::Uuid;

use super::{Said, Scene, Trouble, nothing_to_do};

pub(super) async fn settle_case(scene: &Scene<'_>) -> Result<Said, Trouble> {
    let rows = scene.desk.list_cases().await?;
    let case = scene.chance.one(&rows).ok_or_else(nothing_to_do)?;
    let resolution = scene.chance.one(&case.resolutions).ok_or_else(nothing_to_do)?;
    let settled = scene.desk.settle_case(request(scene, case, resolution)).await?;
    if settled.is_open {
        return Err(Trouble::Broken(format!("settled as {resolution} and open: {settled:?}")));
    }
    Ok(Said {
        line: format!("settled {} by {resolution}", case.kind),
        recorded: vec![(Entity::CaseSettlement, Uuid::nil())],
    })
}

fn request(scene: &Scene<'_>, case: &CaseRow, resolution: &str) -> SettleCaseRequest {
    let card = scene.chance.one(&case.carry_to).filter(|_| resolution == "carry");
    let document = scene.chance.one(&case.sides).filter(|_| resolution == "storno");
    SettleCaseRequest {
        case_id: case.case_id.clone(),
        resolution: resolution.to_owned(),
        reason: format!("Klärung {}", scene.mark),
        card_id: card.map(|card| card.card_id.clone()),
        document_id: document.map(|side| side.id.clone()),
        receipt_number: None,
    }
}
