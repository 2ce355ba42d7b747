//! A file that is merged: what differs table by table, record by record and field by field; what both sides changed, to
//! choose from; what had to be mended.

use crate::app::prelude::*;
use std::collections::BTreeMap;
use std::sync::Arc;

use crate::app::browser::storage::local_time;
use crate::app::screens::settings::say::{self, table_name};
use crate::app::session::{Session, words};
use crate::engine::exchange::json::{Bundle, Fate, Incoming, Item};
use crate::engine::words::Words;
use crate::engine::workspace::{Conflict, Kind, Mend, Repair, Side, Workspace};

/// Records that are listed, and conflicts that are shown one by one; more are counted.
const LISTED: usize = 300;

/// Columns of the table: what is counted in each.
fn columns(w: Words) -> [(&'static str, &'static [Fate]); 6] {
    [
        (w.merge_column_conflict(), &[Fate::Conflict]),
        (w.merge_column_new(), &[Fate::New]),
        (w.merge_column_there(), &[Fate::ChangedThere]),
        (w.merge_column_both(), &[Fate::Both]),
        (w.merge_column_gone(), &[Fate::DeletedThere]),
        (w.merge_column_here(), &[Fate::ChangedHere, Fate::OnlyHere, Fate::DeletedHere]),
    ]
}

fn fate_name(fate: Fate, w: Words) -> &'static str {
    match fate {
        Fate::Conflict => w.merge_fate_conflict(),
        Fate::New => w.merge_fate_new(),
        Fate::ChangedThere => w.merge_fate_there(),
        Fate::Both => w.merge_fate_both(),
        Fate::DeletedThere => w.merge_fate_gone(),
        Fate::ChangedHere => w.merge_fate_here(),
        Fate::OnlyHere => w.merge_fate_only(),
        Fate::DeletedHere => w.merge_fate_stays_gone(),
    }
}

/// Whose copies the two are, and when the file was written.
#[derive(Clone)]
struct Sides {
    here: String,
    there: String,
}

impl Sides {
    fn of(bundle: &Bundle, here: &Workspace, w: Words) -> Sides {
        let me = |ws: &Workspace| ws.members.get(ws.settings.me).map(|member| member.name.to_string());
        let name = |side: &str, who: Option<String>| match who.filter(|who| !who.is_empty()) {
            Some(who) => format!("{side} · {who}"),
            None => side.to_string(),
        };
        Sides { here: name(w.merge_here(), me(here)), there: name(w.merge_there(), me(&bundle.workspace)) }
    }
}

/// `since` is when the state was kept that both descend from.
#[component]
pub fn Review(
    incoming: Arc<Incoming>,
    bundle: Arc<Bundle>,
    since: Option<i64>,
    /// What was chosen for each conflict.
    sides: RwSignal<Vec<Side>>,
) -> impl IntoView {
    let w = words();
    let who = Sides::of(&bundle, &incoming.here, w);
    let how = match since {
        Some(at) => w.merge_how_three(local_time(at)),
        None => w.merge_how_two().to_string(),
    };
    let written = bundle.exported_at.map(|at| w.merge_from(local_time(at), &who.there));
    let conflicts = incoming.merged.conflicts.len();
    view! {
        <p class="note" data-testid="merge-how">{written.map(|written| view! { <b>{written}</b>" " })}{how}</p>
        {if incoming.is_nothing() && conflicts == 0 {
            view! { <p class="note" data-testid="merge-nothing">{w.merge_nothing()}</p> }.into_any()
        } else {
            counts(&incoming, w).into_any()
        }}
        {(conflicts > 0).then(|| view! { <Conflicts incoming=incoming.clone() who=who.clone() sides /> })}
        <Records incoming=incoming.clone() />
        <Repairs incoming sides />
    }
}

