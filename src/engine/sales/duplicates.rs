//! Clients that may be one and the same: by their name without what all names share, or by a phone number.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::engine::model::{Client, Id, half_width};
use crate::engine::workspace::{Table, Workspace};

/// The name without spaces, signs, company forms and case: what is compared.
pub fn key(name: &str) -> String {
    const FORMS: [&str; 8] = ["股份有限公司", "有限责任公司", "有限公司", "集团公司", "集团", "股份", "公司", "（集团）"];
    const ENGLISH: [&str; 6] = ["co", "ltd", "inc", "llc", "corp", "limited"];
    let text: String = name.chars().map(half_width).flat_map(char::to_lowercase).collect();
    let words: Vec<&str> = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let mut plain: String = words.iter().filter(|word| !ENGLISH.contains(word)).copied().collect();
    for form in FORMS {
        plain = plain.replace(form, "");
    }
    if plain.is_empty() { words.concat() } else { plain }
}

/// The digits of a phone number without the country; none where they are too few to tell anybody by.
pub fn phone_key(phone: &str) -> Option<String> {
    let digits: String = phone.chars().map(half_width).filter(char::is_ascii_digit).collect();
    let digits = digits.strip_prefix("0086").or(digits.strip_prefix("86").filter(|rest| rest.len() == 11)).unwrap_or(&digits);
    (digits.len() >= 7).then(|| digits.to_string())
}

/// What a client is compared by.
#[derive(Debug, PartialEq)]
struct Key {
    name: String,
    short: String,
    phone: Option<String>,
}

/// The keys of all clients.
#[derive(Debug, Default)]
pub struct Keys {
    of: Table<Client>,
    by: BTreeMap<Id, Arc<Key>>,
}

impl Keys {
    pub fn of(ws: &Workspace) -> Keys {
        Keys::default().after(ws)
    }

    pub fn hold(&self, ws: &Workspace) -> bool {
        self.of.same(&ws.clients)
    }

    /// The same after a change: only what changed is made anew.
    pub fn after(&self, ws: &Workspace) -> Keys {
        let mut by = self.by.clone();
        for (before, now) in self.of.changes(&ws.clients) {
            match now {
                Some(client) => {
                    let of = Key { name: key(&client.name), short: key(&client.short_name), phone: phone_key(&client.phone) };
                    by.insert(client.id, Arc::new(of))
                }
                None => before.and_then(|client| by.remove(&client.id)),
            };
        }
        Keys { of: ws.clients.clone(), by }
    }

    /// Clients that are likely the one with this name and phone.
    pub fn like(&self, name: &str, phone: &str, but: Option<Id>) -> Vec<Id> {
        let (name, phone) = (key(name), phone_key(phone));
        let same =
            |key: &Key| !name.is_empty() && (key.name == name || key.short == name) || phone.is_some() && key.phone == phone;
        self.by.iter().filter(|(id, key)| Some(**id) != but && same(key)).map(|(id, _)| *id).collect()
    }

    /// Clients that may be one and the same, in groups of two and more.
    pub fn groups(&self) -> Vec<Vec<Id>> {
        // Names and phones apart: a name may be all digits.
        let mut by_name: BTreeMap<&str, Vec<Id>> = BTreeMap::new();
        let mut by_phone: BTreeMap<&str, Vec<Id>> = BTreeMap::new();
        for (id, key) in &self.by {
            if !key.name.is_empty() {
                by_name.entry(&key.name).or_default().push(*id);
            }
            if let Some(phone) = &key.phone {
                by_phone.entry(phone).or_default().push(*id);
            }
        }
        let mut groups: Vec<Vec<Id>> = by_name.into_values().chain(by_phone.into_values()).filter(|ids| ids.len() > 1).collect();
        groups.sort_unstable();
        groups.dedup();
        groups
    }
}
