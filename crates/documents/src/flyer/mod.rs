//! A flyer with the link of an affiliate code as a QR code: a page to print, and the bare code as an
//! image for somebody's own leaflet.

mod words;

pub use words::FlyerLanguage;

use chrono::{DateTime, Utc};
use fast_qr::{ECL, QRBuilder};

use crate::DocumentError;
use crate::layout::{Flow, Fonts, Frame, Meta, Style, draw_qr, write_pdf};

/// What stands on a flyer. The words come with the facts: a flyer speaks the reader's language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FlyerFacts {
    /// Who hands it out.
    pub tenant: String,
    /// The headline.
    pub title: String,
    /// What the reader is asked to do.
    pub text: String,
    /// What stands before the code, as "Empfehlungscode".
    pub code_label: String,
    /// The code, for whoever types it.
    pub code: String,
    /// The address in the QR code, from `https://` on.
    pub link: String,
    /// The time that the file states.
    pub created_at: DateTime<Utc>,
}

/// The edge of the code on the page, in millimetres.
const CODE: f32 = 100.0;
/// A4 with equal margins: a letter leaves more room at the left, and nobody files a flyer.
const PAGE: Frame = Frame { left: 25.0, right: 185.0, ..Frame::A4 };
/// Pixels of a module in the image: sharp on a leaflet at 300 dots per inch.
const SCALE: usize = 16;
/// Modules of white around a code (ISO/IEC 18004).
const QUIET: usize = 4;

/// The flyer as a page of A4.
///
/// # Errors
/// [`DocumentError`] when the link does not fit into a code, or the page cannot be drawn.
pub fn render_flyer(facts: &FlyerFacts) -> Result<Vec<u8>, DocumentError> {
    let fonts = Fonts::load()?;
    let flow = lay_out(&fonts, facts)?;
    let meta = Meta {
        title: facts.title.clone(),
        author: facts.tenant.clone(),
        subject: facts.code.clone(),
        created_at: facts.created_at,
    };
    write_pdf(&fonts, &flow.sheets, &meta)
}

fn lay_out<'f>(fonts: &'f Fonts, facts: &FlyerFacts) -> Result<Flow<'f>, DocumentError> {
    let mut flow = Flow::new(fonts, PAGE, 50.0);
    flow.centred(Style::semi_bold(26.0), &facts.title);
    flow.down(4.0);
    flow.centred(Style::regular(14.0), &facts.text);
    flow.down(10.0);
    let (left, top) = ((flow.frame.width - CODE) / 2.0, flow.y);
    draw_qr(flow.sheet(), (left, top, CODE), &facts.link, "the link of the code")?;
    flow.down(CODE + 16.0);
    flow.centred(Style::regular(12.0), &facts.link);
    flow.down(4.0);
    let code = format!("{}: {}", facts.code_label, facts.code);
    flow.centred(Style::semi_bold(16.0), &code);
    flow.down(8.0);
    flow.centred(Style::muted(11.0), &facts.tenant);
    Ok(flow)
}

/// The bare code of a link as an image (PNG), with its quiet zone.
///
/// # Errors
/// [`DocumentError::Qr`] when the link does not fit into a code.
pub fn render_qr_png(link: &str) -> Result<Vec<u8>, DocumentError> {
    let too_long = |_| DocumentError::Qr("the link of the code");
    let code = QRBuilder::new(link).ecl(ECL::M).build().map_err(too_long)?;
    let edge = (code.size + 2 * QUIET) * SCALE;
    let module = |pixel: usize| (pixel / SCALE).checked_sub(QUIET).filter(|at| *at < code.size);
    let is_dark = |x: usize, y: usize| match (module(x), module(y)) {
        (Some(column), Some(row)) => code[row][column].value(),
        _ => false,
    };
    write_png(edge, is_dark)
}

