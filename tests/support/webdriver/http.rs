//! The driver's protocol: JSON over HTTP on loopback.

use std::time::Duration;

use serde_json::{Value, json};

pub(super) struct Client {
    base: String,
    agent: ureq::Agent,
}

impl Client {
    pub(super) fn new(port: u16) -> Self {
        let agent = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .timeout_global(Some(Duration::from_secs(60)))
            .build()
            .into();
        Self { base: format!("http://127.0.0.1:{port}"), agent }
    }

    /// The answer's `value`, or the driver's own words about what is wrong.
    pub(super) fn ask(
        &self,
        method: &str,
        path: &str,
        body: Option<Value>,
    ) -> Result<Value, String> {
        let url = format!("{}{path}", self.base);
        let answer = match method {
            "GET" => self.agent.get(&url).call(),
            "DELETE" => self.agent.delete(&url).call(),
            _ => self.agent.post(&url).send_json(body.unwrap_or_else(|| json!({}))),
        };
        let mut answer = answer.map_err(|error| error.to_string())?;
        let is_good = answer.status().is_success();
        // A picture of the window is larger than the usual limit of an answer.
        let body = answer.body_mut().with_config().limit(64 * 1024 * 1024).read_json::<Value>();
        let value = body.map_err(|error| error.to_string())?["value"].take();
        if is_good { Ok(value) } else { Err(value.to_string()) }
    }
}
