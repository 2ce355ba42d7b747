//! What is done with a plan, on whole workspaces: baselines, buffers, levelling, fixes, recurring tasks, what-if.

use proptest::prelude::*;
use proptest::strategy::Strategy;
use pursuit::engine::edit::{self, Context, baseline, buffer, effort, fix, levelling, person, project, recurring, task, update};
use pursuit::engine::model::*;
use pursuit::engine::plan::level::{Levelling, Options, Problem};
use pursuit::engine::plan::load::Load;
use pursuit::engine::plan::{Plan, baseline as against, buffers, compare, earned};
use pursuit::engine::workspace::Workspace;

struct Desk {
    ws: Workspace,
    ctx: Context,
    project: Id,
    people: Vec<Id>,
}

/// A project from Monday 7 September 2026, nine to six, and two people.
fn desk() -> Desk {
    let ctx = Context::new(1_790_000_000_000, day("2026-09-07"), Id::from_bits(7), 1);
    let mut ws = Workspace::default();
    let project = project::add(&mut ws, &ctx, "华东攻坚", ctx.today).unwrap();
    let people = ["陈立", "王蕾"].map(|name| person::add(&mut ws, &ctx, name).unwrap()).to_vec();
    Desk { ws, ctx, project, people }
}

fn day(text: &str) -> Date {
    Date::parse(text).unwrap()
}

impl Desk {
    fn task(&mut self, days: i64, owner: usize) -> Id {
        let id = task::add(&mut self.ws, &self.ctx, self.project, task::Place::Last, "任务").unwrap();
        let owner = self.people.get(owner).copied();
        update::<Task>(&mut self.ws, id, |task| (task.duration, task.owner) = (Minutes::new(days * 480), owner)).unwrap();
        id
    }

    fn link(&mut self, from: Id, to: Id) {
        task::link(&mut self.ws, &self.ctx, from, to, LinkKind::Fs, 0).unwrap();
    }

    fn plan(&self) -> Plan {
        Plan::of(&self.ws, self.project).unwrap()
    }

    fn finish(&self, id: Id) -> String {
        self.plan().row(id).unwrap().days().1.to_string()
    }
}

#[test]
fn a_baseline_shows_what_slipped_in_working_days() {
    let mut desk = desk();
    let (a, b) = (desk.task(3, 0), desk.task(2, 1));
    desk.link(a, b);
    baseline::take(&mut desk.ws, &desk.ctx, desk.project, "承诺", "客户签字").unwrap();
    task::set_duration(&mut desk.ws, a, 5 * 480, false).unwrap();
    let plan = desk.plan();
    let variance = against::variance(&plan, &plan.project.baselines[0]);
    // Over a weekend: two working days.
    assert_eq!(
        variance.iter().flatten().map(|one| (one.start_days, one.finish_days)).collect::<Vec<_>>(),
        [(0.0, 2.0), (2.0, 2.0)]
    );
    assert_eq!(variance[0].as_ref().unwrap().work, 3 * 480);
    assert_eq!(plan.rows[1].baseline.unwrap().1.to_string(), "2026-09-11T18:00");
    let fresh = desk.task(1, 0);
    let plan = desk.plan();
    assert_eq!(against::variance(&plan, &plan.project.baselines[0])[plan.place(fresh).unwrap()], None);
    let id = plan.project.baselines[0].id;
    baseline::take(&mut desk.ws, &desk.ctx, desk.project, "变更后", "").unwrap();
    baseline::remove(&mut desk.ws, desk.project, id).unwrap();
    assert_eq!(desk.plan().project.baselines.len(), 1);
    assert!(baseline::take(&mut desk.ws, &desk.ctx, desk.project, " ", "").is_err());
}

