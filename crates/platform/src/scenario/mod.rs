//! Commission scenarios: a whole little world in one JSON file, played through the same rules
//! that the platform uses (`mojo-platform calculate FILE`).
//!
//! It is how support explains a disputed commission, how a distributor tries a what-if, and how
//! the rules are tested. No database, no clock, no network: the same text gives the same bytes.
//! Reading is strict: what the format does not know is refused, and the error names the place.

mod events;
mod format;
mod json;
mod output;
mod place;
mod play;
mod read;
mod world;

#[cfg(test)]
mod tests;

pub use place::FormatError;

/// Plays one scenario and gives the result as JSON text that ends with a line break.
///
/// # Errors
/// [`FormatError`] for a text that breaks the format; its `Display` is one line.
pub fn calculate(json: &str) -> Result<String, FormatError> {
    let scenario = format::parse(json)?;
    let played = play::play(scenario)?;
    Ok(output::to_json(&played))
}
