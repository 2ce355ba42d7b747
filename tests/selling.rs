//! Clients as a salesperson sees them: how they stand, who decides, what happened, and what a follow-up brings along.

use proptest::prelude::{ProptestConfig, prop, prop_assert, prop_assert_eq, proptest};
use pursuit::engine::edit::{self, Context, activity, client, deal, market, pipeline};
use pursuit::engine::edit::{Refusal, intake, later, requirement, target};
use pursuit::engine::model::*;
use pursuit::engine::sales::clients::{birthdays, grade, projects, standings};
use pursuit::engine::sales::decision::{Gap, map};
use pursuit::engine::sales::duplicates::Keys;
use pursuit::engine::sales::forecast::{Scope, Span, forecast, goal_value};
use pursuit::engine::sales::ledger::Ledger;
use pursuit::engine::sales::paste::{self, Outcome};
use pursuit::engine::sales::requirements::trend;
use pursuit::engine::sales::segments;
use pursuit::engine::sales::targets::{Whose, figures, rows};
use pursuit::engine::sales::timeline::{Group, Of, timeline};
use pursuit::engine::workspace::{Kind, Workspace};

fn today() -> Date {
    Date::new(2026, 11, 25).unwrap()
}

fn ctx(seed: u128) -> Context {
    Context::new(1_790_000_000_000, today(), Id::from_bits(7), seed)
}

fn won(ws: &mut Workspace, ctx: &Context, client: Id, wan: i64, on: Date) -> Id {
    let id = deal::add(ws, ctx, "商机", Some(client)).unwrap();
    let stage = pipeline::stages(ws, pipeline::first(ws).unwrap())[6].id;
    let amount = Some(Money::new(wan * 1_000_000, Currency::Cny));
    deal::set_stage(ws, ctx, id, stage, deal::Brought { amount, ..Default::default() }).unwrap();
    edit::update::<Deal>(ws, id, |deal| deal.closed = Some(on)).unwrap();
    id
}

#[test]
fn grades_by_what_was_bought_in_twelve_months() {
    let (mut ws, ctx) = (Workspace::default(), ctx(1));
    let ids: Vec<Id> = ["甲", "乙", "丙", "丁", "戊"].iter().map(|name| client::add(&mut ws, &ctx, name).unwrap()).collect();
    won(&mut ws, &ctx, ids[0], 80, today().plus(-10));
    won(&mut ws, &ctx, ids[1], 15, today().plus(-20));
    won(&mut ws, &ctx, ids[2], 5, today().plus(-300));
    won(&mut ws, &ctx, ids[3], 900, today().plus(-400)); // Too long ago to grade by, not too long to have bought.
    let all = standings(&ws, today());
    let abc: Vec<Grade> = ids.iter().map(|id| all.get(id).cloned().unwrap_or_default().abc).collect();
    assert_eq!(abc, [Grade::A, Grade::B, Grade::C, Grade::Unset, Grade::Unset]);
    assert_eq!((all[&ids[3]].year, all[&ids[3]].won), (0, 900_000_000));
    // Recency falls with the days, money rises with the sum.
    assert_eq!(all[&ids[0]].rfm, Some([5, 5, 4]));
    assert_eq!(all[&ids[3]].rfm, Some([2, 5, 5]));
    assert!(!all.contains_key(&ids[4]));
    // A grade by hand stands before the one by sales.
    edit::update::<Client>(&mut ws, ids[0], |client| client.grade = Grade::D).unwrap();
    assert_eq!(grade(ws.clients.get(ids[0]).unwrap(), &all[&ids[0]]), Grade::D);
    assert_eq!(grade(ws.clients.get(ids[1]).unwrap(), &all[&ids[1]]), Grade::B);
}

