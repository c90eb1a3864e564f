//! What every route shares: errors, bodies, limits, metrics.

mod body;
mod error;
mod extract;
mod limit;
mod metrics;
mod repeat_key;

pub(crate) use body::{ZstdJson, reply};
pub(crate) use error::ApiError;
pub(crate) use extract::{FormBody, JsonBody, MaybeJson, PathOf, QueryOf};
pub use limit::{Bucket, Limits};
pub(crate) use limit::{MAX_BODY_BYTES, RateLimiter};
pub(crate) use metrics::Metrics;
pub(crate) use repeat_key::RepeatKey;
