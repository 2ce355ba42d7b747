//! Drafts of a small workspace: a week of one project, with what belongs to it and what does not.

use super::text::{Dialect, write};
use super::*;
use crate::engine::edit::{self, Context, add};
use crate::engine::workspace::Stored;

const MONDAY: (i32, u32, u32) = (2026, 11, 23);

fn day(days: i64) -> Date {
    Date::new(MONDAY.0, MONDAY.1, MONDAY.2).unwrap().plus(days)
}

struct World {
    ws: Workspace,
    ctx: Context,
    project: Id,
    client: Id,
    won: Id,
}

impl World {
    fn put<R: Stored>(&mut self, record: R) -> Id {
        add(&mut self.ws, &self.ctx, record)
    }

    /// A task of one day that is or is not done.
    fn task(&mut self, name: &str, on: Date, done: bool) -> Id {
        let project = self.project;
        let start = Some(on.at(540));
        let task = Task {
            project,
            name: name.into(),
            progress: Pct::new(if done { 100 } else { 0 }),
            constraint: Constraint { kind: ConstraintKind::Snet, date: start, ..Constraint::default() },
            actual_start: start.filter(|_| done),
            actual_finish: done.then(|| on.at(1080)),
            ..Task::default()
        };
        self.put(task)
    }

    fn draft(&self, kind: ReportKind, lang: Lang) -> Vec<ReportSection> {
        let project = (kind != ReportKind::Weekly).then_some(self.project);
        let about = About { kind, project, from: day(0), to: day(6), today: day(4) };
        draft(&self.ws, about, Words(lang))
    }

    fn text(&self, kind: ReportKind, lang: Lang, key: &str) -> String {
        let found = self.draft(kind, lang).into_iter().find(|section| section.key.as_str() == key);
        found.unwrap_or_else(|| panic!("no section {key}")).text.to_string()
    }
}

/// Of the week: one task done, one deal won and one new, one payment. Before and after it: the same again.
fn world() -> World {
    let ctx = Context::new(1_790_000_000_000, day(4), Id::from_bits(7), 1);
    let mut world = World { ws: Workspace::default(), ctx, project: Id::NONE, client: Id::NONE, won: Id::NONE };
    world.client = world.put(Client { name: "华东医药".into(), remark: "secret of the house".into(), ..Client::default() });
    let calendar = world.put(Calendar { week: Calendar::weekdays(), ..Calendar::default() });
    world.ws.settings.make_mut().default_calendar = calendar;
    world.project = world.put(Project {
        name: "新签".into(),
        start: day(-14),
        due: Some(day(11)),
        clients: vec![world.client],
        budget: Some(Money::new(10_000_000, Currency::Cny)),
        ..Project::default()
    });
    world.task("Survey", day(-3), true);
    world.task("Quote", day(2), true);
    world.task("Contract", day(8), false);
    let stage = |kind, name: &str| Stage { kind, name_zh: name.into(), name_en: name.into(), ..Stage::default() };
    let (won, open) = (world.put(stage(StageKind::Won, "Won")), world.put(stage(StageKind::Open, "Needs")));
    let (project, client) = (Some(world.project), Some(world.client));
    let amount = |yuan: i64| Some(Money::new(yuan * 100, Currency::Cny));
    let deal = |name: &str, stage, opened: Date, closed, yuan| Deal {
        name: name.into(),
        project,
        client,
        stage,
        opened,
        closed,
        amount: amount(yuan),
        ..Deal::default()
    };
    let first = world.put(deal("Phase one", won, day(-20), Some(day(1)), 2_000_000));
    world.won = first;
    world.put(deal("Old order", won, day(-40), Some(day(-1)), 500_000));
    world.put(deal("Phase two", open, day(3), None, 800_000));
    world.put(deal("Long ago", open, day(-30), None, 100_000));
    for (on, yuan) in [(day(-1), 111), (day(0), 300_000), (day(6), 20_000), (day(7), 222)] {
        world.put(Payment { deal: first, on, amount: amount(yuan), ..Payment::default() });
    }
    world
}

