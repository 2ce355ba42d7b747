//! Laws of selling: the forecast against the slow way, deals through any stages, and duplicates merged without loss.

use proptest::prelude::{ProptestConfig, any, prop, prop_assert, prop_assert_eq, proptest};
use proptest::strategy::Strategy as _;
use pursuit::engine::edit::{self, Context, Refusal, deal, merge, payment, pipeline, requirement};
use pursuit::engine::model::*;
use pursuit::engine::sales::forecast::{Scope, Span, conversion, forecast, goal_value, weighted, worth};
use pursuit::engine::sales::ledger::Ledger;
use pursuit::engine::sales::{duplicates, money, requirements};
use pursuit::engine::workspace::Workspace;

fn today() -> Date {
    Date::new(2026, 11, 24).unwrap()
}

fn ctx(seed: u128) -> Context {
    Context::new(1_790_000_000_000, today(), Id::from_bits(7), seed)
}

fn wan(n: i64) -> Money {
    Money::parse(&format!("{n}万"), Currency::Cny).unwrap()
}

fn stage(ws: &Workspace, at: usize) -> Id {
    pipeline::stages(ws, pipeline::first(ws).unwrap())[at].id
}

fn put(ws: &mut Workspace, ctx: &Context, amount: i64, at: usize, close: &str) -> Id {
    let id = deal::add(ws, ctx, "商机", None).unwrap();
    let brought = deal::Brought {
        amount: Some(wan(amount)),
        expected_close: Date::parse(close),
        lost_reason: ws.lists.iter().next().map(|item| item.id),
        ..Default::default()
    };
    let to = stage(ws, at);
    deal::set_amount(ws, ctx, id, brought.amount).unwrap();
    deal::set_expected_close(ws, ctx, id, brought.expected_close).unwrap();
    deal::set_stage(ws, ctx, id, to, brought).unwrap();
    id
}

#[test]
fn the_figures_of_a_quarter_of_three_deals() {
    let (mut ws, ctx) = (Workspace::default(), ctx(1));
    put(&mut ws, &ctx, 200, 3, "2026-12-10");
    put(&mut ws, &ctx, 300, 2, "2026-12-20");
    put(&mut ws, &ctx, 100, 6, "2026-11-20");
    put(&mut ws, &ctx, 900, 7, "2026-12-01"); // Lost counts nothing.
    put(&mut ws, &ctx, 900, 8, "2026-12-01"); // Void is not counted.
    put(&mut ws, &ctx, 70, 4, "2026-11-01"); // Its day has passed.
    let target = Money::parse("500万", Currency::Cny).unwrap().minor;
    edit::add(&mut ws, &ctx, Target { month: Date::new(2026, 10, 1).unwrap(), value: target, ..Target::default() });
    let f = forecast(&ws, &Ledger::of(&ws), Span::quarter(today()), Scope::default(), today());
    assert_eq!((f.won, f.weighted, f.forecast()), (wan(100).minor, wan(240).minor, wan(340).minor));
    assert_eq!((f.coverage(), f.attainment(), f.gap()), (Some(1.25), Some(0.2), Some(wan(400).minor)));
    assert_eq!((f.overdue, f.overdue_count), (wan(70).minor, 1));
    assert_eq!((f.commit, f.best, f.pipeline), (wan(100).minor, wan(300).minor, wan(600).minor));
    // Won ÷ (won + lost), and won ÷ all that were opened but the void one.
    assert_eq!((f.win_rate_closed, f.win_rate_all), (Some(0.5), Some(0.2)));
    let empty = forecast(&Workspace::default(), &Ledger::default(), Span::quarter(today()), Scope::default(), today());
    assert_eq!((empty.coverage(), empty.win_rate_closed, empty.cycle, empty.velocity()), (None, None, None, None));
}

