//! Who belongs to a segment, and what each segment brings.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use super::clients::{Standing, grade};
use super::forecast::worth;
use crate::engine::model::*;
use crate::engine::workspace::Workspace;

/// True where the client meets every rule of the segment, or was put into it by hand. No rule at all is met by nobody.
pub fn holds(segment: &Segment, client: &Client, standing: &Standing) -> bool {
    let by_hand = client.segments.contains(&segment.id);
    by_hand || !segment.rules.is_empty() && segment.rules.iter().all(|rule| meets(rule, client, standing))
}

fn meets(rule: &SegmentRule, client: &Client, standing: &Standing) -> bool {
    let value: String = match rule.field {
        RuleField::Kind => client.kind.key().into(),
        RuleField::Grade => grade(client, standing).key().into(),
        RuleField::Industry => client.industry.to_string(),
        RuleField::Region => client.region.to_string(),
        RuleField::Size => client.size.map_or(String::new(), |size| size.to_string()),
        RuleField::Owner => client.owner.map_or(String::new(), |owner| owner.to_string()),
        RuleField::Source => client.source.to_string(),
    };
    let fold = |text: &str| -> String { text.trim().chars().map(half_width).flat_map(char::to_lowercase).collect() };
    let (value, wanted) = (fold(&value), fold(&rule.value));
    let numbers = || value.parse::<f64>().ok().zip(wanted.parse::<f64>().ok());
    match rule.test {
        RuleTest::Is => value == wanted,
        RuleTest::IsNot => value != wanted,
        RuleTest::Contains => !wanted.is_empty() && value.contains(&wanted),
        RuleTest::AtLeast => numbers().is_some_and(|(value, wanted)| value >= wanted),
        RuleTest::AtMost => numbers().is_some_and(|(value, wanted)| value <= wanted),
    }
}

pub fn members(ws: &Workspace, segment: &Segment, standings: &HashMap<Id, Standing>) -> Vec<Arc<Client>> {
    let nothing = Standing::default();
    let of = |client: &Client| standings.get(&client.id).unwrap_or(&nothing);
    ws.clients.iter().filter(|client| holds(segment, client, of(client))).cloned().collect()
}

/// Amounts in minor units.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Figures {
    pub count: usize,
    pub open: i64,
    pub open_count: usize,
    pub won: i64,
    pub won_count: usize,
    pub lost_count: usize,
    /// Won ÷ (won + lost).
    pub win_rate: Option<f64>,
    /// Mean days from opening to winning.
    pub cycle: Option<f64>,
}

/// What the deals of a segment's clients bring.
pub fn figures(ws: &Workspace, clients: &[Arc<Client>]) -> Figures {
    let ours: BTreeSet<Id> = clients.iter().map(|client| client.id).collect();
    let mut out = Figures { count: clients.len(), ..Figures::default() };
    let mut days = 0;
    for deal in ws.deals.iter().filter(|deal| deal.client.is_some_and(|client| ours.contains(&client))) {
        match ws.stages.get(deal.stage).map(|stage| stage.kind) {
            Some(StageKind::Open | StageKind::OnHold) => {
                out.open += deal.amount.map_or(0, |money| money.minor);
                out.open_count += 1;
            }
            Some(StageKind::Won) => {
                out.won += worth(deal);
                out.won_count += 1;
                days += deal.closed.map_or(0, |on| deal.opened.until(on).max(0));
            }
            Some(StageKind::Lost) => out.lost_count += 1,
            Some(StageKind::Void) | None => {}
        }
    }
    let closed = out.won_count + out.lost_count;
    out.win_rate = (closed > 0).then(|| out.won_count as f64 / closed as f64);
    out.cycle = (out.won_count > 0).then(|| days as f64 / out.won_count as f64);
    out
}
