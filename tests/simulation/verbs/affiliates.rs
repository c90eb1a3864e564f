//! Affiliate codes: the platform alone makes and changes them, and its answer may be lost.

use mojo_desk::views::{AffiliateCodeChange, AffiliateCodeInput, AffiliateCodeRow};
use mojo_domain::commissions::AffiliateCode;

use super::{Said, Scene, Trouble, nothing_to_do};
use crate::simulation::codes::{Answer, Kind, Wish};

/// A stem that somebody chose makes one code, however often it is asked for; so whoever has no answer
/// may ask again. A drawn one does not, and people look at the list first.
pub(super) async fn create_affiliate_code(scene: &Scene<'_>) -> Result<Said, Trouble> {
    let stem = match scene.chance.below(10) {
        0 | 1 => String::new(),
        // Several want these: who asks first has them.
        2 | 3 => format!("SOMMER{}", scene.chance.below(3)),
        _ => scene.mark.to_uppercase(),
    };
    let input = AffiliateCodeInput { key: None, stem, label: format!("Flyer {}", scene.mark) };
    let first = create(scene, &input).await;
    let is_unanswered = matches!(&first, Err(Trouble::Refused(code)) if code == "unanswered");
    if !is_unanswered || input.stem.is_empty() || scene.chance.percent(30) {
        return first;
    }
    create(scene, &input).await
}

async fn create(scene: &Scene<'_>, input: &AffiliateCodeInput) -> Result<Said, Trouble> {
    let chosen = AffiliateCode::of_stem(&input.stem).ok().map(|code| code.to_string());
    let result = scene.desk.create_affiliate_code(input.clone()).await;
    let told = result.as_ref().ok().map(|row| row.code.clone());
    scene.codes.note(Wish {
        owner: scene.owner,
        kind: if chosen.is_some() { Kind::Chosen } else { Kind::Drawn },
        code: chosen.clone().or(told),
        label: Some(input.label.clone()),
        is_retired: Some(false),
        answer: Answer::of(&result),
        era: scene.era,
    });
    let row = result?;
    let is_another = chosen.is_some_and(|code| code != row.code);
    if is_another || row.label != input.label || row.retired_at.is_some() {
        return Err(Trouble::Broken(format!("told {input:?}, shown {row:?}")));
    }
    is_listed(scene, &row).await?;
    Ok(Said::line(format!("code {} made", row.code)))
}

pub(super) async fn edit_affiliate_code(scene: &Scene<'_>) -> Result<Said, Trouble> {
    let codes = scene.desk.list_affiliate_codes().await?.codes;
    let code = scene.chance.one(&codes).ok_or_else(nothing_to_do)?.code.clone();
    let part = scene.chance.below(3);
    let label = (part != 1).then(|| format!("Plakat {}", scene.mark));
    let retired = (part != 0).then(|| scene.chance.percent(50));
    let change = AffiliateCodeChange { code: code.clone(), label: label.clone(), retired };
    let result = scene.desk.edit_affiliate_code(change.clone()).await;
    scene.codes.note(Wish {
        owner: scene.owner,
        kind: Kind::Change,
        code: Some(code),
        label: label.clone(),
        is_retired: retired,
        answer: Answer::of(&result),
        era: scene.era,
    });
    let row = result?;
    let is_label = label.is_none_or(|label| label == row.label);
    let is_retired = retired.is_none_or(|retired| retired == row.retired_at.is_some());
    if !is_label || !is_retired {
        return Err(Trouble::Broken(format!("told {change:?}, shown {row:?}")));
    }
    is_listed(scene, &row).await?;
    Ok(Said::line(format!("code {} changed", row.code)))
}

/// What the platform answered is in the list at once.
async fn is_listed(scene: &Scene<'_>, row: &AffiliateCodeRow) -> Result<(), Trouble> {
    let listed = scene.desk.list_affiliate_codes().await?.codes;
    if listed.contains(row) {
        return Ok(());
    }
    Err(Trouble::Broken(format!("answered {row:?}, listed {listed:?}")))
}
