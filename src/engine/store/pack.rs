//! Bytes as text that local storage holds without loss: 15 bits to a UTF-16 unit, never a surrogate or a control
//! character. One text for every run of bytes and one run of bytes for every text, so that any change is seen.

use miniz_oxide::inflate::TINFLStatus;
use miniz_oxide::inflate::core::{DecompressorOxide, decompress, inflate_flags};
use sha2::{Digest, Sha256};
use std::{fmt, str::FromStr};

/// 0x8000 code points from here stand for 15 bits each …
const FULL: u32 = 0x3400;
/// … and 0x80 from here for the last seven bits or fewer, so that the length in bytes is never in doubt.
const TAIL: u32 = FULL + 0x8000;

pub fn pack(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() * 8 / 15 * 3 + 6);
    let mut push = |code: u32| text.push(char::from_u32(code).unwrap_or_default()); // no surrogate in either range
    let (mut bits, mut count) = (0u32, 0);
    for byte in bytes {
        bits = bits << 8 | u32::from(*byte);
        count += 8;
        if count >= 15 {
            count -= 15;
            push(FULL + (bits >> count));
            bits &= (1 << count) - 1;
        }
    }
    match count {
        0 => {}
        1..=7 => push(TAIL + (bits << (7 - count))),
        _ => push(FULL + (bits << (15 - count))),
    }
    text
}

/// None where the text is not what [`pack`] gives.
pub fn unpack(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len() * 5 / 8 + 2);
    let (mut bits, mut count) = (0u32, 0);
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        let code = u32::from(c);
        if (FULL..TAIL).contains(&code) {
            bits = bits << 15 | (code - FULL);
            count += 15;
        } else if (TAIL..TAIL + 0x80).contains(&code) && chars.as_str().is_empty() && count > 0 {
            bits = bits << 7 | (code - TAIL);
            count += 7;
        } else {
            return None;
        }
        while count >= 8 {
            count -= 8;
            bytes.push((bits >> count) as u8);
        }
        bits &= (1 << count) - 1;
    }
    // What is left is filling: fewer than eight bits, all zero.
    (bits == 0).then_some(bytes)
}

/// Names a chunk or a snapshot by what it holds: the first 128 bits of SHA-256.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Hash(u128);

impl Hash {
    pub fn of(bytes: &[u8]) -> Hash {
        Hash(Sha256::digest(bytes).iter().take(16).fold(0, |hash, byte| hash << 8 | u128::from(*byte)))
    }
}

impl fmt::Display for Hash {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "{:032x}", self.0)
    }
}

impl fmt::Debug for Hash {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for Hash {
    type Err = ();

    fn from_str(text: &str) -> Result<Hash, ()> {
        let plain = text.len() == 32 && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
        if plain { u128::from_str_radix(text, 16).map(Hash).map_err(drop) } else { Err(()) }
    }
}

/// What a sealed value cannot be after: nothing that the engine writes inflates to more.
const INFLATED_LIMIT: usize = 256 << 20;

/// Deflates, packs and names.
pub fn seal(text: &[u8]) -> (Hash, String) {
    // Level 5: a hundredth larger than 6 on records, and a third faster.
    let bytes = miniz_oxide::deflate::compress_to_vec(text, 5);
    (Hash::of(&bytes), pack(&bytes))
}

/// The deflated bytes of a value that is what its name says.
pub fn verified(hash: Hash, value: &str) -> Option<Vec<u8>> {
    unpack(value).filter(|bytes| Hash::of(bytes) == hash)
}

/// The text of deflated bytes, in `room`: what is read one after the other needs room once.
#[inline(never)]
pub fn inflate<'a>(bytes: &[u8], room: &'a mut Vec<u8>) -> Option<&'a [u8]> {
    // Records shrink to a seventh or so: there is enough for most; what has more in it grows step by step.
    if room.len() < bytes.len() * 12 {
        room.resize(bytes.len() * 12, 0);
    }
    let flags = inflate_flags::TINFL_FLAG_USING_NON_WRAPPING_OUTPUT_BUF;
    let (status, _, length) = decompress(&mut DecompressorOxide::new(), bytes, room, 0, flags);
    if status != TINFLStatus::Done {
        *room = miniz_oxide::inflate::decompress_to_vec_with_limit(bytes, INFLATED_LIMIT).ok()?;
        return Some(room);
    }
    room.get(..length)
}

/// Length as the browser counts it.
pub fn units(text: &str) -> usize {
    text.encode_utf16().count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_length_comes_back_and_is_short() {
        let bytes: Vec<u8> = (0..200u32).map(|i| (i * 167 + 13) as u8).collect();
        for fill in [None, Some(0u8), Some(255)] {
            for len in 0..bytes.len() {
                let bytes: Vec<u8> = bytes[..len].iter().map(|byte| fill.unwrap_or(*byte)).collect();
                let text = pack(&bytes);
                assert_eq!(unpack(&text).as_deref(), Some(&bytes[..]), "{len}");
                assert_eq!(units(&text), (len * 8).div_ceil(15));
            }
        }
    }

    #[test]
    fn no_two_texts_hold_the_same_bytes() {
        // Every text of up to two units near the edges of the ranges: it unpacks to bytes that pack to it, or not at all.
        let edges: Vec<char> = [0, 1, 0x7f, 0x80, 0xff, 0x100, 0x7ffe, 0x7fff, 0x8000, 0x8001, 0x8040, 0x807f, 0x8080]
            .iter()
            .filter_map(|offset| char::from_u32(FULL + offset))
            .chain(['a', '\u{fffd}', '\u{10000}'])
            .collect();
        let mut texts: Vec<String> = vec![String::new()];
        for _ in 0..3 {
            let longer: Vec<String> = texts.iter().flat_map(|text| edges.iter().map(move |c| format!("{text}{c}"))).collect();
            texts.extend(longer);
        }
        let sound = texts.iter().filter(|text| unpack(text).inspect(|bytes| assert_eq!(&pack(bytes), *text)).is_some()).count();
        assert!(sound > 10);
    }

    #[test]
    fn hashes_are_read_as_written() {
        let hash = Hash::of(b"abc");
        assert_eq!(hash.to_string(), "ba7816bf8f01cfea414140de5dae2223"); // FIPS 180-2, appendix B.1
        assert_eq!(hash.to_string().parse(), Ok(hash));
        for wrong in ["", "BA7816BF8F01CFEA414140DE5DAE2223", "+a7816bf8f01cfea414140de5dae2223", "ba78"] {
            assert!(wrong.parse::<Hash>().is_err());
        }
    }
}
