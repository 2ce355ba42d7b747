//! What happened in a period and what comes after it: tasks, deals, payments, risks, and how they are written on a line.

use std::sync::Arc;

use super::About;
use crate::engine::control::agenda::{HIGH, score};
use crate::engine::model::order;
use crate::engine::model::*;
use crate::engine::plan::{Plan, PlanRow};
use crate::engine::risk;
use crate::engine::sales::requirements;
use crate::engine::words::Words;
use crate::engine::workspace::Workspace;

/// Lines of a list that are written; the rest is counted.
const LINES: usize = 15;

pub struct Facts<'a> {
    pub ws: &'a Workspace,
    pub w: Words,
    pub about: About,
    pub plans: Vec<Plan>,
}

impl<'a> Facts<'a> {
    pub fn of(ws: &'a Workspace, about: About, w: Words) -> Facts<'a> {
        let ours = |project: &&Arc<Project>| about.project.map_or(!project.archived, |id| project.id == id);
        let plans = ws.projects.iter().filter(ours).filter_map(|project| Plan::of(ws, project.id)).collect();
        Facts { ws, w, about, plans }
    }

    /// The project of a report that is of one.
    pub fn project(&self) -> Option<&'a Arc<Project>> {
        self.about.project.and_then(|id| self.ws.projects.get(id))
    }

    pub fn plan(&self) -> Option<&Plan> {
        self.plans.first().filter(|_| self.about.project.is_some())
    }

    pub fn within(&self, day: Date) -> bool {
        (self.about.from..=self.about.to).contains(&day)
    }

    /// The last day of the time that comes next: as long as the period, a week at least and two at most.
    fn horizon(&self) -> Date {
        self.about.to.plus((self.about.from.until(self.about.to) + 1).clamp(7, 14))
    }

    fn ahead(&self, day: Date) -> bool {
        day > self.about.to && day <= self.horizon()
    }

    pub fn day(&self, day: Date) -> String {
        self.w.day(day, self.about.today)
    }

    pub fn money(&self, money: Money) -> String {
        self.w.money(money, self.ws.settings.money_unit)
    }

    pub fn amount(&self, money: Option<Money>) -> String {
        money.map_or_else(|| self.w.none_yet().to_string(), |money| self.money(money))
    }

    /// A sum for each currency; a dash where there is nothing to add.
    pub fn sum(&self, amounts: impl Iterator<Item = Money>) -> String {
        let mut sums: Vec<Money> = Vec::new();
        for money in amounts {
            match sums.iter_mut().find(|sum| sum.currency == money.currency) {
                Some(sum) => *sum = Money::new(sum.minor.saturating_add(money.minor), sum.currency),
                None => sums.push(money),
            }
        }
        let sums: Vec<String> = sums.into_iter().map(|sum| self.money(sum)).collect();
        if sums.is_empty() { self.w.none_yet().to_string() } else { sums.join(" + ") }
    }

    pub fn member(&self, id: Option<Id>) -> String {
        id.and_then(|id| self.ws.members.get(id)).map_or(String::new(), |member| member.name.to_string())
    }

    pub fn client(&self, id: Option<Id>) -> String {
        id.and_then(|id| self.ws.clients.get(id)).map_or(String::new(), |client| client.name.to_string())
    }

    pub fn stage(&self, id: Id) -> String {
        let Some(stage) = self.ws.stages.get(id) else { return String::new() };
        if self.w.is_zh() || stage.name_en.is_empty() { &stage.name_zh } else { &stage.name_en }.to_string()
    }

    /// A name with what is to be said of it in brackets; what is empty is left out.
    pub fn with(&self, name: &str, more: &[String]) -> String {
        let more: Vec<&str> = more.iter().map(String::as_str).filter(|text| !text.is_empty()).collect();
        match (more.is_empty(), self.w.is_zh()) {
            (true, _) => name.to_string(),
            (_, true) => format!("{name}（{}）", more.join("，")),
            (_, false) => format!("{name} ({})", more.join(", ")),
        }
    }

