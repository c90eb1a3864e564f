//! A sheet of paper and what is drawn on it.

use super::{Face, Fonts};

/// A colour of the documents: black, greys, and one red for what is not valid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ink {
    /// What is read.
    Text,
    /// Labels and asides.
    Muted,
    /// Rules between rows.
    Rule,
    /// A mark behind the text.
    Faint,
    /// Storno, training, draft.
    Alert,
}

/// How a text looks.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Style {
    pub(crate) face: Face,
    /// In points.
    pub(crate) size: f32,
    pub(crate) ink: Ink,
}

/// A draw command; `y` of a text is its baseline.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Draw {
    /// A line of text; `angle` in degrees, counter-clockwise.
    Text { x: f32, y: f32, style: Style, text: String, angle: f32 },
    /// A straight rule.
    Rule { x1: f32, y1: f32, x2: f32, y2: f32, width_pt: f32, ink: Ink },
    /// A filled box.
    Fill { x: f32, y: f32, width: f32, height: f32, ink: Ink },
}

/// A sheet of paper.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Sheet {
    pub(crate) width: f32,
    pub(crate) height: f32,
    pub(crate) draws: Vec<Draw>,
}

impl Ink {
    /// Red, green, blue.
    pub(crate) fn rgb(self) -> [u8; 3] {
        match self {
            Self::Text => [20, 24, 31],
            Self::Muted => [91, 100, 114],
            Self::Rule => [201, 206, 214],
            Self::Faint => [236, 238, 242],
            Self::Alert => [166, 28, 40],
        }
    }
}

impl Style {
    pub(crate) const fn regular(size: f32) -> Self {
        Self { face: Face::Regular, size, ink: Ink::Text }
    }

    pub(crate) const fn semi_bold(size: f32) -> Self {
        Self { face: Face::SemiBold, size, ink: Ink::Text }
    }

    pub(crate) const fn muted(size: f32) -> Self {
        Self { face: Face::Regular, size, ink: Ink::Muted }
    }

    pub(crate) const fn with_ink(self, ink: Ink) -> Self {
        Self { ink, ..self }
    }

    /// From baseline to baseline, in millimetres.
    pub(crate) fn leading(self) -> f32 {
        self.size * super::MM_PER_PT * 1.38
    }

    /// The height of capitals, in millimetres.
    pub(crate) fn cap_height(self) -> f32 {
        self.size * super::MM_PER_PT * 0.728
    }
}

impl Sheet {
    pub(crate) fn new(width: f32, height: f32) -> Self {
        Self { width, height, draws: Vec::new() }
    }

    pub(crate) fn text(&mut self, x: f32, y: f32, style: Style, text: &str) {
        if !text.is_empty() {
            self.draws.push(Draw::Text { x, y, style, text: text.to_owned(), angle: 0.0 });
        }
    }

    pub(crate) fn text_right(
        &mut self,
        fonts: &Fonts,
        right: f32,
        y: f32,
        style: Style,
        text: &str,
    ) {
        self.text(right - fonts.width(text, style), y, style, text);
    }

    pub(crate) fn text_centred(&mut self, fonts: &Fonts, x: f32, y: f32, style: Style, text: &str) {
        self.text(x - fonts.width(text, style) / 2.0, y, style, text);
    }

    pub(crate) fn rule(&mut self, x1: f32, x2: f32, y: f32, width_pt: f32, ink: Ink) {
        self.draws.push(Draw::Rule { x1, y1: y, x2, y2: y, width_pt, ink });
    }

    /// A mark across the page, behind what follows.
    pub(crate) fn watermark(&mut self, fonts: &Fonts, text: &str) {
        let style = Style::semi_bold(self.width * 0.45).with_ink(Ink::Faint);
        let half = fonts.width(text, style) / 2.0;
        let (sin, cos) = 45_f32.to_radians().sin_cos();
        let sink = style.cap_height() / 2.0;
        let x = self.width / 2.0 - half * cos + sink * sin;
        let y = self.height / 2.0 + half * sin + sink * cos;
        let mark = Draw::Text { x, y, style, text: text.to_owned(), angle: 45.0 };
        self.draws.insert(0, mark);
    }
}
