//! Text that flows down the page and goes on, on the next one.

use super::{Fonts, Ink, Sheet, Style, wrap};

/// The paper and where text may stand on it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Frame {
    pub(crate) width: f32,
    pub(crate) height: f32,
    pub(crate) left: f32,
    pub(crate) right: f32,
    /// The first baseline on pages after the first.
    pub(crate) continued_top: f32,
    /// Below this nothing flows.
    pub(crate) bottom: f32,
}

/// Sheets and the place reached on the last one.
pub(crate) struct Flow<'f> {
    pub(crate) fonts: &'f Fonts,
    pub(crate) frame: Frame,
    /// The next baseline.
    pub(crate) y: f32,
    pub(crate) sheets: Vec<Sheet>,
}

impl Frame {
    /// A4 upright, margins of DIN 5008.
    pub(crate) const A4: Self = Self {
        width: 210.0,
        height: 297.0,
        left: 25.0,
        right: 190.0,
        continued_top: 32.0,
        bottom: 266.0,
    };

    /// A4 lying.
    pub(crate) const A4_LANDSCAPE: Self = Self {
        width: 297.0,
        height: 210.0,
        left: 20.0,
        right: 277.0,
        continued_top: 28.0,
        bottom: 186.0,
    };

    /// A roll of 80 mm, of which 72 mm are printed; as long as it needs.
    pub(crate) const ROLL_80: Self = Self {
        width: 80.0,
        height: 0.0,
        left: 4.0,
        right: 76.0,
        continued_top: 0.0,
        bottom: f32::INFINITY,
    };
}

impl<'f> Flow<'f> {
    pub(crate) fn new(fonts: &'f Fonts, frame: Frame, y: f32) -> Self {
        Self { fonts, frame, y, sheets: vec![Sheet::new(frame.width, frame.height)] }
    }

    /// The last sheet.
    pub(crate) fn sheet(&mut self) -> &mut Sheet {
        if self.sheets.is_empty() {
            self.sheets.push(Sheet::new(self.frame.width, self.frame.height));
        }
        let last = self.sheets.len() - 1;
        &mut self.sheets[last]
    }

    /// Begins a new sheet when less than `height` is left; says whether it did.
    pub(crate) fn ensure(&mut self, height: f32) -> bool {
        if self.y + height <= self.frame.bottom {
            return false;
        }
        self.sheets.push(Sheet::new(self.frame.width, self.frame.height));
        self.y = self.frame.continued_top;
        true
    }

    /// Goes on upon a new sheet of other paper.
    pub(crate) fn turn_to(&mut self, frame: Frame) {
        self.frame = frame;
        self.sheets.push(Sheet::new(frame.width, frame.height));
        self.y = frame.continued_top;
    }

    pub(crate) fn down(&mut self, height: f32) {
        self.y += height;
    }

    /// How much a whole page holds.
    pub(crate) fn page_room(&self) -> f32 {
        self.frame.bottom - self.frame.continued_top
    }

    /// Wrapped text from `x` to `right`, line by line; none of them stands alone at the end of a page
    /// or at the head of the next one.
    pub(crate) fn paragraph(&mut self, x: f32, right: f32, style: Style, text: &str) {
        let lines = wrap(self.fonts, text, style, right - x);
        for (index, line) in lines.iter().enumerate() {
            let following = match lines.len() - index {
                3 if index == 0 => 2.0,
                1 => 0.0,
                left if index == 0 || left == 2 => 1.0,
                _ => 0.0,
            };
            self.ensure(following * style.leading());
            let y = self.y;
            self.sheet().text(x, y, style, line);
            self.down(style.leading());
        }
    }

    /// A label at the left and a value at the right edge of the same line.
    pub(crate) fn pair(&mut self, span: (f32, f32), style: Style, label: &str, value: &str) {
        self.ensure(0.0);
        let (fonts, y) = (self.fonts, self.y);
        self.sheet().text(span.0, y, style, label);
        self.sheet().text_right(fonts, span.1, y, style, value);
        self.down(style.leading());
    }

    /// A text in the middle of the frame, wrapped.
    pub(crate) fn centred(&mut self, style: Style, text: &str) {
        let Frame { left, right, .. } = self.frame;
        for line in wrap(self.fonts, text, style, right - left) {
            let (fonts, y) = (self.fonts, self.y);
            self.sheet().text_centred(fonts, (left + right) / 2.0, y, style, &line);
            self.down(style.leading());
        }
    }

    /// A rule across the frame, `above` after the last line and `below` before the next baseline.
    pub(crate) fn rule(&mut self, above: f32, below: f32) {
        let (Frame { left, right, .. }, y) = (self.frame, self.y - 3.0 + above);
        self.sheet().rule(left, right, y, 0.5, Ink::Rule);
        self.y = y + below;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How many lines of a paragraph of `lines` stand on each sheet, with room for `room` on the first.
    fn parted(lines: usize, room: usize) -> Vec<usize> {
        let fonts = Fonts::load().unwrap();
        let style = Style::regular(9.0);
        // The last one that fits may stand on the very border.
        let above = (0..room).map(|_| style.leading()).sum::<f32>() - style.leading() / 2.0;
        let mut flow = Flow::new(&fonts, Frame::A4, Frame::A4.bottom - above);
        flow.paragraph(25.0, 190.0, style, &vec!["Zeile"; lines].join("\n"));
        flow.sheets.iter().map(|sheet| sheet.draws.len()).collect()
    }

    #[test]
    fn no_line_of_a_paragraph_stands_alone() {
        assert_eq!(parted(3, 3), [3]);
        assert_eq!(parted(3, 2), [0, 3], "neither the third");
        assert_eq!(parted(6, 5), [4, 2], "nor the last");
        assert_eq!(parted(6, 1), [0, 6], "nor the first");
        assert_eq!(parted(6, 3), [3, 3]);
        assert_eq!((parted(1, 1), parted(2, 1)), (vec![1], vec![0, 2]));
    }
}
