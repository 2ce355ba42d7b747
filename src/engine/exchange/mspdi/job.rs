//! Microsoft Project's files as long work: bytes in, bytes out, so that the page need hold neither reader nor writer of XML.

use serde::{Deserialize, Serialize};

use super::{Imported, Mspdi, XmlError, XmlErrorKind, add, write};
use crate::engine::edit::Context;
use crate::engine::exchange::json::{Document, Scope, parcel, read};
use crate::engine::model::{Date, Id, Lang};
use crate::engine::plan::Plan;
use crate::engine::words::Words;
use crate::engine::workspace::{Kind, Workspace, has};

/// What stands before the workspace and the XML in a request to read a file.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Request {
    /// For a file that names no project.
    pub name: String,
    pub lang: Lang,
    pub today: Date,
    pub now_ms: i64,
    pub device: Id,
    /// New ids begin here.
    pub seed: Id,
}

/// What a file holds, before it comes in.
#[derive(Clone, Debug)]
pub struct Arrived {
    pub report: Imported,
    /// First and last day of its plan.
    pub days: Option<(Date, Date)>,
    /// The records that are new.
    pub made: Workspace,
}

/// Why a file is not taken, for the user.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Refused {
    pub why: String,
    pub place: Option<String>,
}

#[derive(Serialize, Deserialize)]
struct Answer {
    report: Imported,
    days: Option<(Date, Date)>,
}

impl Request {
    /// The bytes of a request: of the workspace goes along what an import looks at.
    pub fn bytes(&self, ws: &Workspace, xml: &[u8]) -> Vec<u8> {
        let part = Workspace {
            settings: ws.settings.clone(),
            projects: ws.projects.clone(),
            members: ws.members.clone(),
            calendars: ws.calendars.clone(),
            ..Workspace::default()
        };
        let mut text = Vec::new();
        parcel(&part, Scope::Workspace, &mut text);
        let mut bytes = serde_json::to_vec(&(self, text.len())).unwrap_or_default();
        bytes.push(b'\n');
        bytes.extend(text);
        bytes.extend(xml);
        bytes
    }
}

/// Reads a file: from the bytes of a [`Request`] to those that [`arrived`] takes.
pub fn read_file(request: &[u8]) -> Result<Vec<u8>, String> {
    let (head, rest) = first_line(request)?;
    let (request, length): (Request, usize) = serde_json::from_slice(head).map_err(|error| error.to_string())?;
    let (part, xml) = rest.split_at_checked(length).ok_or("the request is cut")?;
    let w = Words(request.lang);
    let plan = match Mspdi::read(xml) {
        Ok(plan) => plan,
        Err(error) => {
            let place = (error.line > 0).then(|| w.mspdi_bad_line(error.line));
            return answer(&Err::<Answer, _>(Refused { why: say(&error, w), place }), None);
        }
    };
    let before = workspace(part)?;
    let mut after = before.clone();
    let ctx = Context::new(request.now_ms, request.today, request.device, request.seed.bits());
    let report = add(&plan, &mut after, &ctx, w, &request.name);
    let days = Plan::of(&after, report.project).map(|plan| (plan.start.date(), plan.finish.finish_date()));
    let mut made = Workspace::default();
    for &kind in Kind::ALL {
        after.rows(kind).into_iter().filter(|row| !has(&before, kind, row.id())).for_each(|row| made.put(row));
    }
    answer(&Ok::<_, Refused>(Answer { report, days }), Some(&made))
}

/// What [`read_file`] found.
pub fn arrived(result: &[u8]) -> Result<Result<Arrived, Refused>, String> {
    let (head, rest) = first_line(result)?;
    let found: Result<Answer, Refused> = serde_json::from_slice(head).map_err(|error| error.to_string())?;
    Ok(match found {
        Ok(Answer { report, days }) => Ok(Arrived { report, days, made: workspace(rest)? }),
        Err(refused) => Err(refused),
    })
}

/// Puts the records that are new beside those that are there.
pub fn take_in(ws: &mut Workspace, made: &Workspace) {
    for &kind in Kind::ALL {
        made.rows(kind).into_iter().for_each(|row| ws.put(row));
    }
}

/// The bytes of a request to write a project.
pub fn write_request(ws: &Workspace, project: Id) -> Vec<u8> {
    let mut bytes = serde_json::to_vec(&project).unwrap_or_default();
    bytes.push(b'\n');
    parcel(ws, Scope::Project(project), &mut bytes);
    bytes
}