#[test]
fn a_stage_asks_only_for_what_it_requires() {
    let (mut ws, ctx) = (Workspace::default(), ctx(1));
    let id = deal::add(&mut ws, &ctx, "商机", None).unwrap();
    let next = stage(&ws, 1);
    deal::set_stage(&mut ws, &ctx, id, next, Default::default()).unwrap();
    let proposal = stage(&ws, 3);
    let refused = deal::set_stage(&mut ws, &ctx, id, proposal, Default::default());
    assert_eq!(refused, Err(Refusal::StageNeeds(vec![Need::Amount, Need::ExpectedClose])));
    let lost = stage(&ws, 7);
    assert_eq!(deal::set_stage(&mut ws, &ctx, id, lost, Default::default()), Err(Refusal::StageNeeds(vec![Need::LostReason])));
    assert_eq!(deal::set_probability(&mut ws, id, 55, " "), Err(Refusal::NoReason));
}

#[test]
fn money_by_instalment() {
    let (mut ws, ctx) = (Workspace::default(), ctx(1));
    let id = put(&mut ws, &ctx, 100, 6, "2026-11-20");
    let first = payment::plan(&mut ws, &ctx, id, Date::parse("2026-11-01"), wan(30)).unwrap();
    payment::plan(&mut ws, &ctx, id, Date::parse("2026-12-01"), wan(70)).unwrap();
    payment::receive(&mut ws, &ctx, id, Some(first), today(), wan(10)).unwrap();
    let balance = money::balance(&ws, ws.deals.get(id).unwrap(), today());
    assert_eq!((balance.paid, balance.overdue, balance.receivable()), (wan(10).minor, wan(20).minor, wan(90).minor));
    assert_eq!(balance.paid_rate(), Some(0.1));
    payment::receive(&mut ws, &ctx, id, Some(first), today(), wan(20)).unwrap();
    assert_eq!(money::plan_state(&ws, ws.payment_plans.get(first).unwrap(), today()).0, money::PlanState::Paid);
}

#[test]
fn a_change_that_a_client_asks_for_is_answered_and_confirmed() {
    let (mut ws, ctx) = (Workspace::default(), ctx(1));
    let client = edit::client::add(&mut ws, &ctx, "华东医药").unwrap();
    let who = edit::client::add_contact(&mut ws, &ctx, client, "李明朗").unwrap();
    let id = requirement::add(&mut ws, &ctx, client, RequirementKind::ChangeRequest, Some(who), "增加批号追溯").unwrap();
    assert_eq!(ws.requirements.get(id).unwrap().contact, Some(who));
    assert_eq!(requirement::confirm(&mut ws, &ctx, id), Err(Refusal::NotAnswered));
    assert_eq!(requirements::coverage(&ws, Some(client), today().plus(3)).oldest, Some(3));
    requirement::answer(&mut ws, &ctx, id, "下一版加入").unwrap();
    requirement::confirm(&mut ws, &ctx, id).unwrap();
    let coverage = requirements::coverage(&ws, Some(client), today());
    assert_eq!((coverage.rate(), coverage.oldest), (Some(1.0), None));
}

#[test]
fn names_that_are_the_same_but_for_their_form() {
    for (a, b) in [
        ("华东医药有限公司", "华东医药"),
        ("华东医药（集团）股份有限公司", "华东医药"),
        ("ＡＣＭＥ Co., Ltd.", "acme"),
        ("申联 电气", "申联电气"),
    ] {
        assert_eq!(duplicates::key(a), duplicates::key(b), "{a} {b}");
    }
    assert_ne!(duplicates::key("华东医药"), duplicates::key("华东器械"));
    assert_eq!(duplicates::phone_key("+86 138-0013-8000"), duplicates::phone_key("１３８００１３８０００"));
    assert_eq!(duplicates::phone_key("123"), None);
}