#[test]
fn a_week_holds_what_happened_in_it_and_nothing_else() {
    let world = world();
    let of = |key: &str| world.text(ReportKind::Weekly, Lang::En, key);
    assert_eq!(of("done"), "- Quote (25 Nov)");
    assert_eq!(of("next"), "- Contract (1 Dec)");
    assert_eq!(of("deals"), "- New: Phase two (华东医药, ¥800k, Needs)\n- Won: Phase one (华东医药, ¥2M)");
    assert_eq!(of("payments"), "- ¥300k (Phase one, 23 Nov)\n- ¥20k (Phase one, 29 Nov)");
    assert_eq!(
        of("results"),
        "- 1 task done\n- 1 deal won, ¥2M\n- ¥320k received in 2 payments\n\
         - 新签: 67\u{202f}% done. On plan: ends on 1 Dec, 3 working days before it is due."
    );
    assert_eq!(of("help"), "", "nothing is late or blocked");
    assert_eq!(
        world.text(ReportKind::Weekly, Lang::Zh, "payments"),
        "- 30万（Phase one，11月23日）\n- 2万（Phase one，11月29日）"
    );
}

#[test]
fn overdue_money_blocked_tasks_and_clients_that_wait_need_help() {
    let mut world = world();
    let plan = PaymentPlan {
        deal: world.won,
        due: Some(day(1)),
        amount: Some(Money::new(5_000_000, Currency::Cny)),
        ..PaymentPlan::default()
    };
    world.put(plan);
    let blocked = world.task("Stamp", day(7), false);
    edit::update::<Task>(&mut world.ws, blocked, |task| task.status = TaskStatus::Blocked).unwrap();
    let (client, project) = (world.client, Some(world.project));
    let asked = |title: &str, received| Requirement { client, project, title: title.into(), received, ..Requirement::default() };
    world.put(asked("Batch numbers", day(0)));
    world.put(asked("Only yesterday", day(3)));
    let payments = world.text(ReportKind::Weekly, Lang::En, "payments");
    assert!(payments.ends_with("- 3 days overdue: Phase one, ¥50k"), "{payments}");
    let help = world.text(ReportKind::Weekly, Lang::En, "help");
    assert_eq!(help, "- Blocked: Stamp\n- 华东医药 has waited 4 days for an answer: Batch numbers");
}

#[test]
fn progress_is_rated_with_the_reason_first() {
    let mut world = world();
    let side = |world: &World, key: &str| {
        let sections = world.draft(ReportKind::Progress, Lang::En);
        let one = sections.into_iter().find(|section| section.key.as_str() == key).unwrap();
        (one.light, one.text.to_string())
    };
    assert_eq!(side(&world, "schedule"), (ReportLight::Green, "On plan: ends on 1 Dec, 3 working days before it is due.".into()));
    assert_eq!(side(&world, "cost"), (ReportLight::None, "Budget ¥100k; nothing is noted as spent.".into()));
    assert_eq!(side(&world, "risks").0, ReportLight::None);
    let late = world.task("Approval", day(15), false);
    edit::update::<Task>(&mut world.ws, late, |task| task.actual_cost = Some(Money::new(12_000_000, Currency::Cny))).unwrap();
    assert_eq!(side(&world, "schedule"), (ReportLight::Red, "2 working days behind plan: ends on 8 Dec, due on 4 Dec.".into()));
    assert_eq!(side(&world, "cost"), (ReportLight::Red, "¥20k over budget: ¥120k spent of ¥100k.".into()));
    let risk = Risk {
        project: world.project,
        title: "Budget is cut".into(),
        current: Assessment { p: Some(Score::new(4)), i: Some(Score::new(4)), ..Assessment::default() },
        ..Risk::default()
    };
    let risk = world.put(risk);
    assert_eq!(side(&world, "risks").0, ReportLight::Red);
    assert!(side(&world, "risks").1.starts_with("1 high risk, 1 without a response:\n- Budget is cut ("));
    world.put(ResponseAction { risk, text: "Ask the board".into(), ..ResponseAction::default() });
    assert_eq!(side(&world, "risks").0, ReportLight::Amber);
    let summary = world.text(ReportKind::Progress, Lang::En, "summary");
    assert!(summary.starts_with("Off track. 2 working days behind plan"), "{summary}");
}

#[test]
fn a_project_that_is_not_done_cannot_end_in_the_past() {
    let mut world = world();
    let project = world.project;
    edit::update::<Project>(&mut world.ws, project, |project| project.due = Some(day(-1))).unwrap();
    let sections = draft(
        &world.ws,
        About { kind: ReportKind::Progress, project: Some(project), from: day(9), to: day(15), today: day(15) },
        Words(Lang::Zh),
    );
    let schedule = sections.iter().find(|section| section.key.as_str() == "schedule").unwrap();
    // The only open task was planned for 1 December; today is the 8th.
    assert_eq!(schedule.text.as_str(), "比计划晚 12 个工作日：12月8日 完成，应为 11月22日。");
}