#[test]
fn two_people_who_log_to_one_client_are_seen() {
    let (mut ws, ctx) = (Workspace::default(), ctx(1));
    let id = client::add(&mut ws, &ctx, "华东医药").unwrap();
    let people: Vec<Id> = ["王蕾", "赵宇"]
        .iter()
        .map(|name| edit::add(&mut ws, &ctx, Member { name: (*name).into(), ..Member::default() }))
        .collect();
    let say = |ws: &mut Workspace, member, days: i64| {
        let one = Activity { client: Some(id), member: Some(member), on: today().plus(-days), ..Activity::default() };
        activity::log(ws, &ctx, one, "", "跟进事项").unwrap();
    };
    say(&mut ws, people[0], 3);
    say(&mut ws, people[1], 40);
    assert_eq!(standings(&ws, today())[&id].loggers, [people[0]]);
    say(&mut ws, people[1], 1);
    let standing = &standings(&ws, today())[&id];
    assert_eq!((standing.loggers.len(), standing.silence(today())), (2, Some(1)));
}

#[test]
fn the_decision_map_shows_who_decides_and_who_is_missing() {
    let (mut ws, ctx) = (Workspace::default(), ctx(1));
    let id = client::add(&mut ws, &ctx, "华东医药").unwrap();
    assert!(map(&ws, id).gaps.is_empty() && map(&ws, id).roots.is_empty());
    let [boss, user, gone] = ["李总", "小周", "老张"].map(|name| client::add_contact(&mut ws, &ctx, id, name).unwrap());
    let change =
        |ws: &mut Workspace, id, change: &dyn Fn(&mut Contact)| edit::update::<Contact>(ws, id, |one| change(one)).unwrap();
    change(&mut ws, boss, &|one| (one.buying_role, one.attitude) = (BuyingRole::DecisionMaker, Attitude::Oppose));
    change(&mut ws, user, &|one| {
        (one.buying_role, one.attitude, one.reports_to) = (BuyingRole::User, Attitude::Support, Some(boss))
    });
    change(&mut ws, gone, &|one| (one.left, one.buying_role) = (true, BuyingRole::Champion));
    let now = map(&ws, id);
    assert_eq!(now.gaps, [Gap::Nobody(BuyingRole::Champion), Gap::Opposed(boss)]);
    assert_eq!((now.roots.len(), now.roots[0].contact.id, now.roots[0].below[0].contact.id), (1, boss, user));
    assert_eq!((now.support, now.oppose, now.left), (1, 1, vec![gone]));
    // Two who report to each other stand side by side.
    change(&mut ws, boss, &|one| one.reports_to = Some(user));
    assert_eq!(map(&ws, id).roots.len(), 2);
}

#[test]
fn a_follow_up_brings_the_next_contact_the_next_step_and_a_task() {
    let (mut ws, ctx) = (Workspace::default(), ctx(1));
    let id = client::add(&mut ws, &ctx, "华东医药").unwrap();
    let who = client::add_contact(&mut ws, &ctx, id, "李明朗").unwrap();
    let chance = deal::add(&mut ws, &ctx, "私有化部署", Some(id)).unwrap();
    let next = Some(today().plus(3));
    let said = Activity { contacts: vec![who], deal: Some(chance), next_contact: next, ..Activity::default() };
    let done = activity::log(&mut ws, &ctx, said, "发方案", "跟进事项").unwrap();
    let done = ws.activities.get(done).unwrap().clone();
    let task = ws.tasks.get(done.next_task.unwrap()).unwrap().clone();
    assert_eq!((done.client, done.on), (Some(id), today()));
    assert_eq!((&*task.name, task.client, task.deal), ("发方案", Some(id), Some(chance)));
    assert_eq!(&*ws.projects.get(task.project).unwrap().name, "跟进事项");
    let chance = ws.deals.get(chance).unwrap();
    assert_eq!((&*chance.next_step, chance.next_contact), ("发方案", next));
    assert_eq!(ws.clients.get(id).unwrap().next_contact, next);
    // The next one goes to the same project.
    let said = Activity { client: Some(id), ..Activity::default() };
    activity::log(&mut ws, &ctx, said, "寄样品", "跟进事项").unwrap();
    assert_eq!((ws.projects.len(), ws.tasks.len()), (1, 2));
}

