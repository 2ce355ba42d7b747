//! Lessons across projects: found in the library, offered where they fit, and how often each was taken up.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use crate::engine::edit::lesson::Area;
use crate::engine::model::order;
use crate::engine::model::*;
use crate::engine::sales::clients::Standing;
use crate::engine::sales::segments::holds;
use crate::engine::words::Words;
use crate::engine::workspace::Workspace;

/// The segments that a project is about: its own, and those of its clients.
pub fn segments_of(ws: &Workspace, project: Id, standings: &HashMap<Id, Standing>) -> Vec<Id> {
    let Some(project) = ws.projects.get(project) else { return Vec::new() };
    let of_clients = of_clients(ws, &project.clients, standings);
    ws.segments.iter().map(|segment| segment.id).filter(|id| project.segments.contains(id) || of_clients.contains(id)).collect()
}

fn of_clients(ws: &Workspace, clients: &[Id], standings: &HashMap<Id, Standing>) -> BTreeSet<Id> {
    let nothing = Standing::default();
    let in_one = |segment: &Segment| {
        let known = clients.iter().filter_map(|id| ws.clients.get(*id));
        known.into_iter().any(|client| holds(segment, client, standings.get(&client.id).unwrap_or(&nothing)))
    };
    order::set(ws.segments.iter().filter(|segment| in_one(segment)).map(|segment| segment.id))
}

/// The segments a lesson is for: those it names, else those of the project or of the deal's client it comes from.
pub fn meant_for(ws: &Workspace, lesson: &Lesson, standings: &HashMap<Id, Standing>) -> Vec<Id> {
    if !lesson.segments.is_empty() {
        return lesson.segments.clone();
    }
    if let Some(client) = lesson.deal.and_then(|deal| ws.deals.get(deal)).and_then(|deal| deal.client) {
        return of_clients(ws, &[client], standings).into_iter().collect();
    }
    lesson.project.map(|project| segments_of(ws, project, standings)).unwrap_or_default()
}

/// Why a lesson fits a project.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fit {
    /// Segments that both are about.
    Segments(Vec<Id>),
    /// It comes from a project of the same kind.
    Kind(ProjectKind),
}

/// What a project is offered.
#[derive(Clone, Debug, PartialEq)]
pub struct Offer {
    pub lesson: Arc<Lesson>,
    pub fit: Fit,
    pub applied: bool,
}

/// Lessons of other projects that fit this one: those of the same segments before those of the same kind, of each what was
/// taken up most first. A draft is offered to nobody.
pub fn offered(ws: &Workspace, project: Id, standings: &HashMap<Id, Standing>) -> Vec<Offer> {
    let Some(this) = ws.projects.get(project) else { return Vec::new() };
    let ours = segments_of(ws, project, standings);
    let elsewhere = ws.lessons.iter().filter(|one| one.status != LessonStatus::Draft && one.project != Some(project));
    let mut offers: Vec<Offer> = elsewhere
        .filter_map(|lesson| {
            let meant = meant_for(ws, lesson, standings);
            let same: Vec<Id> = ours.iter().copied().filter(|id| meant.contains(id)).collect();
            let kind = lesson.project.and_then(|id| ws.projects.get(id)).map(|from| from.kind);
            let fit = match (same.is_empty(), kind) {
                (false, _) => Fit::Segments(same),
                (true, Some(kind)) if kind == this.kind => Fit::Kind(kind),
                _ => return None,
            };
            Some(Offer { lesson: lesson.clone(), fit, applied: lesson.applied.contains(&project) })
        })
        .collect();
    order::sort_by_key(&mut offers, |offer| {
        (matches!(offer.fit, Fit::Kind(_)), std::cmp::Reverse(offer.lesson.applied.len()), offer.lesson.id)
    });
    offers
}

/// What the library is searched by; nothing given holds for every lesson.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Search {
    pub text: String,
    pub segment: Option<Id>,
    /// As it stands in the lesson.
    pub area: Option<String>,
    pub kind: Option<LessonKind>,
}