/// Writes a file: from the bytes of [`write_request`] to the file's.
pub fn write_file(request: &[u8]) -> Result<Vec<u8>, String> {
    let (head, rest) = first_line(request)?;
    let project = serde_json::from_slice(head).map_err(|error| error.to_string())?;
    let ws = workspace(rest)?;
    let plan = Plan::of(&ws, project).ok_or("there is no such project")?;
    Ok(write(&ws, &plan).into_bytes())
}

fn first_line(bytes: &[u8]) -> Result<(&[u8], &[u8]), String> {
    let end = bytes.iter().position(|byte| *byte == b'\n').ok_or("there is no first line")?;
    Ok((&bytes[..end], &bytes[end + 1..]))
}

fn workspace(bytes: &[u8]) -> Result<Workspace, String> {
    match read(bytes).map_err(|error| format!("{error:?}"))? {
        Document::Workspace(bundle) => Ok(bundle.workspace),
        Document::Rescue(_) => Err("this is no workspace".into()),
    }
}

fn answer(found: &Result<Answer, Refused>, made: Option<&Workspace>) -> Result<Vec<u8>, String> {
    let mut bytes = serde_json::to_vec(found).map_err(|error| error.to_string())?;
    bytes.push(b'\n');
    made.into_iter().for_each(|made| parcel(made, Scope::Workspace, &mut bytes));
    Ok(bytes)
}

fn say(error: &XmlError, w: Words) -> String {
    match &error.kind {
        XmlErrorKind::TooLarge => w.mspdi_bad_large().into(),
        XmlErrorKind::NotUtf8 => w.mspdi_bad_text().into(),
        XmlErrorKind::Malformed(why) => w.mspdi_bad_syntax(why),
        XmlErrorKind::Doctype => w.mspdi_bad_doctype().into(),
        XmlErrorKind::Entity(name) => w.mspdi_bad_entity(name),
        XmlErrorKind::TooDeep => w.mspdi_bad_deep().into(),
        XmlErrorKind::OtherRoot(name, _) => w.mspdi_bad_root(name),
        XmlErrorKind::Truncated => w.mspdi_bad_cut().into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::model::{Member, Project, Task, Text};

    fn request() -> Request {
        let today = Date::parse("2026-11-25").unwrap();
        Request { name: "x".into(), lang: Lang::En, today, now_ms: 1, device: Id::from_bits(1), seed: Id::from_bits(1 << 40) }
    }

    #[test]
    fn a_project_goes_out_and_comes_in_again_beside_what_is_there() {
        let mut ws = Workspace::default();
        let project = Id::from_bits(5);
        let start = Date::parse("2026-11-23").unwrap();
        ws.members.insert(Member { id: Id::from_bits(8), name: Text::from("Anna"), ..Member::default() });
        ws.projects.insert(Project { id: project, name: Text::from("南京投标"), start, ..Project::default() });
        ws.tasks.insert(Task { id: Id::from_bits(6), project, name: Text::from("Offer"), ..Task::default() });
        let xml = write_file(&write_request(&ws, project)).unwrap();
        let found = arrived(&read_file(&request().bytes(&ws, &xml)).unwrap()).unwrap().unwrap();
        assert_eq!((found.report.tasks, found.days.unwrap().0), (1, start));
        assert_eq!((found.made.projects.len(), found.made.members.len()), (1, 0));
        let mut after = ws.clone();
        take_in(&mut after, &found.made);
        assert_eq!((after.projects.len(), after.tasks.len()), (2, 2));
        assert!(Plan::of(&after, found.report.project).is_some_and(|plan| plan.project.name.as_str() == "南京投标"));
    }

    #[test]
    fn what_is_wrong_with_a_file_is_said_and_with_a_request_too() {
        let ws = Workspace::default();
        let bad = arrived(&read_file(&request().bytes(&ws, b"<Project>\n<Title>&a;</Title></Project>")).unwrap()).unwrap();
        assert!(bad.unwrap_err().place.unwrap().contains('2'));
        assert!(read_file(b"").is_err() && read_file(b"[]\n").is_err() && write_file(b"1\n").is_err());
        assert!(read_file(b"[{\"name\":\"\"},99]\n").is_err());
        assert!(write_file(&write_request(&ws, Id::from_bits(3))).is_err());
    }
}
