//! What the platform and every desk hold of one thing, for whoever looks for the cause of a fault.

use mojo_store::census;

use crate::simulation::world::World;

/// Where an edit leaves its traces; what a body names is left out.
const TABLES: &[&str] =
    &["((", "card", "clamped", "body", "outbox", "pulled", "journal: ", "verdict"];

/// Writes into the trace every change of `id` in the tenants' orders, and every row of every desk
/// that names it.
pub async fn show(world: &mut World, id: &str) {
    for owner in super::TENANTS {
        let Ok(log) = world.server.log_of(owner).await else { continue };
        for change in log.changes.iter().filter(|change| change.entity_id.to_string() == id) {
            world.tell(&format!("{owner}: {change:?}"));
        }
    }
    for number in 0..world.machines.len() {
        let name = world.machines[number].name.clone();
        let mut rows = match world.machines[number].desk().reader().await {
            Ok(mut reader) => census::naming(&mut reader, id).await.unwrap_or_default(),
            Err(error) => vec![error.to_string()],
        };
        if let Ok(head) = world.machines[number].head().await {
            rows.insert(0, format!("{head:?}"));
        }
        let is_told = |row: &String| TABLES.iter().any(|table| row.starts_with(table));
        for row in rows.into_iter().filter(is_told) {
            world.tell(&format!("{name}: {row}"));
        }
    }
}