#[test]
fn the_progress_line_bends_where_work_is_behind() {
    let mut desk = desk();
    let (a, b, c) = (desk.task(4, 0), desk.task(4, 1), desk.task(4, 9));
    let plan = desk.plan();
    let (start, finish) = (plan.start, plan.finish);
    task::set_progress(&mut desk.ws, a, 25, start, finish).unwrap();
    task::set_progress(&mut desk.ws, b, 100, start, finish).unwrap();
    let status = day("2026-09-09").midnight();
    let plan = desk.plan();
    let line = against::progress_line(&plan, status);
    assert_eq!(line[plan.place(a).unwrap()].to_string(), "2026-09-07T18:00");
    assert_eq!((line[plan.place(b).unwrap()], line[plan.place(c).unwrap()]), (status, start));
}

#[test]
fn buffers_protect_the_chain_and_burn() {
    let mut desk = desk();
    let (a, b, side, last) = (desk.task(6, 0), desk.task(4, 0), desk.task(2, 1), desk.task(2, 0));
    desk.link(a, b);
    desk.link(b, last);
    desk.link(side, last);
    let names = buffer::Names { project_buffer: "项目缓冲", feeding_buffer: "汇入缓冲", baseline: "加缓冲" };
    assert!(buffer::insert(&mut desk.ws, &desk.ctx, desk.project, &names).is_err(), "no method is chosen");
    update::<Project>(&mut desk.ws, desk.project, |project| project.buffer_policy.method = BufferMethod::CutPaste).unwrap();
    buffer::insert(&mut desk.ws, &desk.ctx, desk.project, &names).unwrap();
    let end = desk.finish(last);
    let sizes = |desk: &Desk| {
        let plan = desk.plan();
        buffers::buffers(&plan).iter().map(|one| (plan.rows[one.task].task.name.to_string(), one.size / 480)).collect::<Vec<_>>()
    };
    assert_eq!(sizes(&desk), [("汇入缓冲".to_string(), 1), ("项目缓冲".to_string(), 6)]);
    assert_eq!(desk.finish(last), end, "a feeding buffer takes float and moves nothing");
    // Three of six days are used when 40 % of the chain is done: burn 1.25, amber.
    let plan = desk.plan();
    task::set_duration(&mut desk.ws, b, 7 * 480, false).unwrap();
    let row = plan.row(a).unwrap().clone();
    task::set_progress(&mut desk.ws, a, 100, row.start, row.finish).unwrap();
    let plan = desk.plan();
    let project_buffer = buffers::buffers(&plan).pop().unwrap();
    assert_eq!((project_buffer.used, project_buffer.chain.len()), (Some(3 * 480), 3));
    assert!((project_buffer.done - 6.0 / 15.0).abs() < 1e-9);
    assert!((project_buffer.burn().unwrap() - 1.25).abs() < 1e-9);
    assert_eq!(project_buffer.light(), Some(buffers::Light::Amber));
    // Once more gives no second set.
    buffer::insert(&mut desk.ws, &desk.ctx, desk.project, &names).unwrap();
    assert_eq!(sizes(&desk).len(), 2);
}

#[test]
fn levelling_is_one_edit_and_can_be_taken_back() {
    let mut desk = desk();
    let (a, b) = (desk.task(3, 0), desk.task(2, 0));
    assert_eq!(Load::of(&desk.ws, &[&desk.plan()]).over_days(), 2);
    let (problem, members) = Problem::of(&desk.ws, &desk.plan(), &[]);
    let levelled = Levelling::new(problem, Options::default()).run();
    let [delayed] = &levelled.delayed[..] else { panic!("{:?}", levelled.delayed) };
    assert_eq!(delayed.resources.iter().map(|at| members[*at as usize]).collect::<Vec<_>>(), [desk.people[0]]);
    let plan = desk.plan();
    let delays: Vec<(Id, i64)> =
        levelled.delayed.iter().map(|one| (plan.rows[one.task as usize].task.id, one.delay.as_minutes())).collect();
    levelling::apply(&mut desk.ws, desk.project, &delays).unwrap();
    assert_eq!(Load::of(&desk.ws, &[&desk.plan()]).over_days(), 0);
    assert_eq!([a, b].iter().map(|id| desk.finish(*id)).max().unwrap(), "2026-09-11");
    levelling::clear(&mut desk.ws, desk.project).unwrap();
    assert_eq!(Load::of(&desk.ws, &[&desk.plan()]).over_days(), 2);
}

