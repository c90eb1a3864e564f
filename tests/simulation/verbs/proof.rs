//! The proof: desk and platform are compared. While the world is at work the answer may be anything
//! but a failure of the desk; at rest the audit wants them equal.

use super::{Said, Scene, Trouble};

pub(super) async fn verify_sync(scene: &Scene<'_>) -> Result<Said, Trouble> {
    let compared = scene.desk.verify_sync().await?;
    Ok(Said::line(format!("compared: {}, {}", compared.state, compared.entries)))
}