#[test]
fn all_that_happened_stands_on_one_line() {
    let (mut ws, ctx) = (Workspace::default(), ctx(1));
    let id = client::add(&mut ws, &ctx, "华东医药").unwrap();
    let chance = won(&mut ws, &ctx, id, 100, today());
    edit::payment::plan(&mut ws, &ctx, chance, Some(today().plus(30)), Money::new(100, Currency::Cny)).unwrap();
    edit::payment::receive(&mut ws, &ctx, chance, None, today(), Money::new(50, Currency::Cny)).unwrap();
    edit::requirement::add(&mut ws, &ctx, id, RequirementKind::Complaint, None, "导出卡住").unwrap();
    let project = edit::project::add(&mut ws, &ctx, "签单", today().plus(-5)).unwrap();
    // A project and a risk of one of its deals are the client's too.
    deal::set_project(&mut ws, chance, Some(project)).unwrap();
    let risk = edit::add(&mut ws, &ctx, Risk { project, deals: vec![chance], identified: Some(today()), ..Risk::default() });
    assert_eq!(projects(&ws, id).iter().map(|one| one.id).collect::<Vec<_>>(), [project]);
    activity::log(&mut ws, &ctx, Activity { client: Some(id), ..Activity::default() }, "", "x").unwrap();
    let line = timeline(&ws, Of::Client(id), today());
    for group in [Group::Said, Group::Deals, Group::Money, Group::Asked, Group::Work] {
        assert!(line.iter().any(|entry| entry.what.group() == group), "{group:?}");
    }
    assert!([risk, project].iter().all(|id| line.iter().any(|entry| entry.id == *id)));
    assert!(line.is_sorted_by(|a, b| a.on >= b.on));
    assert_eq!(line[0].on, today().plus(30));
    assert!(timeline(&ws, Of::Deal(chance), today()).len() < line.len());
}

#[test]
fn birthdays_of_those_who_are_still_there() {
    let (mut ws, ctx) = (Workspace::default(), ctx(1));
    let id = client::add(&mut ws, &ctx, "华东医药").unwrap();
    let mut born = |name: &str, day: &str, left: bool| {
        let who = client::add_contact(&mut ws, &ctx, id, name).unwrap();
        edit::update::<Contact>(&mut ws, who, |one| (one.birthday, one.left) = (Date::parse(day), left)).unwrap();
        who
    };
    let soon = born("李总", "1975-11-28", false);
    born("老张", "1975-11-28", true);
    born("小周", "1990-11-24", false);
    let leap = born("小王", "1996-02-29", false);
    assert_eq!(birthdays(&ws, today(), 7), [(soon, today().plus(3), 3)]);
    assert_eq!(birthdays(&ws, today(), 120).last().unwrap().1, Date::new(2027, 2, 28).unwrap());
    assert_eq!(birthdays(&ws, today(), 120).last().unwrap().0, leap);
}