#[test]
fn what_is_left_moves_the_finish_and_what_is_done_stays() {
    let mut desk = desk();
    let id = desk.task(4, 0);
    let row = desk.plan().row(id).unwrap().clone();
    let state = |desk: &Desk| {
        let task = desk.ws.tasks.get(id).unwrap();
        (task.duration.get() / 480, task.progress.get(), task::remaining(task) / 480, task.status, task.actual_finish.is_some())
    };
    task::set_progress(&mut desk.ws, id, 50, row.start, row.finish).unwrap();
    assert_eq!(state(&desk), (4, 50, 2, TaskStatus::Doing, false));
    task::set_remaining(&mut desk.ws, id, 6 * 480, row.start, row.finish).unwrap();
    assert_eq!(state(&desk), (8, 25, 6, TaskStatus::Doing, false));
    assert_eq!(desk.finish(id), "2026-09-16");
    task::set_remaining(&mut desk.ws, id, 0, row.start, row.finish).unwrap();
    assert_eq!(state(&desk), (2, 100, 0, TaskStatus::Done, true));
    task::set_remaining(&mut desk.ws, id, 480, row.start, row.finish).unwrap();
    assert_eq!(state(&desk), (3, 66, 1, TaskStatus::Doing, false));
}

#[test]
fn planned_back_from_a_promise_that_is_missed_the_finish_is_the_real_one() {
    let mut desk = desk();
    let (a, b) = (desk.task(3, 0), desk.task(2, 0));
    desk.link(a, b);
    update::<Project>(&mut desk.ws, desk.project, |project| (project.due, project.from_finish) = (Some(day("2026-09-11")), true))
        .unwrap();
    let plan = desk.plan();
    assert_eq!((plan.start.date(), plan.finish.finish_date()), (day("2026-09-07"), day("2026-09-11")));
    update::<Task>(&mut desk.ws, a, |task| task.actual_start = Some(day("2026-09-08").at(540))).unwrap();
    let plan = desk.plan();
    assert_eq!(plan.finish.finish_date(), day("2026-09-14"));
    assert!(!plan.schedule.conflicts.is_empty());
}

#[test]
fn one_of_two_links_between_two_tasks_goes_alone() {
    let mut desk = desk();
    let (a, b) = (desk.task(3, 0), desk.task(1, 0));
    let finish = task::link(&mut desk.ws, &desk.ctx, a, b, LinkKind::Ff, 480).unwrap();
    task::link(&mut desk.ws, &desk.ctx, a, b, LinkKind::Ss, 480).unwrap();
    assert_eq!(desk.finish(b), "2026-09-10");
    task::drop_link(&mut desk.ws, finish).unwrap();
    assert_eq!(desk.finish(b), "2026-09-08");
    assert_eq!(desk.ws.links.len(), 1);
}

