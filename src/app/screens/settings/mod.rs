//! Settings: what the user sees, working calendars, and the data.

mod calendars;
mod data;
mod example;
pub mod msproject;
mod points;
pub mod say;

pub use data::{export, file_stem};
pub use example::load_example;

use crate::app::prelude::*;

use crate::app::browser::storage::Theme;
use crate::app::parts::{self, Shown};
use crate::app::session::{Session, session, words};
use crate::app::widgets::field::{Segmented, SelectField};
use crate::engine::model::{Currency, Id, Lang, MoneyUnit, Settings as Kept};

#[component]
pub fn Settings() -> impl IntoView {
    let w = words();
    view! {
        <div class="page settings">
            <h1>{w.nav_settings()}</h1>
            <p class="lead">{w.settings_lead()}</p>
            <div class="stack narrow">
                <Look />
                <General />
                <calendars::Calendars />
                <points::Points />
                {parts::show(Shown::Share)}
                {parts::show(Shown::Tables)}
                <data::Data />
            </div>
        </div>
    }
}

#[component]
fn Look() -> impl IntoView {
    let session = session();
    let w = words();
    let lang = derive(move || session.prefs.get().lang.key().to_string());
    let theme = derive(move || session.prefs.get().theme.key().to_string());
    view! {
        <section class="card">
            <header><h2>{w.settings_look()}</h2></header>
            <div class="fields">
                <div class="line">
                    <span>{w.settings_language()}</span>
                    <Segmented
                        label=w.settings_language()
                        value=lang
                        options=vec![
                            (Lang::Zh.key().to_string(), w.settings_lang_zh().to_string()),
                            (Lang::En.key().to_string(), w.settings_lang_en().to_string()),
                        ]
                        testid="language"
                        commit=move |key: String| session.set_prefs(|prefs| prefs.lang = Lang::from_key(&key).unwrap_or_default())
                    />
                </div>
                <div class="line">
                    <span>{w.settings_theme()}</span>
                    <Segmented
                        label=w.settings_theme()
                        value=theme
                        options=vec![
                            ("system".to_string(), w.settings_theme_system().to_string()),
                            ("light".to_string(), w.settings_theme_light().to_string()),
                            ("dark".to_string(), w.settings_theme_dark().to_string()),
                        ]
                        testid="theme"
                        commit=move |key: String| session.set_prefs(|prefs| prefs.theme = Theme::from_key(&key))
                    />
                </div>
            </div>
        </section>
    }
}

/// Changes the workspace's settings as one step.
fn change(session: Session, change: impl FnOnce(&mut Kept)) {
    session.edit(session.words().settings_changed(), |ws, _| {
        change(ws.settings.make_mut());
        Ok(())
    });
}

#[component]
fn General() -> impl IntoView {
    let session = session();
    let w = words();
    let unit = session.memo(|ws| ws.settings.money_unit.key().to_string());
    let currency = session.memo(|ws| ws.settings.currency.key().to_string());
    let week_start = session.memo(|ws| ws.settings.week_start.to_string());
    let me = session.memo(|ws| ws.settings.me.to_string());
    let people = session.memo(move |ws| {
        let nobody = (Id::NONE.to_string(), w.settings_nobody().to_string());
        let people =
            ws.members.iter().filter(|member| !member.inactive).map(|member| (member.id.to_string(), member.name.to_string()));
        std::iter::once(nobody).chain(people).collect::<Vec<_>>()
    });
    let units = MoneyUnit::ALL.iter().map(|unit| {
        let name = match unit {
            MoneyUnit::Auto => w.settings_unit_auto(),
            MoneyUnit::Yuan => w.settings_unit_yuan(),
            MoneyUnit::Wan => w.settings_unit_wan(),
            MoneyUnit::Yi => w.settings_unit_yi(),
        };
        (unit.key().to_string(), name.to_string())
    });
    let currencies =
        Currency::ALL.iter().map(|known| (known.key().to_string(), format!("{} {}", known.key(), w.currency_sign(*known))));
    let days = [0, 6].map(|day: usize| (day.to_string(), w.weekday_name(day)));
    view! {
        <section class="card">
            <header><h2>{w.settings_general()}</h2></header>
            <div class="fields two">
                <SelectField
                    label=w.settings_me()
                    value=derive(move || me.get())
                    options=derive(move || people.get())
                    testid="settings-me"
                    commit=move |key: String| change(session, |kept| kept.me = Id::parse(&key).unwrap_or(Id::NONE))
                />
                <SelectField
                    label=w.settings_unit()
                    value=derive(move || unit.get())
                    options=Signal::stored(units.collect::<Vec<_>>())
                    testid="settings-unit"
                    commit=move |key: String| change(session, |kept| kept.money_unit = MoneyUnit::from_key(&key).unwrap_or_default())
                />
                <SelectField
                    label=w.settings_currency()
                    value=derive(move || currency.get())
                    options=Signal::stored(currencies.collect::<Vec<_>>())
                    testid="settings-currency"
                    commit=move |key: String| change(session, |kept| kept.currency = Currency::from_key(&key).unwrap_or_default())
                />
                <SelectField
                    label=w.settings_week_start()
                    value=derive(move || week_start.get())
                    options=Signal::stored(days.to_vec())
                    testid="settings-week-start"
                    commit=move |key: String| change(session, |kept| kept.week_start = key.parse().unwrap_or(0))
                />
            </div>
        </section>
    }
}