#[test]
fn a_segment_by_rule_and_by_hand_with_its_figures() {
    let (mut ws, ctx) = (Workspace::default(), ctx(1));
    let ids: Vec<Id> = ["甲", "乙", "丙"].iter().map(|name| client::add(&mut ws, &ctx, name).unwrap()).collect();
    edit::update::<Client>(&mut ws, ids[0], |one| (one.industry, one.size) = ("医药 流通".into(), Some(800))).unwrap();
    edit::update::<Client>(&mut ws, ids[1], |one| (one.industry, one.size) = ("医药".into(), Some(20))).unwrap();
    let segment = market::add_segment(&mut ws, &ctx, "大型医药").unwrap();
    let rule = |field, test, value: &str| SegmentRule { field, test, value: value.into(), ..SegmentRule::default() };
    let members = |ws: &Workspace| segments::members(ws, ws.segments.get(segment).unwrap(), &standings(ws, today()));
    assert!(members(&ws).is_empty(), "no rule is met by nobody");
    edit::update::<Segment>(&mut ws, segment, |one| {
        one.rules =
            vec![rule(RuleField::Industry, RuleTest::Contains, "医药"), rule(RuleField::Size, RuleTest::AtLeast, "５００")];
    })
    .unwrap();
    edit::update::<Client>(&mut ws, ids[2], |one| one.segments.push(segment)).unwrap();
    assert_eq!(members(&ws).iter().map(|one| one.id).collect::<Vec<_>>(), [ids[0], ids[2]]);
    won(&mut ws, &ctx, ids[0], 30, today());
    deal::add(&mut ws, &ctx, "在谈", Some(ids[2])).unwrap();
    let figures = segments::figures(&ws, &members(&ws));
    assert_eq!((figures.count, figures.won_count, figures.open_count, figures.win_rate), (2, 1, 1, Some(1.0)));
    // A tactic becomes one task, whatever how often it is asked for; deleting the segment leaves the clients.
    let strategy = market::add_strategy(&mut ws, &ctx, segment, "高层拜访").unwrap();
    let tactic = market::add_tactic(&mut ws, &ctx, strategy, "每月一次", Approach::Executive).unwrap();
    let task = market::tactic_to_task(&mut ws, &ctx, strategy, tactic, "市场").unwrap();
    assert_eq!(market::tactic_to_task(&mut ws, &ctx, strategy, tactic, "市场"), Ok(task));
    // What it is measured by becomes one goal of the same project.
    assert_eq!(market::tactic_to_goal(&mut ws, &ctx, strategy, tactic, "市场"), Err(Refusal::EmptyName));
    edit::update::<MarketStrategy>(&mut ws, strategy, |one| one.tactics[0].measure = "本季度赢单 5 个".into()).unwrap();
    let goal = market::tactic_to_goal(&mut ws, &ctx, strategy, tactic, "市场").unwrap();
    assert_eq!(market::tactic_to_goal(&mut ws, &ctx, strategy, tactic, "市场"), Ok(goal));
    assert_eq!(ws.goals.get(goal).unwrap().project, ws.tasks.get(task).unwrap().project);
    assert_eq!(&*ws.goals.get(goal).unwrap().specific, "每月一次");
    // It counts the deals of the segment's clients, whatever their projects, and no others.
    won(&mut ws, &ctx, ids[1], 50, today());
    edit::update::<Goal>(&mut ws, goal, |goal| goal.source = GoalSource::WonCount).unwrap();
    assert_eq!(goal_value(&ws, ws.goals.get(goal).unwrap(), today()), Some(1.0));
    edit::delete(&mut ws, Kind::Segment, segment).unwrap();
    assert_eq!((ws.clients.len(), ws.strategies.len(), ws.clients.get(ids[2]).unwrap().segments.len()), (3, 0, 0));
}

#[test]
fn clients_that_may_be_one_come_in_groups() {
    let (mut ws, ctx) = (Workspace::default(), ctx(1));
    let ids: Vec<Id> =
        ["华东医药", "华东医药有限公司", "申联电气"].iter().map(|name| client::add(&mut ws, &ctx, name).unwrap()).collect();
    let keys = Keys::of(&ws);
    assert_eq!(keys.groups(), [vec![ids[0], ids[1]]]);
    assert_eq!(keys.like("申联电气（集团）", "", None), [ids[2]]);
    // Only what changed is made anew, and the same comes out.
    edit::update::<Client>(&mut ws, ids[2], |client| client.name = "华东医药股份".into()).unwrap();
    edit::delete(&mut ws, Kind::Client, ids[0]).unwrap();
    assert!(!keys.hold(&ws));
    let after = keys.after(&ws);
    assert!(after.hold(&ws));
    assert_eq!(after.groups(), [vec![ids[1], ids[2]]]);
    assert_eq!(after.groups(), Keys::of(&ws).groups());
}

fn rows_of(text: &str) -> Vec<Vec<String>> {
    paste::grid(text).unwrap()
}