#[test]
fn conversion_counts_who_entered_in_the_period() {
    let mut ws = Workspace::default();
    let on = |day: &str, seed| Context::new(1_790_000_000_000, Date::parse(day).unwrap(), Id::from_bits(7), seed);
    let id = deal::add(&mut ws, &on("2026-10-01", 1), "商机", None).unwrap();
    let brought = || deal::Brought { amount: Some(wan(1)), expected_close: Date::parse("2026-12-01"), ..Default::default() };
    let (second, fourth) = (stage(&ws, 1), stage(&ws, 3));
    deal::set_stage(&mut ws, &on("2026-10-10", 2), id, second, brought()).unwrap();
    deal::set_stage(&mut ws, &on("2026-11-05", 3), id, fourth, brought()).unwrap();
    let steps = |ws: &Workspace, period: Option<&str>| {
        let period = period.map(|day| Span::month(Date::parse(day).unwrap()));
        let steps = conversion(ws, pipeline::first(ws).unwrap(), period, Scope::default());
        steps.into_iter().take(5).map(|step| (step.entered, step.rate)).collect::<Vec<_>>()
    };
    let (went, stays, nobody) = ((1, Some(1.0)), (1, Some(0.0)), (0, None));
    assert_eq!(steps(&ws, None), [went, went, went, stays, nobody]);
    assert_eq!(steps(&ws, Some("2026-10-15")), [went, went, nobody, nobody, nobody]);
    // A jumped stage was entered on the day of the jump.
    assert_eq!(steps(&ws, Some("2026-11-15")), [nobody, nobody, went, stays, nobody]);
    assert_eq!(steps(&ws, Some("2026-12-15")), [nobody; 5]);
}

#[test]
fn a_goal_follows_what_is_won_and_paid() {
    let (mut ws, ctx) = (Workspace::default(), ctx(1));
    let project = edit::project::add(&mut ws, &ctx, "签单", today()).unwrap();
    let id = put(&mut ws, &ctx, 100, 6, "2026-11-20");
    edit::update::<Deal>(&mut ws, id, |deal| deal.project = Some(project)).unwrap();
    payment::receive(&mut ws, &ctx, id, None, today(), wan(30)).unwrap();
    let goal = |source| Goal { project, source, start: Some(today()), ..Goal::default() };
    assert_eq!(goal_value(&ws, &goal(GoalSource::WonAmount), today()), Some(1_000_000.0));
    assert_eq!(goal_value(&ws, &goal(GoalSource::PaidAmount), today()), Some(300_000.0));
    assert_eq!(goal_value(&ws, &goal(GoalSource::WonCount), today()), Some(1.0));
    assert_eq!(goal_value(&ws, &goal(GoalSource::Manual), today()), None);
}

#[test]
fn a_project_is_made_from_a_deal() {
    let (mut ws, ctx) = (Workspace::default(), ctx(1));
    let id = put(&mut ws, &ctx, 100, 3, "2026-12-20");
    let project = deal::make_project(&mut ws, &ctx, id, &[("需求确认", 3), ("方案", 5), ("签约", 0)]).unwrap();
    assert_eq!((ws.tasks.len(), ws.links.len()), (3, 2));
    assert_eq!(ws.deals.get(id).unwrap().project, Some(project));
    assert_eq!(ws.projects.get(project).unwrap().deals, [id]);
    let other = edit::project::add(&mut ws, &ctx, "另一个", today()).unwrap();
    deal::set_project(&mut ws, id, Some(other)).unwrap();
    assert_eq!((ws.deals.get(id).unwrap().project, &ws.projects.get(other).unwrap().deals), (Some(other), &vec![id]));
    assert!(ws.projects.get(project).unwrap().deals.is_empty());
    deal::set_project(&mut ws, id, None).unwrap();
    assert_eq!((ws.deals.get(id).unwrap().project, ws.projects.get(other).unwrap().deals.len()), (None, 0));
}

