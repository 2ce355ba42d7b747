//! The example: the article's own sales project in either language. ¥5M of new bookings in a quarter, a market share that is
//! to rise by ten points in half a year, six clients, six people, eight risks, and a plan of some forty tasks that crosses
//! the National Day week of 2026.

mod deals;
mod issues;
mod reports;

use std::collections::HashMap;

use crate::engine::edit::{self, Context, rank};
use crate::engine::model::*;
use crate::engine::words::Words;
use crate::engine::workspace::{Stored, Workspace};

/// A text in Chinese and English.
type Both = (&'static str, &'static str);

/// Name, department, title, city.
const MEMBERS: [(Both, Both, Both); 6] = [
    (("林晓", "Lin Xiao"), ("大客户部", "Key accounts"), ("项目经理", "Project manager")),
    (("陈立", "Chen Li"), ("大客户部", "Key accounts"), ("高级销售", "Senior sales")),
    (("王蕾", "Wang Lei"), ("渠道部", "Channel sales"), ("销售主管", "Sales lead")),
    (("赵宇", "Zhao Yu"), ("市场部", "Marketing"), ("市场经理", "Marketing manager")),
    (("周敏", "Zhou Min"), ("售前部", "Presales"), ("方案顾问", "Solution consultant")),
    (("吴昊", "Wu Hao"), ("商务部", "Commercial"), ("商务专员", "Contract officer")),
];

struct Seat {
    key: &'static str,
    name: Both,
    /// Working days; 0 with no summary is a milestone.
    days: i64,
    owner: usize,
    progress: i64,
    /// Month and day in 2026 on which it began and ended; empty where not yet.
    began: &'static str,
    ended: &'static str,
    /// `key` of a predecessor, `key>` start to start, then the lag in days.
    after: &'static [(&'static str, i64)],
}

#[rustfmt::skip]
macro_rules! seats {
    ($(($key:literal, $zh:literal, $en:literal, $days:literal, $owner:literal, $progress:literal, $began:literal, $ended:literal, [$($after:expr),*])),* $(,)?) => {
        &[$(Seat { key: $key, name: ($zh, $en), days: $days, owner: $owner, progress: $progress, began: $began, ended: $ended, after: &[$($after),*] }),*]
    };
}

