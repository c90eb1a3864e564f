//! A month by region, partner and customer.

use mojo_desk::views::BreakdownView;
use serde_json::{Value, json};

use crate::output::{Output, amount};

/// Prints the groups that the role reads, of the statement in `currency`.
pub(super) fn answer(view: &BreakdownView, currency: &str, out: Output) {
    let mut lines = vec![format!("{} {currency}", view.month)];
    let mut groups = serde_json::Map::new();
    for group in &view.groups {
        lines.push(format!("by {}", group.by));
        lines.extend(group.rows.iter().map(|row| {
            let label = if row.label.is_empty() { "nobody" } else { row.label.as_str() };
            format!("  {label:<10}  {:>5}  {:>12}", row.entries, amount(&row.amount))
        }));
        let rows: Vec<Value> = group
            .rows
            .iter()
            .map(|row| {
                json!({
                    "label": row.label, "entries": row.entries, "net": amount(&row.net),
                    "amount": amount(&row.amount),
                })
            })
            .collect();
        groups.insert(group.by.clone(), json!(rows));
    }
    out.answer(&json!({"month": view.month, "currency": currency, "by": groups}), lines);
}