fn counts(incoming: &Incoming, w: Words) -> impl IntoView + use<> {
    let columns = columns(w);
    let mut tables: BTreeMap<Kind, [usize; 6]> = BTreeMap::new();
    for item in &incoming.items {
        let row = tables.entry(item.kind).or_default();
        for (at, (_, fates)) in columns.iter().enumerate() {
            row[at] += usize::from(fates.contains(&item.fate));
        }
    }
    let cell = move |n: usize| view! { <td class="num">{if n == 0 { w.none_yet().to_string() } else { n.to_string() }}</td> };
    let rows: Vec<_> = tables
        .into_iter()
        .map(|(kind, row)| {
            view! {
                <tr data-table=kind.table()>
                    <th scope="row">{table_name(kind, w)}</th>
                    {row.map(cell).collect_view()}
                </tr>
            }
        })
        .collect();
    view! {
        <div class="wide">
            <table class="reg counts" data-testid="merge-counts">
                <thead>
                    <tr>
                        <th scope="col">{w.settings_import_table()}</th>
                        {columns.map(|(name, _)| view! { <th scope="col" class="num">{name}</th> }).collect_view()}
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
}

/// Every record that is not alike, with its fields; made when it is opened.
#[component]
fn Records(incoming: Arc<Incoming>) -> impl IntoView {
    let w = words();
    let open = RwSignal::new(false);
    let count = incoming.items.len();
    let list = move || {
        open.get().then(|| {
            let lines = incoming.items.iter().take(LISTED).map(|item| line(item, &incoming, w)).collect_view();
            let more = (count > LISTED).then(|| view! { <li class="m">{w.merge_more(count - LISTED)}</li> });
            view! { <ul>{lines}{more}</ul> }
        })
    };
    (count > 0).then(|| {
        view! {
            <div class="differ">
                <button
                    class="btn quiet"
                    data-testid="merge-records"
                    aria-expanded=bound(move || open.get().to_string())
                    on:click=handler(move |_| open.update(|open| *open = !*open))
                >
                    {w.merge_records(count)}
                </button>
                {list}
            </div>
        }
    })
}

fn line(item: &Item, incoming: &Incoming, w: Words) -> impl IntoView + use<> {
    let row = item.here.as_ref().or(item.there.as_ref());
    let ws = if item.here.is_some() { &incoming.here } else { &incoming.there };
    let title = row.map(|row| say::record_title(row, ws, w)).unwrap_or_default();
    let fields: Vec<String> = item
        .fields()
        .into_iter()
        .map(|(field, here, there)| {
            let (here, there) = (say::value(&here, &incoming.here, w), say::value(&there, &incoming.there, w));
            // From what does not stand to what does.
            let (from, to) = if item.fate == Fate::ChangedHere { (there, here) } else { (here, there) };
            format!("{}: {from} → {to}", say::field(&field, w))
        })
        .collect();
    view! {
        <li data-testid="merge-record" data-fate=format!("{:?}", item.fate)>
            <span class="pill" class:bad=item.fate == Fate::Conflict class:off=!item.fate.changes()>{fate_name(item.fate, w)}</span>
            " "<b>{title}</b>
            <small>{fields.join(" · ")}</small>
        </li>
    }
}

#[component]
fn Conflicts(incoming: Arc<Incoming>, who: Sides, sides: RwSignal<Vec<Side>>) -> impl IntoView {
    let w = words();
    let conflicts = &incoming.merged.conflicts;
    let later: Vec<Side> = conflicts.iter().map(|conflict| conflict.taken).collect();
    let all = move |side: Side| sides.update(|sides| sides.fill(side));
    let count = conflicts.len();
    let list: Vec<_> =
        conflicts.iter().take(LISTED).enumerate().map(|(at, conflict)| one(at, conflict, &incoming, &who, sides, w)).collect();
    view! {
        <section class="conflicts" data-testid="merge-conflicts">
            <h3>{w.merge_conflicts(count)}</h3>
            <div class="answers">
                <button class="btn" data-testid="merge-all-here" on:click=handler(move |_| all(Side::Ours))>{w.merge_all_here()}</button>
                <button class="btn" data-testid="merge-all-there" on:click=handler(move |_| all(Side::Theirs))>{w.merge_all_there()}</button>
                <button class="btn" data-testid="merge-all-later" on:click=handler(move |_| sides.set(later.clone()))>{w.merge_all_later()}</button>
            </div>
            {list}
            {(count > LISTED).then(|| view! { <p class="note">{w.merge_more(count - LISTED)}</p> })}
        </section>
    }
}

/// A conflict: both values with who and when, and which of them stands.
fn one(
    at: usize,
    conflict: &Conflict,
    incoming: &Incoming,
    who: &Sides,
    sides: RwSignal<Vec<Side>>,
    w: Words,
) -> impl IntoView + use<> {
    let row = |ws: &Workspace| conflict.kind.and_then(|kind| ws.row(kind, conflict.id));
    let (here, there) = (row(&incoming.here), row(&incoming.there));
    let title = match here.as_ref().or(there.as_ref()) {
        Some(row) => say::record_title(row, if here.is_some() { &incoming.here } else { &incoming.there }, w),
        None => w.merge_settings().to_string(),
    };
    let field = conflict.field.as_deref().map_or(w.merge_whole().to_string(), |field| say::field(field, w));
    let shown = |value: &serde_json::Value, ws: &Workspace| match &conflict.field {
        Some(_) => say::value(value, ws, w),
        None if value.is_null() => w.merge_deleted().to_string(),
        None => w.merge_keep().to_string(),
    };
    let when = |row: Option<&crate::engine::workspace::Row>, ws: &Workspace| match row {
        Some(row) => local_time(row.stamped().updated_at),
        None => ws.tombstones.get(&conflict.id).map_or(String::new(), |stone| local_time(stone.at)),
    };
    let choice = move |side: Side, label: String, when: String, value: String| {
        let testid = if side == Side::Ours { "conflict-here" } else { "conflict-there" };
        view! {
            <label class="choice">
                <input
                    type="radio"
                    name=format!("conflict-{at}")
                    data-testid=testid
                    prop:checked=bound(move || sides.with(|sides| sides.get(at) == Some(&side)))
                    on:change=handler(move |_| sides.update(|sides| if let Some(kept) = sides.get_mut(at) { *kept = side }))
                />
                <span class="v">{value}</span>
                <small>{label}" "{when}</small>
            </label>
        }
    };
    view! {
        <fieldset data-testid="merge-conflict">
            <legend>{title}" · "{field}</legend>
            {choice(Side::Ours, who.here.clone(), when(here.as_ref(), &incoming.here), shown(&conflict.ours, &incoming.here))}
            {choice(Side::Theirs, who.there.clone(), when(there.as_ref(), &incoming.there), shown(&conflict.theirs, &incoming.there))}
        </fieldset>
    }
}

/// What has to be mended, by what is chosen.
#[component]
fn Repairs(incoming: Arc<Incoming>, sides: RwSignal<Vec<Side>>) -> impl IntoView {
    let w = words();
    move || {
        let settled = incoming.settled(&sides.get());
        let count = settled.repairs.len();
        (count > 0).then(|| {
            let lines = settled.repairs.iter().take(LISTED).map(|repair| view! { <li>{mended(repair, &incoming, w)}</li> });
            view! {
                <section class="repairs" data-testid="merge-repairs">
                    <h3>{w.merge_repairs(count)}</h3>
                    <ul>{lines.collect_view()}</ul>
                </section>
            }
        })
    }
}

fn mended(repair: &Repair, incoming: &Incoming, w: Words) -> String {
    let [here, there] = [&incoming.here, &incoming.there].map(|ws| ws.row(repair.kind, repair.id).map(|row| (row, ws)));
    let what = here.or(there).map_or_else(|| table_name(repair.kind, w).to_string(), |(row, ws)| say::record_title(&row, ws, w));
    match &repair.mend {
        Mend::Restored => w.merge_mend_restored(what),
        Mend::Moved { .. } => w.merge_mend_moved(what),
        Mend::Cleared { field, .. } => w.merge_mend_cleared(say::field(field, w), what),
        Mend::Dropped => w.merge_mend_dropped(what),
    }
}

/// Does the merge as one step, with a restore point before it.
pub fn merge(session: Session, incoming: &Incoming, sides: &[Side], name: &str) {
    session.keep_point(session.words().store_point_import());
    let after = incoming.settled(sides).workspace;
    session.take_in(session.words().merge_file_done(name), after);
}