/// The stages, each with its tasks.
#[rustfmt::skip]
const STAGES: [(Both, &[Seat]); 6] = [
    (("目标与客户细分", "Goals and client segments"), seats![
        ("a1", "拆解 500 万目标", "Break down the ¥5M target", 2, 0, 100, "09-07", "09-08", []),
        ("a2", "盘点存量客户", "Review existing accounts", 3, 1, 100, "09-09", "09-11", [("a1", 0)]),
        ("a3", "客户细分与分级", "Segment and grade clients", 3, 2, 100, "09-14", "09-16", [("a2", 0)]),
        ("a4", "竞品与市场份额基线", "Competitors and market-share baseline", 4, 3, 100, "09-10", "09-15", [("a2>", 1)]),
        ("a5", "组建项目组、明确分工", "Staff the team and split the work", 2, 0, 100, "09-17", "09-18", [("a3", 0)]),
        ("a6", "目标评审通过", "Goals agreed", 0, 0, 100, "09-18", "09-18", [("a4", 0), ("a5", 0)]),
    ]),
    (("大客户攻坚：华东医药", "Key account: East China Pharma"), seats![
        ("b1", "需求调研", "Needs survey", 5, 4, 100, "09-21", "09-25", [("a6", 0)]),
        ("b2", "决策链梳理", "Map the decision makers", 3, 1, 100, "09-23", "09-25", [("b1>", 2)]),
        ("b3", "调研纪要签字", "Survey signed off", 2, 1, 100, "09-28", "09-29", [("b1", 0)]),
        ("b4", "方案设计", "Solution design", 8, 4, 100, "09-30", "10-15", [("b3", 0), ("b2", 0)]),
        ("b5", "技术答疑与演示", "Technical answers and demo", 4, 4, 100, "10-16", "10-21", [("b4", 0)]),
        ("b6", "报价与商务条款", "Quote and commercial terms", 4, 5, 100, "10-16", "10-21", [("b4", 0)]),
        ("b7", "试点部署", "Pilot installation", 12, 4, 100, "10-22", "11-06", [("b5", 0)]),
        ("b8", "试点验收报告", "Pilot acceptance report", 3, 1, 100, "11-09", "11-13", [("b7", 0)]),
        ("b9", "法务与合规审查", "Legal and compliance review", 4, 5, 60, "11-16", "", [("b8", 0), ("b6", 0)]),
        ("b10", "高层拜访", "Executive visit", 1, 0, 0, "", "", [("b8", 3)]),
    ]),
    (("中小客户拓展", "Small and mid-size clients"), seats![
        ("c1", "筛选 200 家名单", "Pick a list of 200", 3, 2, 100, "09-21", "09-23", [("a6", 0)]),
        ("c2", "话术与资料", "Scripts and material", 4, 3, 100, "09-22", "09-25", [("c1>", 1)]),
        ("c3", "首轮电话", "First round of calls", 10, 2, 100, "09-28", "10-15", [("c1", 0), ("c2", 0)]),
        ("c4", "上门拜访", "Visits", 12, 2, 100, "10-12", "10-27", [("c3>", 5)]),
        ("c5", "第二轮跟进", "Second round of follow-up", 10, 2, 100, "10-28", "11-10", [("c4", 0), ("c3", 0)]),
        ("c6", "小单签约 8 家", "Close eight small deals", 16, 2, 70, "11-05", "", [("c5>", 5)]),
        ("c7", "老客户转介绍", "Referrals from clients", 5, 1, 40, "11-11", "", [("c5", 0)]),
    ]),
    (("市场推广", "Marketing"), seats![
        ("d1", "推广方案", "Campaign plan", 4, 3, 100, "09-21", "09-24", [("a6", 0)]),
        ("d2", "线上投放第一波", "Online campaign, first wave", 8, 3, 100, "09-25", "10-13", [("d1", 0)]),
        ("d3", "行业沙龙筹备", "Prepare the industry salon", 9, 3, 100, "09-29", "10-19", [("d2>", 2)]),
        ("d4", "行业沙龙", "Industry salon", 1, 3, 100, "10-20", "10-20", [("d3", 0)]),
        ("d5", "线索清洗与分发", "Clean and hand out the leads", 4, 2, 100, "10-21", "10-26", [("d4", 0), ("d2", 0)]),
        ("d6", "线上投放第二波", "Online campaign, second wave", 15, 3, 80, "11-02", "", [("d5", 2)]),
        ("d7", "客户案例", "Customer story", 8, 3, 30, "11-17", "", [("b8", 0)]),
        ("d8", "市场份额复盘", "Market-share review", 3, 3, 0, "", "", [("d6", 2), ("d7", 0)]),
    ]),
    (("签约与回款", "Contracts and payments"), seats![
        ("e1", "合同谈判", "Negotiate the contract", 3, 5, 0, "", "", [("b9", 0), ("b10", 0)]),
        ("e2", "合同签署", "Contract signed", 0, 0, 0, "", "", [("e1", 0)]),
        ("e3", "开票与首付款", "Invoice and down payment", 2, 5, 0, "", "", [("e2", 0)]),
        ("e4", "中小客户回款", "Payments of small clients", 3, 5, 0, "", "", [("c6", 0), ("c7", 0)]),
    ]),
    (("总结移交", "Review and handover"), seats![
        ("f1", "交付移交", "Hand over to delivery", 2, 4, 0, "", "", [("e2", 0)]),
        ("f2", "项目复盘会", "Retrospective", 1, 0, 0, "", "", [("e3", 0), ("e4", 0), ("d8", 0)]),
        ("f3", "总结报告与归档", "Final report and archive", 1, 0, 0, "", "", [("f2", 0), ("f1", 0)]),
        ("z", "项目缓冲", "Project buffer", 2, 0, 0, "", "", [("f3", 0)]),
    ]),
];

