//! The example's deals: what was won of the five million, what is still open, and the money that is due.

use super::{Both, Loader, day};
use crate::engine::edit::pipeline;
use crate::engine::model::*;

struct Chance {
    name: Both,
    client: usize,
    /// Which of the nine stages, from 0, and since when.
    stage: usize,
    since: &'static str,
    opened: &'static str,
    yuan: i64,
    close: &'static str,
    owner: usize,
    next: Both,
}

#[rustfmt::skip]
const DEALS: [Chance; 9] = [
    Chance { name: ("华东医药 · 私有化部署", "East China Pharma · on-site installation"), client: 0, stage: 4, since: "11-16", opened: "09-21", yuan: 3_000_000, close: "11-25", owner: 1, next: ("约李总高层拜访，定签约日", "Executive visit with Mr Li; fix the signing date") },
    Chance { name: ("申联电气 · 供应链模块", "Shenlian Electric · supply chain"), client: 1, stage: 3, since: "11-12", opened: "10-12", yuan: 800_000, close: "12-18", owner: 1, next: ("报价后第一次回访", "First call after the quote") },
    Chance { name: ("苏城精工 · 增购席位", "Sucheng Precision · more seats"), client: 2, stage: 2, since: "10-28", opened: "10-20", yuan: 600_000, close: "12-25", owner: 2, next: ("确认增购人数", "Confirm the number of seats") },
    Chance { name: ("甬通物流 · 试用转正", "Yongtong Logistics · from trial"), client: 3, stage: 0, since: "10-22", opened: "10-22", yuan: 400_000, close: "2027-01-20", owner: 2, next: ("", "") },
    Chance { name: ("康源器械 · 二期", "Kangyuan Devices · second phase"), client: 5, stage: 1, since: "11-16", opened: "11-16", yuan: 500_000, close: "2027-02-10", owner: 1, next: ("请财务引荐采购", "Ask finance for an introduction to purchasing") },
    Chance { name: ("康源器械 · 一期", "Kangyuan Devices · first phase"), client: 5, stage: 6, since: "11-16", opened: "09-24", yuan: 1_000_000, close: "11-16", owner: 1, next: ("", "") },
    Chance { name: ("苏城精工 · 首单", "Sucheng Precision · first order"), client: 2, stage: 6, since: "11-06", opened: "09-28", yuan: 950_000, close: "11-06", owner: 2, next: ("", "") },
    Chance { name: ("云图软件 · 联合方案", "Yuntu Software · joint solution"), client: 4, stage: 6, since: "10-15", opened: "09-10", yuan: 400_000, close: "10-15", owner: 3, next: ("", "") },
    Chance { name: ("甬通物流 · 仓储看板", "Yongtong Logistics · warehouse board"), client: 3, stage: 7, since: "10-29", opened: "09-15", yuan: 350_000, close: "10-29", owner: 2, next: ("", "") },
];

fn any_day(text: &str) -> Option<Date> {
    day(text).or_else(|| Date::parse(text))
}

