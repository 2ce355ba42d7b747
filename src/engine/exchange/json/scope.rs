//! What belongs to one project: its own records, and those of others that they name.

use std::collections::BTreeSet;

use crate::engine::model::Id;
use crate::engine::workspace::{Kind, Row, Shared, Workspace};
use crate::engine::workspace::{has, references};

/// The project and what lies within it and nowhere else: goals, tasks, links, risks, actions, assignments,
/// requirements, and the deals won for it with their money.
pub(super) fn owned(workspace: &Workspace, project: Id) -> Vec<Row> {
    let mut rows: Vec<Row> = workspace.row(Kind::Project, project).into_iter().collect();
    let goals = workspace.goals.iter().filter(|goal| goal.project == project);
    let tasks = workspace.tasks.iter().filter(|task| task.project == project);
    let risks = workspace.risks.iter().filter(|risk| risk.project == project);
    let within = |task: Id| workspace.tasks.get(task).is_some_and(|task| task.project == project);
    let links = workspace.links.iter().filter(|link| link.project == project);
    let assignments = workspace.assignments.iter().filter(|assignment| within(assignment.task));
    let actions =
        workspace.actions.iter().filter(|action| workspace.risks.get(action.risk).is_some_and(|risk| risk.project == project));
    let deals: Vec<_> = workspace.deals.iter().filter(|deal| deal.project == Some(project)).cloned().collect();
    let of_deal = |id: Id| deals.iter().any(|deal| deal.id == id);
    rows.extend(workspace.payment_plans.iter().filter(|plan| of_deal(plan.deal)).cloned().map(Row::PaymentPlan));
    rows.extend(workspace.payments.iter().filter(|payment| of_deal(payment.deal)).cloned().map(Row::Payment));
    rows.extend(workspace.requirements.iter().filter(|one| one.project == Some(project)).cloned().map(Row::Requirement));
    rows.extend(workspace.lessons.iter().filter(|one| one.project == Some(project)).cloned().map(Row::Lesson));
    rows.extend(deals.iter().cloned().map(Row::Deal));
    rows.extend(goals.cloned().map(Row::Goal));
    rows.extend(tasks.cloned().map(Row::Task));
    rows.extend(links.cloned().map(Row::Dependency));
    rows.extend(assignments.cloned().map(Row::Assignment));
    rows.extend(risks.cloned().map(Row::Risk));
    rows.extend(actions.cloned().map(Row::ResponseAction));
    rows.extend(workspace.reports.iter().filter(|one| one.project == Some(project)).cloned().map(Row::Report));
    rows.extend(workspace.views.iter().filter(|view| view.project == project).cloned().map(Row::View));
    rows
}

/// The project with the members, clients, contacts and calendars that it names, the default calendar and the risk
/// matrix by which it reads. No tombstones, no unknown tables: nobody can tell whose they are.
pub(super) fn project(workspace: &Workspace, project: Id) -> Workspace {
    let mut part = Workspace::default();
    let mut settings = (**workspace.settings.arc()).clone();
    let mut open = owned(workspace, project);
    open.extend(workspace.row(Kind::Calendar, settings.default_calendar));
    open.extend(workspace.row(Kind::RiskMatrix, settings.matrix));
    let mut contacts: Vec<(Id, Id)> = workspace.contacts.iter().map(|contact| (contact.client, contact.id)).collect();
    contacts.sort_unstable();
    let mut seen: BTreeSet<Id> = open.iter().map(Row::id).collect();
    while let Some(row) = open.pop() {
        let mut also = |kind: Kind, id: Id| {
            if seen.insert(id) {
                open.extend(workspace.row(kind, id));
            }
        };
        references(&row, &mut |_, kind, id| {
            let comes_along = matches!(
                kind,
                Kind::Member
                    | Kind::Client
                    | Kind::Contact
                    | Kind::Calendar
                    | Kind::Pipeline
                    | Kind::Stage
                    | Kind::ListItem
                    | Kind::Product
                    | Kind::Segment
            );
            if comes_along && has(workspace, kind, id) {
                also(kind, id);
            }
        });
        if let Row::Client(client) = &row {
            let from = contacts.partition_point(|(of, _)| *of < client.id);
            contacts[from..].iter().take_while(|(of, _)| *of == client.id).for_each(|(_, id)| also(Kind::Contact, *id));
        }
        // A pipeline is of no use without all of its stages.
        if let Row::Pipeline(pipeline) = &row {
            let stages = workspace.stages.iter().filter(|stage| stage.pipeline == pipeline.id);
            stages.for_each(|stage| also(Kind::Stage, stage.id));
        }
        part.put(row);
    }
    settings.example.retain(|id| seen.contains(id));
    if !has(&part, Kind::Member, settings.me) {
        settings.me = Id::NONE;
    }
    part.settings = Shared::new(settings);
    part
}
