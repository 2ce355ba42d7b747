//! The rules one by one; whole scenarios stand in `tests/scheduling`.

use std::sync::Arc;

use super::super::calendar::WorkTime;
use super::super::model::{Calendar, ConstraintKind, Day, LinkKind, Moment};
use super::*;

/// Monday to Friday, 8:00–12:00 and 13:00–17:00, from Monday 2026-09-07.
fn network(tasks: Vec<Node>, links: Vec<Link>) -> Network {
    let day = Day::of(&[(480, 720), (780, 1020)]);
    let week = (0..7).map(|at| if at < 5 { day.clone() } else { Day::default() }).collect();
    let calendar = WorkTime::compile(&Calendar { week, ..Calendar::default() }, &|_| None, &[]);
    Network { tasks, links, ..Network::new(at("2026-09-07T08:00"), Arc::new(calendar)) }
}

fn at(text: &str) -> Moment {
    Moment::parse(text).unwrap()
}

fn link(from: u32, to: u32, kind: LinkKind, lag: i64) -> Link {
    Link { from, to, kind, lag: Lag::minutes(lag) }
}

/// `dd hh:mm` of September 2026.
fn dates(schedule: &Schedule) -> Vec<String> {
    let show = |at: &Moment| at.to_string()[8..].replace('T', " ");
    schedule.start.iter().zip(&schedule.finish).map(|(start, finish)| format!("{} – {}", show(start), show(finish))).collect()
}

#[test]
fn a_chain_has_no_float_and_what_stands_beside_it_has() {
    let network = network(
        vec![Node::task(960), Node::task(480), Node::milestone(), Node::task(480)],
        vec![Link::fs(0, 1), Link::fs(1, 2), Link::fs(3, 2)],
    );
    let schedule = schedule(&network);
    assert_eq!(dates(&schedule), ["07 08:00 – 08 17:00", "09 08:00 – 09 17:00", "09 17:00 – 09 17:00", "07 08:00 – 07 17:00"]);
    assert_eq!(schedule.total_float, [0, 0, 0, 960]);
    assert_eq!(schedule.free_float, [0, 0, 0, 960]);
    assert_eq!(schedule.critical, [true, true, true, false]);
    assert_eq!(schedule.driver, [Driver::ProjectStart, Driver::Link(0), Driver::Link(1), Driver::ProjectStart]);
    assert_eq!(schedule.conflicts, []);
    assert_eq!(schedule.project_finish, at("2026-09-09T17:00"));
}

#[test]
fn four_kinds_of_link_with_lag_and_lead() {
    for (kind, lag, second) in [
        (LinkKind::Fs, 480, "10 08:00 – 10 17:00"),
        (LinkKind::Fs, -480, "08 08:00 – 08 17:00"),
        (LinkKind::Ss, 480, "08 08:00 – 08 17:00"),
        (LinkKind::Ff, 0, "08 08:00 – 08 17:00"),
        (LinkKind::Ff, 240, "08 13:00 – 09 12:00"),
        (LinkKind::Sf, 1440, "09 08:00 – 09 17:00"),
    ] {
        let network = network(vec![Node::task(960), Node::task(480)], vec![link(0, 1, kind, lag)]);
        let schedule = schedule(&network);
        assert_eq!(dates(&schedule)[1], second, "{kind:?} {lag}");
        assert_eq!(schedule.conflicts, [], "{kind:?} {lag}");
    }
}

#[test]
fn summaries_roll_up_wherever_they_stand() {
    // Task 3 is the summary of 0 and 1, and 2 follows it.
    let tasks = vec![Node::task(480).under(3), Node::task(480).under(3), Node::task(480), Node::default()];
    let schedule = schedule(&network(tasks, vec![Link::fs(0, 1), Link::fs(3, 2)]));
    assert_eq!(dates(&schedule)[2], "09 08:00 – 09 17:00");
    assert_eq!(dates(&schedule)[3], "07 08:00 – 08 17:00");
    assert_eq!(schedule.duration[3], 960);
    assert_eq!(schedule.summary, [false, false, false, true]);
    assert_eq!(schedule.driver[3], Driver::Child(0));
    assert!(schedule.critical.iter().all(|critical| *critical));
}

