//! A board of Trello as its own export has it (JSON): a project with a summary for every list and a task for every card,
//! with checklists, labels and members.

use serde_json::Value;
use std::collections::BTreeMap;

use super::columns::date;
use crate::engine::edit::{Context, add, rank};
use crate::engine::model::*;
use crate::engine::workspace::Workspace;

/// Bounds of a board from outside.
const MAX_CARDS: usize = 50_000;

/// A board that was read and not yet brought in.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Board {
    pub name: String,
    pub lists: Vec<List>,
    pub members: Vec<String>,
    /// What is in the file and does not come along, and how often.
    pub left: BTreeMap<Left, usize>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Left {
    ArchivedCards,
    ArchivedLists,
    Comments,
    CustomFields,
    Attachments,
    /// Cards without a list or a name.
    Stray,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct List {
    id: String,
    pub name: String,
    pub cards: Vec<Card>,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Card {
    pub name: String,
    text: String,
    start: Option<Date>,
    due: Option<Date>,
    done: bool,
    labels: Vec<String>,
    /// The first is the owner.
    members: Vec<String>,
    checklist: Vec<(String, bool)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TrelloError {
    NotJson,
    /// JSON, but no board.
    NotABoard,
    TooMany,
}

/// True where a file of JSON looks like a board.
pub fn is_board(json: &Value) -> bool {
    json["lists"].is_array() && json["cards"].is_array() && json.get("format").is_none()
}

/// Reads a board. Never panics.
pub fn read(bytes: &[u8]) -> Result<Board, TrelloError> {
    let json: Value = serde_json::from_slice(bytes).map_err(|_| TrelloError::NotJson)?;
    if !is_board(&json) {
        return Err(TrelloError::NotABoard);
    }
    let items = |name: &str| json[name].as_array().map(Vec::as_slice).unwrap_or_default();
    if items("cards").len() > MAX_CARDS || items("lists").len() > MAX_CARDS {
        return Err(TrelloError::TooMany);
    }
    let open = |item: &&Value| item["closed"] != true;
    let mut left = BTreeMap::new();
    let mut leave = |what: Left, count: usize| {
        if count > 0 {
            *left.entry(what).or_default() += count;
        }
    };
    leave(Left::ArchivedCards, items("cards").iter().filter(|card| card["closed"] == true).count());
    leave(Left::ArchivedLists, items("lists").iter().filter(|list| list["closed"] == true).count());
    leave(Left::Comments, items("actions").len());
    leave(Left::CustomFields, items("customFields").len());
    let members: BTreeMap<&str, String> = items("members")
        .iter()
        .filter_map(|member| Some((member["id"].as_str()?, line(&member["fullName"]).or(line(&member["username"]))?)))
        .collect();
    let mut checklists: BTreeMap<&str, Vec<(String, bool)>> = BTreeMap::new();
    for list in items("checklists") {
        let Some(card) = list["idCard"].as_str() else { continue };
        let items = list["checkItems"].as_array().map(Vec::as_slice).unwrap_or_default();
        let items = items.iter().filter_map(|item| Some((line(&item["name"])?, item["state"] == "complete")));
        checklists.entry(card).or_default().extend(items);
    }
    let mut lists: Vec<(f64, List)> = items("lists")
        .iter()
        .filter(open)
        .filter_map(|list| {
            let found = List { id: list["id"].as_str()?.into(), name: line(&list["name"])?, cards: Vec::new() };
            Some((list["pos"].as_f64().unwrap_or_default(), found))
        })
        .collect();
    lists.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut lists: Vec<List> = lists.into_iter().map(|(_, list)| list).collect();
    let mut cards: Vec<&Value> = items("cards").iter().filter(open).collect();
    cards.sort_by(|a, b| a["pos"].as_f64().unwrap_or_default().total_cmp(&b["pos"].as_f64().unwrap_or_default()));
    for card in cards {
        let list = card["idList"].as_str().and_then(|id| lists.iter_mut().find(|list| list.id == id));
        let (Some(list), Some(name)) = (list, line(&card["name"])) else {
            leave(Left::Stray, 1);
            continue;
        };
        leave(Left::Attachments, card["attachments"].as_array().map_or(0, Vec::len));
        let names = |field: &str| card[field].as_array().map(Vec::as_slice).unwrap_or_default();
        list.cards.push(Card {
            name,
            text: card["desc"].as_str().unwrap_or_default().to_string(),
            start: card["start"].as_str().and_then(date),
            due: card["due"].as_str().and_then(date),
            done: card["dueComplete"] == true,
            labels: names("labels").iter().filter_map(|label| line(&label["name"]).or(line(&label["color"]))).collect(),
            members: names("idMembers").iter().filter_map(|id| members.get(id.as_str()?).cloned()).collect(),
            checklist: card["id"].as_str().and_then(|id| checklists.remove(id)).unwrap_or_default(),
        });
    }
    let name = line(&json["name"]).unwrap_or_else(|| "Trello".into());
    Ok(Board { name, lists, members: members.into_values().collect(), left })
}

fn line(value: &Value) -> Option<String> {
    value.as_str().map(|text| Text::line(text).to_string()).filter(|text| !text.is_empty())
}

impl Board {
    pub fn cards(&self) -> usize {
        self.lists.iter().map(|list| list.cards.len()).sum()
    }
}

/// Adds the board as a project of its own; gives its id. Members are found by name.
pub fn import(ws: &mut Workspace, ctx: &Context, board: &Board) -> Id {
    let mut known: BTreeMap<String, Id> = ws.members.iter().map(|one| (one.name.to_lowercase(), one.id)).collect();
    let mut member = |ws: &mut Workspace, name: &str| {
        *known.entry(name.to_lowercase()).or_insert_with(|| add(ws, ctx, Member { name: Text::line(name), ..Member::default() }))
    };
    let first = board.lists.iter().flat_map(|list| &list.cards).filter_map(|card| card.start.or(card.due)).min();
    let start = first.unwrap_or(ctx.today).min(ctx.today);
    let project = add(ws, ctx, Project { name: Text::line(&board.name), start, ..Project::default() });
    for (list, place) in board.lists.iter().zip(rank::spread(board.lists.len())) {
        let state = state_of(&list.name);
        let above = Task { project, name: Text::line(&list.name), rank: place.as_str().into(), ..Task::default() };
        let parent = Some(add(ws, ctx, above));
        for (card, place) in list.cards.iter().zip(rank::spread(list.cards.len())) {
            let owner = card.members.first().map(|name| member(ws, name));
            let done = card.done || state == TaskStatus::Done;
            let constraint = card.start.map(|day| Constraint {
                kind: ConstraintKind::Snet,
                date: Some(day.at(9 * 60)),
                ..Constraint::default()
            });
            let checklist = card.checklist.iter();
            let task = Task {
                project,
                parent,
                rank: place.as_str().into(),
                name: Text::line(&card.name),
                notes: Text::new(&card.text),
                owner,
                status: if done { TaskStatus::Done } else { state },
                progress: Pct::new(if done { 100 } else { 0 }),
                deadline: card.due.map(|day| day.at(18 * 60)),
                constraint: constraint.unwrap_or_default(),
                tags: card.labels.iter().map(|label| Text::line(label)).collect(),
                checklist: checklist
                    .map(|(text, done)| ChecklistItem { text: Text::line(text), done: *done, ..ChecklistItem::default() })
                    .collect(),
                ..Task::default()
            };
            let task = add(ws, ctx, task);
            for name in card.members.iter().skip(1) {
                let member = member(ws, name);
                add(ws, ctx, Assignment { task, member, ..Assignment::default() });
            }
        }
    }
    project
}

/// What a list's name says of the cards in it.
fn state_of(name: &str) -> TaskStatus {
    let name = name.to_lowercase();
    let has = |words: &[&str]| words.iter().any(|word| name.contains(word));
    if has(&["done", "complete", "finished", "完成", "已结束"]) && !has(&["未完成"]) {
        TaskStatus::Done
    } else if has(&["doing", "progress", "进行", "处理中"]) {
        TaskStatus::Doing
    } else if has(&["review", "testing", "评审", "待审", "测试"]) {
        TaskStatus::Review
    } else if has(&["blocked", "hold", "受阻", "阻塞", "暂停"]) {
        TaskStatus::Blocked
    } else {
        TaskStatus::Todo
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn board() -> Value {
        json!({
            "id": "b", "name": "投标项目", "closed": false,
            "lists": [
                { "id": "l2", "name": "已完成", "closed": false, "pos": 32768 },
                { "id": "l1", "name": "To do", "closed": false, "pos": 16384.5 },
                { "id": "l3", "name": "Old", "closed": true, "pos": 1 }
            ],
            "members": [{ "id": "m1", "fullName": "王芳", "username": "wf" }, { "id": "m2", "fullName": "", "username": "li" }],
            "labels": [],
            "cards": [
                { "id": "c2", "name": "Second", "idList": "l1", "pos": 2, "closed": false, "due": "2026-10-08T04:00:00.000Z", "dueComplete": false,
                  "desc": "text\nmore", "labels": [{ "name": "", "color": "red" }, { "name": "急", "color": "blue" }], "idMembers": ["m1", "m2", "mx"],
                  "attachments": [{ "url": "javascript:alert(1)" }] },
                { "id": "c1", "name": "First", "idList": "l1", "pos": 1, "closed": false, "due": null, "start": "2026-09-07T00:00:00.000Z" },
                { "id": "c3", "name": "Ready", "idList": "l2", "pos": 1, "closed": false },
                { "id": "c4", "name": "Away", "idList": "l1", "pos": 9, "closed": true },
                { "id": "c5", "name": "Lost", "idList": "nowhere", "closed": false }
            ],
            "checklists": [{ "id": "k", "idCard": "c2", "name": "x", "checkItems": [{ "name": "one", "state": "complete" }, { "name": "two", "state": "incomplete" }] }],
            "actions": [{}, {}]
        })
    }

    #[test]
    fn a_board_becomes_a_project() {
        let read = read(board().to_string().as_bytes()).unwrap();
        assert_eq!((read.lists.len(), read.cards(), read.members.len()), (2, 3, 2));
        assert_eq!(read.left[&Left::Attachments] + read.left[&Left::ArchivedCards] + read.left[&Left::Comments], 4);
        let ctx = Context::new(1_700_000_000_000, Date::parse("2026-09-18").unwrap(), Id::from_bits(1), 5);
        let mut ws = Workspace::default();
        let project = import(&mut ws, &ctx, &read);
        assert_eq!(ws.projects.get(project).unwrap().name.as_str(), "投标项目");
        assert_eq!(ws.projects.get(project).unwrap().start, Date::parse("2026-09-07").unwrap());
        let by = |name: &str| ws.tasks.iter().find(|task| task.name.as_str() == name).unwrap().clone();
        let second = by("Second");
        assert_eq!(second.parent, Some(by("To do").id));
        assert!(by("First").rank < second.rank && by("To do").rank < by("已完成").rank);
        assert_eq!(second.tags, ["red".into(), "急".into()]);
        assert_eq!(second.deadline.unwrap().date(), Date::parse("2026-10-08").unwrap());
        assert_eq!(second.checklist.iter().map(|item| item.done).collect::<Vec<_>>(), [true, false]);
        assert_eq!(ws.members.get(second.owner.unwrap()).unwrap().name.as_str(), "王芳");
        assert_eq!((ws.members.len(), ws.assignments.len()), (2, 1));
        assert_eq!((by("Ready").status, by("Ready").progress), (TaskStatus::Done, Pct::new(100)));
    }

    #[test]
    fn what_is_no_board_is_refused() {
        assert_eq!(read(b"{"), Err(TrelloError::NotJson));
        assert_eq!(read(b"[]"), Err(TrelloError::NotABoard));
        assert_eq!(read(br#"{"format":"pursuit-workspace","lists":[],"cards":[]}"#), Err(TrelloError::NotABoard));
        assert_eq!(read(br#"{"lists":[1,{}],"cards":[1,{"idMembers":[1]},null]}"#).unwrap().cards(), 0);
    }
}
