//! Predecessors as one line of text: `3FS+2d; 5SS-1d; 7FF+50%`. The name of a task is what stands before its first row of
//! letters: a row number or a place in the outline (`2.3`); which task that is, the caller knows.

use super::Words;
use super::duration::{Typed, Units, plain};
use crate::engine::model::{LagUnit, LinkKind, TimeUnit};

/// A predecessor as it was typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TypedLink {
    /// Digits and points.
    pub task: String,
    pub kind: LinkKind,
    /// Minutes, or per cent; negative is a lead.
    pub lag: i64,
    pub lag_unit: LagUnit,
}

/// Predecessors that one line can name.
const MOST: usize = 1_000;

/// Reads a line of predecessors; an empty one names none. Refused with the piece that makes no sense.
pub fn read_links(text: &str, units: Units) -> Result<Vec<TypedLink>, String> {
    let pieces = text.split([';', ',', '；', '，', '、', '\n']).map(str::trim).filter(|piece| !piece.is_empty());
    let mut links = Vec::new();
    for piece in pieces {
        let refused = || piece.chars().take(40).collect::<String>();
        links.push(read(&plain(piece), units).filter(|_| links.len() < MOST).ok_or_else(refused)?);
    }
    Ok(links)
}

fn read(text: &str, units: Units) -> Option<TypedLink> {
    let end = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
    let (task, rest) = text.split_at(end);
    let sound = task.split('.').all(|part| !part.is_empty() && part.len() <= 9);
    if !sound {
        return None;
    }
    let kind = LinkKind::ALL.iter().find_map(|kind| Some((*kind, rest.strip_prefix(&kind.key().to_lowercase())?)));
    let (kind, lag) = kind.unwrap_or((LinkKind::Fs, rest));
    if !lag.is_empty() && !lag.starts_with(['+', '-', '\u{2212}', '–']) {
        return None;
    }
    let (lag, lag_unit) = read_lag(lag, units)?;
    Some(TypedLink { task: task.into(), kind, lag, lag_unit })
}

/// Reads a lag or a lead by itself: `2d`, `+2d`, `-1d`, `50%`, `3ed`; nothing is none.
pub fn read_lag(text: &str, units: Units) -> Option<(i64, LagUnit)> {
    let text = plain(text);
    let negative = text.strip_prefix(['-', '\u{2212}', '–']);
    let sign = if negative.is_some() { -1 } else { 1 };
    let amount = negative.or(text.strip_prefix('+')).unwrap_or(&text);
    if text.is_empty() {
        return Some((0, LagUnit::Working));
    }
    let (size, lag_unit) = match amount.strip_suffix('%') {
        Some(percent) => {
            let (percent, unit) =
                percent.strip_suffix('e').map_or((percent, LagUnit::Percent), |rest| (rest, LagUnit::ElapsedPercent));
            let digits = !percent.is_empty() && percent.bytes().all(|byte| byte.is_ascii_digit());
            (percent.parse::<i64>().ok().filter(|percent| digits && *percent <= 10_000)?, unit)
        }
        None => {
            let Typed { minutes, elapsed, .. } = units.read(amount)?;
            (minutes, if elapsed { LagUnit::Elapsed } else { LagUnit::Working })
        }
    };
    let lag_unit = if size == 0 { LagUnit::Working } else { lag_unit };
    Some((sign * size, lag_unit))
}

impl Words {
    /// `3FS+2d; 5SS-1d; 7`: as `read_links` reads it. Finish to start without lag is the number alone.
    pub fn links(self, links: &[TypedLink], units: Units) -> String {
        let texts: Vec<String> = links.iter().map(|link| self.link(link, units)).collect();
        texts.join("; ")
    }

    fn link(self, link: &TypedLink, units: Units) -> String {
        let lag = self.lag(link.lag, link.lag_unit, units);
        match (link.kind, lag.is_empty()) {
            (LinkKind::Fs, true) => link.task.clone(),
            (kind, _) => format!("{}{}{lag}", link.task, kind.key()),
        }
    }

