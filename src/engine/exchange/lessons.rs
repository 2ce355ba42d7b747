//! Lessons to hand on: as text for a message, and as a page of their own that needs nothing beside it.

use crate::engine::control::lessons::{area_name, title};
use crate::engine::model::*;
use crate::engine::words::Words;
use crate::engine::workspace::Workspace;

pub fn kind_name(kind: LessonKind, w: Words) -> &'static str {
    match kind {
        LessonKind::Keep => w.lesson_kind_keep(),
        LessonKind::Avoid => w.lesson_kind_avoid(),
        LessonKind::Improve => w.lesson_kind_improve(),
    }
}

/// What there is to say of a lesson below its title: name and text of each part that has one.
pub fn told(ws: &Workspace, lesson: &Lesson, w: Words) -> Vec<(&'static str, String)> {
    let segments = lesson.segments.iter().filter_map(|id| ws.segments.get(*id)).map(|one| one.name.to_string());
    let days = lesson.effect_days.map(|days| w.lesson_days(days));
    let money = lesson.effect_money.map(|money| w.money(money, ws.settings.money_unit));
    let project = lesson.project.and_then(|id| ws.projects.get(id)).map(|one| one.name.to_string());
    let join = |texts: Vec<String>| texts.join(if w.is_zh() { "、" } else { ", " });
    let parts = [
        (w.lesson_situation(), if lesson.recommendation.is_empty() { String::new() } else { lesson.situation.to_string() }),
        (w.lesson_happened(), lesson.what_happened.to_string()),
        (w.lesson_cause(), lesson.cause.to_string()),
        (w.lesson_effect(), join(days.into_iter().chain(money).collect())),
        (w.lesson_area(), area_name(&lesson.area, w)),
        (w.lesson_segments(), join(segments.collect())),
        (w.lesson_tags(), join(lesson.tags.iter().map(|tag| tag.to_string()).collect())),
        (w.kind_project(), project.unwrap_or_default()),
    ];
    parts.into_iter().filter(|(_, text)| !text.trim().is_empty()).collect()
}

/// As text, each lesson a paragraph.
pub fn text<'a>(ws: &Workspace, lessons: impl Iterator<Item = &'a Lesson>, w: Words) -> String {
    let colon = if w.is_zh() { "：" } else { ": " };
    let one = |lesson: &Lesson| {
        let mut lines = vec![format!("{} · {}", kind_name(lesson.kind, w), title(lesson))];
        lines.extend(told(ws, lesson, w).into_iter().map(|(name, text)| format!("  {name}{colon}{}", text.replace('\n', " "))));
        lines.join("\n")
    };
    lessons.map(one).collect::<Vec<_>>().join("\n\n") + "\n"
}

/// As a page in HTML: one heading a lesson, no script, nothing fetched.
pub fn page<'a>(ws: &Workspace, lessons: impl Iterator<Item = &'a Lesson>, w: Words) -> String {
    let lang = if w.is_zh() { "zh-CN" } else { "en" };
    let name = w.lesson_library();
    let mut out = format!(
        "<!doctype html>\n<html lang=\"{lang}\">\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width\">\n\
         <title>{name}</title>\n<style>{STYLE}</style>\n<h1>{name}</h1>\n"
    );
    for lesson in lessons {
        let (kind, heading) = (kind_name(lesson.kind, w), escape(title(lesson)));
        out += &format!("<article>\n<h2><small>{kind}</small> {heading}</h2>\n<dl>\n");
        for (name, text) in told(ws, lesson, w) {
            out += &format!("<dt>{name}</dt><dd>{}</dd>\n", escape(&text).replace('\n', "<br>"));
        }
        out += &format!("</dl>\n<p>{}</p>\n</article>\n", w.lesson_uses(lesson.applied.len()));
    }
    out + "</html>\n"
}

const STYLE: &str = ":root{color-scheme:light dark}body{max-width:46em;margin:2em auto;padding:0 1em;font:16px/1.6 system-ui,sans-serif}\
article{break-inside:avoid;border-top:1px solid #8884;padding:.5em 0}h2{font-size:1.1em;margin:.4em 0}small,dt,p{color:GrayText}\
dl{display:grid;grid-template-columns:9em 1fr;gap:.2em 1em;margin:0}dd{margin:0}";

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_stays_text_and_what_is_missing_is_not_named() {
        let mut ws = Workspace::default();
        ws.settings.make_mut().currency = Currency::Cny;
        let lesson = Lesson {
            kind: LessonKind::Avoid,
            recommendation: "Price <API> & calls apart".into(),
            what_happened: Text::new("First\nthen"),
            effect_days: Some(1),
            applied: vec![Id::from_bits(1), Id::from_bits(2)],
            ..Lesson::default()
        };
        let w = Words(Lang::En);
        let page = page(&ws, [&lesson].into_iter(), w);
        assert!(page.contains("<h2><small>Avoid</small> Price &lt;API&gt; &amp; calls apart</h2>"), "{page}");
        assert!(page.contains("<dd>First<br>then</dd>") && page.contains("<dd>1 day</dd>") && page.contains("used 2 times"));
        assert!(!page.contains("Cause") && !page.contains("<script"));
        let text = text(&ws, [&lesson, &lesson].into_iter(), w);
        assert!(text.starts_with("Avoid · Price <API> & calls apart\n  What happened: First then\n"), "{text}");
        assert_eq!(text.matches("\n\n").count(), 1);
    }
}