#[test]
fn the_client_reads_nothing_that_is_not_marked() {
    let mut world = world();
    let shown = world.task("Training day", day(3), true);
    edit::update::<Task>(&mut world.ws, shown, |task| {
        task.visibility = Visibility::Client;
        task.notes = "they are slow".into();
    })
    .unwrap();
    let (client, project) = (world.client, Some(world.project));
    let open = Visibility::Client;
    world.put(Requirement { client, project, title: "Marked wish".into(), visibility: open, ..Requirement::default() });
    world.put(Requirement { client, project, title: "Inner matter".into(), ..Requirement::default() });
    world.put(Risk {
        project: world.project,
        title: "Told risk".into(),
        cause: "our fault".into(),
        visibility: open,
        ..Risk::default()
    });
    world.put(Risk { project: world.project, title: "Hidden risk".into(), ..Risk::default() });
    for lang in [Lang::Zh, Lang::En] {
        let sections = world.draft(ReportKind::Client, lang);
        let report = Report { kind: ReportKind::Client, project, lang, from: day(0), to: day(6), sections, ..Report::default() };
        let doc = doc(&world.ws, &report);
        for dialect in Dialect::ALL {
            let text = write(&doc, dialect);
            for word in ["Training day", "Marked wish", "Told risk", "华东医药"] {
                assert!(text.contains(word), "{word} is missing: {text}");
            }
            for word in ["Quote", "Contract", "Inner", "Hidden", "slow", "fault", "secret", "Phase", "新签", "¥", "万", "300"]
            {
                assert!(!text.contains(word), "{word} is in: {text}");
            }
        }
    }
}

#[test]
fn the_final_report_sets_results_against_goals() {
    let mut world = world();
    let goal = Goal {
        project: world.project,
        title: "New bookings".into(),
        unit: "CNY".into(),
        baseline: Some(0.0),
        target: Some(4_000_000.0),
        source: GoalSource::WonAmount,
        ..Goal::default()
    };
    world.put(goal);
    let lesson = Lesson {
        deal: Some(world.won),
        what_happened: "Came late".into(),
        recommendation: "Ask early".into(),
        ..Lesson::default()
    };
    world.put(lesson);
    let of = |key: &str| world.text(ReportKind::Final, Lang::En, key);
    assert_eq!(of("goals"), "- New bookings: ¥2.5M of ¥4M, 63\u{202f}% reached");
    assert_eq!(of("lessons"), "- Came late; Ask early");
    assert!(
        of("deals").starts_with("- 2 deals won, ¥2.5M\n- ¥320.33k received\n- 2 deals still open, ¥900k\n- Won: Phase one"),
        "{}",
        of("deals")
    );
    assert_eq!(of("risks"), "");
    assert!(of("background").contains("For 华东医药"));
}

#[test]
fn a_brief_has_the_client_on_one_page() {
    let mut world = world();
    let client = world.client;
    world.put(Contact {
        client,
        name: "李明朗".into(),
        buying_role: BuyingRole::DecisionMaker,
        primary: true,
        ..Contact::default()
    });
    world.put(Contact { client, name: "Gone".into(), left: true, ..Contact::default() });
    world.put(Activity { client: Some(client), on: day(2), content: "Budget by Friday".into(), ..Activity::default() });
    let doc = brief(&world.ws, client, day(4), Words(Lang::En)).unwrap();
    let text = write(&doc, Dialect::Plain);
    for word in [
        "华东医药",
        "李明朗",
        "Budget by Friday (25 Nov",
        "Phase two (¥800k, Needs, no next step)",
        "¥320.33k received",
        "新签: 67",
    ] {
        assert!(text.contains(word), "{word} is missing: {text}");
    }
    assert!(!text.contains("Gone"));
    assert!(brief(&world.ws, Id::from_bits(1), day(4), Words(Lang::En)).is_none());
}

#[test]
fn a_report_follows_the_one_before() {
    let mut world = world();
    let ws = &mut world.ws;
    assert_eq!(period(ws, ReportKind::Weekly, None, day(4)), (day(0), day(6)));
    ws.settings.make_mut().week_start = 6;
    assert_eq!(period(ws, ReportKind::Weekly, None, day(4)), (day(-1), day(5)));
    let project = Some(world.project);
    assert_eq!(period(ws, ReportKind::Progress, project, day(4)), (day(-22), day(4)), "since the first of the month");
    add(ws, &world.ctx, Report { kind: ReportKind::Progress, project, from: day(-10), to: day(-3), ..Report::default() });
    assert_eq!(period(ws, ReportKind::Progress, project, day(4)), (day(-2), day(4)));
    assert_eq!(period(ws, ReportKind::Final, project, day(4)), (day(-14), day(4)));
    assert_eq!(after(day(0), day(6)), (day(7), day(13)));
}
