//! @NAME@: counts how often somebody looked at a message.
//!
//!   POST /looks/EMAIL   one more, and how many that makes
//!   GET  /looks/EMAIL   how many

mod json;
mod mailflow;

use json::Json;
use mailflow::{Asked, Failure, Host, Plugin, INVALID, NOT_FOUND};

struct @TYPE@ {
    host: Host,
}

export!(@TYPE@);

impl Plugin for @TYPE@ {
    const ANSWERS: &'static [&'static str] = &["route/1"];

    fn start(host: Host) -> Result<Self, Failure> {
        host.log(1, "@ID@ is here");
        Ok(@TYPE@ { host })
    }

    fn handle(&mut self, asked: Asked) {
        let head = match Json::parse(asked.arg(0)) {
            Some(head) => head,
            None => return asked.end(Err(Failure::new(INVALID, "a head that is not JSON"))),
        };
        let user = match head.get("user").text() {
            Some(user) => user,
            None => return refuse(asked, 401, "sign in first"),
        };
        let email = head.get("path").text().and_then(|path| path.strip_prefix("/looks/")).unwrap_or("");
        let adds = match head.get("method").text() {
            Some("POST") => 1,
            Some("GET") => 0,
            _ => return refuse(asked, 404, "there is no such page"),
        };
        if email.is_empty() || email.len() > 64 {
            return refuse(asked, 404, "there is no such page");
        }
        let (host, scope, key) = (self.host, format!("user:{}", user), format!("looks/{}", email));
        // Nothing waits here: the closure is called when the value has come, on a later turn.
        host.call("kv.get/1", &[scope.clone().as_bytes(), key.clone().as_bytes()], move |value| {
            let before: i64 = match &value {
                Ok(bytes) => String::from_utf8_lossy(bytes).parse().unwrap_or(0),
                Err(failure) if failure.0 == NOT_FOUND => 0,
                Err(_) => return refuse(asked, 503, "try again later"),
            };
            let looks = before.saturating_add(adds);
            let page = format!("{{\"looks\":{}}}", looks);
            if adds == 0 {
                return asked.page(200, "application/json", &page);
            }
            host.call("kv.put/1", &[scope.as_bytes(), key.as_bytes(), looks.to_string().as_bytes()], move |kept| match kept {
                Ok(_) => asked.page(200, "application/json", &page),
                Err(_) => refuse(asked, 503, "try again later"),
            });
        });
    }
}

fn refuse(asked: Asked, status: u16, why: &str) {
    asked.page(status, "application/json", &Json::Object(vec![("error".into(), why.into())]).to_string());
}
