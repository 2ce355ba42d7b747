//! A copy for a client: of one project what is marked for the client, and of that the fields that are named here. What is
//! not named does not go out, so that a field or a table that is added later stays in.

use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};

use super::scope::owned;
use crate::engine::model::{Id, Settings, Visibility};
use crate::engine::workspace::{Kind, Row, Shared, Workspace, references};

/// What is left out: records of a table, or a field of those that go along.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Removed {
    pub kind: Kind,
    pub field: Option<String>,
    pub count: usize,
}

/// Fields that every record keeps.
const ALWAYS: [&str; 6] = ["id", "created_at", "updated_at", "rev", "by", "visibility"];

/// Fields that go out, by table; a table that is not here does not.
fn fields(kind: Kind) -> Option<&'static str> {
    Some(match kind {
        Kind::Project => "name kind phase clients start due from_finish status_date calendar manager",
        Kind::Goal => "project title specific metric unit value_kind baseline target direction current start due owner status",
        Kind::Task => {
            "project parent rank name kind mode status duration elapsed duration_unit progress progress_method manual_start \
             manual_finish actual_start actual_finish constraint deadline calendar levelling_delay acceptance recurrence owner client"
        }
        Kind::Dependency => "project from to kind lag lag_unit",
        Kind::Calendar => "name region base week alternate work_weeks exceptions minutes_per_day minutes_per_week",
        Kind::Member => "kind name title department",
        Kind::Client => "name short_name",
        Kind::Risk => "project code kind title event effect category status owner next_review tasks",
        Kind::ResponseAction => "risk text owner due status done_on",
        Kind::Issue => "project code kind title detail status owner due raised_on tasks",
        Kind::Requirement => {
            "client project kind title detail received status owner due acknowledged answer answered closed tasks confirmed"
        }
        _ => return None,
    })
}

/// Tables of which what is marked goes out; the others go out where something that does names them.
fn by_mark(kind: Kind) -> bool {
    matches!(kind, Kind::Goal | Kind::Task | Kind::Risk | Kind::ResponseAction | Kind::Issue | Kind::Requirement)
}

fn marked(row: &Row) -> bool {
    row.to_json().get("visibility").and_then(Value::as_str) == Some(Visibility::Client.key())
}

/// The copy, and what is not in it.
pub fn client_copy(workspace: &Workspace, project: Id) -> (Workspace, Vec<Removed>) {
    let mut all = owned(workspace, project);
    all.extend(workspace.issues.iter().filter(|issue| issue.project == project).cloned().map(Row::Issue));
    let mut chosen: BTreeMap<(Kind, Id), Row> = BTreeMap::new();
    let take = |chosen: &mut BTreeMap<(Kind, Id), Row>, row: Row| drop(chosen.insert((row.kind(), row.id()), row));
    for row in &all {
        if row.kind() == Kind::Project || by_mark(row.kind()) && marked(row) {
            take(&mut chosen, row.clone());
        }
    }
    // A task stands where it stands in the plan: what is above it comes along.
    for row in &all {
        if let Row::Task(task) = row
            && chosen.contains_key(&(Kind::Task, task.id))
        {
            let mut above = task.parent.and_then(|id| workspace.tasks.get(id));
            while let Some(parent) = above.filter(|parent| !chosen.contains_key(&(Kind::Task, parent.id))) {
                take(&mut chosen, Row::Task(parent.clone()));
                above = parent.parent.and_then(|id| workspace.tasks.get(id));
            }
        }
    }
    // An answer to a risk that stays in says what the risk is.
    chosen.retain({
        let risks: BTreeSet<Id> = chosen.keys().filter(|(kind, _)| *kind == Kind::Risk).map(|(_, id)| *id).collect();
        move |_, row| !matches!(row, Row::ResponseAction(action) if !risks.contains(&action.risk))
    });
    for row in &all {
        if let Row::Dependency(link) = row
            && [link.from, link.to].iter().all(|end| chosen.contains_key(&(Kind::Task, *end)))
        {
            take(&mut chosen, row.clone());
        }
    }
    let settings = &workspace.settings;
    chosen.extend(workspace.row(Kind::Calendar, settings.default_calendar).map(|row| ((Kind::Calendar, row.id()), row)));
    let mut removed: BTreeMap<(Kind, Option<String>), usize> = BTreeMap::new();
    let mut copy = Workspace::default();
    let mut open: Vec<Row> = chosen.values().cloned().collect();
    while let Some(row) = open.pop() {
        let kind = row.kind();
        let Some(out) = stripped(&row, &mut removed) else { continue };
        references(&out, &mut |_, kind, id| {
            let along = matches!(kind, Kind::Member | Kind::Client | Kind::Calendar);
            if along
                && !chosen.contains_key(&(kind, id))
                && let Some(row) = workspace.row(kind, id)
            {
                chosen.insert((kind, id), row.clone());
                open.push(row);
            }
        });
        debug_assert_eq!(out.kind(), kind);
        copy.put(out);
    }
    unname(&mut copy);
    for row in &all {
        if !chosen.contains_key(&(row.kind(), row.id())) {
            *removed.entry((row.kind(), None)).or_default() += 1;
        }
    }
    copy.settings = Shared::new(Settings {
        currency: settings.currency,
        money_unit: settings.money_unit,
        week_start: settings.week_start,
        default_calendar: settings.default_calendar,
        ..Settings::default()
    });
    let removed = removed.into_iter().map(|((kind, field), count)| Removed { kind, field, count });
    (copy, removed.collect())
}

