//! The values that records are made of: ids, bounded text, money, percentages.

use serde_json::{Value, json};
use std::{fmt, ops::Deref, ops::Range};

use super::shape::{Key, Shape, choice};

/// Names a record, everywhere and for ever: a ULID, so that files made apart never collide. `Id::NONE` is no record.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Id(u128);

/// A map by ids with a hash that costs next to nothing: most of their bits are random already.
pub type IdMap<T> = std::collections::HashMap<Id, T, std::hash::BuildHasherDefault<IdHasher>>;

#[derive(Clone, Copy, Default)]
pub struct IdHasher(u64);

impl std::hash::Hasher for IdHasher {
    fn write(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|&byte| self.write_u128(byte.into()));
    }

    fn write_u128(&mut self, id: u128) {
        let folded = self.0 ^ id as u64 ^ (id >> 64) as u64;
        self.0 = folded.wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(32);
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

impl Id {
    pub const NONE: Id = Id(0);

    /// From milliseconds since 1970 and 80 random bits.
    pub const fn new(now_ms: u64, random: u128) -> Id {
        Id(((now_ms as u128 & 0xffff_ffff_ffff) << 80) | (random & ((1 << 80) - 1)))
    }

    pub const fn from_bits(bits: u128) -> Id {
        Id(bits)
    }

    pub const fn bits(self) -> u128 {
        self.0
    }

    pub const fn is_none(self) -> bool {
        self.0 == 0
    }

    /// Reads the 26 characters of a ULID, large or small; more than its 128 bits is none.
    pub fn parse(text: &str) -> Option<Id> {
        let text: &[u8; LENGTH] = text.as_bytes().try_into().ok()?;
        let part = |range: Range<usize>| {
            text[range].iter().try_fold(0u64, |part, byte| match DIGITS[usize::from(*byte)] {
                NO_DIGIT => None,
                digit => Some(part << 5 | u64::from(digit)),
            })
        };
        // The first two of the 130 bits have no room.
        (text[0] <= b'7').then_some(())?;
        Some(Id(u128::from(part(0..10)?) << 80 | u128::from(part(10..18)?) << 40 | u128::from(part(18..26)?)))
    }
}

/// Characters of a ULID: 48 bits of time and 80 of chance, five a character, <https://github.com/ulid/spec>. They are read
/// and written by parts of at most 50 bits, as WebAssembly has no numbers of 128.
const LENGTH: usize = 26;
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const NO_DIGIT: u8 = u8::MAX;
const DIGITS: [u8; 256] = {
    let mut digits = [NO_DIGIT; 256];
    let mut at = 0;
    while at < ALPHABET.len() {
        digits[ALPHABET[at] as usize] = at as u8;
        digits[ALPHABET[at].to_ascii_lowercase() as usize] = at as u8;
        at += 1;
    }
    digits
};

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let mut text = [0; LENGTH];
        for (part, range) in [(self.0 >> 80, 0..10), (self.0 >> 40, 10..18), (self.0, 18..LENGTH)] {
            let mut part = part as u64;
            for place in text[range].iter_mut().rev() {
                *place = ALPHABET[(part & 31) as usize];
                part >>= 5;
            }
        }
        f.write_str(std::str::from_utf8(&text).unwrap_or_default())
    }
}

impl fmt::Debug for Id {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl serde::Serialize for Id {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> serde::Deserialize<'de> for Id {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let Key(text) = Key::deserialize(deserializer)?;
        Id::parse(&text).ok_or_else(|| {
            let shown: String = text.chars().take(40).collect();
            serde::de::Error::custom(format_args!("\"{}\" is not an id (26 characters)", shown.escape_debug()))
        })
    }
}

impl Shape for Id {
    fn shape() -> Value {
        json!({ "type": "string", "pattern": "^[0-7][0-9A-HJKMNP-TV-Z]{25}$" })
    }
}

/// Text that a user wrote: at most [`Text::MAX`] characters, no control characters but tab and line feed.
#[derive(Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Text(String);

impl Text {
    pub const MAX: usize = 20_000;

    /// Drops control characters, turns CR LF into LF and cuts at the limit.
    pub fn new(text: &str) -> Text {
        Text(text.replace("\r\n", "\n").chars().filter(|c| allowed(*c)).take(Text::MAX).collect())
    }