#[test]
fn every_fix_takes_its_conflict_away() {
    let broken: [fn(&mut Desk, Id, Id); 5] = [
        |desk, _, b| {
            let early = Constraint { kind: ConstraintKind::Mso, date: Some(day("2026-09-07").at(540)), ..Constraint::default() };
            update::<Task>(&mut desk.ws, b, |task| task.constraint = early).unwrap();
        },
        |desk, _, b| update::<Task>(&mut desk.ws, b, |task| task.deadline = Some(day("2026-09-11").midnight())).unwrap(),
        |desk, _, _| update::<Project>(&mut desk.ws, desk.project, |project| project.due = Some(day("2026-09-10"))).unwrap(),
        |desk, _, b| {
            let start = Some(day("2026-09-07").at(540));
            update::<Task>(&mut desk.ws, b, |task| (task.mode, task.manual_start) = (ScheduleMode::Manual, start)).unwrap();
        },
        |desk, a, _| {
            let early = Constraint { kind: ConstraintKind::Mso, date: Some(day("2026-09-01").at(540)), ..Constraint::default() };
            update::<Task>(&mut desk.ws, a, |task| task.constraint = early).unwrap();
        },
    ];
    for (case, spoil) in broken.iter().enumerate() {
        let mut desk = desk();
        let (a, b) = (desk.task(3, 0), desk.task(2, 1));
        desk.link(a, b);
        spoil(&mut desk, a, b);
        let plan = desk.plan();
        let conflict = *plan.schedule.conflicts.last().unwrap_or_else(|| panic!("case {case} has a conflict"));
        assert!(conflict.minutes > 0);
        let ways = fix::fixes(&plan, &conflict);
        assert!(!ways.is_empty(), "case {case}");
        for way in ways {
            let mut after = desk.ws.clone();
            fix::apply(&mut after, &way).unwrap();
            let still = Plan::of(&after, desk.project).unwrap().schedule.conflicts;
            let same = |other: &pursuit::engine::plan::Conflict| other.task == conflict.task && other.kind == conflict.kind;
            assert!(!still.iter().any(same), "case {case}: {way:?} leaves {still:?}");
        }
    }
}

#[test]
fn a_weekly_meeting_comes_every_week_and_keeps_what_was_held() {
    let mut desk = desk();
    let id = desk.task(1, 0);
    let rule = Recurrence { weekday: 4, from: day("2026-09-07"), until: day("2026-10-02"), ..Recurrence::default() };
    recurring::set(&mut desk.ws, &desk.ctx, id, Some(rule.clone())).unwrap();
    let days = |desk: &Desk| {
        desk.plan()
            .rows
            .iter()
            .filter(|row| row.task.parent == Some(id))
            .map(|row| row.start.date().to_string())
            .collect::<Vec<_>>()
    };
    assert_eq!(days(&desk), ["2026-09-11", "2026-09-18", "2026-09-25", "2026-10-02"]);
    let first = desk.plan().rows[1].clone();
    task::set_progress(&mut desk.ws, first.task.id, 100, first.start, first.finish).unwrap();
    recurring::set(&mut desk.ws, &desk.ctx, id, Some(Recurrence { every: 2, ..rule })).unwrap();
    assert_eq!(days(&desk), ["2026-09-11", "2026-09-25"]);
    recurring::set(&mut desk.ws, &desk.ctx, id, None).unwrap();
    assert_eq!(days(&desk), ["2026-09-11"]);
}

#[test]
fn what_if_someone_joins_and_nobody_has_changed_anything() {
    let mut desk = desk();
    let (a, b) = (desk.task(4, 0), desk.task(2, 0));
    desk.link(a, b);
    for (id, rate) in desk.people.clone().into_iter().zip([100, 300]) {
        update::<Member>(&mut desk.ws, id, |member| member.cost_rate = Some(Money::new(rate * 100, Currency::Cny))).unwrap();
    }
    update::<Task>(&mut desk.ws, a, |task| task.effort = EffortKind::FixedWork).unwrap();
    let mut draft = desk.ws.clone();
    effort::assign(&mut draft, &desk.ctx, a, desk.people[1], 100).unwrap();
    let after = Plan::of(&draft, desk.project).unwrap();
    let difference = compare::compare((&desk.ws, &desk.plan()), (&draft, &after));
    assert_eq!((difference.days, difference.moved.len()), (-2.0, 2));
    // 32 hours at 100, then 16 at 100 and 16 at 300; and 16 at 100 for the other task.
    assert_eq!(difference.cost, (Some(480_000), Some(800_000)));
    assert_eq!(difference.work, (6 * 480, 6 * 480));
}

