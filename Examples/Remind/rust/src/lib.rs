//! Remind: brings a message back to a person's attention when its day has come.
//! Dedicated to the public domain (CC0-1.0).
//!
//! A reminder is a value of the plugin, scope "user:ID", key "remind/EMAIL", {"at": seconds since 1970}. Its day is also a key of the scope
//! "", "due/SECONDS/USER/EMAIL", so that the job finds what is due without knowing the users.

mod json;
mod mailflow;

use json::Json;
use mailflow::{Answer, Asked, Failure, Host, Plugin, INVALID, NOT_FOUND, TIMEOUT, UNAVAILABLE, UNSUPPORTED, CANCELLED};
use std::time::{SystemTime, UNIX_EPOCH};

struct Remind {
    host: Host,
}

export!(Remind);

impl Plugin for Remind {
    const ANSWERS: &'static [&'static str] = &["route/1", "hook/1", "action/1", "job/1"];

    fn start(host: Host) -> Result<Remind, Failure> {
        Ok(Remind { host })
    }

    fn handle(&mut self, asked: Asked) {
        match asked.verb {
            "route/1" => self.route(asked),
            "hook/1" if asked.text(0) == "mail.open" => self.banner(asked),
            "hook/1" => asked.end(Ok(b"")),
            "action/1" if asked.text(0) == "forget" => self.forget(asked),
            "job/1" if asked.text(0) == "due" => self.due(asked),
            _ => asked.end(Err(Failure::new(UNSUPPORTED, "not that"))),
        }
    }
}

/// One reminder of one person.
#[derive(Clone)]
struct Reminder {
    user: String,
    email: String,
}

impl Reminder {
    /// Ids of a server are short and plain; anything else is no reminder of ours.
    fn new(user: Option<&str>, email: Option<&str>) -> Option<Reminder> {
        let is_id = |id: &&str| !id.is_empty() && id.len() <= 64 && id.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b));
        Some(Reminder { user: user.filter(is_id)?.to_string(), email: email.filter(is_id)?.to_string() })
    }
    fn scope(&self) -> String {
        format!("user:{}", self.user)
    }
    fn key(&self) -> String {
        format!("remind/{}", self.email)
    }
    fn due(&self, at: i64) -> String {
        format!("due/{:012}/{}/{}", at, self.user, self.email)
    }
}

fn now() -> i64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |age| age.as_secs() as i64)
}

/// When a value that was kept says; None when it says nothing.
fn moment(answer: &Answer) -> Option<i64> {
    Json::parse(answer.as_ref().ok()?)?.get("at").whole()
}

fn days_of(settings: &Answer) -> i64 {
    let set = settings.as_ref().ok().and_then(|bytes| Json::parse(bytes)).and_then(|json| json.get("days").whole());
    set.filter(|days| (1..=365).contains(days)).unwrap_or(3)
}

