//! Why an edit cannot be done, in words the user can act on.

use crate::engine::model::{Id, Need, Record, Text};
use crate::engine::words::Words;
use crate::engine::workspace::{Kind, Workspace};

#[derive(Clone, Debug, PartialEq)]
pub enum Refusal {
    /// There is no such record (any more).
    Missing(Kind),
    EmptyName,
    /// The link would close a loop through these tasks, in order, the first also being the last.
    Cycle(Vec<Id>),
    /// A task cannot be linked to itself.
    LinkToItself,
    /// A summary cannot be linked to a task inside it.
    LinkToOwnChild,
    /// The same link is already there.
    LinkTwice,
    /// A task cannot be moved into itself.
    InsideItself,
    /// There is nothing above to indent under.
    NothingAbove,
    /// The task is at the top already.
    AtTop,
    /// Its dates come from the tasks inside it.
    SummaryDates,
    /// Fewer than five letters of SMART are filled.
    NotSmart(usize),
    /// There is nothing a buffer could be sized by.
    NoChain,
    /// The stage asks for what the deal has not.
    StageNeeds(Vec<Need>),
    /// It must say why.
    NoReason,
    /// Only what was answered can be confirmed.
    NotAnswered,
    /// What was typed into a cell cannot be read: what was expected, and the text.
    Unreadable(Wanted, String),
    /// A table to paste is larger than this many rows.
    TooManyRows(usize),
    /// So many deals stand in it.
    InUse(usize),
}

/// What a cell takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wanted {
    Duration,
    Date,
    Number,
    Person,
    Link,
    Choice,
}

impl Refusal {
    pub fn say(&self, w: Words, ws: &Workspace) -> String {
        match self {
            Refusal::Missing(_) => w.refused_missing().into(),
            Refusal::EmptyName => w.refused_empty_name().into(),
            Refusal::Cycle(tasks) => {
                let names: Vec<&str> =
                    tasks.iter().filter_map(|id| ws.tasks.get(*id)).map(|task| Text::as_str(&task.name)).collect();
                w.refused_cycle(names.join(" → "))
            }
            Refusal::LinkToItself => w.refused_link_to_itself().into(),
            Refusal::LinkToOwnChild => w.refused_link_to_own_child().into(),
            Refusal::LinkTwice => w.refused_link_twice().into(),
            Refusal::InsideItself => w.refused_inside_itself().into(),
            Refusal::NothingAbove => w.refused_nothing_above().into(),
            Refusal::AtTop => w.refused_at_top().into(),
            Refusal::SummaryDates => w.refused_summary_dates().into(),
            Refusal::NotSmart(filled) => w.refused_not_smart(*filled),
            Refusal::NoChain => w.refused_no_chain().into(),
            Refusal::StageNeeds(needs) => {
                let names: Vec<&str> = needs.iter().map(|need| need_name(w, *need)).collect();
                w.refused_stage_needs(names.join(if w.is_zh() { "、" } else { ", " }))
            }
            Refusal::NoReason => w.refused_no_reason().into(),
            Refusal::NotAnswered => w.refused_not_answered().into(),
            Refusal::Unreadable(wanted, text) => match wanted {
                Wanted::Duration => w.bad_duration(text),
                Wanted::Date => w.bad_date(text),
                Wanted::Number => w.bad_number(text),
                Wanted::Person => w.bad_person(text),
                Wanted::Link => w.bad_link(text),
                Wanted::Choice => w.bad_choice(text),
            },
            Refusal::TooManyRows(most) => w.bad_rows(*most),
            Refusal::InUse(deals) => w.refused_in_use(*deals),
        }
    }
}

/// What a stage asks for, by name.
pub fn need_name(w: Words, need: Need) -> &'static str {
    match need {
        Need::Amount => w.deal_amount(),
        Need::ExpectedClose => w.deal_expected_close(),
        Need::Contact => w.deal_contacts(),
        Need::NextStep => w.deal_next_step(),
        Need::Products => w.deal_products(),
        Need::ContractNo => w.deal_contract_no(),
        Need::LostReason => w.deal_lost_reason(),
    }
}

/// Refuses an empty name.
pub fn named(text: &str) -> Result<Text, Refusal> {
    let name = Text::line(text);
    if name.is_empty() { Err(Refusal::EmptyName) } else { Ok(name) }
}

/// Refuses an id that stands for nothing.
pub fn there<R: crate::engine::workspace::Stored + Record>(ws: &Workspace, id: Id) -> Result<&std::sync::Arc<R>, Refusal> {
    ws.get::<R>(id).ok_or(Refusal::Missing(R::KIND))
}