    /// Lines as a list; of a long one the first, and how many more there are.
    pub fn list(&self, lines: Vec<String>) -> String {
        let rest = lines.len().saturating_sub(LINES);
        let shown = lines.into_iter().take(LINES).chain((rest > 0).then(|| self.w.report_more(rest)));
        shown.map(|line| format!("- {}", line.replace('\n', " "))).collect::<Vec<_>>().join("\n")
    }

    /// Tasks and milestones of a plan, without summaries, buffers and what was given up.
    pub fn tasks(plan: &Plan) -> impl Iterator<Item = &PlanRow> {
        let counts =
            |row: &&PlanRow| !row.summary && row.task.kind != TaskKind::Buffer && row.task.status != TaskStatus::Cancelled;
        plan.rows.iter().filter(counts)
    }

    /// What was finished in the period, by the day it was noted on, else by the plan's.
    pub fn finished<'p>(&'p self, plan: &'p Plan) -> impl Iterator<Item = &'p PlanRow> {
        Self::tasks(plan).filter(|row| is_done(row) && self.within(row.days().1))
    }

    /// What is to begin, go on or end in the time after the period, soonest end first.
    pub fn coming<'p>(&'p self, plan: &'p Plan) -> Vec<&'p PlanRow> {
        let coming = |row: &&PlanRow| !is_done(row) && row.days().0 <= self.horizon() && row.days().1 > self.about.to;
        let mut rows: Vec<&PlanRow> = Self::tasks(plan).filter(coming).collect();
        order::sort_by_key(&mut rows, |row| row.days().1);
        rows
    }

    /// A task on a line: its project where there are several, its owner, its last day.
    pub fn task(&self, plan: &Plan, row: &PlanRow) -> String {
        self.with(&row.task.name, &[self.project_name(plan), self.member(row.task.owner), self.day(row.days().1)])
    }

    /// Nothing where there is one project only.
    fn project_name(&self, plan: &Plan) -> String {
        if self.plans.len() > 1 { plan.project.name.to_string() } else { String::new() }
    }

    pub fn done_lines(&self) -> Vec<String> {
        self.plans.iter().flat_map(|plan| self.finished(plan).map(|row| self.task(plan, row))).collect()
    }

    /// What should have ended in the period or before and is not done, then what comes.
    pub fn coming_lines(&self) -> Vec<String> {
        let mut lines = Vec::new();
        for plan in &self.plans {
            let over = Self::tasks(plan).filter(|row| !is_done(row) && row.days().1 <= self.about.to);
            for row in over {
                let late = plan.place(row.task.id).map_or(0, |at| plan.days_late(at, self.about.today));
                let late = if late > 0 { self.w.report_late_by(late) } else { self.day(row.days().1) };
                lines.push(self.with(&row.task.name, &[self.project_name(plan), self.member(row.task.owner), late]));
            }
            lines.extend(self.coming(plan).into_iter().map(|row| self.task(plan, row)));
        }
        lines
    }

