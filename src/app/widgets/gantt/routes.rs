//! The links between the rows in view.

use crate::app::prelude::*;
use std::collections::{HashMap, HashSet};
use std::rc::Rc;
use web_sys::Event;

use super::pool::{self, Group, Part, Pool};
use super::{Act, Grid, Line, shown, within};
use crate::engine::model::Id;
use crate::engine::scene::gantt::bar;
use crate::engine::scene::labels::label;
use crate::engine::scene::routes::{Route, routes};

/// Draws the links whenever something that they show has changed.
pub fn keep(grid: Grid, within: NodeRef<leptos::svg::G>, used: Memo<HashMap<Id, f64>>, lit: Memo<HashSet<Id>>) {
    let pool = StoredValue::new_local(None::<Pool<(Id, Id, u32), Group>>);
    Effect::new(move |_| {
        let Some(within) = within.get() else { return };
        let (plan, scale, size, lines) = (grid.plan.get(), grid.scale.get(), grid.size.get(), grid.line_of.read());
        let ((from, to), lit, chosen) = (grid.window.get(), lit.read(), grid.link.get());
        let mut groups: Vec<((Id, Id, u32), Rc<Group>)> = Vec::new();
        let (used, order, today, w) = (used.read(), grid.lines.read(), grid.session.today.get(), grid.session.words());
        let label_of = |line: usize| {
            let Some(Line::Task(place)) = order.all.get(line) else { return None };
            let place = *place as usize;
            let used = used.get(&plan.rows.get(place)?.task.id).copied();
            label(&plan, place, &bar(&plan, place, &scale), size.bar, used, today, w).span()
        };
        for route in routes(&plan, &scale, size, from..to, |place| shown(&lines, place), label_of) {
            let (from, to) = (plan.rows[route.from].task.id, plan.rows[route.to].task.id);
            let group = group(route, from, to, lit.contains(&from) && lit.contains(&to), chosen == Some((from, to)));
            // Two tasks can have several links.
            let same = groups.iter().rev().take_while(|((a, b, _), _)| (*a, *b) == (from, to)).count() as u32;
            groups.push(((from, to, same), Rc::new(group)));
        }
        pool.update_value(|held| held.get_or_insert_with(|| Pool::new(within.into(), pool::group)).show(groups, pool::draw));
    });
}

fn group(route: Route, from: Id, to: Id, lit: bool, chosen: bool) -> Group {
    let mut class = String::from("link");
    for (name, holds) in [(" critical", route.critical), (" lit", lit), (" sel", chosen)] {
        class += if holds { name } else { "" };
    }
    let line = |class, line: String| Part::new("path", class, [("d", line)]);
    let mut parts = vec![line("hit", route.line.clone()), line("line", route.line), line("head", route.head)];
    if chosen {
        let (x, y) = route.middle;
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
