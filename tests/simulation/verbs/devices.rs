//! The owner's list of devices.

use mojo_desk::views::DeviceRow;

use super::{Said, Scene, Trouble, nothing_to_do};

async fn any_device(scene: &Scene<'_>, fits: fn(&DeviceRow) -> bool) -> Result<DeviceRow, Trouble> {
    let devices = scene.desk.list_devices().await?.devices;
    let fitting: Vec<&DeviceRow> = devices.iter().filter(|row| fits(row)).collect();
    scene.chance.one(&fitting).map(|row| (*row).clone()).ok_or_else(nothing_to_do)
}

pub(super) async fn rename_device(scene: &Scene<'_>) -> Result<Said, Trouble> {
    let device = any_device(scene, |row| row.state == "active").await?;
    let name = format!("Gerät {}", scene.mark);
    let after = scene.desk.rename_device(device.device_id.clone(), name.clone()).await?;
    let shown = after.devices.iter().find(|row| row.device_id == device.device_id);
    if shown.is_none_or(|row| row.name != name) && after.is_current {
        return Err(Trouble::Broken(format!("renamed to {name}, shown {shown:?}")));
    }
    Ok(Said::line(format!("{} is called {name}", device.number_code)))
}

/// People have seen that this desk became another device.
pub(super) async fn confirm_new_device(scene: &Scene<'_>) -> Result<Said, Trouble> {
    scene.desk.confirm_new_device().await?;
    Ok(Said::line("seen which device this is"))
}

/// What a revoked device handed over is looked at, and counts.
pub(super) async fn accept_quarantine(scene: &Scene<'_>) -> Result<Said, Trouble> {
    let device = any_device(scene, |row| row.quarantined > 0).await?;
    let seen = scene.desk.show_quarantine(device.device_id.clone()).await?.len();
    let accepted = scene.desk.accept_quarantine(device.device_id.clone()).await?;
    let code = device.number_code;
    Ok(Said::line(format!("{seen} entries of {code} looked at, {} count", accepted.applied)))
}
