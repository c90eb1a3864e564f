//! Tables: columns as wide as their content, one takes the rest; the head is repeated on every
//! page, the last row never stands apart from what follows it, and what was added up so far may be
//! carried over a page break.

use super::{Flow, Ink, Style, wrap};

/// Where a cell's text stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Align {
    Left,
    Right,
}

/// A column.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Column {
    pub(crate) head: &'static str,
    pub(crate) align: Align,
    /// At least this wide, in millimetres.
    pub(crate) least: f32,
    /// At most this wide; wider text wraps. The one column with infinity takes the rest.
    pub(crate) most: f32,
}

/// A cell: a text and a quiet second one under it.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Cell {
    pub(crate) text: String,
    pub(crate) note: String,
}

/// A row.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Row {
    pub(crate) cells: Vec<Cell>,
    /// A sum: semi-bold, without a rule under it.
    pub(crate) is_sum: bool,
}

/// A table.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Table {
    pub(crate) columns: Vec<Column>,
    pub(crate) rows: Vec<Row>,
    /// The size of the text in points.
    pub(crate) size: f32,
    /// Between the rule and the text, above and below.
    pub(crate) padding: f32,
    /// What must fit on the page under the last row.
    pub(crate) keep_after: f32,
}

const GAP: f32 = 4.0;

impl Column {
    pub(crate) const fn left(head: &'static str) -> Self {
        Self { head, align: Align::Left, least: 0.0, most: 45.0 }
    }

    pub(crate) const fn right(head: &'static str) -> Self {
        Self { head, align: Align::Right, least: 0.0, most: 60.0 }
    }

    /// The column that takes what the others leave.
    pub(crate) const fn rest(head: &'static str) -> Self {
        Self { head, align: Align::Left, least: 25.0, most: f32::INFINITY }
    }

    pub(crate) const fn at_most(self, most: f32) -> Self {
        Self { most, ..self }
    }
}

impl Row {
    pub(crate) fn of<const N: usize>(texts: [String; N]) -> Self {
        let cell = |text| Cell { text, note: String::new() };
        Self { cells: texts.into_iter().map(cell).collect(), is_sum: false }
    }

    pub(crate) fn sum<const N: usize>(texts: [String; N]) -> Self {
        Self { is_sum: true, ..Self::of(texts) }
    }
}

/// What is carried over where the page ends before the row of an index.
pub(crate) type Carried<'a> = &'a dyn Fn(usize) -> Row;

/// A line of a cell, ready to be drawn.
struct CellLine {
    column: usize,
    /// Which line of the row.
    index: usize,
    style: Style,
    text: String,
}

impl Table {
    /// Draws the table and leaves the place under it.
    pub(crate) fn draw(&self, flow: &mut Flow<'_>) {
        self.draw_with(flow, None);
    }

    /// The same; at a page break what is carried over stands under the last row and under the head.
    pub(crate) fn draw_carrying(&self, flow: &mut Flow<'_>, carried: Carried<'_>) {
        self.draw_with(flow, Some(carried));
    }

    fn draw_with(&self, flow: &mut Flow<'_>, carried: Option<Carried<'_>>) {
        let whole = carried.map(|carried| carried(self.rows.len()));
        let edges = self.edges(flow, whole.as_ref());
        let Some(last) = self.rows.len().checked_sub(1) else {
            return;
        };
        flow.ensure(self.head_height() + self.body_style().leading() + 2.0 * self.padding);
        self.draw_head(flow, &edges);
        for (index, row) in self.rows.iter().enumerate() {
            let carry = if carried.is_some() { self.row_height(1) } else { 0.0 };
            let keep = if index == last { self.keep_after } else { carry };
            let over = carried.filter(|_| index > 0).map(|carried| carried(index));
            self.draw_row(flow, &edges, row, keep, over.as_ref());
        }
    }

    fn body_style(&self) -> Style {
        Style::regular(self.size)
    }

    fn head_style(&self) -> Style {
        Style::muted(self.size - 1.5)
    }

    fn head_height(&self) -> f32 {
        self.head_style().leading() + 2.0 * self.padding
    }

    /// How much a row of so many lines takes.
    fn row_height(&self, lines: usize) -> f32 {
        self.body_style().leading() * lines as f32 + self.padding
    }

    /// Left and right edge of each column; `whole` is what is carried in the end.
    fn edges(&self, flow: &Flow<'_>, whole: Option<&Row>) -> Vec<(f32, f32)> {
        let fonts = flow.fonts;
        let mut widths: Vec<f32> = Vec::with_capacity(self.columns.len());
        for (index, column) in self.columns.iter().enumerate() {
            let mut width = fonts.width(column.head, self.head_style()).max(column.least);
            for row in self.rows.iter().chain(whole) {
                if let Some(cell) = row.cells.get(index) {
                    width = width.max(fonts.width(&cell.text, row.style(self.size)));
                }
            }
            widths.push(width.min(column.most));
        }
        let room = flow.frame.right - flow.frame.left;
        let gaps = GAP * (self.columns.len().saturating_sub(1)) as f32;
        let is_rest = |column: &Column| column.most.is_infinite();
        let taken: f32 =
            self.columns.iter().zip(&widths).filter(|(c, _)| !is_rest(c)).map(|(_, w)| w).sum();
        let mut x = flow.frame.left;
        let mut edges = Vec::with_capacity(widths.len());
        for (column, width) in self.columns.iter().zip(widths) {
            let width =
                if is_rest(column) { (room - gaps - taken).max(column.least) } else { width };
            edges.push((x, x + width));
            x += width + GAP;
        }
        edges
    }

