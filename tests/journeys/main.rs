//! The journeys: whole working days of a practice, desk and platform in one process, on SQLite and
//! on PostgreSQL. Each reads as the day it tells.
#![expect(clippy::unwrap_used, reason = "what goes wrong ends the journey")]

mod administration;
mod affiliate_codes;
mod bad_server;
mod browser_sign_in;
mod copy_of_the_desk;
mod credit_notes;
mod frozen;
mod laptop;
mod membership;
mod newer_contract;
mod offline_week;
mod other_versions;
mod own_data;
mod owners;
mod platform_restored;
mod proof;
mod reception_day;
mod rejected_edit;
mod revoked_device;
mod roles;
mod settle_and_merge;
mod two_devices;