/// Lessons of all projects that a search holds for, published ones first, then what was taken up most.
pub fn library(ws: &Workspace, search: &Search, standings: &HashMap<Id, Standing>, w: Words) -> Vec<Arc<Lesson>> {
    let wanted = folded(&search.text);
    let holds = |lesson: &Lesson| {
        search.kind.is_none_or(|kind| lesson.kind == kind)
            && search.area.as_ref().is_none_or(|area| *area == *lesson.area)
            && search.segment.is_none_or(|segment| meant_for(ws, lesson, standings).contains(&segment))
            && wanted.split_whitespace().all(|word| written(ws, lesson, w).contains(word))
    };
    let mut found: Vec<Arc<Lesson>> = ws.lessons.iter().filter(|lesson| holds(lesson)).cloned().collect();
    order::sort_by_key(&mut found, |one| {
        (std::cmp::Reverse(one.status), std::cmp::Reverse(one.applied.len()), std::cmp::Reverse(one.id))
    });
    found
}

/// The areas that lessons stand in, by name.
pub fn areas(ws: &Workspace, w: Words) -> Vec<(String, String)> {
    let used = order::set(ws.lessons.iter().map(|lesson| lesson.area.to_string()).filter(|area| !area.is_empty()));
    used.into_iter().map(|area| (area.clone(), area_name(&area, w))).collect()
}

/// The name of an area: of the six that are known, or what was written.
pub fn area_name(area: &str, w: Words) -> String {
    match Area::from_key(area) {
        Some(Area::Stage) => w.lesson_area_stage().into(),
        Some(Area::Risk) => w.lesson_area_risk().into(),
        Some(Area::Client) => w.lesson_area_client().into(),
        Some(Area::Team) => w.lesson_area_team().into(),
        Some(Area::Plan) => w.lesson_area_plan().into(),
        Some(Area::Price) => w.lesson_area_price().into(),
        None => area.to_string(),
    }
}

/// What a lesson is called: what it advises, else where it comes from.
pub fn title(lesson: &Lesson) -> &str {
    if lesson.recommendation.is_empty() { &lesson.situation } else { &lesson.recommendation }
}

fn folded(text: &str) -> String {
    text.trim().chars().map(half_width).flat_map(char::to_lowercase).collect()
}

/// Everything of a lesson that can be searched.
fn written(ws: &Workspace, lesson: &Lesson, w: Words) -> String {
    let mut all = vec![area_name(&lesson.area, w)];
    let texts = [&lesson.situation, &lesson.what_happened, &lesson.cause, &lesson.recommendation];
    all.extend(texts.into_iter().chain(&lesson.tags).map(|text| text.to_string()));
    all.extend(lesson.segments.iter().filter_map(|id| ws.segments.get(*id)).map(|segment| segment.name.to_string()));
    all.extend(lesson.project.and_then(|id| ws.projects.get(id)).map(|project| project.name.to_string()));
    all.extend(lesson.owner.and_then(|id| ws.members.get(id)).map(|member| member.name.to_string()));
    folded(&all.join("\n"))
}