    /// Deals that the report is about.
    pub fn deals(&self) -> impl Iterator<Item = &'a Arc<Deal>> {
        let project = self.about.project;
        self.ws.deals.iter().filter(move |deal| project.is_none_or(|id| deal.project == Some(id)))
    }

    pub fn stage_kind(&self, deal: &Deal) -> StageKind {
        self.ws.stages.get(deal.stage).map_or(StageKind::Void, |stage| stage.kind)
    }

    /// Deals that ended so in the period.
    pub fn closed(&self, kind: StageKind) -> impl Iterator<Item = &'a Arc<Deal>> {
        self.deals().filter(move |deal| self.stage_kind(deal) == kind && deal.closed.is_some_and(|on| self.within(on)))
    }

    /// Payments of the period, the earliest first.
    pub fn payments(&self) -> Vec<(&'a Arc<Payment>, &'a Arc<Deal>)> {
        let of = |payment: &'a Arc<Payment>| {
            let deal = self.ws.deals.get(payment.deal)?;
            let ours = self.about.project.is_none_or(|id| deal.project == Some(id));
            (ours && self.within(payment.on)).then_some((payment, deal))
        };
        let mut found: Vec<_> = self.ws.payments.iter().filter_map(of).collect();
        order::sort_by_key(&mut found, |(payment, _)| payment.on);
        found
    }

    /// Risks of the projects, the worst first.
    pub fn risks(&self) -> Vec<&'a Arc<Risk>> {
        let ours = |risk: &&Arc<Risk>| self.plans.iter().any(|plan| plan.project.id == risk.project);
        let mut risks: Vec<_> = self.ws.risks.iter().filter(ours).collect();
        order::sort_by_key(&mut risks, |risk| -score(risk));
        risks
    }

    /// Open threats that are high.
    pub fn high_risks(&self) -> Vec<&'a Arc<Risk>> {
        let high = |risk: &&Arc<Risk>| risk::is_open(risk) && risk.kind == RiskType::Threat && score(risk) >= HIGH;
        self.risks().into_iter().filter(high).collect()
    }

    /// A risk on a line: its level in words, what is done about it and by whom.
    pub fn risk(&self, risk: &Risk) -> String {
        let matrix = risk::matrix(self.ws);
        let level = risk::seat(&matrix, &risk.current)
            .map(|(p, i)| risk::level_name(&matrix, risk::level(&matrix, p, i), self.w))
            .unwrap_or_default();
        let open =
            |one: &&Arc<ResponseAction>| one.risk == risk.id && matches!(one.status, ActionStatus::Planned | ActionStatus::Doing);
        let action = self.ws.actions.iter().find(open).map(|one| one.text.to_string()).unwrap_or_default();
        self.with(&risk.title, &[level, action, self.member(risk.owner)])
    }

    /// Issues that are not solved.
    pub fn issues(&self) -> impl Iterator<Item = &'a Arc<Issue>> {
        let ours = |issue: &Issue| self.plans.iter().any(|plan| plan.project.id == issue.project);
        let open = crate::engine::edit::issue::is_open;
        self.ws.issues.iter().filter(move |issue| ours(issue) && open(issue))
    }

    /// Requests that wait for an answer: those of the project, and those of its clients that name none; of all where the
    /// report is of all.
    pub fn waiting(&self) -> impl Iterator<Item = &'a Arc<Requirement>> {
        let (about, project) = (self.about.project, self.project());
        let by_client = move |one: &Requirement| {
            one.project.is_none() && project.is_some_and(|project| project.clients.contains(&one.client))
        };
        let ours = move |one: &&Arc<Requirement>| about.is_none() || one.project == about || by_client(one);
        self.ws.requirements.iter().filter(ours).filter(|one| requirements::is_open(one))
    }

    /// Whom to speak to and about what.
    pub fn contact(&self, client: &Client) -> String {
        match client.next_contact_note.trim() {
            "" => self.w.report_contact_only(&client.name),
            note => self.w.report_contact(&client.name, note),
        }
    }

    /// A client's next contact in the time after the period.
    pub fn contacts(&self) -> Vec<String> {
        let ours = |client: &&Arc<Client>| match self.project() {
            Some(project) => project.clients.contains(&client.id),
            None => self.about.project.is_none(),
        };
        let line = |client: &Arc<Client>| {
            let day = client.next_contact.filter(|day| self.ahead(*day))?;
            Some(self.with(&self.contact(client), &[self.day(day)]))
        };
        self.ws.clients.iter().filter(ours).filter(|client| client.kind != ClientKind::Lost).filter_map(line).collect()
    }
}

pub fn is_done(row: &PlanRow) -> bool {
    row.done() || row.task.status == TaskStatus::Done
}
