//! Clients that may be one and the same: by their name without what all names share, or by a phone number.

use crate::engine::model::{Client, Id, half_width};
use crate::engine::workspace::Workspace;

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

/// Clients that are likely the one with this name and phone.
pub fn like(ws: &Workspace, name: &str, phone: &str, but: Option<Id>) -> Vec<Id> {
    let (name, phone) = (key(name), phone_key(phone));
    let same = |client: &Client| {
        !name.is_empty() && (key(&client.name) == name || !client.short_name.is_empty() && key(&client.short_name) == name)
            || phone.is_some() && phone_key(&client.phone) == phone
    };
    ws.clients.iter().filter(|client| Some(client.id) != but && same(client)).map(|client| client.id).collect()
}