struct Account {
    name: Both,
    industry: Both,
    region: Both,
    kind: ClientKind,
    grade: Grade,
    owner: usize,
    next: &'static str,
    next_note: Both,
    rhythm: u32,
    /// Name, title, role, attitude.
    contacts: &'static [(Both, Both, BuyingRole, Attitude)],
    /// Day, kind, who of the team, what was said, outcome.
    log: &'static [(&'static str, ActivityKind, usize, Both, Outcome)],
}

#[rustfmt::skip]
const CLIENTS: [Account; 6] = [
    Account {
        name: ("华东医药", "East China Pharma"), industry: ("医药流通", "Pharmaceuticals"), region: ("杭州", "Hangzhou"),
        kind: ClientKind::Prospect, grade: Grade::A, owner: 1, next: "11-20", next_note: ("确认法务意见与签约日期", "Settle the legal comments and the signing date"), rhythm: 7,
        contacts: &[
            (("李明朗", "Li Minglang"), ("采购总监", "Purchasing director"), BuyingRole::DecisionMaker, Attitude::Support),
            (("孙婷", "Sun Ting"), ("信息部经理", "IT manager"), BuyingRole::TechnicalEvaluator, Attitude::Neutral),
            (("郑海", "Zheng Hai"), ("法务主管", "Head of legal"), BuyingRole::Gatekeeper, Attitude::Neutral),
        ],
        log: &[
            ("09-22", ActivityKind::Visit, 4, ("需求调研第一天，关注数据不出内网", "First day of the survey; data must stay on site"), Outcome::Positive),
            ("10-19", ActivityKind::Meeting, 4, ("方案演示，信息部提了 12 个问题", "Demo; IT asked twelve questions"), Outcome::Neutral),
            ("11-10", ActivityKind::Call, 1, ("李总说预算月底前要定", "Mr Li: the budget must be settled by the end of the month"), Outcome::Positive),
        ],
    },
    Account {
        name: ("申联电气", "Shenlian Electric"), industry: ("电气设备", "Electrical equipment"), region: ("上海", "Shanghai"),
        kind: ClientKind::Prospect, grade: Grade::A, owner: 1, next: "11-24", next_note: ("报价后的第一次回访", "First call after the quote"), rhythm: 10,
        contacts: &[(("何斌", "He Bin"), ("供应链总经理", "General manager, supply chain"), BuyingRole::EconomicBuyer, Attitude::Neutral)],
        log: &[("11-12", ActivityKind::Email, 5, ("发出 80 万报价", "Sent the quote of ¥800k"), Outcome::Neutral)],
    },
    Account {
        name: ("苏城精工", "Sucheng Precision"), industry: ("精密制造", "Precision manufacturing"), region: ("苏州", "Suzhou"),
        kind: ClientKind::Customer, grade: Grade::B, owner: 2, next: "11-26", next_note: ("谈续约与增购", "Renewal and more seats"), rhythm: 14,
        contacts: &[(("许静", "Xu Jing"), ("生产副总", "Vice president, production"), BuyingRole::Champion, Attitude::Support)],
        log: &[("11-11", ActivityKind::Wechat, 2, ("愿意介绍两家同行", "Will introduce two of their peers"), Outcome::Positive)],
    },
    Account {
        name: ("甬通物流", "Yongtong Logistics"), industry: ("物流", "Logistics"), region: ("宁波", "Ningbo"),
        kind: ClientKind::Lead, grade: Grade::C, owner: 2, next: "11-17", next_note: ("再约一次上门", "Ask again for a visit"), rhythm: 14,
        contacts: &[(("冯磊", "Feng Lei"), ("信息主管", "Head of IT"), BuyingRole::Influencer, Attitude::Unknown)],
        log: &[("10-22", ActivityKind::Call, 2, ("没有人接", "Nobody answered"), Outcome::NoAnswer)],
    },
    Account {
        name: ("云图软件", "Yuntu Software"), industry: ("软件", "Software"), region: ("杭州", "Hangzhou"),
        kind: ClientKind::Partner, grade: Grade::B, owner: 3, next: "12-02", next_note: ("联合沙龙复盘", "Look back on the joint salon"), rhythm: 30,
        contacts: &[(("谢安", "Xie An"), ("渠道总监", "Channel director"), BuyingRole::Influencer, Attitude::Support)],
        log: &[("10-20", ActivityKind::Event, 3, ("沙龙到场 46 人，留资 31 条", "46 came to the salon, 31 left their details"), Outcome::Positive)],
    },
    Account {
        name: ("康源器械", "Kangyuan Devices"), industry: ("医疗器械", "Medical devices"), region: ("南京", "Nanjing"),
        kind: ClientKind::Customer, grade: Grade::B, owner: 1, next: "11-30", next_note: ("催首付款", "Remind of the down payment"), rhythm: 14,
        contacts: &[(("唐悦", "Tang Yue"), ("财务经理", "Finance manager"), BuyingRole::Gatekeeper, Attitude::Neutral)],
        log: &[("11-16", ActivityKind::Visit, 1, ("合同 100 万已签，等付款", "¥1M contract signed; payment to come"), Outcome::Positive)],
    },
];

