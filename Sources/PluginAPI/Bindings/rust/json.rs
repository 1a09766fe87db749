//! JSON in a hundred lines, for plugins that need no more. Dedicated to the public domain (CC0-1.0).
#![allow(dead_code)]

use std::fmt;

/// A value.
#[derive(Debug, Clone, PartialEq)]
pub enum Json {
    Null,
    Bool(bool),
    Number(f64),
    Text(String),
    List(Vec<Json>),
    Object(Vec<(String, Json)>),
}

impl Json {
    /// Reads JSON; None for anything else. Values nested deeper than 128 are refused.
    pub fn parse(bytes: &[u8]) -> Option<Json> {
        let mut reader = Reader { text: std::str::from_utf8(bytes).ok()?.as_bytes(), at: 0 };
        let value = reader.value(0)?;
        reader.space();
        if reader.at == reader.text.len() { Some(value) } else { None }
    }
    /// A member of an object; Null when there is none.
    pub fn get(&self, name: &str) -> &Json {
        match self {
            Json::Object(members) => members.iter().find(|member| member.0 == name).map_or(&Json::Null, |member| &member.1),
            _ => &Json::Null,
        }
    }
    /// The text of a string.
    pub fn text(&self) -> Option<&str> {
        if let Json::Text(text) = self { Some(text) } else { None }
    }
    /// A whole number.
    pub fn whole(&self) -> Option<i64> {
        match self {
            Json::Number(number) if number.fract() == 0.0 && number.abs() < 9e15 => Some(*number as i64),
            _ => None,
        }
    }
    /// The values of a list; none for anything else.
    pub fn list(&self) -> &[Json] {
        if let Json::List(list) = self { list } else { &[] }
    }
}

impl From<&str> for Json {
    fn from(text: &str) -> Json {
        Json::Text(text.to_string())
    }
}

impl fmt::Display for Json {
    fn fmt(&self, out: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Json::Null => out.write_str("null"),
            Json::Bool(value) => write!(out, "{}", value),
            Json::Number(value) => write!(out, "{}", value),
            Json::Text(text) => quote(text, out),
            Json::List(list) => {
                for (index, value) in list.iter().enumerate() {
                    write!(out, "{}{}", if index == 0 { "[" } else { "," }, value)?;
                }
                out.write_str(if list.is_empty() { "[]" } else { "]" })
            }
            Json::Object(members) => {
                out.write_str("{")?;
                for (index, (name, value)) in members.iter().enumerate() {
                    out.write_str(if index == 0 { "" } else { "," })?;
                    quote(name, out)?;
                    write!(out, ":{}", value)?;
                }
                out.write_str("}")
            }
        }
    }
}

fn quote(text: &str, out: &mut fmt::Formatter) -> fmt::Result {
    out.write_str("\"")?;
    for letter in text.chars() {
        match letter {
            '"' => out.write_str("\\\"")?,
            '\\' => out.write_str("\\\\")?,
            letter if (letter as u32) < 32 => write!(out, "\\u{:04x}", letter as u32)?,
            letter => write!(out, "{}", letter)?,
        }
    }
    out.write_str("\"")
}

struct Reader<'a> {
    text: &'a [u8],
    at: usize,
}

impl Reader<'_> {
    fn space(&mut self) {
        while matches!(self.text.get(self.at), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }
    fn take(&mut self, word: &str) -> Option<()> {
        self.space();
        if !self.text[self.at..].starts_with(word.as_bytes()) {
            return None;
        }
        self.at += word.len();
        Some(())
    }
    fn value(&mut self, depth: usize) -> Option<Json> {
        self.space();
        if depth > 128 {
            return None;
        }
        match self.text.get(self.at)? {
            b'n' => self.take("null").map(|_| Json::Null),
            b't' => self.take("true").map(|_| Json::Bool(true)),
            b'f' => self.take("false").map(|_| Json::Bool(false)),
            b'"' => self.string().map(Json::Text),
            b'[' => {
                let mut list = Vec::new();
                self.take("[")?;
                while self.take("]").is_none() {
                    if !list.is_empty() {
                        self.take(",")?;
                    }
                    list.push(self.value(depth + 1)?);
                }
                Some(Json::List(list))
            }
            b'{' => {
                let mut members = Vec::new();
                self.take("{")?;
                while self.take("}").is_none() {
                    if !members.is_empty() {
                        self.take(",")?;
                    }
                    self.space();
                    let name = self.string()?;
                    self.take(":")?;
                    members.push((name, self.value(depth + 1)?));
                }
                Some(Json::Object(members))
            }
            _ => {
                let begin = self.at;
                while matches!(self.text.get(self.at), Some(b'0'..=b'9' | b'-' | b'+' | b'.' | b'e' | b'E')) {
                    self.at += 1;
                }
                let number: f64 = std::str::from_utf8(&self.text[begin..self.at]).ok()?.parse().ok()?;
                if number.is_finite() { Some(Json::Number(number)) } else { None }
            }
        }
    }
    fn string(&mut self) -> Option<String> {
        if self.text.get(self.at) != Some(&b'"') {
            return None;
        }
        self.at += 1;
        let mut units: Vec<u16> = Vec::new();
        let mut text = String::new();
        loop {
            let begin = self.at;
            while !matches!(self.text.get(self.at)?, b'"' | b'\\' | 0..=31) {
                self.at += 1;
            }
            let plain = std::str::from_utf8(&self.text[begin..self.at]).ok()?;
            let mark = self.text[self.at];
            self.at += 1;
            if !plain.is_empty() || mark == b'"' {
                text.push_str(&String::from_utf16_lossy(&units));
                units.clear();
                text.push_str(plain);
            }
            if mark == b'"' {
                return Some(text);
            }
            if mark < 32 {
                return None;
            }
            let letter = *self.text.get(self.at)?;
            self.at += 1;
            units.push(match letter {
                b'b' => 8,
                b'f' => 12,
                b'n' => 10,
                b'r' => 13,
                b't' => 9,
                b'"' | b'\\' | b'/' => letter as u16,
                b'u' => {
                    let digits = std::str::from_utf8(self.text.get(self.at..self.at + 4)?).ok()?;
                    self.at += 4;
                    u16::from_str_radix(digits, 16).ok()?
                }
                _ => return None,
            });
        }
    }
}