#[test]
fn pasted_rows_are_new_known_or_doubled_and_write_nothing_over() {
    let (mut ws, ctx) = (Workspace::default(), ctx(1));
    let there = client::add(&mut ws, &ctx, "华东医药").unwrap();
    edit::update::<Client>(&mut ws, there, |one| one.region = "杭州".into()).unwrap();
    let rows = rows_of(
        "客户名称\t城市\t联系人\t手机\n华东医药有限公司\t上海\t李明朗\t13800138000\n申联电气\t上海\t周敏\t\n申联电气（集团）\t\t王工\t13900139000\n\t杭州\t\t\n",
    );
    let (columns, headed) = paste::guess(&rows);
    assert!(headed);
    let outcomes = paste::outcomes(&ws, &rows[1..], &columns, today());
    assert_eq!(paste::counts(&outcomes), (1, 2, 1));
    let taken: Vec<intake::Row> = outcomes
        .into_iter()
        .map(|one| {
            let (known, earlier, taken) = match one {
                Outcome::New(taken) => (None, None, taken),
                Outcome::Known(id, taken) => (Some(id), None, taken),
                Outcome::Again(at, taken) => (None, Some(at), taken),
                Outcome::Nameless => (None, None, Default::default()),
            };
            intake::Row { known, earlier, client: taken.client, contact: taken.contact }
        })
        .collect();
    assert_eq!(intake::clients(&mut ws, &ctx, taken), Ok(1));
    assert_eq!((ws.clients.len(), ws.contacts.len()), (2, 3));
    let there = ws.clients.get(there).unwrap();
    assert_eq!((&*there.name, &*there.region, &*there.short_name), ("华东医药", "杭州", "华东医药有限公司"));
}

#[test]
fn targets_of_everybody_a_member_a_team_and_a_project_stand_apart() {
    let (mut ws, ctx) = (Workspace::default(), ctx(1));
    let who = edit::add(&mut ws, &ctx, Member { name: "王蕾".into(), department: "华东".into(), ..Member::default() });
    let project = edit::project::add(&mut ws, &ctx, "签单", today()).unwrap();
    let id = client::add(&mut ws, &ctx, "客户").unwrap();
    let chance = won(&mut ws, &ctx, id, 30, today());
    edit::update::<Deal>(&mut ws, chance, |deal| (deal.owner, deal.project) = (Some(who), Some(project))).unwrap();
    won(&mut ws, &ctx, id, 10, today());
    let month = today().first_of_month();
    let all = [Whose::All, Whose::Member(who), Whose::Team("华东".into()), Whose::Project(project)];
    for (n, whose) in all.iter().enumerate() {
        let like = match whose {
            Whose::All => Target { month, ..Target::default() },
            Whose::Member(id) => Target { month, member: Some(*id), ..Target::default() },
            Whose::Team(name) => Target { month, department: name.clone(), ..Target::default() },
            Whose::Project(id) => Target { month, project: Some(*id), ..Target::default() },
        };
        target::set(&mut ws, &ctx, &|one| whose.owns(one), like.clone(), Some(1)).unwrap();
        target::set(&mut ws, &ctx, &|one| whose.owns(one), like, Some(60_000_000 + n as i64)).unwrap();
    }
    assert_eq!(ws.targets.len(), 4);
    let ledger = Ledger::of(&ws);
    let rows = rows(&ws, &ledger, today().year(), today());
    assert_eq!(rows.iter().map(|row| row.whose.clone()).collect::<Vec<_>>(), all);
    let cells: Vec<(Option<i64>, i64)> = rows.iter().map(|row| (row.months[10].target, row.months[10].won)).collect();
    assert_eq!(
        cells,
        [
            (Some(60_000_000), 40_000_000),
            (Some(60_000_001), 30_000_000),
            (Some(60_000_002), 30_000_000),
            (Some(60_000_003), 30_000_000)
        ]
    );
    let f = figures(&ws, &ledger, &Whose::Team("华东".into()), Span::month(today()), today());
    assert_eq!((f.attainment().map(|rate| (rate * 100.0).round()), f.gap()), (Some(50.0), Some(30_000_002)));
    // The figures of a scope are those of the same people.
    let scope = Scope { member: Some(who), ..Scope::default() };
    assert_eq!(
        forecast(&ws, &ledger, Span::month(today()), scope, today()),
        figures(&ws, &ledger, &Whose::Member(who), Span::month(today()), today())
    );
    target::set(&mut ws, &ctx, &|one| Whose::All.owns(one), Target { month, ..Target::default() }, None).unwrap();
    assert_eq!(ws.targets.len(), 3);
}

