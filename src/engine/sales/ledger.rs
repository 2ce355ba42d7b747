//! What the figures need of each deal, side by side in one array. A deal itself is the better part of a kilobyte and lies
//! anywhere in memory, so that a pass over fifty thousand of them waits for memory a hundred times as long as it computes.
//! A ledger is made from the deals, holds as long as they do, and after an edit only what changed is read again.

use std::collections::HashMap;

use super::forecast::{Column, Scope, weighted, worth};
use crate::engine::model::*;
use crate::engine::workspace::{Table, Workspace};

/// The number of an owner, a project, a pipeline or a stage; 0 stands for none.
pub type Number = u32;
/// The number of what no deal names.
const UNKNOWN: Number = Number::MAX;

/// A deal. Amounts in minor units.
#[derive(Clone, Copy, Debug)]
pub struct Line {
    pub amount: i64,
    pub worth: i64,
    pub weighted: i64,
    pub opened: Date,
    pub closed: Option<Date>,
    pub expected: Option<Date>,
    pub owner: Number,
    pub project: Number,
    pub pipeline: Number,
    pub stage: Number,
    /// Of its stage; void where there is no such stage.
    pub kind: StageKind,
    pub category: ForecastCategory,
}

/// Whose deals are looked at, by numbers. None is everybody.
#[derive(Clone, Copy, Debug, Default)]
pub struct Whom {
    owner: Option<Number>,
    project: Option<Number>,
    pipeline: Option<Number>,
}

impl Whom {
    pub fn holds(&self, line: &Line) -> bool {
        self.owner.is_none_or(|owner| line.owner == owner)
            && self.project.is_none_or(|project| line.project == project)
            && self.pipeline.is_none_or(|pipeline| line.pipeline == pipeline)
    }
}

#[derive(Clone, Debug, Default)]
pub struct Ledger {
    of: (Table<Deal>, Table<Stage>),
    /// In the order of their ids; `ids` names the deal of each line.
    pub lines: Vec<Line>,
    pub ids: Vec<Id>,
    /// Days on which the expected day of a deal was moved to a later one.
    delays: Vec<(Id, Date)>,
    numbers: HashMap<Id, Number>,
}

impl Ledger {
    pub fn of(ws: &Workspace) -> Ledger {
        let mut ledger = Ledger { of: (ws.deals.clone(), ws.stages.clone()), ..Ledger::default() };
        ledger.lines.reserve(ws.deals.len());
        ledger.ids.reserve(ws.deals.len());
        for deal in ws.deals.iter() {
            let line = ledger.line(ws, deal);
            ledger.lines.push(line);
            ledger.ids.push(deal.id);
            ledger.delays.extend(delays(deal));
        }
        ledger
    }

    /// True while nothing changed that it rests on.
    pub fn holds(&self, ws: &Workspace) -> bool {
        self.of.0.same(&ws.deals) && self.of.1.same(&ws.stages)
    }

    /// The same after a change.
    pub fn after(&self, ws: &Workspace) -> Ledger {
        if !self.of.1.same(&ws.stages) {
            return Ledger::of(ws);
        }
        let mut ledger = self.clone();
        ledger.of.0 = ws.deals.clone();
        for (before, now) in self.of.0.changes(&ws.deals) {
            let Some(id) = before.as_ref().or(now.as_ref()).map(|deal| deal.id) else { continue };
            let at = ledger.ids.binary_search(&id);
            match (at, now) {
                (Ok(at), Some(deal)) => ledger.lines[at] = ledger.line(ws, &deal),
                (Err(at), Some(deal)) => {
                    let line = ledger.line(ws, &deal);
                    ledger.lines.insert(at, line);
                    ledger.ids.insert(at, id);
                }
                (Ok(at), None) => {
                    ledger.lines.remove(at);
                    ledger.ids.remove(at);
                }
                (Err(_), None) => {}
            }
            ledger.delays.retain(|(deal, _)| *deal != id);
            let at = ledger.delays.partition_point(|(deal, _)| *deal < id);
            ledger.delays.splice(at..at, ws.deals.get(id).into_iter().flat_map(|deal| delays(deal)));
        }
        ledger
    }

    fn line(&mut self, ws: &Workspace, deal: &Deal) -> Line {
        let stage = ws.stages.get(deal.stage);
        Line {
            amount: deal.amount.map_or(0, |money| money.minor),
            worth: worth(deal),
            weighted: weighted(deal),
            opened: deal.opened,
            closed: deal.closed,
            expected: deal.expected_close,
            owner: self.enter(deal.owner),
            project: self.enter(deal.project),
            pipeline: self.enter(Some(deal.pipeline)),
            stage: self.enter(Some(deal.stage)),
            kind: stage.map_or(StageKind::Void, |stage| stage.kind),
            category: stage.map_or(ForecastCategory::Omitted, |stage| stage.category),
        }
    }