struct Danger {
    title: Both,
    cause: Both,
    effect: Both,
    category: RiskCategory,
    /// Probability and impact at first, now and aimed at; 0 is not assessed.
    seats: [(i64, i64); 3],
    owner: usize,
    strategy: Strategy,
    /// Working days, and yuan.
    days: f64,
    yuan: i64,
    review: &'static str,
    response: Both,
    task: &'static str,
    response_due: &'static str,
}

#[rustfmt::skip]
const RISKS: [Danger; 8] = [
    Danger { title: ("市场推广复杂", "Marketing is complex"), cause: ("渠道多、素材审核慢", "Many channels, slow approval of material"), effect: ("线索不足，中小客户签约推迟", "Too few leads; small deals come late"),
        category: RiskCategory::Market, seats: [(5, 4), (4, 4), (2, 3)], owner: 3, strategy: Strategy::Mitigate, days: 6.0, yuan: 200_000, review: "11-23",
        response: ("素材提前两周送审，备两套投放方案", "Submit material two weeks early; keep a second media plan"), task: "d6", response_due: "11-20" },
    Danger { title: ("大客户决策人变动", "The key account's decision maker changes"), cause: ("华东医药年底组织调整", "Year-end reorganisation at East China Pharma"), effect: ("重新建立关系，签约推迟", "The relation starts anew; signing is late"),
        category: RiskCategory::Client, seats: [(3, 5), (3, 5), (2, 4)], owner: 1, strategy: Strategy::Mitigate, days: 10.0, yuan: 1_200_000, review: "11-24",
        response: ("与两位以上高层建立联系", "Know at least two of the executives"), task: "b10", response_due: "11-18" },
    Danger { title: ("骨干销售离职", "A leading salesperson leaves"), cause: ("年底跳槽高峰", "Year-end job changes"), effect: ("客户跟进断档", "Clients go unattended"),
        category: RiskCategory::People, seats: [(2, 4), (2, 4), (1, 3)], owner: 0, strategy: Strategy::Mitigate, days: 5.0, yuan: 300_000, review: "12-07",
        response: ("每个客户设第二联系人", "A second contact person for every client"), task: "c5", response_due: "10-30" },
    Danger { title: ("推广预算不足", "The marketing budget runs out"), cause: ("投放单价上涨", "Prices of media rise"), effect: ("第二波投放缩减", "The second wave shrinks"),
        category: RiskCategory::Funding, seats: [(3, 3), (2, 3), (2, 2)], owner: 3, strategy: Strategy::AcceptActive, days: 2.0, yuan: 100_000, review: "12-01",
        response: ("预留 10 万应急", "Keep ¥100k in reserve"), task: "d6", response_due: "11-02" },
    Danger { title: ("试点设备到货晚", "Pilot hardware arrives late"), cause: ("供应商排产满", "The supplier is fully booked"), effect: ("试点顺延", "The pilot slips"),
        category: RiskCategory::Material, seats: [(3, 3), (1, 3), (1, 2)], owner: 4, strategy: Strategy::Transfer, days: 4.0, yuan: 50_000, review: "12-15",
        response: ("租用一套备机", "Rent a spare set"), task: "b7", response_due: "10-20" },
    Danger { title: ("合同审批拖延", "Approval of the contract drags on"), cause: ("法务与合规排队", "Queues at legal and compliance"), effect: ("错过 11 月签约", "Signing misses November"),
        category: RiskCategory::Delay, seats: [(4, 3), (4, 4), (2, 3)], owner: 5, strategy: Strategy::Escalate, days: 5.0, yuan: 500_000, review: "11-20",
        response: ("请发起人与对方法务主管沟通", "The sponsor talks to their head of legal"), task: "b9", response_due: "11-19" },
    Danger { title: ("私有化部署技术难点", "On-site installation proves hard"), cause: ("客户内网限制多", "The client's network is locked down"), effect: ("试点不通过", "The pilot fails"),
        category: RiskCategory::Technical, seats: [(3, 4), (2, 3), (1, 3)], owner: 4, strategy: Strategy::Avoid, days: 8.0, yuan: 400_000, review: "12-04",
        response: ("提前做离线安装演练", "Rehearse the offline installation"), task: "b7", response_due: "10-16" },
    Danger { title: ("竞品年底降价", "A competitor cuts prices at year end"), cause: ("对手冲年度业绩", "They chase their annual figures"), effect: ("价格被压，份额流失", "Prices fall, share is lost"),
        category: RiskCategory::Market, seats: [(0, 0), (0, 0), (0, 0)], owner: 1, strategy: Strategy::Undecided, days: 0.0, yuan: 0, review: "11-25",
        response: ("准备三档报价与价值对比", "Prepare three price levels and a comparison of value"), task: "e1", response_due: "11-25" },
];

