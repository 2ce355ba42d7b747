//! A follow-up in one typed line: `log call 李明朗 要离线包，下次 周五，待办 发方案`. It reads what kind it was, with whom, how
//! it went, when next, and what is to be done; everything else is what was said.

use crate::engine::model::*;

/// What a line says, with the name of who it was with still in front of `rest`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Line {
    pub kind: ActivityKind,
    pub outcome: Outcome,
    pub next: Option<Date>,
    pub action: String,
    pub rest: String,
}

const STARTS: [&str; 6] = ["log", "跟进", "记一笔", "记录", "记", "logged"];

#[rustfmt::skip]
const KINDS: [(&str, ActivityKind); 30] = [
    ("打电话", ActivityKind::Call), ("电话", ActivityKind::Call), ("call", ActivityKind::Call), ("phone", ActivityKind::Call),
    ("拜访", ActivityKind::Visit), ("上门", ActivityKind::Visit), ("visit", ActivityKind::Visit),
    ("微信", ActivityKind::Wechat), ("wechat", ActivityKind::Wechat),
    ("视频会议", ActivityKind::Video), ("视频", ActivityKind::Video), ("video", ActivityKind::Video), ("zoom", ActivityKind::Video),
    ("开会", ActivityKind::Meeting), ("会议", ActivityKind::Meeting), ("见面", ActivityKind::Meeting), ("meeting", ActivityKind::Meeting), ("meet", ActivityKind::Meeting),
    ("邮件", ActivityKind::Email), ("email", ActivityKind::Email), ("e-mail", ActivityKind::Email), ("mail", ActivityKind::Email),
    ("短信", ActivityKind::Sms), ("sms", ActivityKind::Sms), ("text", ActivityKind::Sms),
    ("宴请", ActivityKind::Dinner), ("吃饭", ActivityKind::Dinner), ("dinner", ActivityKind::Dinner),
    ("活动", ActivityKind::Event), ("event", ActivityKind::Event),
];

#[rustfmt::skip]
const OUTCOMES: [(&str, Outcome); 15] = [
    ("有进展", Outcome::Positive), ("顺利", Outcome::Positive), ("很好", Outcome::Positive), ("good", Outcome::Positive), ("positive", Outcome::Positive), ("went well", Outcome::Positive),
    ("不顺利", Outcome::Negative), ("没谈成", Outcome::Negative), ("bad", Outcome::Negative), ("negative", Outcome::Negative),
    ("没接", Outcome::NoAnswer), ("没人接", Outcome::NoAnswer), ("没联系上", Outcome::NoAnswer), ("no answer", Outcome::NoAnswer), ("无人接听", Outcome::NoAnswer),
];

const NEXT: [&str; 4] = ["下次联系", "下次", "next contact", "next"];
const ACTION: [&str; 6] = ["待办", "下一步", "todo", "to do", "then", "→"];

/// Half width and lower case, character for character, so that places in it are places in the text.
fn folded(text: &str) -> Vec<char> {
    text.chars().map(half_width).map(|c| c.to_lowercase().next().unwrap_or(c)).collect()
}

/// What follows one of `words` at the head of a text; a Latin word must end there.
fn after<'a>(text: &'a str, words: &[&str]) -> Option<&'a str> {
    let folded = folded(text);
    words.iter().find_map(|word| {
        let length = word.chars().count();
        let head = folded.get(..length)?;
        let ends = !word.is_ascii() || folded.get(length).is_none_or(|c| !c.is_ascii_alphanumeric());
        (head.iter().copied().eq(word.chars()) && ends).then(|| {
            let at = text.char_indices().nth(length).map_or(text.len(), |(at, _)| at);
            text[at..].trim_start_matches([' ', '\u{3000}', ':', '：'])
        })
    })
}

/// True where a text may be a follow-up: it begins with the verb.
pub fn begins(text: &str) -> bool {
    after(text.trim_start(), &STARTS).is_some()
}