#[test]
fn earned_value_counts_hours_where_there_is_no_money() {
    let mut desk = desk();
    let (a, b) = (desk.task(2, 0), desk.task(2, 1));
    desk.link(a, b);
    let before = earned::earned(&desk.ws, &desk.plan(), day("2026-09-06"));
    assert_eq!((before.total.bac, before.total.pv, before.total.spi(), before.total.ac), (32.0, 0.0, None, None));
    let plan = desk.plan();
    task::set_progress(&mut desk.ws, a, 50, plan.start, plan.finish).unwrap();
    update::<Task>(&mut desk.ws, a, |task| task.actual_work = Some(Minutes::new(600))).unwrap();
    let now = earned::earned(&desk.ws, &desk.plan(), day("2026-09-09"));
    assert_eq!(now.unit, earned::Unit::Hours);
    assert_eq!((now.total.pv, now.total.ev, now.total.ac), (24.0, 8.0, Some(10.0)));
    assert_eq!((now.total.spi(), now.total.cpi()), (Some(8.0 / 24.0), Some(0.8)));
    update::<Task>(&mut desk.ws, b, |task| task.budget_cost = Some(Money::new(100_000, Currency::Cny))).unwrap();
    let money = earned::earned(&desk.ws, &desk.plan(), day("2026-09-09"));
    assert_eq!((money.unit, money.total.bac, money.total.ac), (earned::Unit::Money(Currency::Cny), 1000.0, None));
}

/// Tasks of up to six days by two people, linked forward.
type Drawn = (Vec<(i64, usize, u8)>, Vec<(usize, usize)>);

fn plans() -> impl Strategy<Value = Drawn> {
    (2..14usize).prop_flat_map(|count| {
        let tasks = proptest::collection::vec((1..24i64, 0..2usize, 0..4u8), count);
        (tasks, proptest::collection::vec((0..count, 0..count), 0..count))
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, ..ProptestConfig::default() })]

    #[test]
    fn levelling_never_exceeds_capacity_and_breaks_nothing((tasks, links) in plans(), away in 0..20i64) {
        let mut desk = desk();
        let off = day("2026-09-07").plus(away);
        person::add_leave(&mut desk.ws, &desk.ctx, desk.people[0], off, off.plus(1), "年假").unwrap();
        let ids: Vec<Id> = tasks.iter().map(|&(quarters, owner, priority)| {
            let id = desk.task(1, owner);
            update::<Task>(&mut desk.ws, id, |task| {
                task.duration = Minutes::new(quarters * 120);
                task.priority = Priority::ALL[priority as usize];
            }).unwrap();
            id
        }).collect();
        for (a, b) in links.into_iter().filter(|(a, b)| a != b) {
            let _ = task::link(&mut desk.ws, &desk.ctx, ids[a.min(b)], ids[a.max(b)], LinkKind::Fs, 0);
        }
        let plan = desk.plan();
        let (problem, _) = Problem::of(&desk.ws, &plan, &[]);
        let levelled = Levelling::new(problem.clone(), Options::default()).run();
        prop_assert_eq!(&levelled.over, &vec![]);
        prop_assert_eq!(&levelled.after.conflicts, &vec![]);
        let delays: Vec<(Id, i64)> =
            plan.rows.iter().zip(&levelled.delays).map(|(row, delay)| (row.task.id, delay.as_minutes())).collect();
        levelling::apply(&mut desk.ws, desk.project, &delays).unwrap();
        let after = desk.plan();
        prop_assert_eq!(&after.schedule.start, &levelled.after.start);
        let load = Load::of(&desk.ws, &[&after]);
        prop_assert_eq!(load.over_days(), 0);
        // Nothing that was levelled is earlier, and within the float the project does not grow.
        prop_assert!(levelled.after.start.iter().zip(&levelled.before.start).all(|(after, before)| after >= before));
        let tight = Levelling::new(problem, Options { within_float: true, from: None }).run();
        prop_assert_eq!(tight.after.project_finish, tight.before.project_finish);
    }

    #[test]
    fn work_is_duration_times_units_whatever_is_set(kind in 0..3usize, steps in proptest::collection::vec((0..4u8, 1..40i64), 1..8)) {
        let mut desk = desk();
        let id = desk.task(2, 0);
        update::<Task>(&mut desk.ws, id, |task| task.effort = EffortKind::ALL[kind]).unwrap();
        effort::assign(&mut desk.ws, &desk.ctx, id, desk.people[0], 100).unwrap();
        for (step, amount) in steps {
            match step {
                0 => task::set_duration(&mut desk.ws, id, amount * 480, false).unwrap(),
                1 => effort::set_work(&mut desk.ws, id, amount * 480).unwrap(),
                2 => effort::assign(&mut desk.ws, &desk.ctx, id, desk.people[1], amount * 10).unwrap(),
                _ => effort::unassign(&mut desk.ws, id, desk.people[1]).unwrap(),
            }
            let task = desk.ws.tasks.get(id).unwrap().clone();
            let product = task.duration.get() as f64 * effort::units(&desk.ws, id) as f64 / 100.0;
            let work = effort::work(&desk.ws, &task) as f64;
            // Units are whole per cents and durations whole minutes; one per cent of each person is the most that is lost.
            prop_assert!((product - work).abs() <= task.duration.get() as f64 * 0.021 + 2.0, "{} {}", product, work);
        }
    }
}

