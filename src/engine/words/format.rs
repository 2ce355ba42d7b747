//! Numbers, money, dates and durations as people write them in each language.

use super::Words;
use crate::engine::model::{Currency, Date, Moment, Money, MoneyUnit};

const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const MONTHS_LONG: [&str; 12] =
    ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];
const DAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
const DAYS_LONG: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
const DAYS_ZH: [&str; 7] = ["一", "二", "三", "四", "五", "六", "日"];

/// Groups of three digits with commas, and at most `decimals` digits after the point, without trailing zeros.
fn grouped(value: f64, decimals: usize) -> String {
    let text = format!("{:.decimals$}", value.abs());
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    let mut out = String::new();
    for (place, digit) in whole.chars().enumerate() {
        if place > 0 && (whole.len() - place).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    let fraction = fraction.trim_end_matches('0');
    if !fraction.is_empty() {
        out.push('.');
        out.push_str(fraction);
    }
    if value < 0.0 && out != "0" { format!("−{out}") } else { out }
}

impl Words {
    /// A number with grouping; `decimals` at most.
    pub fn number(self, value: f64, decimals: usize) -> String {
        grouped(value, decimals)
    }

    /// `60%`, in English `60 %` with a narrow space.
    pub fn percent(self, value: f64) -> String {
        let digits = grouped(value, if value.abs() < 10.0 && value.fract() != 0.0 { 1 } else { 0 });
        self.pick(format!("{digits}%"), format!("{digits}\u{202f}%"))
    }

    /// `9月18日`, `18 Sep`; with the year where it is not that of `today`.
    pub fn day(self, date: Date, today: Date) -> String {
        let (month, day) = (date.month(), date.day());
        let name = MONTHS[month as usize - 1];
        if date.year() == today.year() {
            self.pick(format!("{month}月{day}日"), format!("{day} {name}"))
        } else {
            self.pick(format!("{}年{month}月{day}日", date.year()), format!("{day} {name} {}", date.year()))
        }
    }

    /// `9/18`, for narrow columns in both languages; the year where it is not that of `today`.
    pub fn day_short(self, date: Date, today: Date) -> String {
        let short = format!("{}/{:02}", date.month(), date.day());
        let short = self.pick(short, format!("{} {}", date.day(), MONTHS[date.month() as usize - 1]));
        match date.year() == today.year() {
            true => short,
            false => self.pick(format!("{:02}/{short}", date.year() % 100), format!("{short} {:02}", date.year() % 100)),
        }
    }

    /// `2026-09-22 周二`, `2026-09-22 Tue`.
    pub fn day_full(self, date: Date) -> String {
        format!("{date} {}", self.weekday(date))
    }

    /// `9月26日 星期六`, `Saturday 26 September`.
    pub fn day_spoken(self, date: Date) -> String {
        let weekday = date.weekday();
        self.pick(
            format!("{}月{}日 星期{}", date.month(), date.day(), DAYS_ZH[weekday]),
            format!("{} {} {}", DAYS_LONG[weekday], date.day(), MONTHS_LONG[date.month() as usize - 1]),
        )
    }

    /// `周二`, `Tue`.
    pub fn weekday(self, date: Date) -> String {
        self.weekday_name(date.weekday())
    }

    /// 0 is Monday.
    pub fn weekday_name(self, weekday: usize) -> String {
        self.pick(format!("周{}", DAYS_ZH[weekday % 7]), DAYS[weekday % 7].to_string())
    }

    /// One letter for the narrowest scale: `二`, `T`.
    pub fn weekday_letter(self, date: Date) -> &'static str {
        self.pick(DAYS_ZH[date.weekday()], &DAYS[date.weekday()][..1])
    }

    /// `2026年9月`, `September 2026`.
    pub fn month_year(self, date: Date) -> String {
        self.pick(
            format!("{}年{}月", date.year(), date.month()),
            format!("{} {}", MONTHS_LONG[date.month() as usize - 1], date.year()),
        )
    }

    /// `9月`, `Sep`.
    pub fn month(self, date: Date) -> String {
        self.pick(format!("{}月", date.month()), MONTHS[date.month() as usize - 1].to_string())
    }

    /// `2026年`, `2026`.
    pub fn year(self, date: Date) -> String {
        self.pick(format!("{}年", date.year()), date.year().to_string())
    }

    /// `2026年四季度`, `Q4 2026`.
    pub fn quarter_year(self, date: Date) -> String {
        let quarter = date.quarter() as usize;
        self.pick(
            format!("{}年{}季度", date.year(), ["一", "二", "三", "四"][quarter - 1]),
            format!("Q{quarter} {}", date.year()),
        )
    }

    /// `Q4` in both.
    pub fn quarter(self, date: Date) -> String {
        format!("Q{}", date.quarter())
    }

    /// `第39周`, `W39`.
    pub fn week(self, date: Date) -> String {
        let (_, week) = date.iso_week();
        self.pick(format!("第{week}周"), format!("W{week}"))
    }

    /// `09:30`.
    pub fn clock(self, moment: Moment) -> String {
        let minute = moment.minute_of_day();
        format!("{:02}:{:02}", minute / 60, minute % 60)
    }

    /// An amount in the unit the user chose: `500万`, `1.23亿`, `¥5M`, `¥5,000`.
    pub fn money(self, money: Money, unit: MoneyUnit) -> String {
        let sign = self.currency_sign(money.currency);
        let (number, suffix) = self.money_scaled(money.minor, unit);
        self.pick(
            if money.currency == Currency::Cny { format!("{number}{suffix}") } else { format!("{sign}{number}{suffix}") },
            format!("{sign}{number}{suffix}"),
        )
    }

    pub fn currency_sign(self, currency: Currency) -> &'static str {
        match currency {
            Currency::Cny => "¥",
            Currency::Usd => "$",
            Currency::Eur => "€",
            Currency::Hkd => "HK$",
            Currency::Gbp => "£",
            Currency::Sgd => "S$",
        }
    }

    /// The number and the unit apart, so that a screen can dim the unit. 万 and 亿 never stand in English text.
    pub fn money_scaled(self, minor: i64, unit: MoneyUnit) -> (String, &'static str) {
        let amount = minor as f64 / 100.0;
        let size = amount.abs();
        let (scale, suffix) = match (self.is_zh(), unit) {
            (true, MoneyUnit::Yuan) => (1.0, "元"),
            (true, MoneyUnit::Wan) => (1e4, "万"),
            (true, MoneyUnit::Yi) => (1e8, "亿"),
            (true, MoneyUnit::Auto) if size >= 1e8 => (1e8, "亿"),
            (true, MoneyUnit::Auto) if size >= 1e4 => (1e4, "万"),
            (true, MoneyUnit::Auto) => (1.0, "元"),
            (false, MoneyUnit::Yuan) => (1.0, ""),
            (false, _) if size >= 1e9 => (1e9, "B"),
            (false, _) if size >= 1e6 => (1e6, "M"),
            (false, _) if size >= 1e3 => (1e3, "k"),
            (false, _) => (1.0, ""),
        };
        (grouped(amount / scale, 2), suffix)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::model::Lang;

    #[test]
    fn money_in_both_languages() {
        let (zh, en) = (Words(Lang::Zh), Words(Lang::En));
        let yuan = |amount: i64| Money::new(amount * 100, Currency::Cny);
        assert_eq!(zh.money(yuan(5_000_000), MoneyUnit::Auto), "500万");
        assert_eq!(zh.money(yuan(123_456_789), MoneyUnit::Auto), "1.23亿");
        assert_eq!(zh.money(yuan(9_999), MoneyUnit::Auto), "9,999元");
        assert_eq!(zh.money(yuan(5_000_000), MoneyUnit::Yuan), "5,000,000元");
        assert_eq!(en.money(yuan(5_000_000), MoneyUnit::Auto), "¥5M");
        assert_eq!(en.money(yuan(-1_500), MoneyUnit::Auto), "¥−1.5k");
        assert_eq!(en.money(Money::new(0, Currency::Usd), MoneyUnit::Auto), "$0");
    }

    #[test]
    fn dates_in_both_languages() {
        let (zh, en) = (Words(Lang::Zh), Words(Lang::En));
        let day = Date::new(2026, 9, 26).unwrap();
        assert_eq!(zh.day_spoken(day), "9月26日 星期六");
        assert_eq!(en.day_spoken(day), "Saturday 26 September");
        assert_eq!(zh.day(day, day.plus(400)), "2026年9月26日");
        assert_eq!(en.day(day, day), "26 Sep");
        assert_eq!(zh.week(day), "第39周");
        assert_eq!(en.quarter_year(day), "Q3 2026");
    }
}
