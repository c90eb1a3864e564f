//! commissions.