#[test]
fn loops_are_named_and_left_out() {
    let chain = |links| network(vec![Node::task(480), Node::task(480), Node::task(480), Node::task(480)], links);
    let looped = chain(vec![Link::fs(3, 0), Link::fs(1, 2), Link::fs(2, 3), Link::fs(3, 1), Link::fs(0, 0)]);
    assert_eq!(find_cycle(&looped), Some(vec![0]));
    let looped = chain(vec![Link::fs(0, 1), Link::fs(1, 2), Link::fs(2, 3), Link::fs(3, 1)]);
    assert_eq!(find_cycle(&looped), Some(vec![1, 2, 3]));
    let schedule = schedule(&looped);
    assert_eq!(dates(&schedule)[1], "08 08:00 – 08 17:00");
    let kinds: Vec<_> = schedule.conflicts.iter().map(|conflict| (conflict.task, conflict.kind)).collect();
    assert_eq!(kinds, [(1, ConflictKind::Loop), (2, ConflictKind::Loop), (3, ConflictKind::Loop)]);
    assert_eq!(find_cycle(&chain(vec![Link::fs(0, 1), Link::fs(0, 2), Link::fs(1, 3), Link::fs(2, 3)])), None);
    // A summary and its own child.
    let tasks = vec![Node::default(), Node::task(480).under(0)];
    assert_eq!(find_cycle(&network(tasks.clone(), vec![Link::fs(0, 1)])), Some(vec![0, 1]));
    assert_eq!(find_cycle(&network(tasks, vec![Link::fs(1, 0)])), Some(vec![0, 1]));
}

#[test]
fn constraints_win_and_what_they_break_is_reported() {
    let second = |kind, date: &str| Node::task(480).constrained(kind, Some(at(date)));
    use ConstraintKind::*;
    for (kind, date, dates_, float, conflict) in [
        (Snet, "2026-09-10T08:00", "10 08:00 – 10 17:00", 0, None),
        (Fnet, "2026-09-10T12:00", "09 13:00 – 10 12:00", 0, None),
        (Mso, "2026-09-08T08:00", "08 08:00 – 08 17:00", 0, Some(480)),
        (Mfo, "2026-09-07T17:00", "07 08:00 – 07 17:00", 0, Some(960)),
        (Snlt, "2026-09-08T13:00", "08 13:00 – 09 12:00", 0, Some(240)),
        (Fnlt, "2026-09-10T17:00", "09 08:00 – 09 17:00", 0, None),
    ] {
        let schedule = schedule(&network(vec![Node::task(960), second(kind, date)], vec![Link::fs(0, 1)]));
        assert_eq!(dates(&schedule)[1], dates_, "{kind:?}");
        assert_eq!(schedule.total_float[1], float, "{kind:?}");
        let found = schedule.conflicts.first().map(|conflict| (conflict.kind, conflict.minutes));
        assert_eq!(found, conflict.map(|minutes| (ConflictKind::Link(0), minutes)), "{kind:?}");
        assert_eq!(schedule.total_float[0] < 0, conflict.is_some(), "{kind:?}");
    }
    let mut loose = network(vec![Node::task(960), second(Mso, "2026-09-08T08:00")], vec![Link::fs(0, 1)]);
    loose.honour_constraints = false;
    let schedule = schedule(&loose);
    assert_eq!(dates(&schedule)[1], "09 08:00 – 09 17:00");
    assert_eq!(schedule.conflicts, [Conflict { task: 1, kind: ConflictKind::Constraint, minutes: 480 }]);
}

#[test]
fn as_late_as_possible_takes_the_float_and_pushes_what_follows() {
    let late = Node::task(480).constrained(ConstraintKind::Alap, None);
    let tasks = vec![Node::task(2400), late, Node::task(480)];
    let schedule = schedule(&network(tasks, vec![Link::fs(1, 2)]));
    assert_eq!(dates(&schedule), ["07 08:00 – 11 17:00", "10 08:00 – 10 17:00", "11 08:00 – 11 17:00"]);
    assert_eq!(schedule.driver[1..], [Driver::Successor(0), Driver::Link(0)]);
}

