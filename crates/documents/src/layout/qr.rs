//! QR codes as vector boxes.

use fast_qr::{ECL, QRBuilder};

use super::{Draw, Ink, Sheet};
use crate::DocumentError;

/// Draws `payload` as a square of `size` millimetres, without its quiet zone: leave four modules
/// of white around it. Level M (15 % may be unreadable) is what EPC069-12 and DSFinV-K ask for.
pub(crate) fn draw_qr(
    sheet: &mut Sheet,
    (x, y, size): (f32, f32, f32),
    payload: &str,
    what: &'static str,
) -> Result<(), DocumentError> {
    let code = QRBuilder::new(payload).ecl(ECL::M).build().map_err(|_| DocumentError::Qr(what))?;
    let module = size / code.size as f32;
    for row in 0..code.size {
        let mut column = 0;
        while column < code.size {
            let run = (column..code.size).take_while(|at| code[row][*at].value()).count();
            if run > 0 {
                sheet.draws.push(Draw::Fill {
                    x: x + column as f32 * module,
                    y: y + row as f32 * module,
                    width: run as f32 * module,
                    height: module,
                    ink: Ink::Text,
                });
            }
            column += run + 1;
        }
    }
    Ok(())
}