    /// One line: line breaks and tabs become spaces, ends are trimmed.
    pub fn line(text: &str) -> Text {
        Text::new(text.replace(['\n', '\r', '\t'], " ").trim())
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn allowed(c: char) -> bool {
    !c.is_control() || c == '\n' || c == '\t'
}

impl Deref for Text {
    type Target = str;
    fn deref(&self) -> &str {
        &self.0
    }
}

impl From<&str> for Text {
    fn from(text: &str) -> Text {
        Text::new(text)
    }
}

impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Text {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

impl serde::Serialize for Text {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> serde::Deserialize<'de> for Text {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        // Most texts are short and have nothing that could begin a control character: 0xC2 begins those above 0x7F.
        if text.len() <= Text::MAX && text.bytes().all(|byte| byte >= b' ' && byte != 0x7f && byte != 0xc2) {
            return Ok(Text(text));
        }
        let count = text.chars().count();
        if count > Text::MAX {
            return Err(serde::de::Error::custom(format_args!("text of {count} characters, {} are allowed", Text::MAX)));
        }
        if let Some(c) = text.chars().find(|c| !allowed(*c)) {
            return Err(serde::de::Error::custom(format_args!("text holds the control character {}", c.escape_unicode())));
        }
        Ok(Text(text))
    }
}

impl Shape for Text {
    fn shape() -> Value {
        json!({ "type": "string", "maxLength": Text::MAX })
    }
}

/// An integer between two bounds, refused outside them.
macro_rules! bounded {
    ($(#[$meta:meta])* $name:ident($ty:ty) $min:literal ..= $max:literal) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name($ty);

        impl $name {
            /// The nearest value within the bounds.
            pub fn new(value: i64) -> $name {
                $name(value.clamp($min, $max) as $ty)
            }

            pub const fn get(self) -> i64 {
                self.0 as i64
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_i64(self.get())
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let value = i64::deserialize(deserializer)?;
                if ($min..=$max).contains(&value) {
                    return Ok($name(value as $ty));
                }
                Err(serde::de::Error::custom(format_args!("{value} is not between {} and {}", $min, $max)))
            }
        }

        impl Shape for $name {
            fn shape() -> Value {
                json!({ "type": "integer", "minimum": $min, "maximum": $max })
            }
        }
    };
}

bounded! { /// Per cent.
#[derive(Default)]
Pct(u8) 0..=100 }
bounded! { /// A step of a scale, 1 being the least. Never 0: what is not assessed is `None`.
Score(u8) 1..=6 }
bounded! { /// Share of a working day in per cent; 250 is two and a half people.
Units(u32) 0..=100_000 }
bounded! { /// Working minutes; at most 20,000 days of 24 hours, so that no file can draw a million columns.
#[derive(Default)]
Minutes(i64) 0..=28_800_000 }

impl Default for Units {
    fn default() -> Units {
        Units(100)
    }
}

/// An amount in minor units (分, cents) of a currency. In files `{"m": 500000000, "c": "CNY"}`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Money {
    pub minor: i64,
    pub currency: Currency,
}

choice! {
    /// ISO 4217 currencies with two minor digits.
    Currency { Cny = "CNY", Usd = "USD", Eur = "EUR", Hkd = "HKD", Gbp = "GBP", Sgd = "SGD" }
}

impl Money {
    pub const LIMIT: i64 = 100_000_000_000_000_000;

    pub fn new(minor: i64, currency: Currency) -> Money {
        Money { minor: minor.clamp(-Money::LIMIT, Money::LIMIT), currency }
    }

    /// Reads what people type: `500万`, `500万元`, `1.2亿`, `5,000,000`, `500w`, `5kw` (千万), `2.5m`, `¥300`, full-width
    /// digits too. At most two digits after the point of the resulting amount count; none where it is no amount.
    pub fn parse(text: &str, currency: Currency) -> Option<Money> {
        let text: String =
            text.chars().map(half_width).filter(|c| !c.is_whitespace() && !matches!(c, ',' | '\u{3001}')).collect();
        let text = text.to_lowercase();
        let text = text.trim_start_matches(['¥', '$', '€', '£']).trim_end_matches('元').trim_end_matches("rmb");
        let text = text.strip_prefix("cny").or(text.strip_prefix("rmb")).unwrap_or(text);
        let (sign, text) = text.strip_prefix('-').map_or((1, text), |rest| (-1, rest));
        let split = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
        let (digits, unit) = text.split_at(split);
        let yuan: i128 = match unit {
            "" => 1,
            "k" | "千" => 1_000,
            "w" | "万" => 10_000,
            "m" | "百万" => 1_000_000,
            "kw" | "千万" => 10_000_000,
            "亿" | "e" => 100_000_000,
            "b" => 1_000_000_000,
            _ => return None,
        };
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        if whole.is_empty() && fraction.is_empty() || fraction.contains('.') || whole.len() > 18 || fraction.len() > 12 {
            return None;
        }
        let scale = 10i128.pow(fraction.len() as u32);
        let whole: i128 = if whole.is_empty() { 0 } else { whole.parse().ok()? };
        let fraction: i128 = if fraction.is_empty() { 0 } else { fraction.parse().ok()? };
        let minor = ((whole * scale + fraction) * yuan * 100 * 2 + scale).div_euclid(2 * scale) * sign;
        let minor = i64::try_from(minor).ok().filter(|minor| minor.abs() <= Money::LIMIT)?;
        Some(Money { minor, currency })
    }
}

/// Full-width digits, letters and signs (as Chinese input methods give them) to the usual ones.
pub fn half_width(c: char) -> char {
    match c {
        '\u{3000}' => ' ',
        '。' => '.',
        '，' => ',',
        '￥' => '¥',
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        _ => c,
    }
}

impl serde::Serialize for Money {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        use serde::ser::SerializeMap;
        let mut map = serializer.serialize_map(Some(2))?;
        map.serialize_entry("m", &self.minor)?;
        map.serialize_entry("c", &self.currency)?;
        map.end()
    }
}

impl<'de> serde::Deserialize<'de> for Money {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(serde::Deserialize)]
        struct Wire {
            m: i64,
            c: Currency,
        }
        let wire = Wire::deserialize(deserializer)?;
        if wire.m.unsigned_abs() > Money::LIMIT as u64 {
            return Err(serde::de::Error::custom(format_args!("the amount {} is too large", wire.m)));
        }
        Ok(Money { minor: wire.m, currency: wire.c })
    }
}

