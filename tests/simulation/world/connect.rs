//! Desks and the platform find each other: syncing, and signing in.

use mojo_desk::sync::SyncRound;
use mojo_desk::views::SignInInput;

use super::World;
use crate::simulation::server::password;
use crate::simulation::wire::PLATFORM;
use crate::simulation::{Held, broken};

impl World {
    /// A desk syncs, as somebody asks for it, or as its own clock says.
    pub async fn sync(&mut self, number: usize, is_asked: bool) -> Held<Option<SyncRound>> {
        let faults = self.machines[number].disk.injected() + self.server.disk.injected();
        let machine = &self.machines[number];
        let name = machine.name.clone();
        let mut round = None;
        let line = if is_asked {
            match machine.desk().sync_round().await {
                Ok(done) => {
                    let line = format!(
                        "{name} sync: {} out, {} in, {} left, {:?}",
                        done.pushed, done.pulled, done.pending, done.error
                    );
                    round = Some(done);
                    line
                }
                Err(error) => format!("{name} sync: {error}"),
            }
        } else {
            format!("{name} tick: rests {:?}", machine.desk().tick_sync().await)
        };
        let has_power = !machine.disk.is_dead();
        self.tell(if has_power { &line } else { "the power goes during a sync" });
        let is_faulty = machine.disk.injected() + self.server.disk.injected() > faults;
        let failed_here = round.as_ref().is_some_and(|round| {
            round.error.as_deref().is_some_and(|code| ["store_fault", "disk_full"].contains(&code))
        });
        if failed_here && !is_faulty && !self.machines[number].disk.is_dead() {
            return Err(broken("the store fails only where the disk does", line));
        }
        if let Some(surprise) = self.server.exchange.surprises().pop() {
            return Err(broken("the platform fails only where its disk does", surprise));
        }
        self.revive_platform().await;
        self.revive(number).await?;
        self.read_journal(number).await?;
        Ok(round)
    }

    /// Signs in again where the token does not hold any more, or is somebody else's.
    pub async fn sign_in(&mut self, number: usize) -> Held<bool> {
        let machine = &self.machines[number];
        let session = machine.desk().find_session().await;
        let is_in = session.is_ok_and(|session| session.is_some_and(|one| one.token.is_some()));
        if is_in && !machine.is_lent {
            return Ok(false);
        }
        let is_back = self.sign_in_as(number, machine.post.user).await?;
        self.machines[number].is_lent &= !is_back;
        Ok(true)
    }

    /// Somebody signs in at a machine; gives back whether that went well.
    pub async fn sign_in_as(&mut self, number: usize, user: &'static str) -> Held<bool> {
        let machine = &mut self.machines[number];
        machine.is_lent |= user != machine.post.user;
        let input = SignInInput {
            platform: PLATFORM.to_owned(),
            user: user.to_owned(),
            password: password(user).to_owned(),
            device_name: machine.name.clone(),
        };
        let result = machine.desk().sign_in(input).await.map(|session| session.user);
        let (name, is_in) = (machine.name.clone(), result.is_ok());
        self.tell(&format!("{name} signs in: {:?}", result.map_err(|error| error.to_string())));
        self.count("signed in again");
        self.revive_platform().await;
        self.revive(number).await?;
        self.read_journal(number).await?;
        Ok(is_in)
    }
}
