//! Who decides at a client, who supports, who is missing: the map that is drawn from its contacts.

use std::sync::Arc;

use crate::engine::model::*;
use crate::engine::workspace::Workspace;

/// What keeps a deal from being decided, as far as the contacts show it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gap {
    /// Nobody of this role is known.
    Nobody(BuyingRole),
    /// The one who decides opposes.
    Opposed(Id),
    /// Nobody knows what the one who decides thinks of it.
    Unknown(Id),
}

/// Someone in the map, and those who report to them.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    pub contact: Arc<Contact>,
    pub below: Vec<Node>,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Map {
    pub roots: Vec<Node>,
    pub gaps: Vec<Gap>,
    /// Those who decide or pay.
    pub decide: Vec<Id>,
    pub support: usize,
    pub oppose: usize,
    pub unknown: usize,
    /// Those who left the company: not in the map.
    pub left: Vec<Id>,
}

fn decides(role: BuyingRole) -> bool {
    matches!(role, BuyingRole::DecisionMaker | BuyingRole::EconomicBuyer)
}

/// The map of a client. Somebody whose superior left, is of another client or stands in a loop is a root.
pub fn map(ws: &Workspace, client: Id) -> Map {
    let all: Vec<&Arc<Contact>> = ws.contacts.iter().filter(|contact| contact.client == client).collect();
    let (left, here): (Vec<_>, Vec<_>) = all.into_iter().partition(|contact| contact.left);
    let mut map = Map { left: left.iter().map(|contact| contact.id).collect(), ..Map::default() };
    for contact in &here {
        match contact.attitude {
            Attitude::Support => map.support += 1,
            Attitude::Oppose => map.oppose += 1,
            Attitude::Unknown => map.unknown += 1,
            Attitude::Neutral => {}
        }
    }
    if !here.is_empty() {
        let there = |role| here.iter().any(|contact| contact.buying_role == role);
        if !here.iter().any(|contact| decides(contact.buying_role)) {
            map.gaps.push(Gap::Nobody(BuyingRole::DecisionMaker));
        }
        for role in [BuyingRole::Champion, BuyingRole::User] {
            if !there(role) {
                map.gaps.push(Gap::Nobody(role));
            }
        }
        for contact in here.iter().filter(|contact| decides(contact.buying_role)) {
            map.decide.push(contact.id);
            match contact.attitude {
                Attitude::Oppose => map.gaps.push(Gap::Opposed(contact.id)),
                Attitude::Unknown => map.gaps.push(Gap::Unknown(contact.id)),
                _ => {}
            }
        }
    }
    let above = |contact: &Contact| contact.reports_to.filter(|id| here.iter().any(|other| other.id == *id));
    // Up from each: who comes back to themselves is in a loop, and stands on their own.
    let looped = |contact: &Contact| {
        let mut at = above(contact);
        for _ in 0..here.len() {
            match at {
                None => return false,
                Some(id) if id == contact.id => return true,
                Some(id) => at = here.iter().find(|other| other.id == id).and_then(|other| above(other)),
            }
        }
        false
    };
    let boss = |contact: &Contact| if looped(contact) { None } else { above(contact) };
    let bosses: Vec<(Option<Id>, &Arc<Contact>)> = here.iter().map(|contact| (boss(contact), *contact)).collect();
    map.roots = below(&bosses, None);
    map
}

fn below(all: &[(Option<Id>, &Arc<Contact>)], boss: Option<Id>) -> Vec<Node> {
    let mut nodes: Vec<Node> = all
        .iter()
        .filter(|(above, _)| *above == boss)
        .map(|(_, contact)| Node { contact: Arc::clone(contact), below: below(all, Some(contact.id)) })
        .collect();
    nodes.sort_by_key(|node| {
        let influence = node.contact.influence.map_or(0, |score| score.get());
        (!decides(node.contact.buying_role), std::cmp::Reverse(influence), node.contact.id)
    });
    nodes
}
