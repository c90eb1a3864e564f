//! An administrator of the platform who is signed in at one of the servers.

use std::time::Duration;

use mojo_journeys::server::Server;
use serde_json::{Value, json};

/// A signed-in client.
pub(crate) struct Client {
    url: String,
    token: String,
    agent: ureq::Agent,
}

impl Client {
    /// Signs in.
    pub(crate) fn sign_in(server: &Server) -> Self {
        let agent = ureq::Agent::new_with_defaults();
        let user = server.user_of_role("platform_admin");
        let login = json!({ "user": user, "password": server.password_of(&user) });
        let url = format!("{}/api/v1/sessions", server.url);
        let mut answer = agent.post(&url).send_json(&login).expect("signed in");
        let answer: Value = answer.body_mut().read_json().expect("an answer");
        let token = answer["token"].as_str().expect("a token").to_owned();
        Self { url: server.url.clone(), token, agent }
    }

    fn bearer(&self) -> String {
        format!("Bearer {}", self.token)
    }

    /// Reads.
    pub(crate) fn get(&self, path: &str) -> Value {
        let request = self.agent.get(format!("{}{path}", self.url));
        let request = request.header("Authorization", self.bearer());
        request.call().expect("an answer").body_mut().read_json().expect("JSON")
    }

    /// Puts something that must be taken.
    pub(crate) fn put(&self, path: &str, body: &Value) {
        let request = self.agent.put(format!("{}{path}", self.url));
        let answer = request.header("Authorization", self.bearer()).send_json(body);
        drop(answer.unwrap_or_else(|error| panic!("PUT {path} {body}: {error}")));
    }

    /// Posts something until it is taken; gives back how often it was sent again.
    pub(crate) fn post(&self, path: &str, body: &Value) -> u64 {
        let mut again = 0;
        loop {
            let request = self.agent.post(format!("{}{path}", self.url));
            match request.header("Authorization", self.bearer()).send_json(body) {
                Ok(_) => return again,
                // The rate of a session, or a server that had no time.
                Err(ureq::Error::StatusCode(429 | 500..)) if again < 1_000 => {
                    std::thread::sleep(Duration::from_millis(100));
                    again += 1;
                }
                Err(error) => panic!("POST {path} was refused: {error}"),
            }
        }
    }
}
