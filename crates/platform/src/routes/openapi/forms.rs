//! How texts look whose type does not say it: amounts, countries, percentages.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde_json::json;

macro_rules! forms {
    ($($(#[$doc:meta])* $name:ident $pattern:literal;)*) => {$(
        $(#[$doc])*
        pub(in crate::routes) struct $name;

        impl JsonSchema for $name {
            fn inline_schema() -> bool {
                true
            }

            fn schema_name() -> Cow<'static, str> {
                stringify!($name).into()
            }

            fn schema_id() -> Cow<'static, str> {
                concat!(module_path!(), "::", stringify!($name)).into()
            }

            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                let mut schema = Schema::default();
                schema.insert("type".to_owned(), json!("string"));
                schema.insert("pattern".to_owned(), json!($pattern));
                schema
            }
        }
    )*};
}

forms! {
    /// Money with two decimals, as `1234.50`.
    Amount r"^-?[0-9]{1,17}\.[0-9]{2}$";
    /// A country, ISO 3166-1: two capital letters.
    Country "^[A-Z]{2}$";
    /// A percentage, as `30` or `12.5`.
    Percent r"^[0-9]{1,10}(\.[0-9]{1,10})?$";
}