#[test]
fn nothing_here_reads_a_plan_that_is_not_there() {
    let mut desk = desk();
    assert_eq!(Load::of(&desk.ws, &[&desk.plan()]).members.len(), 0);
    assert_eq!(buffers::buffers(&desk.plan()), []);
    assert_eq!(earned::earned(&desk.ws, &desk.plan(), day("2026-09-07")).total.spi(), None);
    assert!(edit::baseline::take(&mut desk.ws, &desk.ctx, Id::from_bits(99), "x", "").is_err());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// A plan that follows from the one before is the plan that is made anew, whatever was done between.
    #[test]
    fn a_plan_after_an_edit_is_the_plan_made_anew(
        steps in proptest::collection::vec((0_usize..9, 0_usize..8, 0_usize..8, -20_i64..40), 1..12)
    ) {
        let mut desk = desk();
        let mut ids: Vec<Id> = (0..8).map(|at| desk.task(1 + at % 4, at as usize % 3)).collect();
        task::indent(&mut desk.ws, ids[1]).unwrap();
        desk.link(ids[2], ids[3]);
        let mut plan = desk.plan();
        for (what, a, b, days) in steps {
            let (a, b) = (ids[a % ids.len()], ids[b % ids.len()]);
            let start = plan.start.date().plus(days).at(540);
            // What is refused changes nothing, which is as good.
            let _ = match what {
                0 => task::move_to(&mut desk.ws, a, start),
                1 => task::set_duration(&mut desk.ws, a, days.abs() * 240, false),
                2 => task::set_progress(&mut desk.ws, a, days.abs(), plan.start, plan.finish),
                3 => task::link(&mut desk.ws, &desk.ctx, a, b, LinkKind::Fs, days * 60).map(|_| ()),
                4 => task::relocate(&mut desk.ws, a, task::Place::Inside(b)),
                5 => update::<Task>(&mut desk.ws, a, |task| task.status = if days > 0 { TaskStatus::Cancelled } else { TaskStatus::Todo }),
                6 => update::<Task>(&mut desk.ws, a, |task| task.owner = None),
                7 => update::<Task>(&mut desk.ws, a, |task| task.name = "改名".into()),
                _ => task::add(&mut desk.ws, &desk.ctx, desk.project, task::Place::After(a), "新").map(|id| ids.push(id)),
            };
            plan = plan.after(&desk.ws).unwrap();
            let anew = desk.plan();
            prop_assert_eq!(&plan.schedule, &anew.schedule);
            prop_assert_eq!(plan.rows.len(), anew.rows.len());
            for (row, other) in plan.rows.iter().zip(&anew.rows) {
                prop_assert_eq!(&row.task, &other.task);
                prop_assert_eq!((&row.wbs, row.parent, row.end, row.depth), (&other.wbs, other.parent, other.end, other.depth));
                prop_assert_eq!((row.start, row.finish, row.progress), (other.start, other.finish, other.progress));
            }
            prop_assert!(plan.still_holds(&desk.ws));
        }
    }
}
