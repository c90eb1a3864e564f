//! The real window, clicked and typed in: no part of it is replaced.

mod commissions;
mod day;
mod frame;
mod key;
mod statement;
