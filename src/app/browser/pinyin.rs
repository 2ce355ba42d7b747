//! Finding and sorting names: by any part, by the initials of their pinyin, in the order of the browser's own collator.
//!
//! There is no table of readings. The collator sorts characters by pinyin, so the initial of one is the letter of the last
//! boundary that does not sort after it. Where the browser's collator does not do that (a test of 23 characters at first
//! use says so), names are found by their parts alone.

use js_sys::{Array, Function, Object, Reflect};
use std::{cell::RefCell, cmp::Ordering, collections::HashMap};
use wasm_bindgen::{JsCast, JsValue};

use crate::engine::model::half_width;

/// The first character of each letter, checked against ICU 78.
const BOUNDARIES: &str = "阿八嚓哒妸发旮哈讥咔垃妈拏噢妑七呥仨他穵夕丫帀";
const LETTERS: &str = "abcdefghjklmnopqrstwxyz";
/// One common surname or word a letter, in the order of [`LETTERS`].
const SELF_TEST: &str = "安北陈大鄂方高黄江康李明宁欧潘钱任孙唐王许杨张";

struct Collation {
    compare: Option<Function>,
    /// Boundaries with their letters; none where the self-test failed.
    boundaries: Vec<(JsValue, char)>,
    /// Initials found so far, by how far a character is from [`FIRST`]: 0 where nobody asked, [`NO_INITIAL`] for what has none.
    known: Vec<u8>,
}

/// The first and the last of the characters that may have an initial.
const FIRST: char = '\u{3007}';
const LAST: char = '\u{9fff}';
const NO_INITIAL: u8 = 1;

thread_local! {
    static COLLATION: RefCell<Collation> = RefCell::new(Collation::open());
}

impl Collation {
    fn open() -> Collation {
        let mut collation =
            Collation { compare: collator(), boundaries: Vec::new(), known: vec![0; LAST as usize - FIRST as usize + 1] };
        if collation.compare.is_some() {
            let mut buffer = [0; 4];
            collation.boundaries = BOUNDARIES
                .chars()
                .zip(LETTERS.chars())
                .map(|(boundary, letter)| (JsValue::from_str(boundary.encode_utf8(&mut buffer)), letter))
                .collect();
            if SELF_TEST.chars().zip(LETTERS.chars()).any(|(c, letter)| collation.initial(c) != Some(letter)) {
                collation.boundaries.clear();
                collation.known.fill(NO_INITIAL);
            }
        }
        collation
    }

    fn compare(&self, a: &JsValue, b: &JsValue) -> Option<f64> {
        self.compare.as_ref()?.call2(&JsValue::UNDEFINED, a, b).ok()?.as_f64()
    }

    fn initial(&mut self, c: char) -> Option<char> {
        if self.boundaries.is_empty() || !matches!(c, '\u{3007}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}') {
            return None;
        }
        let at = c as usize - FIRST as usize;
        match self.known[at] {
            0 => {}
            NO_INITIAL => return None,
            known => return Some(known as char),
        }
        let js = JsValue::from_str(c.encode_utf8(&mut [0; 4]));
        let after =
            self.boundaries.partition_point(|(boundary, _)| self.compare(boundary, &js).is_some_and(|order| order <= 0.0));
        let found = after.checked_sub(1).map(|place| self.boundaries[place].1);
        self.known[at] = found.map_or(NO_INITIAL, |letter| letter as u8);
        found
    }
}

fn collator() -> Option<Function> {
    let intl = Reflect::get(&js_sys::global(), &"Intl".into()).ok()?;
    let make: Function = Reflect::get(&intl, &"Collator".into()).ok()?.dyn_into().ok()?;
    let options = Object::new();
    Reflect::set(&options, &"numeric".into(), &JsValue::TRUE).ok()?;
    let collator = Reflect::construct(&make, &Array::of2(&"zh-Hans-CN-u-co-pinyin".into(), &options)).ok()?;
    Reflect::get(&collator, &"compare".into()).ok()?.dyn_into().ok()
}

/// What is compared: half width, lower case.
fn folded(text: &str) -> Vec<char> {
    text.chars().map(half_width).flat_map(char::to_lowercase).collect()
}

type Letters = Vec<(char, Option<char>)>;

/// A bit for each letter and digit; all other characters share the rest.
fn bit(c: char) -> u64 {
    1 << match c {
        'a'..='z' => c as u32 - 'a' as u32,
        '0'..='9' => 26 + c as u32 - '0' as u32,
        _ => 36 + c as u32 % 28,
    }
}

/// A text ready to be looked for in: its characters with their initials, and the same without spaces and signs.
#[derive(Debug, PartialEq)]
pub struct Spelt {
    /// The bits of all characters and initials: a word with another one does not stand in the text.
    bits: u64,
    whole: Letters,
    /// None where there are no spaces and signs.
    bare: Option<Letters>,
}