/// 2026-03-02, of seconds since 1970.
fn day(at: i64) -> String {
    let days = at.div_euclid(86_400) + 719_468;
    let (era, day_of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_index = (5 * day_of_year + 2) / 153;
    let month = if month_index < 10 { month_index + 3 } else { month_index - 9 };
    let year = year_of_era + era * 400 + if month <= 2 { 1 } else { 0 };
    format!("{:04}-{:02}-{:02}", year, month, day_of_year - (153 * month_index + 2) / 5 + 1)
}

const JSON: &str = "application/json";

fn refuse(asked: Asked, status: u16, why: &str) {
    asked.page(status, JSON, &Json::Object(vec![("error".into(), why.into())]).to_string());
}

fn done(asked: Asked, answer: Answer, body: &str) {
    match answer {
        Ok(_) => asked.page(200, JSON, body),
        Err(_) => refuse(asked, 503, "that did not work just now"),
    }
}

impl Remind {
    fn route(&self, asked: Asked) {
        let host = self.host;
        let head = match Json::parse(asked.arg(0)) {
            Some(head) => head,
            None => return asked.end(Err(Failure::new(INVALID, "a head that is not JSON"))),
        };
        let (method, path) = (head.get("method").text().unwrap_or(""), head.get("path").text().unwrap_or(""));
        let someone = match Reminder::new(head.get("user").text(), Some("x")) {
            Some(someone) => someone,
            None => return refuse(asked, 401, "sign in first"),
        };
        match (method, path.strip_prefix("/reminders")) {
            ("GET", None) if path == "/days" => host.call("settings.get/1", &[someone.scope().as_bytes()], move |settings| {
                asked.page(200, JSON, &format!("{{\"days\":{}}}", days_of(&settings)));
            }),
            ("GET", Some("")) => host.call("kv.list/1", &[someone.scope().as_bytes(), b"remind/"], move |keys| match keys {
                Ok(keys) => asked.page(200, JSON, &String::from_utf8_lossy(&keys)),
                Err(_) => refuse(asked, 503, "the list could not be read"),
            }),
            ("POST", Some("")) => {
                let body = Json::parse(asked.arg(1)).unwrap_or(Json::Null);
                let reminder = match Reminder::new(Some(&someone.user), body.get("emailId").text()) {
                    Some(reminder) => reminder,
                    None => return refuse(asked, 400, "emailId is missing"),
                };
                match (body.get("days"), body.get("days").whole()) {
                    (Json::Null, _) => host.call("settings.get/1", &[reminder.scope().as_bytes()], move |settings| {
                        keep(host, asked, reminder, days_of(&settings));
                    }),
                    (_, Some(days)) if (1..=365).contains(&days) => keep(host, asked, reminder, days),
                    _ => refuse(asked, 400, "days is a whole number from 1 to 365"),
                }
            }
            ("DELETE", Some(rest)) if rest.starts_with('/') => match Reminder::new(Some(&someone.user), Some(&rest[1..])) {
                Some(it) => host.call("kv.delete/1", &[it.scope().as_bytes(), it.key().as_bytes()], move |answer| done(asked, answer, "{}")),
                None => refuse(asked, 400, "that is no id"),
            },
            _ => refuse(asked, 404, "there is no such page"),
        }
    }

    /// What a hook or an action is about.
    fn subject(asked: &Asked) -> Option<Reminder> {
        let facts = Json::parse(asked.arg(1))?;
        Reminder::new(facts.get("user").text(), facts.get("email").get("id").text())
    }

    fn banner(&self, asked: Asked) {
        let it = match Remind::subject(&asked) {
            Some(it) => it,
            None => return asked.end(Err(Failure::new(INVALID, "no user or email"))),
        };
        self.host.call("kv.get/1", &[it.scope().as_bytes(), it.key().as_bytes()], move |value| match moment(&value) {
            Some(at) => asked.end(Ok(format!(
                "{{\"actions\":[{{\"id\":\"forget\",\"slot\":\"message.banner\",\"label\":\"Forget the reminder\",\
                 \"detail\":\"You will be reminded on {}.\",\"state\":\"offer\"}}]}}",
                day(at)
            )
            .as_bytes())),
            None => asked.end(Ok(b"")),
        });
    }

    fn forget(&self, asked: Asked) {
        let it = match Remind::subject(&asked) {
            Some(it) => it,
            None => return asked.end(Err(Failure::new(INVALID, "no user or email"))),
        };
        self.host.call("kv.delete/1", &[it.scope().as_bytes(), it.key().as_bytes()], move |answer| match answer {
            Ok(_) => asked.end(Ok(br#"{"action":{"id":"forget","slot":"message.banner","label":"Forgotten","state":"done"},"message":"You will not be reminded of this message."}"#)),
            Err(failure) => asked.end(Err(failure)),
        });
    }

    /// The job: what is due is flagged, told, and forgotten.
    fn due(&self, asked: Asked) {
        let host = self.host;
        host.call("kv.list/1", &[b"", b"due/"], move |keys| {
            let keys = match keys {
                Ok(keys) => Json::parse(&keys).unwrap_or(Json::Null),
                Err(_) => return asked.end(Err(Failure::new(UNAVAILABLE, "what is due could not be read"))),
            };
            for key in keys.list().iter().filter_map(|key| key.text()) {
                let parts: Vec<&str> = key.split('/').collect();
                let at: i64 = match parts.get(1).and_then(|at| at.parse().ok()) {
                    Some(at) => at,
                    None => continue,
                };
                if at > now() {
                    break; // The keys are sorted, and so are their times.
                }
                if let Some(it) = Reminder::new(parts.get(2).copied(), parts.get(3).copied()) {
                    remind(host, it, at);
                }
            }
            asked.end(Ok(b""));
        });
    }
}

fn keep(host: Host, asked: Asked, it: Reminder, days: i64) {
    let at = now() + days * 86_400;
    host.call("kv.put/1", &[b"", it.due(at).as_bytes(), b""], |_| {});
    let value = format!("{{\"at\":{}}}", at);
    let body = format!("{{\"emailId\":\"{}\",\"at\":{}}}", it.email, at);
    host.call("kv.put/1", &[it.scope().as_bytes(), it.key().as_bytes(), value.as_bytes()], move |answer| done(asked, answer, &body));
}

/// It may have been forgotten since, or put off.
fn remind(host: Host, it: Reminder, at: i64) {
    host.call("kv.get/1", &[it.scope().as_bytes(), it.key().as_bytes()], move |value| {
        let forget_due = {
            let key = it.due(at);
            move || host.call("kv.delete/1", &[b"", key.as_bytes()], |_| {})
        };
        if moment(&value) != Some(at) {
            let is_known = value.is_ok() || matches!(&value, Err(failure) if failure.0 == NOT_FOUND);
            return if is_known { forget_due() };
        }
        host.call("ui.push/1", &[it.user.as_bytes(), format!("{{\"due\":\"{}\"}}", it.email).as_bytes()], |_| {});
        let request = format!(
            "{{\"using\":[\"urn:ietf:params:jmap:core\",\"urn:ietf:params:jmap:mail\"],\"methodCalls\":[[\"Email/set\",\
             {{\"accountId\":\"all\",\"update\":{{\"{}\":{{\"keywords/$flagged\":true}}}}}},\"0\"]]}}",
            it.email
        );
        let user = it.user.clone();
        host.call("mail.call/1", &[user.as_bytes(), request.as_bytes()], move |answer| {
            // A message that is gone cannot be flagged; only a server that is busy is asked again.
            if matches!(&answer, Err(failure) if [UNAVAILABLE, TIMEOUT, CANCELLED].contains(&failure.0)) {
                return;
            }
            forget_due();
            host.call("kv.delete/1", &[it.scope().as_bytes(), it.key().as_bytes()], |_| {});
        });
    });
}
