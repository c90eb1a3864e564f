//! The till (Kasse): products, sales, cash, closings.

mod project;
mod totals;

pub mod closings;
pub mod products;
pub mod sales;
pub mod till;

pub(crate) use products::project_products;
pub(crate) use project::{project_closings, project_movements, project_sales};

#[cfg(test)]
mod tests;
