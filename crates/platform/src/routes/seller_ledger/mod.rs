//! What a tenant has of its sales that were paid into the platform's account (C5).

mod show;

pub(super) use show::show;