/// A day of 2026 from `11-24`; none where empty.
fn day(text: &str) -> Option<Date> {
    let (month, day) = text.split_once('-')?;
    Date::new(2026, month.parse().ok()?, day.parse().ok()?)
}

/// Adds records and remembers which.
struct Loader<'a> {
    ws: &'a mut Workspace,
    ctx: &'a Context,
    zh: bool,
    made: Vec<Id>,
}

impl Loader<'_> {
    fn put<R: Stored>(&mut self, record: R) -> Id {
        let id = edit::add(self.ws, self.ctx, record);
        self.made.push(id);
        id
    }

    fn text(&self, both: Both) -> Text {
        Text::new(if self.zh { both.0 } else { both.1 })
    }
}

/// Loads the example and gives its project. `settings.example` names every record that came with it.
pub fn load(ws: &mut Workspace, ctx: &Context, w: Words) -> Id {
    let mut load = Loader { ws, ctx, zh: w.is_zh(), made: Vec::new() };
    let name = load.text(("中国法定节假日", "China, public holidays"));
    let calendar = load.put(Calendar { name, region: Region::China, week: Calendar::weekdays(), ..Calendar::default() });
    let people = members(&mut load);
    let clients = clients(&mut load, &people);
    let project = Project {
        code: "P-Q4".into(),
        name: load.text(("四季度 500 万新签单", "Q4 new bookings ¥5M")),
        kind: ProjectKind::KeyAccount,
        phase: Phase::Monitoring,
        manager: Some(people[0]),
        clients: clients.clone(),
        description: load.text((
            "攻下一个大客户，铺开一批中小客户，用一轮市场推广托住份额。",
            "Win one key account, open up a range of small ones, and carry the market share with a campaign.",
        )),
        scope_in: load.text((
            "华东区大客户与中小客户的新签单\n线上投放与一场行业沙龙",
            "New contracts of key and small clients in East China\nOnline campaign and one industry salon",
        )),
        scope_out: load.text(("存量合同的续费\n海外客户", "Renewals of existing contracts\nClients abroad")),
        start: day("09-07").unwrap_or(Date::MIN),
        due: day("11-30"),
        promise: PromisePolicy { class: EstimateClass::Medium, ..PromisePolicy::default() },
        calendar: Some(calendar),
        booking_target: Some(Money::new(500_000_000, Currency::Cny)),
        budget: Some(Money::new(60_000_000, Currency::Cny)),
        ..Project::default()
    };
    let project = load.put(project);
    goals(&mut load, project, &people);
    let tasks = tasks(&mut load, project, &people, &clients);
    risks(&mut load, project, &people, &tasks, clients[0]);
    issues::load(&mut load, project, &people, &tasks);
    deals::load(&mut load, project, &people, &clients);
    reports::load(&mut load);
    let made = load.made;
    let no_calendar = !ws.calendars.contains(ws.settings.default_calendar);
    let no_me = !ws.members.contains(ws.settings.me);
    let settings = ws.settings.make_mut();
    if no_calendar {
        settings.default_calendar = calendar;
    }
    if no_me {
        settings.me = people[0];
    }
    settings.currency = Currency::Cny;
    settings.example.extend(made);
    project
}

