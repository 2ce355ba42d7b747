//! Days off and make-up days (调休) of mainland China, as the State Council's notices give them; for a year without a notice
//! the statutory days and their weekend compensation, marked provisional and without make-up days, which nobody can foresee.

use super::super::model::{Date, ExceptionKind, Source};

/// A public holiday in both languages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Holiday {
    pub zh: &'static str,
    pub en: &'static str,
}

/// First and last day as month × 100 + day, and the holiday they belong to.
type Days = (u32, u32, Holiday);

/// The days that lie in a civil year, also where the notice for another year gives them (2022-12-31).
#[derive(Debug)]
pub struct ChinaYear {
    pub year: i32,
    /// Official or provisional.
    pub status: Source,
    /// Addresses of the notices.
    pub notices: &'static [&'static str],
    off: &'static [Days],
    work: &'static [Days],
}

/// Days that depart from the week: off, or worked to make up for days off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ChinaDay {
    pub from: Date,
    /// Last day, included.
    pub to: Date,
    pub kind: ExceptionKind,
    pub holiday: Holiday,
    pub source: Source,
}

/// The years that are known, in order.
pub fn china_years() -> impl Iterator<Item = &'static ChinaYear> {
    YEARS.iter()
}

/// Official, provisional, or none for a year that is not known.
pub fn china_status(year: i32) -> Option<Source> {
    YEARS.iter().find(|known| known.year == year).map(|known| known.status)
}

/// All days off and make-up days that are known.
pub fn china_days() -> impl Iterator<Item = ChinaDay> {
    YEARS.iter().flat_map(|year| {
        let of = move |kind, days: &'static [Days]| {
            days.iter().filter_map(move |&(from, to, holiday)| {
                let day = |at: u32| Date::new(year.year, at / 100, at % 100);
                Some(ChinaDay { from: day(from)?, to: day(to)?, kind, holiday, source: year.status })
            })
        };
        of(ExceptionKind::Off, year.off).chain(of(ExceptionKind::Work, year.work))
    })
}

const NEW_YEAR: Holiday = Holiday { zh: "元旦", en: "New Year's Day" };
const SPRING: Holiday = Holiday { zh: "春节", en: "Spring Festival" };
const QINGMING: Holiday = Holiday { zh: "清明节", en: "Tomb-Sweeping Day" };
const LABOUR: Holiday = Holiday { zh: "劳动节", en: "Labour Day" };
const DRAGON_BOAT: Holiday = Holiday { zh: "端午节", en: "Dragon Boat Festival" };
const MID_AUTUMN: Holiday = Holiday { zh: "中秋节", en: "Mid-Autumn Festival" };
const NATIONAL: Holiday = Holiday { zh: "国庆节", en: "National Day" };
const NATIONAL_MID_AUTUMN: Holiday = Holiday { zh: "国庆节、中秋节", en: "National Day and Mid-Autumn Festival" };
const MID_AUTUMN_NATIONAL: Holiday = Holiday { zh: "中秋节、国庆节", en: "Mid-Autumn Festival and National Day" };

