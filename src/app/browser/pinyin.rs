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
    /// Initials found so far; `None` for what has none.
    known: HashMap<char, Option<char>>,
}

thread_local! {
    static COLLATION: RefCell<Collation> = RefCell::new(Collation::open());
}

impl Collation {
    fn open() -> Collation {
        let mut collation = Collation { compare: collator(), boundaries: Vec::new(), known: HashMap::new() };
        if collation.compare.is_some() {
            let mut buffer = [0; 4];
            collation.boundaries = BOUNDARIES
                .chars()
                .zip(LETTERS.chars())
                .map(|(boundary, letter)| (JsValue::from_str(boundary.encode_utf8(&mut buffer)), letter))
                .collect();
            if SELF_TEST.chars().zip(LETTERS.chars()).any(|(c, letter)| collation.initial(c) != Some(letter)) {
                collation.boundaries.clear();
                collation.known.clear();
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
        if let Some(known) = self.known.get(&c) {
            return *known;
        }
        let js = JsValue::from_str(c.encode_utf8(&mut [0; 4]));
        let after =
            self.boundaries.partition_point(|(boundary, _)| self.compare(boundary, &js).is_some_and(|order| order <= 0.0));
        let found = after.checked_sub(1).map(|place| self.boundaries[place].1);
        self.known.insert(c, found);
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

/// A text ready to be looked for in: its characters with their initials, and the same without spaces and signs.
#[derive(Debug, PartialEq)]
pub struct Spelt {
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
        Spelt { bare: (bare.len() < whole.len()).then_some(bare), whole }
    }
}

/// What a user typed to find something by. Every word of it must match; nothing typed matches all.
pub struct Matcher {
    words: Vec<Vec<char>>,
}

impl Matcher {
    pub fn new(text: &str) -> Matcher {
        let words = folded(text).split(|c| c.is_whitespace()).filter(|word| !word.is_empty()).map(<[char]>::to_vec).collect();
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
        self.words.iter().all(|word| stands_in(word, &text.whole) || bare(word))
    }
}

fn stands_in(word: &[char], text: &[(char, Option<char>)]) -> bool {
    text.windows(word.len()).any(|part| part.iter().zip(word).all(|((c, initial), typed)| c == typed || *initial == Some(*typed)))
}

/// Where each of many names goes in that order, sorted by the browser in one piece.
pub fn order(names: &[&str]) -> Vec<usize> {
    let texts: Array = names.iter().map(|name| JsValue::from_str(name)).collect();
    let sorted = COLLATION.with_borrow(|collation| {
        let sort: Function = Reflect::get(&texts, &"sort".into()).ok()?.dyn_into().ok()?;
        sort.call1(&texts, collation.compare.as_ref()?).ok()
    });
    let mut all: Vec<usize> = (0..names.len()).collect();
    if sorted.is_none() {
        all.sort_by_key(|at| names[*at]);
        return all;
    }
    // Equal names keep the order they came in.
    let mut places: HashMap<&str, Vec<usize>> = HashMap::new();
    names.iter().enumerate().rev().for_each(|(at, name)| places.entry(name).or_default().push(at));
    let found: Vec<usize> = texts.iter().filter_map(|text| places.get_mut(text.as_string()?.as_str())?.pop()).collect();
    if found.len() == all.len() { found } else { all }
}

/// The order of names: by pinyin, numbers by their value.
pub fn compare(a: &str, b: &str) -> Ordering {
    let order = COLLATION.with_borrow(|collation| collation.compare(&a.into(), &b.into()));
    match order {
        Some(order) => order.partial_cmp(&0.0).unwrap_or(Ordering::Equal).then_with(|| a.cmp(b)),
        None => a.cmp(b),
    }
}