fn members(load: &mut Loader) -> Vec<Id> {
    MEMBERS
        .iter()
        .map(|(name, department, title)| {
            let (name, department, title) = (load.text(*name), load.text(*department), load.text(*title));
            load.put(Member { name, department, title, ..Member::default() })
        })
        .collect()
}

fn clients(load: &mut Loader, people: &[Id]) -> Vec<Id> {
    CLIENTS
        .iter()
        .map(|account| {
            let owner = Some(people[account.owner]);
            let client = Client {
                name: load.text(account.name),
                industry: load.text(account.industry),
                region: load.text(account.region),
                kind: account.kind,
                grade: account.grade,
                owner,
                owner_since: day("09-07"),
                next_contact: day(account.next),
                next_contact_note: load.text(account.next_note),
                follow_up_days: Some(account.rhythm),
                ..Client::default()
            };
            let client = load.put(client);
            let mut contacts = Vec::new();
            for (place, (name, title, buying_role, attitude)) in account.contacts.iter().enumerate() {
                let contact = Contact {
                    client,
                    name: load.text(*name),
                    title: load.text(*title),
                    buying_role: *buying_role,
                    attitude: *attitude,
                    owner,
                    primary: place == 0,
                    ..Contact::default()
                };
                contacts.push(load.put(contact));
            }
            for (on, kind, member, content, outcome) in account.log {
                let content = load.text(*content);
                load.put(Activity {
                    on: day(on).unwrap_or(Date::MIN),
                    kind: *kind,
                    client: Some(client),
                    contacts: contacts.iter().copied().take(1).collect(),
                    member: Some(people[*member]),
                    content,
                    outcome: *outcome,
                    ..Activity::default()
                });
            }
            client
        })
        .collect()
}

