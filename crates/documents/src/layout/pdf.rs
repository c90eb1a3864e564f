//! Writes sheets as a PDF: the only place that knows the library.
//!
//! Every file is an archive (PDF/A-3b), and may carry an electronic invoice. The same sheets give
//! the same bytes: names are fixed, the time comes from the facts, and the file's id is the hash of
//! its content.

mod archive;
mod attachment;
mod colour_profile;
mod xmp;

use chrono::{DateTime, Utc};
use lopdf::{Dictionary, Document, Object, StringFormat};
use mojo_domain::journal::Hash;
use printpdf::{
    Color, FontId, Line, LinePoint, Mm, Op, PaintMode, PdfDocument, PdfFont, PdfFontHandle,
    PdfPage, PdfSaveOptions, Point, Pt, Rect, Rgb, TextItem, TextMatrix,
};

pub(crate) use attachment::Attachment;

use super::{Draw, Face, Fonts, Ink, MM_PER_PT, Sheet};
use crate::DocumentError;

/// What a file says of itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Meta {
    pub(crate) title: String,
    pub(crate) author: String,
    pub(crate) subject: String,
    pub(crate) created_at: DateTime<Utc>,
}

/// Writes the file.
pub(crate) fn write_pdf(
    fonts: &Fonts,
    sheets: &[Sheet],
    meta: &Meta,
) -> Result<Vec<u8>, DocumentError> {
    write_pdf_with(fonts, sheets, meta, None)
}

/// The same with a file inside.
pub(crate) fn write_pdf_with(
    fonts: &Fonts,
    sheets: &[Sheet],
    meta: &Meta,
    file: Option<&Attachment<'_>>,
) -> Result<Vec<u8>, DocumentError> {
    let mut document = draw(fonts, sheets, meta);
    describe(&mut document, meta)?;
    archive::put_output_intent(&mut document)?;
    if let Some(file) = file {
        archive::attach(&mut document, file, meta)?;
    }
    document.compress();
    archive::put_description(&mut document, meta, file)?;
    identify(document)
}

/// The file as it was before every document was an archive: what was issued then is drawn anew with
/// the bytes that were issued.
pub(crate) fn write_plain_pdf(
    fonts: &Fonts,
    sheets: &[Sheet],
    meta: &Meta,
) -> Result<Vec<u8>, DocumentError> {
    let mut document = draw(fonts, sheets, meta);
    describe(&mut document, meta)?;
    document.compress();
    identify(document)
}

/// The id of the file is the hash of its content.
fn identify(mut document: Document) -> Result<Vec<u8>, DocumentError> {
    set_id(&mut document, &[0; 32]);
    let hash = Hash::of(&save(&mut document)?);
    set_id(&mut document, &hash.0);
    save(&mut document)
}

/// The sheets as a tree of objects.
fn draw(fonts: &Fonts, sheets: &[Sheet], meta: &Meta) -> Document {
    let mut pdf = PdfDocument::new(&meta.title);
    for face in Face::ALL {
        let font = PdfFont::new(fonts.parsed(face).clone());
        pdf.resources.fonts.map.insert(font_id(face), font);
    }
    pdf.pages = sheets.iter().map(|sheet| page(fonts, sheet)).collect();
    pdf.to_lopdf_document(&PdfSaveOptions::default(), &mut Vec::new())
}

fn page(fonts: &Fonts, sheet: &Sheet) -> PdfPage {
    let ops = sheet.draws.iter().flat_map(|draw| ops(fonts, sheet.height, draw)).collect();
    PdfPage::new(Mm(sheet.width), Mm(sheet.height), ops)
}