/// Issues of a project that are resolved and have taught nothing yet.
pub fn to_learn(ws: &Workspace, project: Id) -> Vec<Arc<Issue>> {
    let learnt = order::set(ws.lessons.iter().filter_map(|lesson| lesson.issue));
    let resolved = ws.issues.iter().filter(|one| one.project == project && !crate::engine::edit::issue::is_open(one));
    resolved.filter(|one| !learnt.contains(&one.id)).cloned().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::edit::{Context, add, issue, lesson, market, project, update};

    fn start() -> (Workspace, Context, Id, Id) {
        let mut ws = Workspace::default();
        let ctx = Context::new(1, Date::new(2026, 11, 24).unwrap(), Id::from_bits(7), 1);
        let segment = market::add_segment(&mut ws, &ctx, "Hospitals").unwrap();
        let first = project::add(&mut ws, &ctx, "First", ctx.today).unwrap();
        update::<Project>(&mut ws, first, |one| (one.segments, one.kind) = (vec![segment], ProjectKind::Delivery)).unwrap();
        (ws, ctx, segment, first)
    }

    #[test]
    fn an_issue_becomes_a_lesson_that_a_project_of_the_segment_is_offered() {
        let (mut ws, ctx, segment, first) = start();
        let none = HashMap::new();
        let id = issue::add(&mut ws, &ctx, first, IssueKind::Blocker, "No test data").unwrap();
        assert!(to_learn(&ws, first).is_empty(), "what is open has taught nothing");
        issue::set_status(&mut ws, &ctx, id, IssueStatus::Resolved).unwrap();
        assert_eq!(to_learn(&ws, first).len(), 1);
        let segments = segments_of(&ws, first, &none);
        let learnt = lesson::from_issue(&mut ws, &ctx, id, &segments).unwrap();
        assert!(to_learn(&ws, first).is_empty());
        // Another kind of project, with a client of the segment.
        let second = project::add(&mut ws, &ctx, "Second", ctx.today).unwrap();
        let client = add(&mut ws, &ctx, Client { segments: vec![segment], ..Client::default() });
        update::<Project>(&mut ws, second, |one| (one.clients, one.kind) = (vec![client], ProjectKind::Bid)).unwrap();
        assert!(offered(&ws, second, &none).is_empty(), "a draft is offered to nobody");
        update::<Lesson>(&mut ws, learnt, |one| one.status = LessonStatus::Published).unwrap();
        assert!(offered(&ws, first, &none).is_empty(), "its own project knows it");
        lesson::apply(&mut ws, learnt, second, true).unwrap();
        let offers = offered(&ws, second, &none);
        assert_eq!((offers.len(), &offers[0].fit, offers[0].applied), (1, &Fit::Segments(vec![segment]), true));
        // A third one of neither is offered it where it is of the same kind.
        let third = project::add(&mut ws, &ctx, "Third", ctx.today).unwrap();
        assert!(offered(&ws, third, &none).is_empty());
        update::<Project>(&mut ws, third, |one| one.kind = ProjectKind::Delivery).unwrap();
        assert_eq!(offered(&ws, third, &none)[0].fit, Fit::Kind(ProjectKind::Delivery));
    }

    #[test]
    fn a_lesson_of_a_deal_is_meant_for_its_clients_segments() {
        let (mut ws, ctx, segment, _) = start();
        let client = add(&mut ws, &ctx, Client { segments: vec![segment], ..Client::default() });
        let deal = add(&mut ws, &ctx, Deal { client: Some(client), ..Deal::default() });
        let lesson = Lesson { deal: Some(deal), ..Lesson::default() };
        assert_eq!(meant_for(&ws, &lesson, &HashMap::new()), [segment]);
        assert!(meant_for(&ws, &Lesson::default(), &HashMap::new()).is_empty());
    }

    #[test]
    fn the_library_is_searched_by_words_area_segment_and_type() {
        let (mut ws, ctx, segment, first) = start();
        let none = HashMap::new();
        let price = lesson::add(&mut ws, &ctx, Some(first), &[], "Quote ＡＰＩ calls apart").unwrap();
        let team = lesson::add(&mut ws, &ctx, None, &[], "Two at every meeting").unwrap();
        update::<Lesson>(&mut ws, price, |one| {
            (one.area, one.kind, one.tags) = ("price".into(), LessonKind::Avoid, vec!["tender".into()]);
        })
        .unwrap();
        update::<Lesson>(&mut ws, team, |one| one.status = LessonStatus::Published).unwrap();
        let found = |search: Search| library(&ws, &search, &none, Words::default()).iter().map(|one| one.id).collect::<Vec<_>>();
        let text = |text: &str| Search { text: text.into(), ..Search::default() };
        assert_eq!(found(Search::default()), [team, price], "published ones first");
        assert_eq!((found(text("api tender")), found(text("api meeting"))), (vec![price], vec![]));
        assert_eq!(found(text("first")), [price], "by its project's name");
        assert_eq!(found(Search { segment: Some(segment), ..Search::default() }), [price], "by its project's segment");
        assert_eq!(found(Search { area: Some("price".into()), ..Search::default() }), [price]);
        assert_eq!(found(Search { kind: Some(LessonKind::Improve), ..Search::default() }), [team]);
        assert_eq!(areas(&ws, Words::default()).len(), 1);
    }
}