/// Amount in 万, stage, day of closing from today, owner.
fn some_deals() -> impl proptest::strategy::Strategy<Value = Vec<(i64, usize, i64, bool)>> {
    prop::collection::vec((0i64..2000, 0usize..9, -120i64..200, any::<bool>()), 0..40)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_forecast_is_the_sum_over_deals_the_slow_way(deals in some_deals(), months in -4i32..4) {
        let (mut ws, ctx) = (Workspace::default(), ctx(3));
        pipeline::ensure(&mut ws, &ctx);
        let owner = edit::add(&mut ws, &ctx, Member::default());
        for (amount, at, days, mine) in deals {
            let close = today().plus(days).to_string();
            let id = put(&mut ws, &ctx, amount, at, &close);
            edit::update::<Deal>(&mut ws, id, |deal| {
                deal.owner = mine.then_some(owner);
                if deal.closed.is_some() { deal.closed = Some(today().plus(days.min(0))); }
            }).unwrap();
        }
        let span = Span::month(today()).shifted(months);
        let ledger = Ledger::of(&ws);
        for scope in [Scope::default(), Scope { member: Some(owner), ..Scope::default() }] {
            let f = forecast(&ws, &ledger, span, scope, today());
            let (mut won, mut open, mut weight) = (0i64, 0i64, 0i64);
            for deal in ws.deals.iter() {
                if scope.member.is_some() && deal.owner != scope.member { continue; }
                let kind = ws.stages.get(deal.stage).unwrap().kind;
                if kind == StageKind::Won && deal.closed.is_some_and(|on| on >= span.from && on < span.until) { won += worth(deal); }
                let due = deal.expected_close.unwrap();
                if kind == StageKind::Open && due >= today() && due >= span.from && due < span.until {
                    open += deal.amount.unwrap().minor;
                    weight += (deal.amount.unwrap().minor * deal.probability.get() + 50) / 100;
                }
            }
            prop_assert_eq!((f.won, f.open, f.weighted, f.forecast()), (won, open, weight, won + weight));
            prop_assert!(f.commit <= f.best && f.best <= f.pipeline);
        }
        let all = ledger.columns(&ledger.ids);
        for stage in ws.stages.iter() {
            let ours: Vec<_> = ws.deals.iter().filter(|deal| deal.stage == stage.id).collect();
            let column = all.get(ledger.number(stage.id) as usize).cloned().unwrap_or_default();
            let sum = ours.iter().map(|deal| deal.amount.unwrap().minor).sum::<i64>();
            let weight = ours.iter().map(|deal| weighted(deal)).sum::<i64>();
            prop_assert_eq!((column.count, column.sum, column.weighted), (ours.len(), sum, weight));
        }
        let stood: Vec<usize> = conversion(&ws, pipeline::first(&ws).unwrap(), None, Scope::default()).iter().map(|step| step.entered).collect();
        prop_assert!(stood.is_sorted_by(|a, b| a >= b), "a funnel never widens: {:?}", stood);
    }

    #[test]
    fn a_deal_through_any_stages_keeps_the_laws(way in prop::collection::vec((0usize..9, any::<bool>(), 0u8..4), 1..30)) {
        let mut ws = Workspace::default();
        let id = deal::add(&mut ws, &ctx(1), "商机", None).unwrap();
        let reason = ws.lists.iter().find(|item| item.list == ListKind::LostReason).unwrap().id;
        let mut day = today();
        for (n, (at, bring, hand)) in way.into_iter().enumerate() {
            day = day.plus(n as i64 % 5);
            let ctx = Context::new(1_790_000_000_000, day, Id::from_bits(7), n as u128 + 100);
            match hand {
                0 => deal::set_probability(&mut ws, id, 37, "老板说的").unwrap(),
                1 => deal::follow_stage(&mut ws, id).unwrap(),
                _ => {}
            }
            let before = (**ws.deals.get(id).unwrap()).clone();
            let brought = deal::Brought {
                amount: bring.then(|| wan(n as i64)), expected_close: bring.then_some(day), lost_reason: bring.then_some(reason),
                ..Default::default()
            };
            let to = stage(&ws, at);
            let done = deal::set_stage(&mut ws, &ctx, id, to, brought.clone());
            let after = (**ws.deals.get(id).unwrap()).clone();
            let stage = ws.stages.get(after.stage).unwrap();
            if done.is_err() {
                prop_assert_eq!(&before, &after);
                continue;
            }
            prop_assert_eq!(after.stage, to);
            if after.probability_by_hand {
                prop_assert_eq!((after.probability, &after.probability_reason), (before.probability, &before.probability_reason));
                prop_assert!(!after.probability_reason.is_empty());
            } else {
                prop_assert_eq!(after.probability, stage.probability);
            }
            let moved = usize::from(before.stage != to);
            prop_assert_eq!(after.stage_log.len(), before.stage_log.len() + moved);
            prop_assert!(after.stage_log.windows(2).all(|pair| pair[1].from == pair[0].to));
            prop_assert_eq!(after.stage_log.last().unwrap().to, Some(after.stage));
            prop_assert_eq!(after.closed.is_some(), stage.kind != StageKind::Open);
            prop_assert!(stage.kind != StageKind::Lost || after.lost_reason.is_some());
            prop_assert!(deal::wanting(&after, stage, &Default::default()).is_empty() || moved == 0);
            prop_assert_eq!(after.amount_log.last().and_then(|step| step.to), after.amount);
            prop_assert_eq!(after.close_log.last().and_then(|step| step.to), after.expected_close);
        }
    }

    #[test]
    fn merging_loses_no_field(a in some_client(), b in some_client(), take in prop::collection::vec(0usize..8, 0..4)) {
        const NAMES: [&str; 8] = ["name", "phone", "region", "industry", "website", "kind", "follow_up_days", "wechat"];
        let (mut ws, ctx) = (Workspace::default(), ctx(5));
        let (keep, other) = (edit::add(&mut ws, &ctx, a), edit::add(&mut ws, &ctx, b));
        for client in [keep, other] {
            edit::client::add_contact(&mut ws, &ctx, client, "李明朗").unwrap();
            edit::client::log(&mut ws, &ctx, Activity { client: Some(client), on: today(), ..Activity::default() }).unwrap();
            deal::add(&mut ws, &ctx, "商机", Some(client)).unwrap();
            requirement::add(&mut ws, &ctx, client, RequirementKind::Feedback, None, "反馈").unwrap();
        }
        let (was, gone) = (ws.clients.get(keep).unwrap().clone(), ws.clients.get(other).unwrap().clone());
        let take: Vec<String> = take.into_iter().map(|at| NAMES[at].to_string()).collect();
        merge::clients(&mut ws, keep, other, &take, |field, value| format!("{field}: {value}")).unwrap();
        let merged = serde_json::to_value(&**ws.clients.get(keep).unwrap()).unwrap();
        let text = merged.to_string();
        for record in [&was, &gone] {
            for (field, value) in serde_json::to_value(&**record).unwrap().as_object().unwrap() {
                if ["id", "created_at", "updated_at", "rev", "by"].contains(&field.as_str()) { continue; }
                let items = value.as_array().cloned().unwrap_or_else(|| vec![value.clone()]);
                for item in items {
                    let shown = item.as_str().map_or(item.to_string(), |text| serde_json::to_string(text).unwrap().trim_matches('"').to_string());
                    prop_assert!(text.contains(&shown), "{}: {} is not in {}", field, shown, text);
                }
            }
        }
        prop_assert!(ws.clients.get(other).is_none());
        prop_assert_eq!(ws.contacts.iter().filter(|one| one.client == keep).count(), 2);
        prop_assert_eq!(ws.contacts.iter().filter(|one| one.primary).count(), 1);
        prop_assert_eq!(ws.activities.iter().filter(|one| one.client == Some(keep)).count(), 2);
        prop_assert_eq!(ws.deals.iter().filter(|one| one.client == Some(keep)).count(), 2);
        prop_assert_eq!(ws.requirements.iter().filter(|one| one.client == keep).count(), 2);
    }
}

fn some_client() -> impl proptest::strategy::Strategy<Value = Client> {
    let word = || prop::sample::select(vec!["", "华东医药", "杭州", "1380013", "https://a.cn", "x\"y"]);
    (word(), word(), word(), word(), word(), prop::sample::select(ClientKind::ALL.to_vec()), prop::option::of(1u32..60), 0u8..3)
        .prop_map(|(name, phone, region, industry, remark, kind, follow_up_days, segments)| Client {
            name: name.into(),
            phone: phone.into(),
            region: region.into(),
            industry: industry.into(),
            remark: remark.into(),
            kind,
            follow_up_days,
            segments: (0..segments).map(|n| Id::from_bits(n as u128 + 40)).collect(),
            ..Client::default()
        })
}
