//! Days for a calendar program (iCalendar, RFC 5545): the milestones of projects and the next contacts of clients.

use crate::engine::model::{Date, Id, Text};
use crate::engine::plan::Plan;
use crate::engine::words::Words;
use crate::engine::workspace::Workspace;

/// A day with a name.
struct Event {
    id: Id,
    day: Date,
    title: String,
    about: String,
}

/// Milestones of a project, or of all that are open, and the next contacts. `at` is when it is written, in milliseconds.
pub fn export(ws: &Workspace, project: Option<Id>, contacts: bool, at: i64, w: Words) -> String {
    let mut events = Vec::new();
    let open = ws.projects.iter().filter(|one| project.map_or(!one.archived, |id| one.id == id));
    for one in open {
        let Some(plan) = Plan::of(ws, one.id) else { continue };
        events.extend(milestones(&plan, &one.name));
    }
    if contacts {
        let clients = ws.clients.iter().filter_map(|client| {
            let day = client.next_contact?;
            let title = w.ics_contact(&client.name);
            Some(Event { id: client.id, day, title, about: client.next_contact_note.to_string() })
        });
        events.extend(clients);
    }
    write(&events, at)
}

fn milestones(plan: &Plan, project: &str) -> Vec<Event> {
    let rows = plan.rows.iter().filter(|row| row.milestone() && !row.done());
    rows.map(|row| Event { id: row.task.id, day: row.start.date(), title: row.task.name.to_string(), about: project.to_string() })
        .collect()
}

fn write(events: &[Event], at: i64) -> String {
    let mut out = String::new();
    let mut put = |text: &str| fold(text, &mut out);
    put("BEGIN:VCALENDAR");
    put("VERSION:2.0");
    put("PRODID:-//Pursuit//Pursuit//ZH");
    put("CALSCALE:GREGORIAN");
    let stamp = stamp(at);
    for event in events {
        let day = |date: Date| date.to_string().replace('-', "");
        put("BEGIN:VEVENT");
        put(&format!("UID:{}@pursuit", event.id));
        put(&format!("DTSTAMP:{stamp}"));
        put(&format!("DTSTART;VALUE=DATE:{}", day(event.day)));
        put(&format!("DTEND;VALUE=DATE:{}", day(event.day.plus(1))));
        put(&format!("SUMMARY:{}", escaped(&event.title)));
        if !event.about.is_empty() {
            put(&format!("DESCRIPTION:{}", escaped(&event.about)));
        }
        put("TRANSP:TRANSPARENT");
        put("END:VEVENT");
    }
    put("END:VCALENDAR");
    out
}

fn escaped(text: &str) -> String {
    Text::new(text).replace('\\', "\\\\").replace(';', "\\;").replace(',', "\\,").replace('\n', "\\n")
}

/// Lines of more than 75 bytes go on in the next after a space, and no character is cut.
fn fold(line: &str, out: &mut String) {
    let mut room = 75;
    for c in line.chars() {
        if c.len_utf8() > room {
            out.push_str("\r\n ");
            room = 74;
        }
        room -= c.len_utf8();
        out.push(c);
    }
    out.push_str("\r\n");
}

fn stamp(at: i64) -> String {
    const DAY: i64 = 86_400_000;
    let (day, rest) = (Date::from_days(at.div_euclid(DAY)), at.rem_euclid(DAY) / 1000);
    format!("{}T{:02}{:02}{:02}Z", day.to_string().replace('-', ""), rest / 3600, rest / 60 % 60, rest % 60)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::model::{Client, Lang, Minutes, Project, Task, TaskKind};

    #[test]
    fn milestones_and_contacts_are_days_of_a_calendar() {
        let mut ws = Workspace::default();
        let project = Project {
            id: Id::from_bits(1),
            name: "投标; 项目".into(),
            start: Date::parse("2026-09-07").unwrap(),
            ..Project::default()
        };
        let task = Task {
            id: Id::from_bits(2),
            project: project.id,
            name: "一个名字很长的里程碑，要分成几行才写得下，并且不能把一个字切成两半".into(),
            kind: TaskKind::Milestone,
            duration: Minutes::new(0),
            ..Task::default()
        };
        let other = Task { id: Id::from_bits(3), project: project.id, name: "Work".into(), ..Task::default() };
        let day = Date::parse("2026-10-08");
        let client = Client { id: Id::from_bits(4), name: "华东".into(), next_contact: day, ..Client::default() };
        ws.projects.insert(project);
        ws.tasks.insert(task);
        ws.tasks.insert(other);
        ws.clients.insert(client);
        let text = export(&ws, None, true, 1_790_000_000_000, Words(Lang::Zh));
        assert!(text.split("\r\n").all(|line| line.len() <= 75), "lines are folded");
        assert!(!text.replace("\r\n", "").contains('\n'));
        let whole = text.replace("\r\n ", "");
        assert_eq!(whole.matches("BEGIN:VEVENT").count(), 2);
        assert!(whole.contains("SUMMARY:一个名字很长的里程碑，要分成几行才写得下，并且不能把一个字切成两半\r\n"));
        assert!(whole.contains("DESCRIPTION:投标\\; 项目\r\n"));
        assert!(whole.contains("DTSTART;VALUE=DATE:20261008\r\nDTEND;VALUE=DATE:20261009\r\n"));
        assert!(!whole.contains("Work"));
        assert_eq!(export(&ws, Some(Id::from_bits(1)), false, 0, Words(Lang::En)).matches("BEGIN:VEVENT").count(), 1);
    }
}
