//! What goes wrong: one table, one line a kind of fault, drawn by its weight.

mod copies;
mod ledger;
mod papers;
mod payments;
mod people;
mod platform;
mod revocations;
mod settlements;
mod surroundings;
mod threads;

use std::pin::Pin;

use super::Held;
use super::disk::Remains;
use super::wire::Weather;
use super::world::World;

pub use ledger::{ADMIN, complete_departure, give_back, sign_months};
pub use platform::place;
pub use settlements::{Decided, decide};
pub use threads::say_again;

/// A kind of step.
pub struct Kind {
    /// Its name.
    pub name: &'static str,
    /// How often, relative to the others.
    pub weight: u64,
    /// Does it.
    pub act: for<'a> fn(&'a mut World) -> Pin<Box<dyn Future<Output = Held> + 'a>>,
}

macro_rules! steps {
    ($($weight:literal $module:ident::$name:ident;)*) => {
        /// Everything that happens in a run.
        pub const STEPS: &[Kind] = &[$(Kind {
            name: stringify!($name),
            weight: $weight,
            act: |world| Box::pin($module::$name(world)),
        },)*];
    };
}

steps! {
    220 people::somebody_works;
    70 people::a_desk_syncs;
    20 surroundings::time_passes;
    1 surroundings::the_year_turns;
    16 surroundings::the_weather_changes;
    14 surroundings::a_disk_will_fail;
    4 surroundings::a_desk_is_killed;
    5 surroundings::the_platforms_disk_will_fail;
    2 surroundings::the_platform_is_killed;
    5 surroundings::a_clock_is_set;
    5 people::somebody_signs_in;
    2 people::a_token_ends;
    1 revocations::a_device_is_revoked;
    4 revocations::a_device_is_revoked_in_a_round;
    3 copies::a_desk_is_backed_up;
    3 copies::a_desk_is_put_back;
    3 copies::a_desk_is_cloned;
    4 platform::the_platform_is_backed_up;
    5 platform::the_platform_is_put_back;
    10 platform::an_order_is_placed;
    4 platform::payouts_are_made;
    3 ledger::an_order_of_several_is_placed;
    6 ledger::a_refund_is_told;
    3 ledger::an_attribution_changes;
    3 ledger::months_are_signed;
    6 ledger::a_dispute_is_settled;
    4 threads::words_are_written_over_the_api;
    3 papers::credit_notes_are_made_out;
    2 ledger::a_tenant_leaves;
    3 ledger::a_payout_comes_back;
    3 payments::a_payment_is_disputed;
    5 people::two_write_at_once;
    6 people::one_answers_another;
    4 people::somebody_answers_themselves;
    5 people::the_power_goes_while_a_page_is_written;
    3 people::somebody_oversteps;
    2 people::a_colleague_signs_in;
}

/// Draws what happens next.
pub fn draw(world: &World) -> &'static Kind {
    let mut left = world.chance.below(STEPS.iter().map(|kind| kind.weight).sum());
    STEPS
        .iter()
        .find(|kind| {
            let is_it = left < kind.weight;
            left = left.saturating_sub(kind.weight);
            is_it
        })
        .unwrap_or(&STEPS[0])
}

/// Kept for the restarts at the end of a run.
pub async fn heal(world: &mut World) -> Held {
    for number in 0..world.machines.len() {
        let machine = &world.machines[number];
        machine.wire.set(Weather::default());
        machine.wire.deliver_late(100).await;
        machine.disk.heal();
        world.revive(number).await?;
    }
    if world.server.disk.is_dead() {
        world.server.restart(Remains::All).await;
    }
    world.server.disk.heal();
    Ok(())
}