#[test]
fn a_low_score_raises_one_issue_and_makes_a_trend() {
    let (mut ws, ctx) = (Workspace::default(), ctx(1));
    let id = client::add(&mut ws, &ctx, "华东医药").unwrap();
    let asked = requirement::add(&mut ws, &ctx, id, RequirementKind::Complaint, None, "导出卡住").unwrap();
    assert_eq!(requirement::score(&mut ws, &ctx, asked, ScoreKind::Csat, 4, "跟进事项"), Ok(None));
    let issue = requirement::score(&mut ws, &ctx, asked, ScoreKind::Csat, 2, "跟进事项").unwrap().unwrap();
    assert_eq!(&*ws.issues.get(issue).unwrap().title, "华东医药 · 导出卡住");
    assert_eq!(requirement::score(&mut ws, &ctx, asked, ScoreKind::Csat, 1, "跟进事项"), Ok(None));
    let other = requirement::add(&mut ws, &ctx, id, RequirementKind::Feedback, None, "推荐吗").unwrap();
    requirement::score(&mut ws, &ctx, other, ScoreKind::Nps, 10, "跟进事项").unwrap();
    let months = trend(&ws, None, today(), 3);
    assert_eq!((months.len(), months[2].csat, months[2].nps, months[2].scores), (3, Some(1.0), Some(100.0), 2));
    assert_eq!((months[1].csat, months[1].scores), (None, 0));
    let task = requirement::to_task(&mut ws, &ctx, asked, "跟进事项").unwrap();
    assert_eq!(ws.requirements.get(asked).unwrap().tasks, [task]);
}

#[test]
fn what_can_wait_is_put_off_and_what_is_late_cannot() {
    let (mut ws, ctx) = (Workspace::default(), ctx(1));
    let id = client::add(&mut ws, &ctx, "华东医药").unwrap();
    let chance = deal::add(&mut ws, &ctx, "商机", Some(id)).unwrap();
    let asked = requirement::add(&mut ws, &ctx, id, RequirementKind::Complaint, None, "导出卡住").unwrap();
    let waiting = |ws: &Workspace| pursuit::engine::control::agenda::agenda(ws, &[], today()).now.len();
    assert_eq!(waiting(&ws), 2); // No next step, and a complaint.
    later::until(&mut ws, &ctx, Kind::Deal, chance, today().plus(1)).unwrap();
    later::until(&mut ws, &ctx, Kind::Requirement, asked, today().plus(1)).unwrap();
    later::until(&mut ws, &ctx, Kind::Client, id, today().plus(1)).unwrap();
    assert_eq!(waiting(&ws), 0);
    assert!(later::until(&mut ws, &ctx, Kind::Task, id, today()).is_err() && !later::can(Kind::PaymentPlan));
}

