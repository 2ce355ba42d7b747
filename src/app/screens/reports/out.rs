//! The ways a report goes out: copied for a chat tool, as a file, on paper; and the report as it is read.

use crate::app::prelude::*;
use leptos::task::spawn_local;

use crate::app::browser::files;
use crate::app::session::{session, words};
use crate::engine::model::ReportLight;
use crate::engine::report::light_name;
use crate::engine::report::text::{Dialect, Doc, Line, Part, html, lines, write};
use crate::engine::words::Words;

/// Bytes that a message of a WeCom bot takes.
const WECOM: usize = 4096;

/// What a way is called, by its key in the log.
pub fn way_name(key: &str, w: Words) -> Option<&'static str> {
    Some(match key {
        "wechat" => w.report_to_wechat(),
        "markdown" => w.report_to_markdown(),
        "slack" => w.report_to_slack(),
        "teams" => w.report_to_teams(),
        "html" => w.report_to_html(),
        "print" => w.report_to_print(),
        _ => return None,
    })
}

#[component]
pub fn Ways(doc: Memo<Option<Doc>>, log: Callback<&'static str>) -> impl IntoView {
    let session = session();
    let w = words();
    let copy = move |dialect: Dialect| {
        let Some(text) = doc.with_untracked(|doc| doc.as_ref().map(|doc| write(doc, dialect))) else { return };
        spawn_local(async move {
            if !files::copy(&text).await {
                session.toast(w.report_copy_failed().into(), false, true);
                return;
            }
            let long = dialect == Dialect::Markdown && text.len() > WECOM;
            let name = way_name(dialect.key(), w).unwrap_or_default();
            log.run(dialect.key());
            session.toast(if long { w.report_long(w.number(text.len() as f64, 0)) } else { w.report_copied(name) }, false, false);
        });
    };
    let save = move |_| {
        if let Some(doc) = doc.get_untracked() {
            files::download(&format!("{}.html", files::clean(&doc.title)), "text/html;charset=utf-8", &html(&doc));
            log.run("html");
        }
    };
    let print = move |_| {
        log.run("print");
        files::print_soon();
    };
    let button = move |dialect: Dialect| {
        let name = way_name(dialect.key(), w).unwrap_or_default();
        view! { <button class="btn" data-testid=format!("report-copy-{}", dialect.key()) on:click=handler(move |_| copy(dialect))>{name}</button> }
    };
    view! {
        <section class="part">
            <h3>{w.report_send()}</h3>
            <p class="note">{w.report_send_hint()}</p>
            <div class="report-ways">
                {Dialect::ALL.map(button).collect_view()}
                <button class="btn" data-testid="report-html" on:click=handler(save)>{w.report_to_html()}</button>
                <button class="btn" data-testid="report-print" on:click=handler(print)>{w.report_to_print()}</button>
            </div>
        </section>
    }
}

/// The report as it is read, and as it is printed; on paper alone while it stands `aside` of its editor.
#[component]
pub fn Paper(doc: Doc, aside: bool) -> impl IntoView {
    let w = Words(doc.lang);
    view! {
        <div class="card paper" class:aside=aside data-testid="report-paper" lang=doc.lang.key()>
            <div class="paper-title">{doc.title.clone()}</div>
            {doc.lines.iter().map(|line| view! { <p class="by">{line.clone()}</p> }).collect::<Vec<_>>()}
            {doc.parts.iter().map(|part| paper_part(part, w)).collect::<Vec<_>>()}
        </div>
    }
}

fn paper_part(part: &Part, w: Words) -> impl IntoView + use<> {
    let tone = match part.light {
        ReportLight::None => "",
        ReportLight::Green => "pill good",
        ReportLight::Amber => "pill warn",
        ReportLight::Red => "pill bad",
    };
    let light = light_name(part.light, w).map(|name| view! { <span class=tone>{name}</span> });
    // Items that follow one another are one list.
    let mut blocks: Vec<(bool, Vec<String>)> = Vec::new();
    for line in lines(&part.text) {
        let (item, text) = match line {
            Line::Item(text) => (true, text),
            Line::Plain(text) => (false, text),
        };
        match blocks.last_mut() {
            Some((true, items)) if item => items.push(text.to_string()),
            _ => blocks.push((item, vec![text.to_string()])),
        }
    }
    let blocks = blocks.into_iter().map(|(item, texts)| match item {
        true => view! { <ul>{texts.into_iter().map(|text| view! { <li>{text}</li> }).collect::<Vec<_>>()}</ul> }.into_any(),
        false => view! { <p>{texts.concat()}</p> }.into_any(),
    });
    view! { <h2>{part.heading.clone()}" "{light}</h2>{blocks.collect::<Vec<_>>()} }
}
