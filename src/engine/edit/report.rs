//! Edits of reports. What is drafted comes from outside; a frozen report is changed by none of these but the note of where
//! it was sent.

use super::{Context, Edit, update};
use crate::engine::model::*;
use crate::engine::workspace::Workspace;

fn change(ws: &mut Workspace, id: Id, change: impl FnOnce(&mut Report)) -> Edit {
    update::<Report>(ws, id, |report| {
        if report.frozen.is_none() {
            change(report);
        }
    })
}

/// Writes a section; it is then kept when the rest is drafted again.
pub fn write(ws: &mut Workspace, id: Id, key: &str, text: &str) -> Edit {
    section(ws, id, key, |section| section.text = Text::new(text))
}

/// Says by hand how a side of the project stands.
pub fn rate(ws: &mut Workspace, id: Id, key: &str, light: ReportLight) -> Edit {
    section(ws, id, key, |section| section.light = light)
}

fn section(ws: &mut Workspace, id: Id, key: &str, change_it: impl FnOnce(&mut ReportSection)) -> Edit {
    change(ws, id, |report| {
        if let Some(section) = report.sections.iter_mut().find(|section| section.key.as_str() == key) {
            change_it(section);
            section.typed = true;
        }
    })
}

/// Takes one section as it is drafted, whatever was typed there.
pub fn take(ws: &mut Workspace, id: Id, draft: ReportSection) -> Edit {
    change(ws, id, |report| {
        if let Some(section) = report.sections.iter_mut().find(|section| section.key == draft.key) {
            *section = draft;
        }
    })
}

/// Puts a new draft in place of what nobody typed.
pub fn redraft(ws: &mut Workspace, id: Id, draft: Vec<ReportSection>) -> Edit {
    change(ws, id, |report| report.sections = kept(&report.sections, draft))
}

/// A draft with what was typed before in its place.
fn kept(before: &[ReportSection], mut draft: Vec<ReportSection>) -> Vec<ReportSection> {
    for section in &mut draft {
        if let Some(typed) = before.iter().find(|old| old.typed && old.key == section.key) {
            *section = typed.clone();
        }
    }
    draft
}

/// From then on text and figures stay as they are.
pub fn freeze(ws: &mut Workspace, ctx: &Context, id: Id) -> Edit {
    change(ws, id, |report| report.frozen = Some(ctx.today))
}

/// Notes that it was copied for a chat tool or printed.
pub fn sent(ws: &mut Workspace, ctx: &Context, id: Id, way: &str) -> Edit {
    update::<Report>(ws, id, |report| report.sent.push(Text::line(&format!("{way} {}", ctx.today))))
}

/// The same report of another period: what was typed goes along, the rest is as drafted.
pub fn again(ws: &mut Workspace, ctx: &Context, of: &Report, from: Date, to: Date, draft: Vec<ReportSection>) -> Id {
    let sections = kept(&of.sections, draft);
    let report = Report { kind: of.kind, project: of.project, lang: of.lang, from, to, sections, ..Report::default() };
    super::add(ws, ctx, report)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn section(key: &str, text: &str) -> ReportSection {
        ReportSection { key: key.into(), text: text.into(), ..ReportSection::default() }
    }

    fn texts(ws: &Workspace, id: Id) -> Vec<String> {
        ws.reports.get(id).unwrap().sections.iter().map(|section| section.text.to_string()).collect()
    }

    #[test]
    fn a_new_draft_keeps_what_was_typed_and_a_frozen_report_keeps_all() {
        let mut ws = Workspace::default();
        let day = Date::new(2026, 11, 27).unwrap();
        let ctx = Context::new(1, day, Id::from_bits(7), 9);
        let sections = vec![section("done", "one"), section("next", "two")];
        let id = super::super::add(&mut ws, &ctx, Report { from: day.plus(-4), to: day, sections, ..Report::default() });
        write(&mut ws, id, "next", "mine").unwrap();
        redraft(&mut ws, id, vec![section("done", "three"), section("next", "four"), section("help", "five")]).unwrap();
        assert_eq!(texts(&ws, id), ["three", "mine", "five"]);
        take(&mut ws, id, section("next", "four")).unwrap();
        assert_eq!(texts(&ws, id), ["three", "four", "five"]);
        redraft(&mut ws, id, vec![section("done", "three"), section("next", "six")]).unwrap();
        assert_eq!(texts(&ws, id), ["three", "six"], "it is no longer typed");
        rate(&mut ws, id, "done", ReportLight::Red).unwrap();
        freeze(&mut ws, &ctx, id).unwrap();
        let frozen = ws.reports.get(id).unwrap().clone();
        write(&mut ws, id, "done", "later").unwrap();
        redraft(&mut ws, id, vec![section("done", "later")]).unwrap();
        assert_eq!(*ws.reports.get(id).unwrap(), frozen);
        sent(&mut ws, &ctx, id, "slack").unwrap();
        assert_eq!(ws.reports.get(id).unwrap().sent, [Text::from("slack 2026-11-27")]);
        let next = again(&mut ws, &ctx, &frozen, day.plus(1), day.plus(7), vec![section("done", "new"), section("next", "new")]);
        assert_eq!(texts(&ws, next), ["three", "new"], "what was rated by hand goes along, the rest is new");
        assert!(ws.reports.get(next).unwrap().frozen.is_none());
    }
}