const YEARS: &[ChinaYear] = &[
    ChinaYear {
        year: 2020,
        status: Source::Official,
        notices: &[
            "http://www.gov.cn/zhengce/zhengceku/2019-11/21/content_5454164.htm",
            "http://www.gov.cn/zhengce/zhengceku/2020-01/27/content_5472352.htm",
        ],
        off: &[
            (101, 101, NEW_YEAR),
            (124, 202, SPRING),
            (404, 406, QINGMING),
            (501, 505, LABOUR),
            (625, 627, DRAGON_BOAT),
            (1001, 1008, NATIONAL_MID_AUTUMN),
        ],
        work: &[
            (119, 119, SPRING),
            (203, 203, SPRING),
            (426, 426, LABOUR),
            (509, 509, LABOUR),
            (628, 628, DRAGON_BOAT),
            (927, 927, NATIONAL_MID_AUTUMN),
            (1010, 1010, NATIONAL_MID_AUTUMN),
        ],
    },
    ChinaYear {
        year: 2021,
        status: Source::Official,
        notices: &["http://www.gov.cn/zhengce/zhengceku/2020-11/25/content_5564127.htm"],
        off: &[
            (101, 103, NEW_YEAR),
            (211, 217, SPRING),
            (403, 405, QINGMING),
            (501, 505, LABOUR),
            (612, 614, DRAGON_BOAT),
            (919, 921, MID_AUTUMN),
            (1001, 1007, NATIONAL),
        ],
        work: &[
            (207, 207, SPRING),
            (220, 220, SPRING),
            (425, 425, LABOUR),
            (508, 508, LABOUR),
            (918, 918, MID_AUTUMN),
            (926, 926, NATIONAL),
            (1009, 1009, NATIONAL),
        ],
    },
    ChinaYear {
        year: 2022,
        status: Source::Official,
        notices: &["http://www.gov.cn/zhengce/zhengceku/2021-10/25/content_5644835.htm"],
        off: &[
            (101, 103, NEW_YEAR),
            (131, 206, SPRING),
            (403, 405, QINGMING),
            (430, 504, LABOUR),
            (603, 605, DRAGON_BOAT),
            (910, 912, MID_AUTUMN),
            (1001, 1007, NATIONAL),
            (1231, 1231, NEW_YEAR),
        ],
        work: &[(129, 130, SPRING), (402, 402, QINGMING), (424, 424, LABOUR), (507, 507, LABOUR), (1008, 1009, NATIONAL)],
    },
    ChinaYear {
        year: 2023,
        status: Source::Official,
        notices: &["http://www.gov.cn/zhengce/zhengceku/2022-12/08/content_5730844.htm"],
        off: &[
            (101, 102, NEW_YEAR),
            (121, 127, SPRING),
            (405, 405, QINGMING),
            (429, 503, LABOUR),
            (622, 624, DRAGON_BOAT),
            (929, 1006, MID_AUTUMN_NATIONAL),
        ],
        work: &[
            (128, 129, SPRING),
            (423, 423, LABOUR),
            (506, 506, LABOUR),
            (625, 625, DRAGON_BOAT),
            (1007, 1008, MID_AUTUMN_NATIONAL),
        ],
    },
    ChinaYear {
        year: 2024,
        status: Source::Official,
        notices: &["https://www.gov.cn/zhengce/zhengceku/202310/content_6911528.htm"],
        off: &[
            (101, 101, NEW_YEAR),
            (210, 217, SPRING),
            (404, 406, QINGMING),
            (501, 505, LABOUR),
            (610, 610, DRAGON_BOAT),
            (915, 917, MID_AUTUMN),
            (1001, 1007, NATIONAL),
        ],
        work: &[
            (204, 204, SPRING),
            (218, 218, SPRING),
            (407, 407, QINGMING),
            (428, 428, LABOUR),
            (511, 511, LABOUR),
            (914, 914, MID_AUTUMN),
            (929, 929, NATIONAL),
            (1012, 1012, NATIONAL),
        ],
    },
    ChinaYear {
        year: 2025,
        status: Source::Official,
        notices: &["https://www.gov.cn/zhengce/zhengceku/202411/content_6986383.htm"],
        off: &[
            (101, 101, NEW_YEAR),
            (128, 204, SPRING),
            (404, 406, QINGMING),
            (501, 505, LABOUR),
            (531, 602, DRAGON_BOAT),
            (1001, 1008, NATIONAL_MID_AUTUMN),
        ],
        work: &[
            (126, 126, SPRING),
            (208, 208, SPRING),
            (427, 427, LABOUR),
            (928, 928, NATIONAL_MID_AUTUMN),
            (1011, 1011, NATIONAL_MID_AUTUMN),
        ],
    },
    ChinaYear {
        year: 2026,
        status: Source::Official,
        notices: &["https://www.gov.cn/zhengce/zhengceku/202511/content_7047091.htm"],
        off: &[
            (101, 103, NEW_YEAR),
            (215, 223, SPRING),
            (404, 406, QINGMING),
            (501, 505, LABOUR),
            (619, 621, DRAGON_BOAT),
            (925, 927, MID_AUTUMN),
            (1001, 1007, NATIONAL),
        ],
        work: &[
            (104, 104, NEW_YEAR),
            (214, 214, SPRING),
            (228, 228, SPRING),
            (509, 509, LABOUR),
            (920, 920, NATIONAL),
            (1010, 1010, NATIONAL),
        ],
    },
    ChinaYear {
        year: 2027,
        status: Source::Provisional,
        notices: &[],
        off: &[
            (101, 101, NEW_YEAR),
            (205, 210, SPRING),
            (405, 405, QINGMING),
            (501, 504, LABOUR),
            (609, 609, DRAGON_BOAT),
            (915, 915, MID_AUTUMN),
            (1001, 1005, NATIONAL),
        ],
        work: &[],
    },
];

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    /// The rule behind the notices (statutory days: 11 until 2024, 13 since), which a slip in the table would break:
    /// working days = days − weekend days − statutory days. In 2020 the Spring Festival was extended by three days.
    #[test]
    fn the_table_balances() {
        for year in YEARS.iter().filter(|year| year.year > 2020 && year.status == Source::Official) {
            let days_of = |from: Date, to: Date, weekend: bool| {
                (0..=from.until(to)).filter(|ahead| (from.plus(*ahead).weekday() > 4) == weekend).count() as i64
            };
            let days = china_days().filter(|day| day.from.year() == year.year);
            let lost: i64 = days
                .map(|day| match day.kind {
                    ExceptionKind::Off => days_of(day.from, day.to, false),
                    ExceptionKind::Work => -days_of(day.from, day.to, true),
                })
                .sum();
            assert_eq!(lost, if year.year < 2025 { 11 } else { 13 }, "{}", year.year);
        }
    }

    #[test]
    fn every_entry_is_a_day_of_its_own() {
        let entries: usize = YEARS.iter().map(|year| year.off.len() + year.work.len()).sum();
        assert_eq!(china_days().count(), entries, "an entry that is no date would be lost");
        let mut seen = BTreeSet::new();
        for day in china_days() {
            assert!(day.from <= day.to);
            for ahead in 0..=day.from.until(day.to) {
                assert!(seen.insert(day.from.plus(ahead)), "{} twice", day.from.plus(ahead));
            }
        }
        assert_eq!((china_status(2026), china_status(2027)), (Some(Source::Official), Some(Source::Provisional)));
        assert_eq!((china_status(2019), china_status(2028)), (None, None));
    }
}