impl Spelt {
    pub fn of(text: &str) -> Spelt {
        let whole: Letters = COLLATION.with_borrow_mut(|collation| {
            text.chars().map(half_width).flat_map(char::to_lowercase).map(|c| (c, collation.initial(c))).collect()
        });
        let bare: Letters = whole.iter().copied().filter(|(c, _)| c.is_alphanumeric()).collect();
        let bits = whole.iter().fold(0, |bits, (c, initial)| bits | bit(*c) | initial.map_or(0, bit));
        Spelt { bits, bare: (bare.len() < whole.len()).then_some(bare), whole }
    }
}

/// What a user typed to find something by. Every word of it must match; nothing typed matches all.
pub struct Matcher {
    /// With their bits.
    words: Vec<(u64, Vec<char>)>,
}

impl Matcher {
    pub fn new(text: &str) -> Matcher {
        let bits = |word: &[char]| word.iter().fold(0, |bits, c| bits | bit(*c));
        let words = folded(text)
            .split(|c| c.is_whitespace())
            .filter(|word| !word.is_empty())
            .map(|word| (bits(word), word.to_vec()))
            .collect();
        Matcher { words }
    }

    /// True where each word stands in the text, a letter also standing for a character whose pinyin begins with it. Spaces
    /// and signs in the text may be left out.
    pub fn matches(&self, text: &str) -> bool {
        self.words.is_empty() || self.finds(&Spelt::of(text))
    }

    /// The same in a text that is ready.
    pub fn finds(&self, text: &Spelt) -> bool {
        let bare = |word| text.bare.as_ref().is_some_and(|bare| stands_in(word, bare));
        self.words.iter().all(|(bits, word)| {
            // The bit of a letter or digit is its own.
            let alone = word.len() == 1 && word[0].is_ascii_alphanumeric();
            text.bits & bits == *bits && (alone || stands_in(word, &text.whole) || bare(word))
        })
    }
}

fn stands_in(word: &[char], text: &[(char, Option<char>)]) -> bool {
    text.windows(word.len()).any(|part| part.iter().zip(word).all(|((c, initial), typed)| c == typed || *initial == Some(*typed)))
}

/// Where each of many names goes in that order. The collator is slow, so it puts only the few characters there are into order;
/// by their places the names are sorted, and the collator then corrects what is left to correct.
pub fn order(names: &[&str]) -> Vec<usize> {
    let places = places(names);
    let keys: Vec<Vec<u64>> = names.iter().map(|name| key(name, &places)).collect();
    let mut all: Vec<usize> = (0..names.len()).collect();
    all.sort_by(|a, b| keys[*a].cmp(&keys[*b]));
    let texts: Vec<JsValue> = names.iter().map(|name| JsValue::from_str(name)).collect();
    COLLATION.with_borrow(|collation| {
        let order = |a: usize, b: usize| collation.compare(&texts[a], &texts[b]).and_then(|order| order.partial_cmp(&0.0));
        all.sort_by(|a, b| order(*a, *b).unwrap_or_else(|| names[*a].cmp(names[*b])));
    });
    all
}

/// The place of each character that stands in one of the names.
fn places(names: &[&str]) -> HashMap<char, u64> {
    let mut all: Vec<char> = names.iter().flat_map(|name| folded(name)).collect();
    all.sort_unstable();
    all.dedup();
    let texts: Vec<String> = all.iter().map(char::to_string).collect();
    let mut order: Vec<usize> = (0..all.len()).collect();
    order.sort_by(|a, b| compare(&texts[*a], &texts[*b]));
    order.into_iter().enumerate().map(|(place, at)| (all[at], place as u64)).collect()
}

/// The places of its characters, those of digits together with the number that they make.
fn key(name: &str, places: &HashMap<char, u64>) -> Vec<u64> {
    let mut key: Vec<u64> = Vec::new();
    let zero = ('0'..='9').find_map(|digit| places.get(&digit)).copied().unwrap_or_default();
    let mut number = false;
    for c in folded(name) {
        let digit = c.to_digit(10).filter(|_| c.is_ascii_digit()).map(u64::from);
        match (digit, key.last_mut().filter(|_| number)) {
            (Some(digit), Some(last)) => *last = (*last >> 32 << 32) | (((*last & 0xffff_ffff) * 10 + digit).min(0xffff_ffff)),
            (Some(digit), None) => key.push(zero << 32 | digit),
            (None, _) => key.push(places.get(&c).copied().unwrap_or_default() << 32),
        }
        number = digit.is_some();
    }
    key
}

/// The order of names: by pinyin, numbers by their value.
pub fn compare(a: &str, b: &str) -> Ordering {
    let order = COLLATION.with_borrow(|collation| collation.compare(&a.into(), &b.into()));
    match order {
        Some(order) => order.partial_cmp(&0.0).unwrap_or(Ordering::Equal).then_with(|| a.cmp(b)),
        None => a.cmp(b),
    }
}
