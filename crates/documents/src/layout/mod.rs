//! A small layout: text, rules, boxes and tables on sheets, in millimetres from the upper left.
//!
//! A document is first a list of draw commands and then a PDF: tests and a later backend see the
//! commands, and only [`pdf`] knows the library that writes the file. Floats are lengths on paper
//! here and never money.

mod flow;
mod fonts;
mod pdf;
mod qr;
mod sheet;
mod table;
mod wrap;

pub(crate) use flow::{Flow, Frame};
pub(crate) use fonts::{Face, Fonts};
pub(crate) use pdf::{Attachment, Meta, write_pdf, write_pdf_with, write_plain_pdf};
pub(crate) use qr::draw_qr;
pub(crate) use sheet::{Draw, Ink, Sheet, Style};
pub(crate) use table::{Cell, Column, Row, Table};
pub(crate) use wrap::wrap;

/// Millimetres of a point.
pub(crate) const MM_PER_PT: f32 = 25.4 / 72.0;
