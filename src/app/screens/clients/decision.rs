//! The decision map: who decides, who supports, who is missing, drawn from who reports to whom.

use crate::app::prelude::*;

use super::names;
use crate::app::session::{session, words};
use crate::engine::model::{Attitude, Id};
use crate::engine::sales::decision::{Gap, Node, map};
use crate::engine::words::Words;

#[component]
pub fn DecisionMap(client: Id) -> impl IntoView {
    let session = session();
    let w = words();
    let map = session.memo(move |ws| map(ws, client));
    let name = move |id: Id| session.ws_untracked().contacts.get(id).map(|one| one.name.to_string()).unwrap_or_default();
    let gaps = move || {
        map.with(|map| {
            let say = |gap: &Gap| match gap {
                Gap::Nobody(role) => w.map_nobody(names::role(w, *role)),
                Gap::Opposed(id) => w.map_opposed(name(*id)),
                Gap::Unknown(id) => w.map_unknown(name(*id)),
            };
            let pill = |gap: &Gap| if matches!(gap, Gap::Opposed(_)) { "pill bad" } else { "pill warn" };
            map.gaps.iter().map(|gap| view! { <span class=pill(gap) data-testid="map-gap">{say(gap)}</span> }).collect::<Vec<_>>()
        })
    };
    view! {
        <section class="part map" data-testid="decision-map">
            <h3>{w.map_title()}</h3>
            {reactive(move || map.with(|map| {
                if map.roots.is_empty() {
                    return view! { <p class="none">{w.map_none()}</p> }.into_any();
                }
                let sums = w.map_sums(map.oppose, map.support, map.unknown);
                view! {
                    <p class="m">{sums}</p>
                    <ul class="tree">{map.roots.iter().map(|node| card(w, node)).collect::<Vec<_>>()}</ul>
                }.into_any()
            }))}
            <p class="state">{gaps}</p>
        </section>
    }
}

/// One person, and those below.
fn card(w: Words, node: &Node) -> AnyView {
    let contact = &node.contact;
    let (sign, tone) = match contact.attitude {
        Attitude::Support => ("＋", "good"),
        Attitude::Oppose => ("－", "bad"),
        Attitude::Neutral => ("＝", "off"),
        Attitude::Unknown => ("？", "warn"),
    };
    let about: Vec<&str> =
        [contact.title.as_str(), names::role(w, contact.buying_role)].into_iter().filter(|text| !text.is_empty()).collect();
    let influence = contact.influence.map(|score| w.map_influence(score.get()));
    view! {
        <li>
            <div class="person" data-attitude=contact.attitude.key()>
                <span class=format!("pill {tone}") role="img" aria-label=names::attitude(w, contact.attitude) title=names::attitude(w, contact.attitude)>{sign}</span>
                <b>{contact.name.to_string()}</b>
                <small>{about.join(" · ")}{influence.map(|text| format!(" · {text}"))}</small>
            </div>
            {(!node.below.is_empty()).then(|| view! { <ul>{node.below.iter().map(|node| card(w, node)).collect::<Vec<_>>()}</ul> })}
        </li>
    }
    .into_any()
}
