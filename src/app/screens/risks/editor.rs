//! The matrix itself: which of the ready ones, how many steps, what they are called and mean, the levels and which cell has
//! which.

use crate::app::prelude::*;

use crate::app::session::{session, words};
use crate::app::widgets::field::{SelectField, TextField};
use crate::app::widgets::matrix::Shade;
use crate::engine::edit::{self, risk::LEVELS, risk::STEPS};
use crate::engine::model::{Pct, RiskMatrix, ScaleStep, Text};
use crate::engine::risk;
use crate::engine::scene::matrix::{TONES, own};

/// A whole number as typed.
fn whole(text: &str) -> Option<usize> {
    text.trim().parse().ok()
}

#[component]
pub fn Editor(matrix: Memo<RiskMatrix>) -> impl IntoView {
    let session = session();
    let w = words();
    let zh = w.is_zh();
    let change = move |change: Box<dyn FnOnce(&mut RiskMatrix)>| {
        session.edit(w.matrix_changed(), |ws, ctx| {
            let now = risk::matrix(ws);
            edit::risk::change_matrix(ws, ctx, now, change)
        });
    };
    let ready = Signal::stored(
        std::iter::once((String::new(), w.matrix_choose().to_string()))
            .chain(risk::ready_matrices().iter().enumerate().map(|(place, ready)| {
                let name = [w.matrix_critical(), w.matrix_sensitive(), w.matrix_iso()].get(place).map(|name| name.to_string());
                (place.to_string(), name.unwrap_or(ready.name.to_string()))
            }))
            .collect::<Vec<_>>(),
    );
    let sizes = Signal::stored(STEPS.map(|size| (size.to_string(), size.to_string())).collect::<Vec<_>>());
    let size = memo(move |_| matrix.with(|matrix| (matrix.p_steps.len(), matrix.i_steps.len(), matrix.levels.len())));
    let name_of = move |step: &ScaleStep, note: bool| if note { risk::step_note(step, w) } else { risk::step_name(step, w) };
    let line = move |probability: bool, place: usize| {
        let read = move |f: &dyn Fn(&ScaleStep) -> String| {
            matrix.with(|matrix| {
                let steps = if probability { &matrix.p_steps } else { &matrix.i_steps };
                steps.get(place).map(f).unwrap_or_default()
            })
        };
        let write = move |f: Box<dyn FnOnce(&mut ScaleStep)>| {
            change(Box::new(move |matrix| {
                let steps = if probability { &mut matrix.p_steps } else { &mut matrix.i_steps };
                if let Some(step) = steps.get_mut(place) {
                    f(step);
                }
            }));
        };
        let number =
            move |text: &str| text.trim().trim_end_matches('%').trim().parse::<f64>().ok().filter(|n| n.is_finite() && *n >= 0.0);
        let label = format!("{} {}", if probability { w.risk_p() } else { w.risk_i() }, place + 1);
        view! {
            <div class="step">
                <TextField label=label.clone() testid=format!("step-{}-{}", if probability { "p" } else { "i" }, place + 1)
                    value=derive(move || read(&move |step| name_of(step, false)))
                    commit=move |text: String| write(Box::new(move |step| *(if zh { &mut step.zh } else { &mut step.en }) = Text::line(&text))) />
                <TextField label=format!("{label} · {}", w.matrix_definition()) bare=true placeholder=w.matrix_definition()
                    value=derive(move || read(&move |step| name_of(step, true)))
                    commit=move |text: String| write(Box::new(move |step| *(if zh { &mut step.zh_note } else { &mut step.en_note }) = Text::line(&text))) />
                {if probability {
                    view! {
                        <TextField label=format!("{label} · {}", w.matrix_from_percent()) bare=true placeholder=w.matrix_from_percent() inputmode="decimal"
                            value=derive(move || read(&|step| step.min_percent.map_or(String::new(), |p| p.get().to_string())))
                            commit=move |text: String| { let n = number(&text); write(Box::new(move |step| step.min_percent = n.map(|n| Pct::new(n.round() as i64)))) } />
                        <TextField label=format!("{label} · {}", w.matrix_to_percent()) bare=true placeholder=w.matrix_to_percent() inputmode="decimal"
                            value=derive(move || read(&|step| step.max_percent.map_or(String::new(), |p| p.get().to_string())))
                            commit=move |text: String| { let n = number(&text); write(Box::new(move |step| step.max_percent = n.map(|n| Pct::new(n.round() as i64)))) } />
                    }.into_any()
                } else {
                    view! {
                        <TextField label=format!("{label} · {}", w.matrix_from_days()) bare=true placeholder=w.matrix_from_days() inputmode="decimal"
                            value=derive(move || read(&move |step| step.days_from.map_or(String::new(), |d| w.number(d, 1))))
                            commit=move |text: String| { let n = number(&text); write(Box::new(move |step| step.days_from = n.map(|n| n.min(20_000.0)))) } />
                    }.into_any()
                }}
            </div>
        }
    };
    let level = move |place: usize| {
        let name = derive(move || matrix.with(|matrix| risk::level_name(matrix, place, w)));
        let label = w.matrix_level_of(place + 1);
        let shade = memo(move |_| matrix.with(|matrix| Shade::of(matrix, place, w)));
        // The own colour is among them while there is one.
        let tones = derive(move || {
            let own = shade.with(|shade| shade.ground().is_some()).then(|| ("own".to_string(), w.matrix_own().to_string()));
            own.into_iter().chain((1..=risk::TONES).map(|tone| (tone.to_string(), w.matrix_tone(tone)))).collect::<Vec<_>>()
        });
        let picked = move |event: leptos::ev::Event| {
            let colour = Text::line(&event_target_value(&event));
            if own(&colour).is_some() {
                change(Box::new(move |matrix| {
                    if let Some(level) = matrix.levels.get_mut(place) {
                        level.colour = colour;
                    }
                }));
            }
        };
        view! {
            <div class="step level">
                <TextField label=label.clone() value=name testid=format!("level-{}", place + 1)
                    commit=move |text: String| change(Box::new(move |matrix| if let Some(level) = matrix.levels.get_mut(place) {
                        *(if zh { &mut level.zh } else { &mut level.en }) = Text::line(&text);
                    })) />
                <SelectField label=format!("{label} · {}", w.matrix_colour()) bare=true options=tones
                    testid=format!("tone-{}", place + 1)
                    value=derive(move || if shade.with(|shade| shade.ground().is_some()) { "own".to_string() } else { matrix.with(|matrix| risk::tone(matrix, place).to_string()) })
                    commit=move |key: String| if let Ok(tone) = key.parse() { change(Box::new(move |matrix| if let Some(level) = matrix.levels.get_mut(place) { (level.tone, level.colour) = (Some(tone), Text::default()); })) } />
                <label class="own"><span class="visually-hidden">{format!("{label} · {}", w.matrix_own())}</span>
                    <input type="color" title=w.matrix_own() data-testid=format!("colour-{}", place + 1)
                        prop:value=bound(move || shade.with(Shade::ground).unwrap_or_else(|| TONES[matrix.with(|matrix| risk::tone(matrix, place)) - 1].to_string()))
                        on:change=handler(picked) /></label>
                <TextField label=format!("{label} · {}", w.matrix_review_days()) bare=true inputmode="numeric"
                    value=derive(move || matrix.with(|matrix| matrix.levels.get(place).map_or(String::new(), |level| level.review_days.to_string())))
                    commit=move |text: String| if let Some(days) = whole(&text) {
                        change(Box::new(move |matrix| if let Some(level) = matrix.levels.get_mut(place) { level.review_days = days.clamp(1, 3650) as u32; }))
                    } />
                <span class=bound(move || format!("lv {}", shade.with(Shade::class))) style:background=bound(move || shade.with(Shade::ground)) style:color=bound(move || shade.with(Shade::ink))>{name}</span>
            </div>
        }
    };
    let cells = move || {
        let (rows, columns, _) = size.get();
        let levels: Vec<(String, String)> = matrix.with(|matrix| {
            (0..matrix.levels.len()).map(|place| (place.to_string(), risk::level_name(matrix, place, w))).collect()
        });
        (0..rows.min(6)).rev().map(|p| {
            let levels = levels.clone();
            view! {
                <div class="cells">
                    {(0..columns.min(6)).map(|i| {
                        let now = move || matrix.with(|matrix| matrix.grid.get(p).and_then(|line| line.get(i)).copied().unwrap_or(0));
                        view! {
                            <SelectField label=format!("P{}×I{}", p + 1, i + 1) bare=true options=Signal::stored(levels.clone()) testid=format!("grid-{}-{}", p + 1, i + 1)
                                value=derive(move || now().to_string())
                                commit=move |key: String| if let Some(level) = whole(&key) {
                                    change(Box::new(move |matrix| if let Some(cell) = matrix.grid.get_mut(p).and_then(|line| line.get_mut(i)) { *cell = level as u8; }))
                                } />
                        }
                    }).collect_view()}
                </div>
            }
        }).collect_view()
    };
    view! {
        <section class="matrix-editor" data-testid="matrix-editor">
            <div class="pair">
                <SelectField label=w.matrix_ready() value=Signal::stored(String::new()) options=ready testid="matrix-ready"
                    commit=move |key: String| if let Some(ready) = whole(&key).and_then(|place| risk::ready_matrices().into_iter().nth(place)) {
                        change(Box::new(move |matrix| {
                            (matrix.name, matrix.p_steps, matrix.i_steps) = (ready.name, ready.p_steps, ready.i_steps);
                            (matrix.levels, matrix.grid) = (ready.levels, ready.grid);
                        }))
                    } />
                <SelectField label=w.matrix_rows() value=derive(move || size.get().0.to_string()) options=sizes testid="matrix-rows"
                    commit=move |key: String| if let Ok(rows) = key.parse() { change(Box::new(move |matrix| { let columns = matrix.i_steps.len(); edit::risk::resize(matrix, rows, columns) })) } />
                <SelectField label=w.matrix_columns() value=derive(move || size.get().1.to_string()) options=sizes testid="matrix-columns"
                    commit=move |key: String| if let Ok(columns) = key.parse() { change(Box::new(move |matrix| { let rows = matrix.p_steps.len(); edit::risk::resize(matrix, rows, columns) })) } />
            </div>
            <h3>{w.risk_p()}</h3>
            {reactive(move || (0..size.get().0.min(6)).rev().map(|place| line(true, place)).collect_view())}
            <h3>{w.risk_i()}</h3>
            {reactive(move || (0..size.get().1.min(6)).map(|place| line(false, place)).collect_view())}
            <h3>{w.matrix_levels()}</h3>
            <SelectField label=w.matrix_level_count() value=derive(move || size.get().2.to_string()) options=Signal::stored(LEVELS.map(|count| (count.to_string(), count.to_string())).collect::<Vec<_>>()) testid="matrix-level-count"
                commit=move |key: String| if let Ok(count) = key.parse() { change(Box::new(move |matrix| edit::risk::relevel(matrix, count))) } />
            {reactive(move || (0..size.get().2).map(level).collect_view())}
            <h3>{w.matrix_cells()}</h3>
            {cells}
        </section>
    }
}
