//! Fields of one record: what they show and how they change it.

use crate::app::prelude::*;
use std::sync::Arc;

use super::field::{DateField, SelectField, TextField};
use crate::app::session::{session, words};
use crate::engine::edit::{self, Refusal};
use crate::engine::model::{Date, Id, Text};
use crate::engine::words::Words;
use crate::engine::workspace::Stored;

/// One record under edit. `label` names the edit for undo.
pub struct Form<R: Stored + Send + Sync + 'static> {
    pub id: Id,
    pub record: Memo<Option<Arc<R>>>,
    label: fn(Words, &R) -> String,
}

impl<R: Stored + Send + Sync + 'static> Clone for Form<R> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<R: Stored + Send + Sync + 'static> Copy for Form<R> {}

impl<R: Stored + Send + Sync + 'static> Form<R> {
    pub fn of(id: Id, label: fn(Words, &R) -> String) -> Form<R> {
        Form { id, record: session().memo(move |ws| ws.get::<R>(id).cloned()), label }
    }

    /// A part of the record; its default where the record is gone.
    pub fn read<T: Default + Send + Sync + 'static>(self, part: impl Fn(&R) -> T + Send + Sync + 'static) -> Signal<T> {
        derive(move || self.record.with(|record| record.as_deref().map(&part).unwrap_or_default()))
    }

    /// The name of an edit of this record.
    pub fn label(self) -> String {
        let w = words();
        self.record.with_untracked(|record| record.as_deref().map(|record| (self.label)(w, record)).unwrap_or_default())
    }

    pub fn change(self, change: impl FnOnce(&mut R)) {
        session().edit(self.label(), |ws, _| edit::update::<R>(ws, self.id, change));
    }

    /// What the record is called, large; it cannot be empty.
    pub fn name(
        self,
        label: &'static str,
        testid: &'static str,
        read: fn(&R) -> &Text,
        slot: fn(&mut R) -> &mut Text,
    ) -> impl IntoView {
        let session = session();
        let commit = Callback::new(move |text: String| {
            session.edit(self.label(), |ws, _| match Text::line(&text) {
                name if name.is_empty() => Err(Refusal::EmptyName),
                name => edit::update::<R>(ws, self.id, |record| *slot(record) = name),
            });
        });
        view! { <TextField label value=self.read(move |record| read(record).to_string()) commit bare=true class="title" testid /> }
    }

    /// A line of text.
    pub fn line(
        self,
        label: &'static str,
        inputmode: &'static str,
        read: fn(&R) -> &Text,
        slot: fn(&mut R) -> &mut Text,
    ) -> impl IntoView {
        let session = session();
        let commit = Callback::new(move |text: String| {
            session.edit(self.label(), |ws, _| edit::update::<R>(ws, self.id, |record| *slot(record) = Text::line(&text)));
        });
        view! { <TextField label value=self.read(move |record| read(record).to_string()) commit inputmode /> }
    }

    /// A phone number, shown in groups.
    pub fn phone(self, label: &'static str, read: fn(&R) -> &Text, slot: fn(&mut R) -> &mut Text) -> impl IntoView {
        let session = session();
        let commit = Callback::new(move |text: String| {
            let number = Text::line(&ungrouped(&text));
            session.edit(self.label(), |ws, _| edit::update::<R>(ws, self.id, |record| *slot(record) = number));
        });
        view! { <TextField label value=self.read(move |record| grouped(read(record))) commit inputmode="tel" /> }
    }

    /// A day, or none.
    pub fn date(
        self,
        label: &'static str,
        testid: &'static str,
        read: fn(&R) -> Option<Date>,
        write: fn(&mut R, Option<Date>),
    ) -> impl IntoView {
        let session = session();
        let commit = Callback::new(move |date: Option<Date>| {
            session.edit(self.label(), |ws, _| edit::update::<R>(ws, self.id, |record| write(record, date)));
        });
        view! { <DateField label value=self.read(read) commit testid /> }
    }

    /// One of a list, by its key.
    pub fn pick(
        self,
        label: &'static str,
        options: impl Into<Signal<Vec<(String, String)>>>,
        read: impl Fn(&R) -> String + Send + Sync + 'static,
        write: impl Fn(&mut R, &str) + Send + Sync + 'static,
    ) -> impl IntoView {
        let session = session();
        let commit = Callback::new(move |key: String| {
            session.edit(self.label(), |ws, _| edit::update::<R>(ws, self.id, |record| write(record, &key)));
        });
        view! { <SelectField label value=self.read(read) options=options.into() commit /> }
    }
}

/// A mobile number of eleven digits without what stands between them; anything else as it is.
fn ungrouped(text: &str) -> String {
    let digits: String = text.chars().map(crate::engine::model::half_width).filter(|c| !matches!(c, ' ' | '-')).collect();
    if is_mobile(&digits) { digits } else { text.to_string() }
}

fn is_mobile(digits: &str) -> bool {
    digits.len() == 11 && digits.starts_with('1') && digits.bytes().all(|b| b.is_ascii_digit())
}

/// `138 0013 8000`.
pub fn grouped(phone: &str) -> String {
    if is_mobile(phone) { format!("{} {} {}", &phone[..3], &phone[3..7], &phone[7..]) } else { phone.to_string() }
}

/// The choices of a field from a list of keyed values.
pub fn choices<C: Copy>(all: &[C], key: fn(C) -> &'static str, name: impl Fn(C) -> &'static str) -> Vec<(String, String)> {
    all.iter().map(|choice| (key(*choice).to_string(), name(*choice).to_string())).collect()
}
