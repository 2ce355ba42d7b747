//! Which fields of a record name another record, and of which table. A test compares the list with the model's shapes.

use super::{Kind, Row};
use crate::engine::model::Id;

/// A field that names a record: its path, the table that record should stand in, and the id (`NONE` where a field that
/// must name one does not).
pub type Visit<'a> = &'a mut dyn FnMut(&'static str, Kind, Id);

/// The device of a stamp, ids that a record gives to its own parts and what a
/// baseline remembers of tasks that may be gone are not among them.
pub fn references(row: &Row, visit: Visit) {
    let mut one = |field, kind, id: Option<Id>| id.into_iter().for_each(|id| visit(field, kind, id));
    match row {
        Row::Project(record) => {
            one("sponsor", Kind::Member, record.sponsor);
            one("manager", Kind::Member, record.manager);
            one("calendar", Kind::Calendar, record.calendar);
            record.clients.iter().for_each(|id| one("clients", Kind::Client, Some(*id)));
            record.deals.iter().for_each(|id| one("deals", Kind::Deal, Some(*id)));
            record.segments.iter().for_each(|id| one("segments", Kind::Segment, Some(*id)));
            record.phase_gates.iter().for_each(|gate| one("phase_gates.by", Kind::Member, gate.by));
        }
        Row::Goal(record) => {
            one("project", Kind::Project, Some(record.project));
            one("parent", Kind::Goal, record.parent);
            one("owner", Kind::Member, record.owner);
        }
        Row::Task(record) => {
            one("project", Kind::Project, Some(record.project));
            one("parent", Kind::Task, record.parent);
            one("owner", Kind::Member, record.owner);
            one("calendar", Kind::Calendar, record.calendar);
            one("client", Kind::Client, record.client);
            one("deal", Kind::Deal, record.deal);
        }
        Row::Dependency(record) => {
            one("project", Kind::Project, Some(record.project));
            one("from", Kind::Task, Some(record.from));
            one("to", Kind::Task, Some(record.to));
        }
        Row::Calendar(record) => one("base", Kind::Calendar, record.base),
        Row::Member(record) => one("calendar", Kind::Calendar, record.calendar),
        Row::Assignment(record) => {
            one("task", Kind::Task, Some(record.task));
            one("member", Kind::Member, Some(record.member));
        }
        Row::Client(record) => {
            one("owner", Kind::Member, record.owner);
            one("sponsor", Kind::Member, record.sponsor);
            record.segments.iter().for_each(|id| one("segments", Kind::Segment, Some(*id)));
        }
        Row::Contact(record) => {
            one("client", Kind::Client, Some(record.client));
            one("reports_to", Kind::Contact, record.reports_to);
            one("owner", Kind::Member, record.owner);
        }
        Row::Activity(record) => {
            one("client", Kind::Client, record.client);
            one("deal", Kind::Deal, record.deal);
            one("project", Kind::Project, record.project);
            one("member", Kind::Member, record.member);
            one("next_task", Kind::Task, record.next_task);
            record.contacts.iter().for_each(|id| one("contacts", Kind::Contact, Some(*id)));
        }
        Row::Risk(record) => {
            one("project", Kind::Project, Some(record.project));
            one("owner", Kind::Member, record.owner);
            one("secondary_of", Kind::Risk, record.secondary_of);
            one("issue", Kind::Issue, record.issue);
            record.tasks.iter().for_each(|id| one("tasks", Kind::Task, Some(*id)));
            record.deals.iter().for_each(|id| one("deals", Kind::Deal, Some(*id)));
            record.clients.iter().for_each(|id| one("clients", Kind::Client, Some(*id)));
            record.goals.iter().for_each(|id| one("goals", Kind::Goal, Some(*id)));
            record.history.iter().for_each(|note| one("history.by", Kind::Member, note.by));
            one("acceptance.by", Kind::Member, record.acceptance.as_ref().and_then(|acceptance| acceptance.by));
        }
        Row::ResponseAction(record) => {
            one("risk", Kind::Risk, Some(record.risk));
            one("owner", Kind::Member, record.owner);
            one("task", Kind::Task, record.task);
        }
        Row::View(record) => {
            one("project", Kind::Project, Some(record.project));
            one("look.owner", Kind::Member, record.look.owner);
        }
        Row::Issue(record) => {
            one("project", Kind::Project, Some(record.project));
            one("raised_by", Kind::Member, record.raised_by);
            one("owner", Kind::Member, record.owner);
            record.tasks.iter().for_each(|id| one("tasks", Kind::Task, Some(*id)));
            one("risk", Kind::Risk, record.risk);
            record.parties.iter().for_each(|id| one("parties", Kind::Member, Some(*id)));
            record.contacts.iter().for_each(|id| one("contacts", Kind::Contact, Some(*id)));
        }
        Row::RiskMatrix(_) | Row::Pipeline(_) | Row::ListItem(_) | Row::Product(_) => {}
        Row::Stage(record) => one("pipeline", Kind::Pipeline, Some(record.pipeline)),
        Row::Deal(record) => {
            one("client", Kind::Client, record.client);
            one("project", Kind::Project, record.project);
            one("pipeline", Kind::Pipeline, Some(record.pipeline));
            one("stage", Kind::Stage, Some(record.stage));
            one("source", Kind::ListItem, record.source);
            one("owner", Kind::Member, record.owner);
            one("lost_reason", Kind::ListItem, record.lost_reason);
            record.contacts.iter().for_each(|role| one("contacts.contact", Kind::Contact, Some(role.contact)));
            record.lines.iter().for_each(|line| one("lines.product", Kind::Product, line.product));
            record.collaborators.iter().for_each(|id| one("collaborators", Kind::Member, Some(*id)));
            for step in &record.stage_log {
                one("stage_log.by", Kind::Member, step.by);
                one("stage_log.from", Kind::Stage, step.from);
                one("stage_log.to", Kind::Stage, step.to);
            }
        }
        Row::PaymentPlan(record) => one("deal", Kind::Deal, Some(record.deal)),
        Row::Payment(record) => {
            one("deal", Kind::Deal, Some(record.deal));
            one("plan", Kind::PaymentPlan, record.plan);
        }
        Row::Target(record) => {
            one("member", Kind::Member, record.member);
            one("project", Kind::Project, record.project);
        }
        Row::Segment(record) => record.fits.iter().for_each(|fit| one("fits.product", Kind::Product, Some(fit.product))),
        Row::MarketStrategy(record) => {
            one("segment", Kind::Segment, Some(record.segment));
            one("project", Kind::Project, record.project);
            for tactic in &record.tactics {
                one("tactics.owner", Kind::Member, tactic.owner);
                one("tactics.task", Kind::Task, tactic.task);
                one("tactics.goal", Kind::Goal, tactic.goal);
            }
        }
        Row::Requirement(record) => {
            one("client", Kind::Client, Some(record.client));
            one("contact", Kind::Contact, record.contact);
            one("project", Kind::Project, record.project);
            one("deal", Kind::Deal, record.deal);
            one("owner", Kind::Member, record.owner);
            record.tasks.iter().for_each(|id| one("tasks", Kind::Task, Some(*id)));
        }
        Row::Lesson(record) => {
            one("project", Kind::Project, record.project);
            one("deal", Kind::Deal, record.deal);
            one("risk", Kind::Risk, record.risk);
            one("issue", Kind::Issue, record.issue);
            one("task", Kind::Task, record.task);
            one("owner", Kind::Member, record.owner);
            record.segments.iter().for_each(|id| one("segments", Kind::Segment, Some(*id)));
            record.applied.iter().for_each(|id| one("applied", Kind::Project, Some(*id)));
        }
        Row::Report(record) => one("project", Kind::Project, record.project),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::model::shape::Shape;
    use serde_json::{Map, Value, json};
    use std::collections::BTreeSet;

    /// A record with an id in every field that takes one, and the paths of those fields.
    fn filled(shape: &Value, path: &str, next: &mut u128, paths: &mut Vec<(String, Id)>) -> Option<Value> {
        if *shape == Id::shape() {
            *next += 1;
            paths.push((path.to_owned(), Id::from_bits(*next)));
            return Some(json!(Id::from_bits(*next)));
        }
        if let Some(first) = shape["anyOf"].get(0) {
            return filled(first, path, next, paths);
        }
        if let Some(items) = shape.get("items") {
            return filled(items, path, next, paths).map(|item| json!([item]));
        }
        let mut fields = Map::new();
        for (name, field) in shape.get("properties")?.as_object()? {
            let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
            fields.extend(filled(field, &path, next, paths).map(|value| (name.clone(), value)));
        }
        (!fields.is_empty()).then_some(Value::Object(fields))
    }

    #[test]
    fn every_id_of_the_model_is_listed_or_left_out_on_purpose() {
        let left_out = ["id", "by", "comments.by", "baselines.id", "baselines.tasks.task", "criteria.id", "met", "tactics.id"];
        for &kind in Kind::ALL {
            let mut paths = Vec::new();
            let json = filled(&kind.shape(), "", &mut 0, &mut paths).unwrap();
            let row = Row::from_json(kind, json).unwrap();
            let wanted: BTreeSet<_> = paths.into_iter().filter(|(path, _)| !left_out.contains(&path.as_str())).collect();
            let mut listed = BTreeSet::new();
            references(&row, &mut |field, _, id| listed.extend([(field.to_owned(), id)]));
            assert_eq!(listed, wanted, "{kind:?}");
        }
    }
}