/// A square image, one bit a pixel, black where `is_dark` says so.
fn write_png(
    edge: usize,
    is_dark: impl Fn(usize, usize) -> bool,
) -> Result<Vec<u8>, DocumentError> {
    let mut rows = Vec::with_capacity(edge * edge.div_ceil(8));
    for y in 0..edge {
        for start in (0..edge).step_by(8) {
            let bit = |place: usize| start + place >= edge || !is_dark(start + place, y);
            rows.push((0..8).fold(0_u8, |byte, place| (byte << 1) | u8::from(bit(place))));
        }
    }
    let side = u32::try_from(edge).map_err(|_| DocumentError::Qr("the link of the code"))?;
    let unwritten = |error: png::EncodingError| DocumentError::Image(error.to_string());
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, side, side);
    encoder.set_color(png::ColorType::Grayscale);
    encoder.set_depth(png::BitDepth::One);
    let mut writer = encoder.write_header().map_err(unwritten)?;
    writer.write_image_data(&rows).map_err(unwritten)?;
    writer.finish().map_err(unwritten)?;
    Ok(file)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layout::Draw;

    fn facts() -> FlyerFacts {
        FlyerFacts {
            tenant: "Praxis Birkenhain".to_owned(),
            title: "Mehr Lebensenergie".to_owned(),
            text: "Scannen Sie den Code mit der Kamera Ihres Telefons.".to_owned(),
            code_label: "Empfehlungscode".to_owned(),
            code: "BIRKENHAINX".to_owned(),
            link: "https://mojo.example/r/BIRKENHAINX".to_owned(),
            created_at: "2026-11-20T10:00:00Z".parse().unwrap(),
        }
    }

    #[test]
    fn the_page_bears_code_link_and_name_and_is_the_same_each_time() {
        let fonts = Fonts::load().unwrap();
        let flow = lay_out(&fonts, &facts()).unwrap();
        assert_eq!(flow.sheets.len(), 1);
        let text = |part: &str| {
            let found =
                |draw: &Draw| matches!(draw, Draw::Text { text, .. } if text.contains(part));
            flow.sheets[0].draws.iter().any(found)
        };
        for part in ["Praxis Birkenhain", "Empfehlungscode: BIRKENHAINX", "mojo.example/r/"] {
            assert!(text(part), "{part}");
        }
        let is_fill = |draw: &&Draw| matches!(draw, Draw::Fill { .. });
        assert!(flow.sheets[0].draws.iter().filter(is_fill).count() > 100);
        let pdf = render_flyer(&facts()).unwrap();
        assert!(pdf.starts_with(b"%PDF"));
        assert_eq!(pdf, render_flyer(&facts()).unwrap());
    }

    #[test]
    fn every_line_stands_in_the_middle_of_the_page_as_the_code_does() {
        let fonts = Fonts::load().unwrap();
        let flow = lay_out(&fonts, &facts()).unwrap();
        let mut lines = 0;
        for draw in &flow.sheets[0].draws {
            let Draw::Text { x, style, text, .. } = draw else { continue };
            let middle = x + fonts.width(text, *style) / 2.0;
            assert!((middle - flow.frame.width / 2.0).abs() < 0.01, "{text}: {middle}");
            lines += 1;
        }
        assert!(lines >= 5, "{lines}");
    }

    #[test]
    fn the_image_is_white_at_its_edge_and_dark_in_the_corner_of_the_code() {
        let png = render_qr_png(&facts().link).unwrap();
        assert!(png.starts_with(b"\x89PNG\r\n\x1a\n"));
        assert_eq!(png, render_qr_png(&facts().link).unwrap());
        let edge =
            usize::try_from(u32::from_be_bytes([png[16], png[17], png[18], png[19]])).unwrap();
        assert_eq!(edge % SCALE, 0);
        let modules = edge / SCALE - 2 * QUIET;
        assert!(
            modules >= 21 && (modules - 17).is_multiple_of(4),
            "a size of the standard: {modules}"
        );
        assert!(render_qr_png(&"x".repeat(4000)).is_err());
        let mut reader = png::Decoder::new(std::io::Cursor::new(&png)).read_info().unwrap();
        let mut rows = vec![0; reader.output_buffer_size().unwrap()];
        let row = reader.next_frame(&mut rows).unwrap().line_size;
        let is_dark = |x: usize, y: usize| rows[y * row + x / 8] & (0x80 >> (x % 8)) == 0;
        assert!((0..edge).all(|at| !is_dark(at, 0) && !is_dark(0, at)), "a quiet zone");
        let corner = QUIET * SCALE;
        assert!(is_dark(corner, corner) && is_dark(corner + 7 * SCALE - 1, corner));
        assert!(!is_dark(corner + SCALE, corner + SCALE), "the ring of the finder pattern");
    }
}
