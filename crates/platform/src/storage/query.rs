//! Every query text, by name, so that a test can prepare each on each database.

/// A query: one text for both dialects.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Query {
    pub(crate) name: &'static str,
    pub(crate) sql: &'static str,
    /// Only where the dialects really differ.
    pub(crate) postgres: Option<&'static str>,
}

/// Many rows at once: `INSERT INTO table (columns) VALUES (...), (...) tail`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct InsertMany {
    pub(crate) table: &'static str,
    pub(crate) columns: &'static [&'static str],
    /// What follows the rows, as `ON CONFLICT DO NOTHING`.
    pub(crate) tail: &'static str,
}

impl InsertMany {
    /// The text for `rows` rows.
    pub(crate) fn sql(&self, rows: usize) -> String {
        let width = self.columns.len();
        let mut sql = format!("INSERT INTO {} ({}) VALUES ", self.table, self.columns.join(", "));
        for row in 0..rows {
            let places: Vec<String> =
                (1..=width).map(|place| format!("${}", row * width + place)).collect();
            let comma = if row == 0 { "" } else { ", " };
            sql.push_str(&format!("{comma}({})", places.join(", ")));
        }
        if !self.tail.is_empty() {
            sql.push(' ');
            sql.push_str(self.tail);
        }
        sql
    }

    /// How many rows fit into one statement: both databases take at least 32,766 parameters.
    pub(crate) fn chunk(&self) -> usize {
        (30_000 / self.columns.len()).min(1000)
    }
}

/// Declares the queries of a module and lists them in `ALL`.
macro_rules! queries {
    ($($name:ident = $sql:expr $(; postgres = $postgres:expr)?),* $(,)?) => {
        $(const $name: $crate::storage::Query = $crate::storage::Query {
            name: stringify!($name),
            sql: $sql,
            postgres: $crate::storage::query::queries!(@postgres $($postgres)?),
        };)*
        /// Every query of this module, for the test that prepares them.
        #[cfg(test)]
        pub(super) const ALL: &[$crate::storage::Query] = &[$($name),*];
    };
    (@postgres) => { None };
    (@postgres $postgres:expr) => { Some($postgres) };
}
pub(crate) use queries;