fn ops(fonts: &Fonts, height: f32, draw: &Draw) -> Vec<Op> {
    match draw {
        Draw::Text { x, y, style, text, angle } => {
            let (x, y) = (pt(*x), pt(height - *y));
            let matrix = if *angle == 0.0 {
                TextMatrix::Translate(x, y)
            } else {
                TextMatrix::TranslateRotate(x, y, *angle)
            };
            let font = PdfFontHandle::External(font_id(style.face));
            vec![
                Op::StartTextSection,
                Op::SetFont { font, size: Pt(style.size) },
                Op::SetFillColor { col: colour(style.ink) },
                Op::SetTextMatrix { matrix },
                Op::ShowText { items: vec![TextItem::Text(fonts.printable(text))] },
                Op::EndTextSection,
            ]
        }
        Draw::Rule { x1, y1, x2, y2, width_pt, ink } => {
            let point = |x: f32, y: f32| LinePoint {
                p: Point { x: pt(x), y: pt(height - y) },
                bezier: false,
            };
            let line = Line { points: vec![point(*x1, *y1), point(*x2, *y2)], is_closed: false };
            vec![
                Op::SetOutlineColor { col: colour(*ink) },
                Op::SetOutlineThickness { pt: Pt(*width_pt) },
                Op::DrawLine { line },
            ]
        }
        Draw::Fill { x, y, width, height: tall, ink } => {
            let rectangle = Rect {
                x: pt(*x),
                y: pt(height - y - tall),
                width: pt(*width),
                height: pt(*tall),
                mode: Some(PaintMode::Fill),
                winding_order: None,
            };
            vec![Op::SetFillColor { col: colour(*ink) }, Op::DrawRectangle { rectangle }]
        }
    }
}

fn pt(mm: f32) -> Pt {
    Pt(mm / MM_PER_PT)
}

fn font_id(face: Face) -> FontId {
    FontId(face.tag().to_owned())
}

fn colour(ink: Ink) -> Color {
    let [r, g, b] = ink.rgb().map(|part| f32::from(part) / 255.0);
    Color::Rgb(Rgb { r, g, b, icc_profile: None })
}

/// Title, author, times and language.
fn describe(document: &mut Document, meta: &Meta) -> Result<(), DocumentError> {
    document.version = "1.7".to_owned();
    let at = pdf_instant(meta.created_at);
    let mut info = Dictionary::new();
    info.set("Title", text(&meta.title));
    info.set("Author", text(&meta.author));
    info.set("Subject", text(&meta.subject));
    info.set("Creator", text(xmp::PROGRAM));
    info.set("Producer", text(xmp::PROGRAM));
    info.set("CreationDate", Object::string_literal(at.clone()));
    info.set("ModDate", Object::string_literal(at));
    let info = document.add_object(info);
    document.trailer.set("Info", info);
    let mut preferences = Dictionary::new();
    preferences.set("DisplayDocTitle", true);
    let catalog = document.catalog_mut().map_err(|error| DocumentError::Pdf(error.to_string()))?;
    catalog.set("Lang", Object::string_literal("de-DE"));
    catalog.set("ViewerPreferences", preferences);
    catalog.set("PageLayout", Object::Name(b"SinglePage".to_vec()));
    Ok(())
}

fn pdf_instant(at: DateTime<Utc>) -> String {
    at.format("D:%Y%m%d%H%M%SZ").to_string()
}

/// A text of the file's description: UTF-16 with its mark (ISO 32000-1, 7.9.2.2).
fn text(text: &str) -> Object {
    let mut bytes = vec![0xFE, 0xFF];
    bytes.extend(text.encode_utf16().flat_map(u16::to_be_bytes));
    Object::String(bytes, StringFormat::Hexadecimal)
}

fn set_id(document: &mut Document, id: &[u8; 32]) {
    let half = Object::String(id[..16].to_vec(), StringFormat::Hexadecimal);
    document.trailer.set("ID", Object::Array(vec![half.clone(), half]));
}

fn save(document: &mut Document) -> Result<Vec<u8>, DocumentError> {
    let mut bytes = Vec::new();
    document.save_to(&mut bytes).map_err(|error| DocumentError::Pdf(error.to_string()))?;
    Ok(bytes)
}