/// A record with the fields that go out; those that do not are counted.
fn stripped(row: &Row, removed: &mut BTreeMap<(Kind, Option<String>), usize>) -> Option<Row> {
    let kind = row.kind();
    let known: Vec<&str> = fields(kind)?.split_whitespace().chain(ALWAYS).collect();
    let Value::Object(json) = row.to_json() else { return None };
    let mut kept = Map::new();
    for (name, value) in json {
        if known.contains(&name.as_str()) {
            kept.insert(name, value);
        } else {
            *removed.entry((kind, Some(name))).or_default() += 1;
        }
    }
    Row::from_json(kind, Value::Object(kept)).ok()
}

/// Takes out of lists, and out of fields that may be empty, what names a record that is not in the copy.
fn unname(copy: &mut Workspace) {
    let rows: Vec<Row> = Kind::ALL.iter().flat_map(|kind| copy.rows(*kind)).collect();
    for row in rows {
        let mut gone = BTreeSet::new();
        references(&row, &mut |field, kind, id| {
            if copy.row(kind, id).is_none() {
                gone.insert((field, id));
            }
        });
        if gone.is_empty() {
            continue;
        }
        let mut json = row.to_json();
        for (field, id) in gone {
            match json.get_mut(field) {
                Some(Value::Array(items)) => items.retain(|item| *item != json!(id)),
                Some(_) => drop(json.as_object_mut().and_then(|json| json.remove(field))),
                None => {}
            }
        }
        if let Ok(row) = Row::from_json(row.kind(), json) {
            copy.put(row);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::model::*;

    #[test]
    fn every_field_that_goes_out_is_one() {
        for &kind in Kind::ALL {
            let shape = kind.shape();
            for field in fields(kind).unwrap_or_default().split_whitespace() {
                assert!(shape["properties"].get(field).is_some(), "{kind:?} has no {field}");
            }
        }
    }

    #[test]
    fn only_what_is_marked_goes_out_and_the_rest_is_told() {
        let mut ws = Workspace::default();
        let id = Id::from_bits;
        let money = Some(Money::new(100, Currency::Cny));
        let client =
            Client { id: id(1), name: "客户".into(), remark: "内部".into(), annual_revenue: money, ..Client::default() };
        let member = Member { id: id(2), name: "王".into(), cost_rate: money, ..Member::default() };
        let project = Project { id: id(3), name: "P".into(), clients: vec![id(1)], budget: money, ..Project::default() };
        let open = Visibility::Client;
        let above = Task { id: id(4), project: id(3), name: "阶段".into(), notes: "secret".into(), ..Task::default() };
        let shown = Task {
            id: id(5),
            project: id(3),
            parent: Some(id(4)),
            owner: Some(id(2)),
            actual_cost: money,
            visibility: open,
            deal: Some(id(9)),
            ..Task::default()
        };
        let hidden = Task { id: id(6), project: id(3), ..Task::default() };
        let link = Dependency { id: id(7), project: id(3), from: id(5), to: id(6), ..Dependency::default() };
        let risk = Risk { id: id(8), project: id(3), title: "secret".into(), ..Risk::default() };
        let told = Risk {
            id: id(10),
            project: id(3),
            impact_money: money,
            tasks: vec![id(5), id(6)],
            visibility: open,
            ..Risk::default()
        };
        ws.clients.insert(client);
        ws.members.insert(member);
        ws.projects.insert(project);
        [above, shown, hidden].into_iter().for_each(|task| ws.tasks.insert(task));
        ws.links.insert(link);
        ws.risks.insert(risk);
        ws.risks.insert(told);
        ws.deals.insert(Deal { id: id(9), project: Some(id(3)), cost: money, ..Deal::default() });
        ws.settings.make_mut().me = id(2);
        let (copy, removed) = client_copy(&ws, id(3));
        assert_eq!(copy.tasks.len(), 2);
        assert!(copy.links.is_empty() && copy.deals.is_empty());
        assert_eq!(copy.risks.iter().map(|risk| risk.id).collect::<Vec<_>>(), [id(10)]);
        assert_eq!(copy.risks.get(id(10)).unwrap().tasks, [id(5)]);
        assert!(copy.settings.me.is_none());
        let text = super::super::export(&copy, super::super::Scope::Workspace, 0, &[]);
        for secret in ["secret", "内部", "\"m\""] {
            assert!(!text.contains(secret), "{secret} went out");
        }
        assert!(text.contains("阶段") && text.contains("王"));
        let count = |kind, field: Option<&str>| {
            removed.iter().find(|one| one.kind == kind && one.field.as_deref() == field).map_or(0, |one| one.count)
        };
        assert_eq!(count(Kind::Task, None), 1);
        assert_eq!(count(Kind::Risk, None), 1);
        assert_eq!(count(Kind::Deal, None), 1);
        assert_eq!(count(Kind::Task, Some("actual_cost")), 1);
        assert_eq!(count(Kind::Member, Some("cost_rate")), 1);
    }
}