#[test]
fn back_from_a_promised_finish() {
    let late = |minutes| Node::task(minutes).constrained(ConstraintKind::Alap, None);
    let mut network = network(vec![late(960), late(480), late(480)], vec![Link::fs(0, 1)]);
    network.from_finish = true;
    network.finish = Some(at("2026-09-30T17:00"));
    let schedule = schedule(&network);
    assert_eq!(dates(&schedule), ["28 08:00 – 29 17:00", "30 08:00 – 30 17:00", "30 08:00 – 30 17:00"]);
    assert_eq!(schedule.project_start, at("2026-09-28T08:00"));
    assert_eq!(schedule.total_float, [0, 0, 960]);
}

#[test]
fn nothing_is_not_a_project() {
    let schedule = schedule(&network(vec![], vec![Link::fs(0, 1)]));
    assert!(schedule.start.is_empty());
    assert_eq!(schedule.project_finish, at("2026-09-07T08:00"));
}

#[test]
fn what_points_nowhere_is_ignored() {
    let mut network = network(
        vec![Node::task(480).under(9), Node::task(480).under(2), Node::task(480).under(1)],
        vec![Link::fs(7, 0), Link::fs(0, 7)],
    );
    network.calendar = 5;
    network.tasks[0].calendar = Some(8);
    network.assignments.push(Assignment { task: 9, calendar: 0, length: None, remaining: None });
    network.assignments.push(Assignment { task: 0, calendar: 9, length: None, remaining: None });
    assert_eq!(schedule(&network).start.len(), 3);
    assert_eq!(find_cycle(&network), None);
}

#[test]
fn a_date_is_explained_back_to_the_projects_start() {
    let mut network = network(
        vec![Node::task(2400), Node::milestone(), Node::task(480), Node::default(), Node::task(480).under(3)],
        vec![Link::fs(0, 1), link(1, 4, LinkKind::Fs, 480), Link::fs(3, 2)],
    );
    let leave = crate::engine::model::Exception {
        from: at("2026-09-15T00:00").date(),
        to: at("2026-09-15T00:00").date(),
        name: "leave".into(),
        ..Default::default()
    };
    let day = Day::of(&[(480, 720), (780, 1020)]);
    let week = (0..7).map(|at| if at < 5 { day.clone() } else { Day::default() }).collect();
    network.calendars.push(Arc::new(WorkTime::compile(&Calendar { week, ..Calendar::default() }, &|_| None, &[leave])));
    network.tasks[4].calendar = Some(1);
    let schedule = schedule(&network);
    let steps = explain(&network, &schedule, 2);
    let tasks: Vec<u32> = steps.iter().map(|step| step.task).collect();
    assert_eq!(tasks, [2, 3, 4, 1, 0]);
    assert_eq!(steps[1].cause, Cause::Child(4));
    // Friday 17:00 and a day on Monday; Tuesday is leave.
    assert_eq!(steps[2].start, at("2026-09-16T08:00"));
    let finish = at("2026-09-11T17:00");
    let cause = Cause::Link { link: 1, from: 1, kind: LinkKind::Fs, date: finish, lag: Lag::minutes(480) };
    assert_eq!(steps[2].cause, cause);
    let off =
        |from: &str, to: &str, name: Option<&str>| Off { from: at(from).date(), to: at(to).date(), name: name.map(Into::into) };
    assert_eq!(
        steps[2].waiting,
        [off("2026-09-12T00:00", "2026-09-13T00:00", None), off("2026-09-15T00:00", "2026-09-15T00:00", Some("leave"))]
    );
    assert_eq!(steps[4].cause, Cause::ProjectStart);
    assert_eq!(explain(&network, &schedule, 9), []);
}

#[test]
fn an_explanation_ends_where_two_hold_each_other() {
    let late = Node::task(480).constrained(ConstraintKind::Alap, None);
    let network = network(vec![Node::task(2400), late, Node::task(480)], vec![Link::fs(1, 2)]);
    let steps = explain(&network, &schedule(&network), 2);
    let tasks: Vec<u32> = steps.iter().map(|step| step.task).collect();
    assert_eq!(tasks, [2, 1]);
}
