//! What holds for the whole workspace.

use super::shape::{choice, part};
use super::{Currency, Id, Text};

choice! { Lang { Zh = "zh-CN", En = "en" } }

choice! {
    /// The unit in which amounts are shown.
    MoneyUnit { Auto = "auto", Yuan = "yuan", Wan = "wan", Yi = "yi" }
}

part! {
    Settings {
        name: Text,
        currency: Currency,
        money_unit: MoneyUnit,
        /// 0 is Monday.
        week_start: u8,
        default_calendar: Id,
        fiscal_year_start: u8 = 1,
        /// The person who uses this copy.
        me: Id,
        matrix: Id,
        backup_reminder_days: u32 = 3,
        /// Records that the example brought, so that one click removes them.
        example: Vec<Id>,
        /// Heads of other copies whose content has come in, newest first: a file that goes back names them.
        lineage: Vec<Text>,
    }
}