    /// `+2d`, `-50%`; empty where there is none.
    pub fn lag(self, lag: i64, unit: LagUnit, units: Units) -> String {
        if lag == 0 {
            return String::new();
        }
        let size = lag.saturating_abs();
        let size = match unit {
            LagUnit::Percent => format!("{size}%"),
            LagUnit::ElapsedPercent => format!("{size}e%"),
            unit => self.duration(size, unit == LagUnit::Elapsed, TimeUnit::Day, units).replace(' ', ""),
        };
        format!("{}{size}", if lag < 0 { '-' } else { '+' })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::model::Lang;

    const UNITS: Units = Units { per_day: 480, per_week: 2400, per_month: 9600 };

    fn link(task: &str, kind: LinkKind, lag: i64, lag_unit: LagUnit) -> TypedLink {
        TypedLink { task: task.into(), kind, lag, lag_unit }
    }

    #[test]
    fn a_lag_alone() {
        use LagUnit::*;
        for (text, lag) in [
            ("", Some((0, Working))),
            ("2", Some((960, Working))),
            (" +2d ", Some((960, Working))),
            ("−1天", Some((-480, Working))),
            ("-50％", Some((-50, Percent))),
            ("3自然日", Some((4320, Elapsed))),
            ("10e%", Some((10, ElapsedPercent))),
            ("0", Some((0, Working))),
            ("soon", None),
            ("--1d", None),
        ] {
            assert_eq!(read_lag(text, UNITS), lag, "{text}");
        }
    }

    #[test]
    fn predecessors_as_people_type_them() {
        use {LagUnit::*, LinkKind::*};
        for (text, links) in [
            ("", vec![]),
            (" ; ", vec![]),
            ("3", vec![link("3", Fs, 0, Working)]),
            (
                "3FS+2d; 5SS-1d; 7FF+50%",
                vec![link("3", Fs, 960, Working), link("5", Ss, -480, Working), link("7", Ff, 50, Percent)],
            ),
            ("3fs + 2d,5", vec![link("3", Fs, 960, Working), link("5", Fs, 0, Working)]),
            ("3+2", vec![link("3", Fs, 960, Working)]),
            ("2.3.1SF-4h", vec![link("2.3.1", Sf, -240, Working)]),
            ("3FS+2ed", vec![link("3", Fs, 2880, Elapsed)]),
            ("3SS+25e%", vec![link("3", Ss, 25, ElapsedPercent)]),
            ("3FS−1d", vec![link("3", Fs, -480, Working)]),
            (
                "３ＦＳ＋２个工作日；5SS－半天、7",
                vec![link("3", Fs, 960, Working), link("5", Ss, -240, Working), link("7", Fs, 0, Working)],
            ),
            ("3FS+0%", vec![link("3", Fs, 0, Working)]),
        ] {
            assert_eq!(read_links(text, UNITS), Ok(links), "{text}");
        }
        for (text, piece) in [
            ("3; FS", "FS"),
            ("3XX", "3XX"),
            ("3FS2d", "3FS2d"),
            ("3FS+", "3FS+"),
            ("3FS+-1d", "3FS+-1d"),
            ("3..1", "3..1"),
            ("3FS+1.5%", "3FS+1.5%"),
            ("3FS+99999%", "3FS+99999%"),
            ("1234567890123", "1234567890123"),
        ] {
            assert_eq!(read_links(text, UNITS), Err(piece.into()), "{text}");
        }
    }

    #[test]
    fn written_and_read_again() {
        for unit in LagUnit::ALL {
            for kind in LinkKind::ALL {
                for lag in [-9600, -480, -77, 0, 1, 50, 240, 481, 4320] {
                    let unit = if lag == 0 { LagUnit::Working } else { *unit };
                    let links = vec![link("12", *kind, lag, unit), link("1.2", LinkKind::Fs, 0, LagUnit::Working)];
                    for lang in [Lang::Zh, Lang::En] {
                        let text = Words(lang).links(&links, UNITS);
                        assert_eq!(read_links(&text, UNITS).as_ref(), Ok(&links), "{text}");
                    }
                }
            }
        }
        let links = [link("3", LinkKind::Fs, 960, LagUnit::Working), link("5", LinkKind::Ss, -480, LagUnit::Working)];
        assert_eq!(Words(Lang::En).links(&links, UNITS), "3FS+2d; 5SS-1d");
        assert_eq!(Words(Lang::Zh).links(&links, UNITS), "3FS+2天; 5SS-1天");
    }
}