fn goals(load: &mut Loader, project: Id, people: &[Id]) {
    let checkins = |values: &[(&str, f64)]| {
        let note = |(on, value): &(&str, f64)| Checkin { on: day(on).unwrap_or(Date::MIN), value: *value, ..Checkin::default() };
        values.iter().map(note).collect::<Vec<_>>()
    };
    let share = Goal {
        project,
        title: load.text(("在六个月内将某产品的市场份额提高 10%", "Raise the product's market share by 10% in six months")),
        specific: load.text(("华东区，旗舰产品，按出货额计", "East China, the flagship product, by value shipped")),
        metric: load.text(("市场份额", "Market share")),
        unit: "%".into(),
        value_kind: ValueKind::PercentagePoint,
        baseline: Some(25.0),
        target: Some(10.0),
        current: Some(28.5),
        achievable: load.text((
            "去年同期提高 6 个百分点，今年多一支渠道队伍",
            "Six points in the same time last year; this year with a channel team",
        )),
        relevance: load.text(("支撑公司三年内区域第一的目标", "Part of becoming the region's first in three years")),
        start: day("09-07"),
        due: Date::new(2027, 3, 7),
        owner: Some(people[3]),
        checkins: checkins(&[("09-30", 25.6), ("10-31", 27.2), ("11-20", 28.5)]),
        status: GoalStatus::Agreed,
        ..Goal::default()
    };
    load.put(share);
    let bookings = Goal {
        project,
        title: load.text(("下一季度新签单 500 万元", "New bookings of ¥5M next quarter")),
        specific: load.text(("大客户 300 万，中小客户 200 万", "¥3M from the key account, ¥2M from small clients")),
        metric: load.text(("新签合同额", "Value of new contracts")),
        unit: load.text(("元", "CNY")),
        value_kind: ValueKind::Absolute,
        baseline: Some(0.0),
        target: Some(5_000_000.0),
        current: Some(2_350_000.0),
        source: GoalSource::WonAmount,
        achievable: load.text(("在谈商机 1,240 万，历史赢单率 42%", "¥12.4M in the pipeline, 42% won in the past")),
        relevance: load.text(("占全年新签指标的三成", "Three tenths of the year's bookings")),
        start: day("09-07"),
        due: day("12-31"),
        owner: Some(people[0]),
        checkins: checkins(&[("10-15", 400_000.0), ("11-06", 1_350_000.0), ("11-16", 2_350_000.0)]),
        status: GoalStatus::Agreed,
        ..Goal::default()
    };
    load.put(bookings);
}

fn tasks(load: &mut Loader, project: Id, people: &[Id], clients: &[Id]) -> HashMap<&'static str, Id> {
    let mut known = HashMap::new();
    let stage_ranks = rank::spread(STAGES.len());
    for ((stage, (name, seats)), rank) in STAGES.iter().enumerate().zip(stage_ranks) {
        let name = load.text(*name);
        let client = (stage == 1).then_some(clients[0]);
        let parent =
            load.put(Task { project, rank: rank.as_str().into(), name, client, owner: Some(people[0]), ..Task::default() });
        for (seat, rank) in seats.iter().zip(rank::spread(seats.len())) {
            let task = Task {
                project,
                parent: Some(parent),
                rank: rank.as_str().into(),
                name: load.text(seat.name),
                client,
                ..task(seat, people)
            };
            known.insert(seat.key, load.put(task));
        }
    }
    for seat in STAGES.iter().flat_map(|(_, seats)| seats.iter()) {
        for (from, lag) in seat.after {
            let (from, kind) = from.strip_suffix('>').map_or((*from, LinkKind::Fs), |from| (from, LinkKind::Ss));
            if let (Some(&from), Some(&to)) = (known.get(from), known.get(seat.key)) {
                load.put(Dependency { project, from, to, kind, lag: lag * 480, ..Dependency::default() });
            }
        }
    }
    known
}

fn task(seat: &Seat, people: &[Id]) -> Task {
    let morning = if seat.days == 0 { 1080 } else { 540 };
    Task {
        kind: match (seat.key, seat.days) {
            ("z", _) => TaskKind::Buffer,
            (_, 0) => TaskKind::Milestone,
            _ => TaskKind::Task,
        },
        status: match seat.progress {
            0 => TaskStatus::Todo,
            100 => TaskStatus::Done,
            _ => TaskStatus::Doing,
        },
        priority: if matches!(seat.key, "b9" | "e1") { Priority::High } else { Priority::Normal },
        owner: Some(people[seat.owner]),
        duration: Minutes::new(seat.days * 480),
        progress: Pct::new(seat.progress),
        actual_start: day(seat.began).map(|day| day.at(morning)),
        actual_finish: day(seat.ended).map(|day| day.at(1080)),
        deadline: (seat.key == "e2").then(|| day("11-25")).flatten().map(|day| day.plus(1).midnight()),
        ..Task::default()
    }
}