impl Shape for Money {
    fn shape() -> Value {
        json!({
            "type": "object",
            "properties": { "m": { "type": "integer" }, "c": Currency::shape() },
            "required": ["m", "c"]
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_as_people_type_it() {
        let yuan = |text: &str| Money::parse(text, Currency::Cny).map(|money| money.minor as f64 / 100.0);
        for (text, amount) in [
            ("500万", 5e6),
            ("500万元", 5e6),
            ("1.2亿", 1.2e8),
            ("5,000,000", 5e6),
            ("500w", 5e6),
            ("5kw", 5e7),
            ("５００万", 5e6),
            ("¥300", 300.0),
            ("12.345", 12.35),
            ("0.5", 0.5),
            (".5万", 5e3),
            ("-3万", -3e4),
            ("2.5m", 2.5e6),
            ("5，000", 5e3),
        ] {
            assert_eq!(yuan(text), Some(amount), "{text}");
        }
        for text in ["", "万", "1.2.3", "abc", "五百万", "1e400", "99999999999999999999", "--3", "."] {
            assert_eq!(yuan(text), None, "{text}");
        }
    }

    #[test]
    fn text_is_bounded_and_clean() {
        assert_eq!(Text::new("a\u{0}b\r\nc").as_str(), "ab\nc");
        assert_eq!(Text::line("  a\tb\n").as_str(), "a b");
        assert_eq!(Text::new(&"字".repeat(30_000)).chars().count(), Text::MAX);
        assert!(serde_json::from_str::<Text>("\"a\\u0007\"").is_err());
    }

    #[test]
    fn ids_are_ulids() {
        let id = Id::new(1_790_000_000_000, 12345);
        assert_eq!(id.to_string().len(), 26);
        assert_eq!(Id::parse(&id.to_string()), Some(id));
        assert_eq!(Id::parse("ILLEGAL"), None);
        assert_eq!(Id::parse(&format!("7{}", "Z".repeat(25))), Some(Id::from_bits(u128::MAX)));
        assert_eq!(Id::parse(&format!("8{}", "0".repeat(25))), None);
    }
}