    fn enter(&mut self, id: Option<Id>) -> Number {
        let next = self.numbers.len() as Number + 1;
        id.map_or(0, |id| *self.numbers.entry(id).or_insert(next))
    }

    pub fn number(&self, id: Id) -> Number {
        self.numbers.get(&id).copied().unwrap_or(UNKNOWN)
    }

    /// One more than the largest number.
    pub fn count(&self) -> usize {
        self.numbers.len() + 1
    }

    pub fn whom(&self, scope: Scope) -> Whom {
        let number = |id: Option<Id>| id.map(|id| self.number(id));
        Whom { owner: number(scope.member), project: number(scope.project), pipeline: number(scope.pipeline) }
    }

    /// Deals with the days of their delays, each deal once.
    pub fn delayed(&self) -> impl Iterator<Item = (&Line, impl Iterator<Item = Date>)> {
        self.delays.chunk_by(|a, b| a.0 == b.0).filter_map(|days| {
            let at = self.ids.binary_search(&days[0].0).ok()?;
            Some((&self.lines[at], days.iter().map(|(_, on)| *on)))
        })
    }

    /// The lines of some deals, which are in the order of their ids.
    pub fn of_some<'a>(&'a self, some: &'a [Id]) -> impl Iterator<Item = (Id, &'a Line)> {
        let mut some = some.iter().peekable();
        self.ids.iter().zip(&self.lines).filter_map(move |(id, line)| {
            while some.next_if(|other| *other < id).is_some() {}
            some.next_if_eq(&id).map(|id| (*id, line))
        })
    }

    /// Count, sum and weighted sum of some deals by the number of their stage.
    pub fn columns(&self, some: &[Id]) -> Vec<Column> {
        let mut columns = vec![Column::default(); self.count()];
        for (_, line) in self.of_some(some) {
            let column = &mut columns[line.stage as usize];
            column.count += 1;
            column.sum += line.amount;
            column.weighted += line.weighted;
        }
        columns
    }
}

fn delays(deal: &Deal) -> impl Iterator<Item = (Id, Date)> {
    let later = |step: &&CloseMove| step.from.zip(step.to).is_some_and(|(from, to)| to > from);
    deal.close_log.iter().filter(later).map(|step| (deal.id, step.on))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::edit::{Context, deal, delete, pipeline};
    use crate::engine::workspace::Kind;

    #[test]
    fn after_edits_it_is_that_of_a_new_one() {
        let mut ws = Workspace::default();
        let today = Date::new(2026, 11, 24).unwrap();
        let ctx = |seed| Context::new(1_790_000_000_000, today, Id::from_bits(7), seed);
        let ids: Vec<Id> = (0..9).map(|n| deal::add(&mut ws, &ctx(n * 50), "商机", None).unwrap()).collect();
        let ledger = Ledger::of(&ws);
        let before = ws.clone();
        assert!(ledger.holds(&ws));
        deal::set_expected_close(&mut ws, &ctx(600), ids[3], Some(today)).unwrap();
        deal::set_expected_close(&mut ws, &ctx(601), ids[3], Some(today.plus(9))).unwrap();
        deal::set_amount(&mut ws, &ctx(602), ids[4], Money::parse("3万", Currency::Cny)).unwrap();
        let second = pipeline::stages(&ws, pipeline::first(&ws).unwrap())[1].id;
        deal::set_stage(&mut ws, &ctx(603), ids[5], second, Default::default()).unwrap();
        delete(&mut ws, Kind::Deal, ids[0]).unwrap();
        delete(&mut ws, Kind::Deal, ids[8]).unwrap();
        deal::add(&mut ws, &ctx(5), "另一个", None).unwrap();
        assert!(!ledger.holds(&ws));
        let told = |ledger: &Ledger| {
            let slipped = ledger.delayed().map(|(line, days)| (line.amount, days.collect::<Vec<_>>())).collect::<Vec<_>>();
            let text = |line: &Line| format!("{line:?}");
            // What is named no more keeps its number, which nobody has.
            let columns: Vec<Column> = ledger.columns(&ids).into_iter().filter(|column| column.count > 0).collect();
            (ledger.ids.clone(), ledger.lines.iter().map(text).collect::<Vec<_>>(), slipped, columns)
        };
        assert_eq!(told(&ledger.after(&ws)), told(&Ledger::of(&ws)));
        assert_eq!(told(&ledger.after(&ws).after(&before)), told(&ledger));
        assert_eq!(ledger.after(&ws).delayed().count(), 1);
        // Of the nine that were looked for two are gone, and the new one was not looked for.
        assert_eq!(ledger.after(&ws).columns(&ids).iter().map(|column| column.count).sum::<usize>(), 7);
    }
}
