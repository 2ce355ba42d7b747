//! Two clients that are one: the other is offered where it is likely, and both are merged field by field.

use crate::app::prelude::*;

use super::{known, names};
use crate::app::browser::{files, idle, keys};
use crate::app::place::{Go, Place};
use crate::app::session::{session, words};
use crate::engine::edit::merge;
use crate::engine::model::{Client, ClientKind, Id};
use crate::engine::words::Words;
use crate::engine::workspace::{Kind, Workspace};

/// The one that stays and the one that goes into it.
type Pair = RwSignal<Option<(Id, Id)>>;

/// How many groups of clients may be one each; opens the first.
#[component]
pub fn Groups() -> impl IntoView {
    let w = words();
    let pair: Pair = RwSignal::new(None);
    let (names, keys) = (known::clients(), known::keys());
    // Who may be one is looked for when what was asked for is drawn.
    let all = RwSignal::new(Vec::<Vec<Id>>::new());
    Effect::new(move |_| {
        names.track();
        idle::when_idle(move || {
            let now = keys.try_with_untracked(|keys| keys.groups());
            if let Some(now) = now.filter(|now| all.try_with_untracked(|all| all != now) == Some(true)) {
                all.set(now);
            }
        });
    });
    let first = move || all.with(|all| all.first().and_then(|group| Some((*group.first()?, *group.get(1)?))));
    view! {
        {reactive(move || (!all.with(Vec::is_empty)).then(|| view! {
            <button class="btn" data-testid="merge-groups" on:click=handler(move |_| pair.set(first()))>{w.merge_groups(all.with(Vec::len))}</button>
        }))}
        <Sheet pair />
    }
}

/// The client that is likely the same as this one.
#[component]
pub fn Likely(id: Id) -> impl IntoView {
    let session = session();
    let w = words();
    let pair: Pair = RwSignal::new(None);
    let keys = known::keys();
    let like = session.memo(move |ws| {
        let client = ws.clients.get(id)?;
        let other = *keys.with(|keys| keys.like(&client.name, &client.phone, Some(id))).first()?;
        Some((other, ws.clients.get(other)?.name.to_string()))
    });
    view! {
        {reactive(move || like.get().map(|(other, name)| view! {
            <button class="btn" data-testid="merge-likely" on:click=handler(move |_| pair.set(Some((id, other))))>{w.merge_likely(name)}</button>
        }))}
        <Sheet pair />
    }
}

/// A field by its name in files, as people call it.
fn field_name(w: Words, field: &str) -> String {
    match field {
        "name" => w.client_name(),
        "short_name" => w.client_short(),
        "kind" => w.client_kind(),
        "grade" => w.client_grade(),
        "industry" => w.client_industry(),
        "region" => w.client_region(),
        "address" => w.client_address(),
        "website" => w.client_website(),
        "source" => w.client_source(),
        "owner" => w.client_owner(),
        "next_contact" => w.client_next(),
        "next_contact_note" => w.client_next_note(),
        "follow_up_days" => w.client_rhythm(),
        "phone" => w.client_phone(),
        "wechat" => w.client_wechat(),
        "decision_process" => w.client_decides(),
        "remark" => w.client_remark(),
        "size" => w.client_size(),
        other => return other.to_string(),
    }
    .to_string()
}

fn value(w: Words, ws: &Workspace, client: &Client, field: &str) -> String {
    let json = serde_json::to_value(client).unwrap_or_default();
    let json = json.get(field).cloned().unwrap_or_default();
    match field {
        "kind" => json.as_str().and_then(ClientKind::from_key).map_or(String::new(), |kind| names::kind(w, kind).to_string()),
        "owner" => {
            json.as_str().and_then(Id::parse).and_then(|id| ws.members.get(id)).map_or(String::new(), |one| one.name.to_string())
        }
        _ => json.as_str().map_or_else(|| json.to_string(), str::to_string),
    }
}

#[component]
fn Sheet(pair: Pair) -> impl IntoView {
    let session = session();
    let w = words();
    let go = expect_context::<Go>();
    let place = expect_context::<Memo<Place>>();
    view! {
        {reactive(move || pair.get().and_then(|(keep, other)| {
            let ws = session.ws_untracked();
            let (kept, gone) = (ws.clients.get(keep)?.clone(), ws.clients.get(other)?.clone());
            let fields: Vec<String> =
                merge::conflicts(&kept, &gone).into_iter().filter(|field| !matches!(field.as_str(), "segments" | "tags" | "remark")).collect();
            let take = RwSignal::new(Vec::<String>::new());
            let close = move || pair.set(None);
            let name = kept.name.to_string();
            let apply = move |_| {
                let taken = take.get_untracked();
                let lost = |field: &str, value: &str| w.merge_lost(field_name(w, field), value);
                let done = session.edit_with_undo(w.merge_done(&name), |ws, _| merge::clients(ws, keep, other, &taken, lost));
                if done.is_some() {
                    close();
                    let stay = place.get_untracked();
                    if stay.open == Some((Kind::Client, other)) {
                        go.replace(stay.opening(Kind::Client, keep));
                    }
                }
            };
            let row = |field: String| {
                let (mine, theirs) = (value(w, &ws, &kept, &field), value(w, &ws, &gone, &field));
                let (one, two) = (field.clone(), field.clone());
                let (is_mine, is_theirs) = (field.clone(), field.clone());
                let group = format!("merge-{field}");
                view! {
                    <tr data-testid="merge-row" data-field=field.clone()>
                        <th scope="row">{field_name(w, &field)}</th>
                        <td><label class="check"><input type="radio" name=group.clone()
                            prop:checked=bound(move || take.with(|take| !take.contains(&is_mine)))
                            on:change=handler(move |_| take.update(|take| take.retain(|other| *other != one))) /><span>{mine}</span></label></td>
                        <td><label class="check"><input type="radio" name=group
                            prop:checked=bound(move || take.with(|take| take.contains(&is_theirs)))
                            on:change=handler(move |_| take.update(|take| take.push(two.clone()))) /><span>{theirs}</span></label></td>
                    </tr>
                }
            };
            files::focus_soon(".merge :is(input, button)");
            Some(view! {
                <div class="veil" on:click=handler(move |_| close())></div>
                <div class="sheet merge" role="dialog" aria-modal="true" aria-label=w.merge_title()
                    on:keydown=handler(move |event: leptos::ev::KeyboardEvent| if event.key() == "Escape" && !keys::composing(&event) {
                        event.stop_propagation();
                        close();
                    })>
                    <header><h2>{w.merge_title()}</h2></header>
                    <p class="note">{w.merge_note()}</p>
                    {if fields.is_empty() {
                        view! { <p class="none">{w.merge_same()}</p> }.into_any()
                    } else {
                        view! {
                            <table class="reg">
                                <thead><tr><th scope="col">{w.merge_field()}</th><th scope="col">{kept.name.to_string()}</th><th scope="col">{gone.name.to_string()}</th></tr></thead>
                                <tbody>{fields.into_iter().map(row).collect::<Vec<_>>()}</tbody>
                            </table>
                        }.into_any()
                    }}
                    <div class="actions">
                        <button class="btn primary" data-testid="merge-do" on:click=apply>{w.merge_do()}</button>
                        <button class="btn quiet" on:click=handler(move |_| close())>{w.cancel()}</button>
                    </div>
                </div>
            })
        }))}
    }
}