/// Reads a line; none where it does not begin with the verb.
pub fn read(text: &str, today: Date) -> Option<Line> {
    let mut rest = after(text.trim(), &STARTS)?;
    let mut line = Line::default();
    if let Some((kind, tail)) = KINDS.iter().find_map(|(word, kind)| after(rest, &[word]).map(|tail| (*kind, tail))) {
        (line.kind, rest) = (kind, tail);
    }
    // Clauses: each may say how it went, when next or what to do; what is none of these was said.
    let mut said: Vec<&str> = Vec::new();
    for clause in rest.split(['，', ',', '；', ';', '。', '\n']).map(str::trim).filter(|clause| !clause.is_empty()) {
        if let Some(action) = after(clause, &ACTION).filter(|action| !action.is_empty()) {
            line.action = action.to_string();
        } else if let Some(day) = after(clause, &NEXT).and_then(|text| day(text, today)) {
            line.next = Some(day);
        } else if let Some((_, outcome)) = OUTCOMES.iter().find(|(word, _)| after(clause, &[word]) == Some("")) {
            line.outcome = *outcome;
        } else {
            said.push(clause);
        }
    }
    // The outcome may also be the last word of what was said: `李明朗 没接`.
    if line.outcome == Outcome::Neutral
        && let Some(last) = said.last_mut()
        && let Some((head, word)) = last.rsplit_once([' ', '\u{3000}'])
        && let Some((_, outcome)) = OUTCOMES.iter().find(|(known, _)| after(word, &[known]) == Some(""))
    {
        line.outcome = *outcome;
        *last = head.trim();
    }
    let chinese = !rest.is_ascii();
    line.rest = said.join(if chinese { "，" } else { ", " });
    Some(line)
}

/// Someone or something that a line may be about.
#[derive(Clone, Debug, PartialEq)]
pub struct Named<T> {
    pub name: String,
    pub who: T,
}

/// Who the rest begins with, and what was said then: the longest name it begins with, else those whose name its first
/// word `matches`, in their order.
pub fn about<'n, T>(rest: &str, names: &'n [Named<T>], matches: impl Fn(&str, &str) -> bool) -> (Vec<&'n Named<T>>, String) {
    let whole = folded(rest);
    let begins = |name: &str| {
        let name = folded(name);
        !name.is_empty() && whole.starts_with(&name)
    };
    let longest = names.iter().filter(|named| begins(&named.name)).map(|named| named.name.chars().count()).max();
    if let Some(length) = longest {
        let found = names.iter().filter(|named| named.name.chars().count() == length && begins(&named.name)).collect();
        let said: String = rest.chars().skip(length).collect();
        return (found, said.trim().trim_start_matches(['，', ',', ':', '：']).trim().to_string());
    }
    let (word, said) = rest.split_once([' ', '\u{3000}']).unwrap_or((rest, ""));
    if word.is_empty() {
        return (Vec::new(), String::new());
    }
    (names.iter().filter(|named| matches(word, &named.name)).collect(), said.trim().to_string())
}

fn number(text: &str) -> Option<i64> {
    const DIGITS: &str = "一二三四五六七八九";
    let digit = |c: char| DIGITS.chars().position(|known| known == c).map(|at| at as i64 + 1);
    let text = text.trim();
    if let Ok(number) = text.parse::<i64>() {
        return (0..=3650).contains(&number).then_some(number);
    }
    let mut chars = text.chars();
    match (chars.next(), chars.next(), chars.next()) {
        (Some('两'), None, None) => Some(2),
        (Some('十'), None, None) => Some(10),
        (Some('十'), Some(ones), None) => Some(10 + digit(ones)?),
        (Some(one), None, None) => digit(one),
        (Some(tens), Some('十'), None) => Some(digit(tens)? * 10),
        (Some(tens), Some('十'), Some(ones)) => Some(digit(tens)? * 10 + digit(ones)?),
        _ => None,
    }
}

/// A day as people say it, today or later: `明天`, `3天后`, `下周三`, `月底`, `12月5日`, `in 2 weeks`, `next monday`, `12-05`.
pub fn day(text: &str, today: Date) -> Option<Date> {
    let text: String = folded(text.trim()).into_iter().collect();
    let text = text.trim().trim_start_matches("on ").trim_end_matches(['.', '!']);
    let plain = match text {
        "今天" | "today" => Some(today),
        "明天" | "明日" | "tomorrow" => Some(today.plus(1)),
        "后天" => Some(today.plus(2)),
        "大后天" => Some(today.plus(3)),
        "下周" | "next week" => Some(today.monday().plus(7)),
        "月底" | "end of month" => Some(today.first_of_month().plus_months(1).plus(-1)),
        "下个月" | "下月" | "next month" => Some(today.plus_months(1)),
        _ => None,
    };
    if plain.is_some() {
        return plain;
    }
    if let Some(count) = text.strip_suffix("天后").or(text.strip_suffix("天之后")) {
        return number(count).map(|days| today.plus(days));
    }
    if let Some(count) = text.strip_suffix("周后").or(text.strip_suffix("星期后")).map(|text| text.trim_end_matches('个')) {
        return number(count).map(|weeks| today.plus(weeks * 7));
    }
    if let Some(count) = text.strip_prefix("in ") {
        let (count, unit) = count.split_once(' ')?;
        let count = if count == "a" { 1 } else { number(count)? };
        return match unit.trim_end_matches('s') {
            "day" => Some(today.plus(count)),
            "week" => Some(today.plus(count * 7)),
            "month" => Some(today.plus_months(count as i32)),
            _ => None,
        };
    }
    weekday(text, today).or_else(|| calendar_day(text, today))
}

