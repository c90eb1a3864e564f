//! The till (Kasse): products, sales, Storno, cash and the closing of the day.

mod cancel_sale;
mod cart;
mod close_day;
mod closing_pdf;
mod create_product;
mod edit_product;
mod error;
mod find_product;
mod list_products;
mod move_cash;
mod note_count;
mod preview_cart;
mod preview_count;
mod price_notes;
mod product_row;
mod receipt_pdf;
mod sell;
mod seller;
mod show_sale;
mod till;
mod vat_label;
mod wire;

#[cfg(test)]
pub(crate) mod testing;

pub(crate) use closing_pdf::staff_name;
pub use error::PosError;
pub(crate) use price_notes::price_notes;
pub(crate) use sell::{next_card_code, rate};
pub(crate) use seller::Seller;
pub(crate) use wire::nature_of;
