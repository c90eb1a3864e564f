//! The contract of the platform, run on embedded SQLite and on PostgreSQL. One binary: the desk's
//! side is played by [`support::TestDesk`] over the router, in process.

mod support;

mod administration;
mod affiliates;
mod agreements;
mod attributions;
mod browser;
mod checkouts;
mod commerce;
mod connect;
mod credit_notes;
mod demo;
mod devices;
mod digest;
mod disputes;
mod edges;
mod frozen;
mod hostile;
mod identities;
mod isolation;
mod jobs;
mod mails;
mod memberships;
mod named_extract;
mod onboarding;
mod openapi;
mod packages;
mod pages;
mod payment_faults;
mod payouts;
mod provider;
mod pull;
mod push;
mod push_facts;
mod reasons;
mod refunds;
mod revocation;
mod rights;
mod sepa_files;
mod settlements;
mod signup;
mod storage;
mod stornos;
mod stripe;
mod subscriptions;
