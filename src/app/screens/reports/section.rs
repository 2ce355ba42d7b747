//! A section of a draft: its text, how it stands where that is rated, and whether the next draft leaves it alone.

use crate::app::prelude::*;

use crate::app::session::{session, words};
use crate::app::widgets::field::{SelectField, TextArea};
use crate::app::widgets::record::Form;
use crate::engine::edit::report as edits;
use crate::engine::model::{Report, ReportLight, ReportSection};
use crate::engine::report::{self, About};
use crate::engine::words::Words;

#[component]
pub fn Section(form: Form<Report>, key: String) -> impl IntoView {
    let session = session();
    let w = words();
    let id = form.id;
    let key = StoredValue::new(key);
    let (kind, lang) =
        form.record.with_untracked(|report| report.as_deref().map(|report| (report.kind, report.lang))).unwrap_or_default();
    let heading = report::heading(kind, &key.get_value(), Words(lang));
    let section = memo(move |_| {
        form.record
            .with(|report| {
                let sections = report.as_deref().map(|report| &report.sections[..]).unwrap_or_default();
                key.with_value(|key| sections.iter().find(|section| section.key.as_str() == key).cloned())
            })
            .unwrap_or_default()
    });
    let write = Callback::new(move |text: String| {
        session.edit(form.label(), |ws, _| edits::write(ws, id, &key.get_value(), &text));
    });
    let rate = Callback::new(move |light: String| {
        let light = ReportLight::from_key(&light).unwrap_or_default();
        session.edit(form.label(), |ws, _| edits::rate(ws, id, &key.get_value(), light));
    });
    let take = move |_| {
        let Some(report) = form.record.get_untracked() else { return };
        let about = About::of(&report, session.today.get_untracked());
        let draft = report::draft(&session.settled(), about, Words(report.lang));
        if let Some(one) = key.with_value(|key| draft.into_iter().find(|one: &ReportSection| one.key.as_str() == key)) {
            session.edit(form.label(), |ws, _| edits::take(ws, id, one));
        }
    };
    let lights = || {
        let name = |light: ReportLight| report::light_name(light, w).unwrap_or(w.report_unrated_choice());
        ReportLight::ALL.iter().map(|light| (light.key().to_string(), name(*light).to_string())).collect::<Vec<_>>()
    };
    let rated = report::is_rated(kind, &key.get_value()).then(|| {
        let light = derive(move || section.get().light.key().to_string());
        view! {
            <span class=bound(move || format!("rating {}", section.get().light.key()))>
                <SelectField label=w.report_rating(heading) bare=true value=light options=Signal::stored(lights()) commit=rate testid=format!("report-rate-{}", key.get_value()) />
            </span>
        }
    });
    let rows = section.with_untracked(|section| section.text.lines().count() as u32 + 1).clamp(2, 20)
        - u32::from(key.with_value(|key| key == "title"));
    view! {
        <section class="card report-part" data-testid="report-section" data-key=key.get_value()>
            <header><h2>{heading}</h2><span class="sp"></span>{rated}</header>
            <TextArea label=heading value=derive(move || section.get().text.to_string()) commit=write rows testid=format!("report-text-{}", key.get_value()) />
            {reactive(move || section.with(|section| if section.typed {
                view! {
                    <p class="note" data-testid="report-typed">{w.report_typed()}" "
                        <button class="btn quiet" data-testid="report-take" on:click=handler(take)>{w.report_take()}</button></p>
                }.into_any()
            } else if section.text.is_empty() {
                view! { <p class="note">{w.report_empty()}</p> }.into_any()
            } else {
                ().into_any()
            }))}
        </section>
    }
}