fn risks(load: &mut Loader, project: Id, people: &[Id], tasks: &HashMap<&'static str, Id>, client: Id) {
    let seat = |(p, i): (i64, i64)| {
        let score = |value: i64| (value > 0).then(|| Score::new(value));
        Assessment { p: score(p), i: score(i), ..Assessment::default() }
    };
    for (place, danger) in RISKS.iter().enumerate() {
        let [inherent, current, target] = danger.seats.map(seat);
        let assessed = current.p.is_some();
        let owner = Some(people[danger.owner]);
        let task = tasks.get(danger.task).copied();
        let risk = Risk {
            project,
            code: Text::from(format!("R-{:02}", place + 1).as_str()),
            title: load.text(danger.title),
            cause: load.text(danger.cause),
            effect: load.text(danger.effect),
            category: danger.category,
            status: if assessed { RiskStatus::Responding } else { RiskStatus::Identified },
            owner,
            identified: day("09-18"),
            history: if assessed {
                let note = |on, place: &Assessment| AssessmentNote {
                    on,
                    by: owner,
                    p: place.p,
                    i: place.i,
                    ..AssessmentNote::default()
                };
                day("09-18").map(|on| note(on, &inherent)).into_iter().chain(day("10-30").map(|on| note(on, &current))).collect()
            } else {
                Vec::new()
            },
            inherent,
            current,
            target,
            impact_days: assessed.then_some(danger.days),
            impact_money: assessed.then(|| Money::new(danger.yuan * 100, Currency::Cny)),
            strategy: danger.strategy,
            tasks: task.into_iter().collect(),
            clients: if danger.category == RiskCategory::Client { vec![client] } else { Vec::new() },
            next_review: day(danger.review),
            ..Risk::default()
        };
        let risk = load.put(risk);
        let text = load.text(danger.response);
        load.put(ResponseAction { risk, text, owner, due: day(danger.response_due), ..ResponseAction::default() });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn loads_in_both_languages_and_leaves_nothing() {
        for lang in [Lang::Zh, Lang::En] {
            let mut ws = Workspace::default();
            let ctx = Context::new(1_790_000_000_000, Date::new(2026, 11, 24).unwrap(), Id::from_bits(7), 1);
            let id = load(&mut ws, &ctx, Words(lang));
            assert!((38..=48).contains(&ws.tasks.len()), "{}", ws.tasks.len());
            assert_eq!((ws.projects.len(), ws.goals.len(), ws.members.len(), ws.clients.len(), ws.risks.len()), (1, 2, 6, 6, 8));
            assert_eq!((ws.issues.len(), ws.lessons.len()), (5, 2));
            assert!(ws.goals.iter().all(|goal| edit::project::smart(goal) == [true; 5]));
            assert_eq!(ws.settings.default_calendar, ws.projects.get(id).unwrap().calendar.unwrap());
            let named: usize = STAGES.iter().flat_map(|(_, seats)| seats.iter()).map(|seat| seat.after.len()).sum();
            assert_eq!(ws.links.len(), named, "every link finds both of its tasks");
            let written = |key: &str| day(key).is_some() || key.is_empty();
            assert!(STAGES.iter().flat_map(|(_, seats)| seats.iter()).all(|seat| written(seat.began) && written(seat.ended)));
            edit::project::remove_example(&mut ws).unwrap();
            assert!(ws.is_empty());
            assert_eq!(ws.settings, Workspace::default().settings);
        }
    }
}
