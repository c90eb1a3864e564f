//! How values look that travel, as JSON schemas (feature `schema`).

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator};

use crate::vat::VatClass;
use crate::{
    ActorId, CommissionDisputeId, CommissionEntryId, Currency, DeviceId, DisputeMessageId, Hlc,
    Month, OrderId, ProductId, TenantId, UserId,
};

/// A text of which a schema says one thing more.
fn text(key: &str, value: &str) -> Schema {
    let mut schema = Schema::default();
    schema.insert("type".to_owned(), "string".into());
    schema.insert(key.to_owned(), value.into());
    schema
}

macro_rules! schemas {
    ($($type:ident: $schema:expr;)*) => {$(
        impl JsonSchema for $type {
            fn inline_schema() -> bool {
                true
            }

            fn schema_name() -> Cow<'static, str> {
                stringify!($type).into()
            }

            fn schema_id() -> Cow<'static, str> {
                concat!("mojo_domain::", stringify!($type)).into()
            }

            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                $schema
            }
        }
    )*};
}

schemas! {
    ActorId: text("format", "uuid");
    CommissionDisputeId: text("format", "uuid");
    CommissionEntryId: text("format", "uuid");
    DeviceId: text("format", "uuid");
    DisputeMessageId: text("format", "uuid");
    OrderId: text("format", "uuid");
    ProductId: text("format", "uuid");
    TenantId: text("format", "uuid");
    UserId: text("format", "uuid");
    Currency: text("pattern", "^[A-Z]{3}$");
    Month: text("pattern", "^[0-9]{4}-(0[1-9]|1[0-2])$");
    Hlc: whole_number();
    VatClass: vat_class();
}

/// 64 bits with a sign.
fn whole_number() -> Schema {
    let mut schema = Schema::default();
    schema.insert("type".to_owned(), "integer".into());
    schema.insert("format".to_owned(), "int64".into());
    schema
}

fn vat_class() -> Schema {
    let mut schema = Schema::default();
    schema.insert("type".to_owned(), "string".into());
    let names: Vec<&str> = VatClass::ALL.iter().map(|class| class.name()).collect();
    schema.insert("enum".to_owned(), names.into());
    schema
}