fn weekday(text: &str, today: Date) -> Option<Date> {
    const ENGLISH: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
    let (next, name) = match text.strip_prefix("下").or(text.strip_prefix("next ")) {
        Some(name) => (true, name),
        None => (false, text.strip_prefix("this ").or(text.strip_prefix("本")).unwrap_or(text)),
    };
    let chinese = name.strip_prefix("周").or(name.strip_prefix("星期")).or(name.strip_prefix("礼拜"));
    let at = match chinese {
        Some("日" | "天") => 6,
        Some(name) => number(name).filter(|at| (1..=6).contains(at))? - 1,
        None => ENGLISH.iter().position(|known| name.starts_with(known) && (name.len() == 3 || name.ends_with("day")))? as i64,
    };
    let day = today.monday().plus(at);
    Some(match (next, day < today) {
        (true, _) => day.plus(7),
        (false, true) => day.plus(7),
        (false, false) => day,
    })
}

fn calendar_day(text: &str, today: Date) -> Option<Date> {
    if let Some(day) = Date::parse(text) {
        return Some(day);
    }
    let text = text.trim_end_matches(['日', '号']);
    let parts: Vec<&str> = text.split(['-', '/', '月', '.']).map(str::trim).collect();
    let (month, day) = match parts[..] {
        [month, day] => (number(month)? as u32, number(day)? as u32),
        [day] if text.chars().count() <= 3 => {
            let day = number(day)? as u32;
            let this = Date::new(today.year(), today.month(), day).filter(|on| *on >= today);
            let next = today.first_of_month().plus_months(1);
            return this.or(Date::new(next.year(), next.month(), day));
        }
        _ => return None,
    };
    Date::new(today.year(), month, day).filter(|on| *on >= today).or(Date::new(today.year() + 1, month, day))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A Wednesday.
    fn today() -> Date {
        Date::new(2026, 11, 25).unwrap()
    }

    #[test]
    fn days_as_people_say_them() {
        for (text, on) in [
            ("明天", "2026-11-26"),
            ("3天后", "2026-11-28"),
            ("两周后", "2026-12-09"),
            ("周五", "2026-11-27"),
            ("周一", "2026-11-30"),
            ("下周三", "2026-12-02"),
            ("下星期日", "2026-12-06"),
            ("月底", "2026-11-30"),
            ("１２月５日", "2026-12-05"),
            ("1月8号", "2027-01-08"),
            ("28号", "2026-11-28"),
            ("3号", "2026-12-03"),
            ("12-05", "2026-12-05"),
            ("2027-03-01", "2027-03-01"),
            ("tomorrow", "2026-11-26"),
            ("Friday", "2026-11-27"),
            ("next monday", "2026-11-30"),
            ("in 2 weeks", "2026-12-09"),
        ] {
            assert_eq!(day(text, today()), Date::parse(on), "{text}");
        }
        for text in ["", "改天", "13月5日", "monkey", "0号"] {
            assert_eq!(day(text, today()), None, "{text}");
        }
    }

    #[test]
    fn a_line_says_kind_outcome_next_and_action() {
        let line = read("log call 李明朗 要离线包，有进展，下次 周五，待办 发方案", today()).unwrap();
        assert_eq!((line.kind, line.outcome), (ActivityKind::Call, Outcome::Positive));
        assert_eq!((line.next, line.action.as_str()), (Date::parse("2026-11-27"), "发方案"));
        assert_eq!(line.rest, "李明朗 要离线包");
        let line = read("跟进拜访华东医药 谈了价格", today()).unwrap();
        assert_eq!((line.kind, line.rest.as_str()), (ActivityKind::Visit, "华东医药 谈了价格"));
        let line = read("记电话：申联 没接", today()).unwrap();
        assert_eq!((line.outcome, line.rest.as_str()), (Outcome::NoAnswer, "申联"));
        assert_eq!(read("logistics", today()), None);
        assert_eq!(read("log", today()).unwrap(), Line::default());
    }

    #[test]
    fn who_it_was_with() {
        let names = ["李明", "李明朗", "华东医药"].map(|name| Named { name: name.to_string(), who: name });
        let (found, said) = about("李明朗要离线包", &names, |_, _| false);
        assert_eq!((found.len(), found[0].who, said.as_str()), (1, "李明朗", "要离线包"));
        let (found, said) = about("hdyy 谈了价格", &names, |word, name| word == "hdyy" && name == "华东医药");
        assert_eq!((found[0].who, said.as_str()), ("华东医药", "谈了价格"));
        assert!(about("", &names, |_, _| true).0.is_empty());
    }
}
