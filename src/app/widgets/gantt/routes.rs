//! The links between the rows in view.

use crate::app::prelude::*;
use std::collections::{HashMap, HashSet};
use std::rc::Rc;
use web_sys::Event;

use super::pool::{self, Group, Part, Pool};
use super::{Act, Grid, Line, shown, within};
use crate::app::session::Same;
use crate::engine::model::{Date, Id};
use crate::engine::plan::Plan;
use crate::engine::scene::gantt::{RowSize, Scale, bar};
use crate::engine::scene::labels::label;
use crate::engine::scene::routes::{Route, routes};

/// Which link it is: its two tasks, and its number among the links between them.
type Key = (Id, Id, u32);

/// How a link runs, whether it is lit, whether it is chosen.
type State = (Route, bool, bool);

/// What is written beside bars, and the groups that are drawn. What was written is known while the ground is the same.
#[derive(Default)]
struct Known {
    ground: Option<(Same<Plan>, Scale, RowSize, Date)>,
    spans: HashMap<usize, Option<(f64, f64)>>,
    groups: HashMap<Key, (State, Rc<Group>)>,
}

/// Draws the links whenever something that they show has changed.
pub fn keep(grid: Grid, within: NodeRef<leptos::svg::G>, used: Memo<HashMap<Id, f64>>, lit: Memo<HashSet<Id>>) {
    let pool = StoredValue::new_local(None::<Pool<Key, Group>>);
    let known = StoredValue::new_local(Known::default());
    Effect::new(move |_| {
        let Some(within) = within.get() else { return };
        let ground = (grid.plan.get(), grid.scale.get(), grid.size.get(), grid.session.today.get());
        let ((from, to), line_of, lines, used) = (grid.window.get(), grid.line_of.read(), grid.lines.read(), used.read());
        let (lit, chosen, w) = (lit.read(), grid.link.get(), grid.session.words());
        let mut old = known.try_update_value(std::mem::take).unwrap_or_default();
        if old.ground.as_ref() != Some(&ground) {
            old.spans.clear();
        }
        let Known { mut spans, groups: mut before, .. } = old;
        let (plan, scale, size, today) = &ground;
        let label_of = |line: usize| {
            let Some(Line::Task(place)) = lines.all.get(line) else { return None };
            let place = *place as usize;
            *spans.entry(place).or_insert_with(|| {
                let used = used.get(&plan.rows.get(place)?.task.id).copied();
                label(plan, place, &bar(plan, place, scale), size.bar, used, *today, w).span()
            })
        };
        let mut groups: Vec<(Key, Rc<Group>)> = Vec::new();
        let mut now = HashMap::new();
        for route in routes(plan, scale, *size, from..to, |place| shown(&line_of, place), label_of) {
            let (from, to) = (plan.rows[route.from].task.id, plan.rows[route.to].task.id);
            // Two tasks can have several links.
            let same = groups.iter().rev().take_while(|((a, b, _), _)| (*a, *b) == (from, to)).count() as u32;
            let key = (from, to, same);
            let state = (route, lit.contains(&from) && lit.contains(&to), chosen == Some((from, to)));
            let group = match before.remove(&key) {
                Some((known, group)) if known == state => group,
                _ => Rc::new(group(&state, from, to)),
            };
            now.insert(key, (state, group.clone()));
            groups.push((key, group));
        }
        pool.update_value(|held| {
            held.get_or_insert_with(|| Pool::new(within.into(), pool::group, false)).show(groups, pool::draw)
        });
        known.set_value(Known { ground: Some(ground.clone()), spans, groups: now });
    });
}

fn group((route, lit, chosen): &State, from: Id, to: Id) -> Group {
    let mut class = String::from("link");
    for (name, holds) in [(" critical", route.critical), (" lit", *lit), (" sel", *chosen)] {
        class += if holds { name } else { "" };
    }
    let line = |class, line: String| Part::new("path", class, [("d", line)]);
    let way = route.line();
    let mut parts = vec![line("hit", way.clone()), line("line", way), line("head", route.head())];
    if *chosen {
        let (x, y) = route.middle();
        let place = [("cx", format!("{x:.1}")), ("cy", format!("{y:.1}")), ("r", "8".into())];
        parts.push(Part::new("circle", "cut", place).named("link-remove"));
        parts.push(line("cut", format!("M{:.1} {:.1}l6 6m0 -6l-6 6", x - 3.0, y - 3.0)));
    }
    let attributes = vec![
        ("class", class),
        ("data-testid", "gantt-link".into()),
        ("data-from", from.to_string()),
        ("data-to", to.to_string()),
    ];
    Group { attributes, parts }
}

/// To press what takes a link away begins no drag.
pub fn pressed(event: &Event) {
    if within(event, ".cut").is_some() {
        event.stop_propagation();
    }
}

/// A click on a link chooses it; on its cross takes it away.
pub fn clicked(grid: Grid, event: &Event) {
    let end = |name| within(event, ".link").and_then(|link| Id::parse(&link.get_attribute(name)?));
    let (Some(from), Some(to)) = (end("data-from"), end("data-to")) else { return };
    if within(event, ".cut").is_some() {
        grid.link.set(None);
        grid.do_now(Act::Unlink { from, to });
        return;
    }
    let name = |id| grid.plan.with_untracked(|plan| plan.row(id).map(|row| row.task.name.to_string()).unwrap_or_default());
    grid.link.set(Some((from, to)));
    grid.session.say(grid.session.words().link_chosen(name(from), name(to)));
}