    fn draw_head(&self, flow: &mut Flow<'_>, edges: &[(f32, f32)]) {
        let style = self.head_style();
        let (fonts, y) = (flow.fonts, flow.y);
        let sheet = flow.sheet();
        for (column, edge) in self.columns.iter().zip(edges) {
            match column.align {
                Align::Left => sheet.text(edge.0, y, style, column.head),
                Align::Right => sheet.text_right(fonts, edge.1, y, style, column.head),
            }
        }
        self.close_row(flow, y, 0.75, Ink::Muted);
    }

    /// The rule under a row whose last baseline is `y`, and the next row's first baseline.
    fn close_row(&self, flow: &mut Flow<'_>, y: f32, width_pt: f32, ink: Ink) {
        let (left, right) = (flow.frame.left, flow.frame.right);
        let rule = y + self.padding + 0.4;
        flow.sheet().rule(left, right, rule, width_pt, ink);
        flow.y = rule + self.padding + self.body_style().cap_height() + 0.4;
    }

    /// Draws a row, on a new page where it does not fit: `over` is what is carried there.
    fn draw_row(
        &self,
        flow: &mut Flow<'_>,
        edges: &[(f32, f32)],
        row: &Row,
        keep: f32,
        over: Option<&Row>,
    ) {
        let lines = self.lines(flow, edges, row);
        let height = self.row_height(count_of(&lines));
        let is_at_end = flow.y + height + keep > flow.frame.bottom;
        if height <= flow.page_room() - self.head_height() && is_at_end {
            // There is room for it: the row before left that much.
            let over = over.map(|over| (over, self.lines(flow, edges, over)));
            if let Some((over, lines)) = &over {
                self.put_row(flow, edges, over, lines);
            }
            flow.ensure(height + keep);
            self.draw_head(flow, edges);
            if let Some((over, lines)) = &over {
                self.put_row(flow, edges, over, lines);
            }
        }
        self.put_row(flow, edges, row, &lines);
    }

    /// Draws a row where the flow is.
    fn put_row(&self, flow: &mut Flow<'_>, edges: &[(f32, f32)], row: &Row, lines: &[CellLine]) {
        let leading = self.body_style().leading();
        for index in 0..count_of(lines) {
            // Only a row taller than a page comes to its end here.
            if flow.ensure(0.0) {
                self.draw_head(flow, edges);
            }
            let (fonts, y) = (flow.fonts, flow.y);
            for line in lines.iter().filter(|line| line.index == index) {
                let ((left, right), sheet) = (edges[line.column], flow.sheet());
                match self.columns[line.column].align {
                    Align::Left => sheet.text(left, y, line.style, &line.text),
                    Align::Right => sheet.text_right(fonts, right, y, line.style, &line.text),
                }
            }
            flow.down(leading);
        }
        let y = flow.y - leading;
        if row.is_sum {
            flow.y = y + 0.8 * self.padding + leading;
        } else {
            self.close_row(flow, y, 0.4, Ink::Rule);
        }
    }

    fn lines(&self, flow: &Flow<'_>, edges: &[(f32, f32)], row: &Row) -> Vec<CellLine> {
        let mut lines = Vec::new();
        for (column, (cell, edge)) in row.cells.iter().zip(edges).enumerate() {
            // A hair wider than measured, so that a fitting text does not wrap by rounding.
            let width = edge.1 - edge.0 + 0.05;
            let style = row.style(self.size);
            let texts = wrap(flow.fonts, &cell.text, style, width);
            let note_style = Style::muted(self.size - 1.0);
            let notes = match cell.note.as_str() {
                "" => Vec::new(),
                note => wrap(flow.fonts, note, note_style, width),
            };
            let styled = texts
                .into_iter()
                .map(|text| (style, text))
                .chain(notes.into_iter().map(|text| (note_style, text)));
            for (index, (style, text)) in styled.enumerate() {
                lines.push(CellLine { column, index, style, text });
            }
        }
        lines
    }
}

/// How many lines a row has.
fn count_of(lines: &[CellLine]) -> usize {
    lines.iter().map(|line| line.index + 1).max().unwrap_or(1)
}

impl Row {
    fn style(&self, size: f32) -> Style {
        if self.is_sum { Style::semi_bold(size) } else { Style::regular(size) }
    }
}
