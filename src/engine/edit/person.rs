//! Edits of members of the team and of their leave.
//!
//! Leave stands as exceptions in a calendar of the member's own, whose base is the calendar the member follows. That
//! calendar is made with the first leave; it says nothing but leave, and by that it is known.

use super::refusal::named;
use super::{Context, Edit, Refusal, add as put, ids, update};
use crate::engine::model::order;
use crate::engine::model::*;
use crate::engine::workspace::{Kind, Workspace};

pub fn add(ws: &mut Workspace, ctx: &Context, name: &str) -> Edit<Id> {
    Ok(put(ws, ctx, Member { name: named(name)?, ..Member::default() }))
}

/// Says which member uses this copy.
pub fn set_me(ws: &mut Workspace, id: Id, me: bool) -> Edit {
    ws.members.get(id).ok_or(Refusal::Missing(Kind::Member))?;
    if me {
        ws.settings.make_mut().me = id;
    } else if ws.settings.me == id {
        ws.settings.make_mut().me = Id::NONE;
    }
    Ok(())
}

/// True where a calendar holds a member's leave and nothing else.
pub fn is_personal(calendar: &Calendar) -> bool {
    calendar.base.is_some()
        && calendar.week.is_empty()
        && calendar.alternate.is_none()
        && calendar.work_weeks.is_empty()
        && !calendar.exceptions.is_empty()
        && calendar.exceptions.iter().all(|exception| exception.source == Source::Leave)
}

/// The member's calendar of leave.
pub fn own_calendar(ws: &Workspace, member: &Member) -> Option<Id> {
    member.calendar.filter(|id| ws.calendars.get(*id).is_some_and(|calendar| is_personal(calendar)))
}

/// The calendar that a member follows but for leave; none where it is the workspace's.
pub fn followed_calendar(ws: &Workspace, member: &Member) -> Option<Id> {
    match own_calendar(ws, member) {
        Some(own) => ws.calendars.get(own)?.base.filter(|base| *base != ws.settings.default_calendar),
        None => member.calendar,
    }
}

/// Lets a member follow a calendar, or the workspace's (`None`); leave stays.
pub fn follow_calendar(ws: &mut Workspace, id: Id, calendar: Option<Id>) -> Edit {
    let member = ws.members.get(id).ok_or(Refusal::Missing(Kind::Member))?.clone();
    match own_calendar(ws, &member) {
        Some(own) => {
            let base = calendar.unwrap_or(ws.settings.default_calendar);
            let (day, week) = lengths(ws, base);
            update::<Calendar>(ws, own, |own| {
                own.base = Some(base);
                own.minutes_per_day = day;
                own.minutes_per_week = week;
            })
        }
        None => update::<Member>(ws, id, |member| member.calendar = calendar),
    }
}

/// The leave of a member.
pub fn leave(ws: &Workspace, member: &Member) -> Vec<Exception> {
    own_calendar(ws, member).and_then(|own| ws.calendars.get(own)).map_or_else(Vec::new, |own| own.exceptions.clone())
}

/// Days off of one member, both ends included and in either order.
pub fn add_leave(ws: &mut Workspace, ctx: &Context, id: Id, from: Date, to: Date, name: &str) -> Edit {
    let member = ws.members.get(id).ok_or(Refusal::Missing(Kind::Member))?.clone();
    let (from, to) = (from.min(to), from.max(to));
    let off =
        Exception { from, to, kind: ExceptionKind::Off, name: Text::line(name), source: Source::Leave, ..Exception::default() };
    if let Some(own) = own_calendar(ws, &member) {
        return update::<Calendar>(ws, own, |own| {
            own.exceptions.push(off);
            order::sort_by_key(&mut own.exceptions, |exception| exception.from);
        });
    }
    let base = member.calendar.unwrap_or(ws.settings.default_calendar);
    let (minutes_per_day, minutes_per_week) = lengths(ws, base);
    let own = Calendar {
        name: member.name.clone(),
        base: Some(base),
        exceptions: vec![off],
        minutes_per_day,
        minutes_per_week,
        ..Calendar::default()
    };
    let own = put(ws, ctx, own);
    update::<Member>(ws, id, |member| member.calendar = Some(own))
}

/// Takes one entry of leave away. The calendar goes with the last one.
pub fn remove_leave(ws: &mut Workspace, id: Id, leave: &Exception) -> Edit {
    let member = ws.members.get(id).ok_or(Refusal::Missing(Kind::Member))?.clone();
    let Some(own) = own_calendar(ws, &member) else { return Ok(()) };
    let followed = followed_calendar(ws, &member);
    update::<Calendar>(ws, own, |own| {
        if let Some(place) = own.exceptions.iter().position(|exception| exception == leave) {
            own.exceptions.remove(place);
        }
    })?;
    if ws.calendars.get(own).is_some_and(|own| own.exceptions.is_empty()) {
        update::<Member>(ws, id, |member| member.calendar = followed)?;
        drop_unused(ws, own);
    }
    Ok(())
}

/// The member with its assignments and its calendar of leave.
pub fn delete(ws: &mut Workspace, id: Id) {
    for part in ids::<Assignment>(ws, |part| part.member == id) {
        ws.assignments.remove(part);
    }
    if let Some(member) = ws.members.remove(id)
        && let Some(own) = own_calendar(ws, &member)
    {
        drop_unused(ws, own);
    }
}

fn drop_unused(ws: &mut Workspace, calendar: Id) {
    if !ws.members.iter().any(|member| member.calendar == Some(calendar)) {
        ws.calendars.remove(calendar);
    }
}

fn lengths(ws: &Workspace, calendar: Id) -> (u32, u32) {
    let usual = Calendar::default();
    ws.calendars
        .get(calendar)
        .map_or((usual.minutes_per_day, usual.minutes_per_week), |base| (base.minutes_per_day, base.minutes_per_week))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn leave_comes_and_goes_with_a_calendar_of_its_own() {
        let ctx = Context::new(0, Date::from_days(20_000), Id::from_bits(1), 7);
        let mut ws = Workspace::default();
        let office = put(&mut ws, &ctx, Calendar { week: Calendar::weekdays(), minutes_per_day: 450, ..Calendar::default() });
        ws.settings.make_mut().default_calendar = office;
        let id = add(&mut ws, &ctx, "李明朗").unwrap();
        let day = ctx.today;
        add_leave(&mut ws, &ctx, id, day.plus(3), day, "年假").unwrap();
        add_leave(&mut ws, &ctx, id, day.plus(-9), day.plus(-9), "").unwrap();
        let member = ws.members.get(id).unwrap().clone();
        let own = ws.calendars.get(own_calendar(&ws, &member).unwrap()).unwrap();
        assert_eq!((own.base, own.minutes_per_day, own.exceptions.len()), (Some(office), 450, 2));
        assert_eq!(followed_calendar(&ws, &member), None);
        let all = leave(&ws, &member);
        assert!(all[0].from < all[1].from && all[1].from <= all[1].to);
        let other = put(&mut ws, &ctx, Calendar { week: Calendar::weekdays(), ..Calendar::default() });
        follow_calendar(&mut ws, id, Some(other)).unwrap();
        assert_eq!(followed_calendar(&ws, &member), Some(other));
        for one in &all {
            remove_leave(&mut ws, id, one).unwrap();
        }
        assert_eq!(ws.members.get(id).unwrap().calendar, Some(other));
        assert_eq!(ws.calendars.len(), 2);
        add_leave(&mut ws, &ctx, id, day, day, "").unwrap();
        delete(&mut ws, id);
        assert_eq!((ws.members.len(), ws.calendars.len()), (0, 2));
    }
}