pub(super) fn load(load: &mut Loader, project: Id, people: &[Id], clients: &[Id]) {
    let before: Vec<Id> = sold(load);
    let pipeline = pipeline::ensure(load.ws, load.ctx);
    let made: Vec<Id> = sold(load).into_iter().filter(|id| !before.contains(id)).collect();
    load.made.extend(made);
    let stages = pipeline::stages(load.ws, pipeline);
    if stages.len() < 9 {
        return;
    }
    let reason = load.ws.lists.iter().find(|item| item.list == ListKind::LostReason).map(|item| item.id);
    let yuan = |amount: i64| Some(Money::new(amount * 100, Currency::Cny));
    let mut deals = Vec::new();
    for chance in &DEALS {
        let stage = &stages[chance.stage];
        let (opened, since) = (any_day(chance.opened).unwrap_or(Date::MIN), any_day(chance.since).unwrap_or(Date::MIN));
        let over = stage.kind != StageKind::Open;
        let contact = load.ws.contacts.iter().find(|contact| contact.client == clients[chance.client]);
        let contacts =
            contact.map(|contact| ContactRole { contact: contact.id, role: contact.buying_role, ..ContactRole::default() });
        // One step a stage up to where it stands; a lost one went from the proposal.
        let way: Vec<usize> = (0..=chance.stage.min(5)).chain((chance.stage > 5).then_some(chance.stage)).collect();
        let steps = way.len() as i64;
        let at = |n: i64| opened.plus(opened.until(since) * n / (steps - 1).max(1));
        let mut log = Vec::new();
        for (n, place) in way.iter().enumerate() {
            let n = n as i64;
            log.push(StageMove {
                on: if steps == 1 { opened } else { at(n) },
                by: Some(people[chance.owner]),
                from: (n > 0).then(|| stages[way[n as usize - 1]].id),
                to: Some(stages[*place].id),
                days: if n > 0 { at(n - 1).until(at(n)) } else { 0 },
                ..StageMove::default()
            });
        }
        let deal = Deal {
            name: load.text(chance.name),
            client: Some(clients[chance.client]),
            contacts: contacts.into_iter().collect(),
            project: (chance.stage != 3).then_some(project),
            pipeline,
            stage: stage.id,
            stage_since: since,
            opened,
            probability: stage.probability,
            amount: yuan(chance.yuan),
            expected_close: any_day(chance.close),
            closed: over.then_some(since),
            contract_amount: if stage.kind == StageKind::Won { yuan(chance.yuan) } else { None },
            owner: Some(people[chance.owner]),
            next_step: load.text(chance.next),
            lost_reason: if stage.kind == StageKind::Lost { reason } else { None },
            stage_log: log,
            ..Deal::default()
        };
        deals.push(load.put(deal));
    }
    let plan = |deal: usize, number: u32, due: &str, amount: i64| PaymentPlan {
        deal: deals[deal],
        number,
        due: any_day(due),
        amount: yuan(amount),
        ..PaymentPlan::default()
    };
    load.put(plan(5, 1, "11-20", 300_000));
    load.put(plan(5, 2, "2027-01-15", 700_000));
    let first = load.put(plan(6, 1, "11-13", 475_000));
    load.put(plan(6, 2, "12-15", 475_000));
    let paid = load.put(plan(7, 1, "10-30", 400_000));
    for (deal, plan, on, amount) in [(6, first, "11-12", 475_000), (7, paid, "10-28", 400_000)] {
        let on = any_day(on).unwrap_or(Date::MIN);
        load.put(Payment { deal: deals[deal], plan: Some(plan), on, amount: yuan(amount), ..Payment::default() });
    }
    for (month, wan) in [("10-01", 120), ("11-01", 230), ("12-01", 150)] {
        let month = any_day(month).unwrap_or(Date::MIN);
        load.put(Target { month, value: wan * 1_000_000, ..Target::default() });
    }
    asked(load, project, people, clients);
}

fn sold(load: &Loader) -> Vec<Id> {
    let ws = &load.ws;
    let pipelines = ws.pipelines.iter().map(|record| record.id);
    pipelines.chain(ws.stages.iter().map(|record| record.id)).chain(ws.lists.iter().map(|record| record.id)).collect()
}

fn asked(load: &mut Loader, project: Id, people: &[Id], clients: &[Id]) {
    use RequirementStatus::{Done, New};
    let rows: [(usize, RequirementKind, Both, &str, RequirementStatus); 3] = [
        (
            0,
            RequirementKind::Requirement,
            ("数据不出内网，需离线升级包", "Data stays on site; upgrades come as offline packages"),
            "09-22",
            Done,
        ),
        (0, RequirementKind::ChangeRequest, ("报表增加批号追溯", "Reports trace batch numbers"), "11-18", New),
        (2, RequirementKind::Complaint, ("导出大表时页面卡住", "The page hangs when a large table is exported"), "11-11", New),
    ];
    for (client, kind, title, on, status) in rows {
        let received = day(on).unwrap_or(Date::MIN);
        let done = status == Done;
        let answer = if done {
            load.text(("提供离线包，每季度一版", "Offline packages, one a quarter"))
        } else {
            Text::default()
        };
        let record = Requirement {
            client: clients[client],
            project: Some(project),
            kind,
            title: load.text(title),
            received,
            status,
            owner: Some(people[1]),
            acknowledged: done.then(|| received.plus(1)),
            answered: done.then(|| received.plus(3)),
            closed: done.then(|| received.plus(5)),
            answer,
            confirmed: done,
            ..Requirement::default()
        };
        load.put(record);
    }
}
