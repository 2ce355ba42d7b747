//! Clients as a salesperson sees them: how they stand, who decides, what happened, and what a follow-up brings along.

use proptest::prelude::{ProptestConfig, prop, prop_assert, prop_assert_eq, proptest};
use pursuit::engine::edit::{self, Context, activity, client, deal, market, pipeline};
use pursuit::engine::model::*;
use pursuit::engine::sales::clients::{birthdays, grade, groups, standings};
use pursuit::engine::sales::decision::{Gap, map};
use pursuit::engine::sales::segments;
use pursuit::engine::sales::timeline::{Group, Of, timeline};
use pursuit::engine::workspace::Workspace;

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
    edit::requirement::add(&mut ws, &ctx, id, RequirementKind::Complaint, "导出卡住").unwrap();
    let project = edit::project::add(&mut ws, &ctx, "签单", today().plus(-5)).unwrap();
    edit::update::<Project>(&mut ws, project, |project| project.clients.push(id)).unwrap();
    activity::log(&mut ws, &ctx, Activity { client: Some(id), ..Activity::default() }, "", "x").unwrap();
    let line = timeline(&ws, Of::Client(id), today());
    for group in [Group::Said, Group::Deals, Group::Money, Group::Asked, Group::Work] {
        assert!(line.iter().any(|entry| entry.what.group() == group), "{group:?}");
    }
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
    edit::delete(&mut ws, pursuit::engine::workspace::Kind::Segment, segment).unwrap();
    assert_eq!((ws.clients.len(), ws.strategies.len(), ws.clients.get(ids[2]).unwrap().segments.len()), (3, 0, 0));
}

#[test]
fn clients_that_may_be_one_come_in_groups() {
    let (mut ws, ctx) = (Workspace::default(), ctx(1));
    let ids: Vec<Id> =
        ["华东医药", "华东医药有限公司", "申联电气"].iter().map(|name| client::add(&mut ws, &ctx, name).unwrap()).collect();
    assert_eq!(groups(&ws), [vec![ids[0], ids[1]]]);
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