#[test]
fn a_pipeline_of_ones_own() {
    let (mut ws, ctx) = (Workspace::default(), ctx(1));
    pipeline::ensure(&mut ws, &ctx);
    let own = pipeline::add(&mut ws, &ctx, "渠道", "Channel");
    let signed = pipeline::add_stage(&mut ws, &ctx, own, "伙伴签约").unwrap();
    let at = |ws: &Workspace| pipeline::stages(ws, own).iter().position(|stage| stage.id == signed).unwrap();
    assert_eq!(at(&ws), 6, "before the stages that end a deal");
    pipeline::shift_stage(&mut ws, signed, false).unwrap();
    assert_eq!(at(&ws), 5);
    pipeline::set_criteria(&mut ws, &ctx, signed, "协议已签\n\n报备一条线索", true).unwrap();
    let first = ws.stages.get(signed).unwrap().criteria[0].id;
    pipeline::set_criteria(&mut ws, &ctx, signed, "协议已签", true).unwrap();
    assert_eq!(ws.stages.get(signed).unwrap().criteria.iter().map(|one| one.id).collect::<Vec<_>>(), [first]);
    let chance = deal::add(&mut ws, &ctx, "商机", None).unwrap();
    deal::set_stage(&mut ws, &ctx, chance, signed, Default::default()).unwrap();
    assert_eq!(ws.deals.get(chance).unwrap().pipeline, own);
    let begun = deal::add_to(&mut ws, &ctx, own, "渠道商机", None).unwrap();
    let stands = ws.deals.get(begun).unwrap().clone();
    assert_eq!((stands.pipeline, stands.stage), (own, pipeline::stages(&ws, own)[0].id));
    edit::delete(&mut ws, Kind::Deal, begun).unwrap();
    assert_eq!(edit::delete(&mut ws, Kind::Stage, signed), Err(Refusal::InUse(1)));
    assert_eq!(edit::delete(&mut ws, Kind::Pipeline, own), Err(Refusal::InUse(1)));
    edit::delete(&mut ws, Kind::Deal, chance).unwrap();
    edit::delete(&mut ws, Kind::Pipeline, own).unwrap();
    assert!(pipeline::stages(&ws, own).is_empty());
}

#[test]
fn many_deals_move_and_those_that_lack_something_stay() {
    let (mut ws, ctx) = (Workspace::default(), ctx(1));
    let ids: Vec<Id> = (0..3).map(|_| deal::add(&mut ws, &ctx, "商机", None).unwrap()).collect();
    for id in &ids[..2] {
        deal::set_amount(&mut ws, &ctx, *id, Some(Money::new(100, Currency::Cny))).unwrap();
        deal::set_expected_close(&mut ws, &ctx, *id, Some(today())).unwrap();
    }
    let proposal = pipeline::stages(&ws, pipeline::first(&ws).unwrap())[3].id;
    assert_eq!(deal::set_stages(&mut ws, &ctx, &ids, proposal), Ok(vec![ids[2]]));
    deal::shift_close(&mut ws, &ctx, &ids, 7).unwrap();
    assert_eq!(ws.deals.get(ids[0]).unwrap().expected_close, Some(today().plus(7)));
    assert_eq!(ws.deals.get(ids[2]).unwrap().expected_close, None);
    let line = |price, qty, discount| DealLine {
        price: Some(Money::new(price, Currency::Cny)),
        qty,
        discount: Pct::new(discount),
        ..DealLine::default()
    };
    let deal = Deal { lines: vec![line(10_000, 3.0, 10), line(333, 1.0, 50)], ..Deal::default() };
    assert_eq!(deal::lines_total(&deal), 27_000 + 167);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, failure_persistence: None, ..ProptestConfig::default() })]

    /// ABC is a ranking: nobody with a worse grade bought more, and the A's alone reach four fifths or are one.
    #[test]
    fn a_better_grade_bought_more(amounts in prop::collection::vec(0i64..500, 1..30)) {
        let (mut ws, ctx) = (Workspace::default(), ctx(3));
        for amount in &amounts {
            let id = client::add(&mut ws, &ctx, "客户").unwrap();
            if *amount > 0 { won(&mut ws, &ctx, id, *amount, today()); }
        }
        let all = standings(&ws, today());
        for a in all.values() {
            for b in all.values() {
                prop_assert!(a.abc == Grade::Unset || b.abc == Grade::Unset || a.abc >= b.abc || a.year >= b.year);
            }
            prop_assert_eq!(a.abc == Grade::Unset, a.year == 0);
            prop_assert!(a.rfm.is_none_or(|scores| scores.iter().all(|score| (1..=5).contains(score))));
        }
        let whole: i64 = all.values().map(|one| one.year).sum();
        let of_a: i64 = all.values().filter(|one| one.abc == Grade::A).map(|one| one.year).sum();
        prop_assert!(of_a * 100 >= whole * 80);
    }
}
