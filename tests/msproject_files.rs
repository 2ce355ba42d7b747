//! Microsoft Project's files into a workspace and out of it again: the schedule stays, nothing goes in silence, and other
//! programs read what we write.

mod data;

use std::path::Path;
use std::process::Command;

use pursuit::engine::edit::{self, Context};
use pursuit::engine::exchange::mspdi::{self, Imported, Mspdi, XmlErrorKind};
use pursuit::engine::model::*;
use pursuit::engine::plan::{self, Plan};
use pursuit::engine::words::Words;
use pursuit::engine::workspace::Workspace;

const SMALL: &str = include_str!("e2e/files/plan.xml");

fn context() -> Context {
    Context::new(1_790_000_000_000, Date::new(2026, 9, 1).unwrap(), Id::from_bits(7), 1 << 40)
}

fn import(plan: &Mspdi) -> (Workspace, Imported) {
    let mut ws = Workspace::default();
    let done = mspdi::add(plan, &mut ws, &context(), Words(Lang::En), "file");
    (ws, done)
}

fn read(text: &str) -> Mspdi {
    Mspdi::read(text.as_bytes()).unwrap_or_else(|error| panic!("{error}\n{text}"))
}

/// Name, start, finish, float, critical, of every task that is no summary.
type Line = (String, String, String, i64, bool);

fn lines(ws: &Workspace, project: Id) -> Vec<Line> {
    let plan = Plan::of(ws, project).unwrap();
    let leaves = plan.rows.iter().filter(|row| !row.summary);
    leaves
        .map(|row| (row.task.name.to_string(), row.start.to_string(), row.finish.to_string(), row.total_float, row.critical))
        .collect()
}

fn of_file(plan: &Mspdi) -> Vec<Line> {
    let dates = plan::schedule(&plan.network());
    let leaves = plan.tasks.iter().enumerate().filter(|(at, task)| !dates.summary[*at] && !task.summary);
    leaves
        .map(|(at, task)| {
            let name = Text::line(&task.name).to_string();
            (name, dates.start[at].to_string(), dates.finish[at].to_string(), dates.total_float[at], dates.critical[at])
        })
        .collect()
}

fn differing(one: &[Line], two: &[Line]) -> Vec<String> {
    assert_eq!(one.len(), two.len());
    one.iter().zip(two).filter(|(one, two)| one != two).map(|(one, two)| format!("{one:?}\n   {two:?}")).collect()
}

/// The file's schedule is that of the workspace, and that of the file which the workspace writes.
fn there_and_back(name: &str, plan: &Mspdi) -> String {
    let (ws, done) = import(plan);
    let wanted = of_file(plan);
    let here = lines(&ws, done.project);
    let wrong = differing(&wanted, &here);
    assert!(wrong.is_empty(), "{name}: {} of {} differ after import\n{}", wrong.len(), here.len(), wrong.join("\n"));
    let text = mspdi::write(&ws, &Plan::of(&ws, done.project).unwrap());
    let again = read(&text);
    let wrong = differing(&wanted, &of_file(&again));
    assert!(wrong.is_empty(), "{name}: {} differ in the written file\n{}", wrong.len(), wrong.join("\n"));
    let (ws_again, done_again) = import(&again);
    let wrong = differing(&wanted, &lines(&ws_again, done_again.project));
    assert!(wrong.is_empty(), "{name}: {} differ after the second import\n{}", wrong.len(), wrong.join("\n"));
    assert_eq!(
        (done.tasks, done.links, done.assignments, done.baselines),
        (done_again.tasks, done_again.links, done_again.assignments, done_again.baselines)
    );
    // What the file cannot say does not come back, and nothing else is missing in what we wrote ourselves.
    assert!(done_again.left.is_empty(), "{name}: {:?}", done_again.left);
    text
}

#[test]
fn a_small_plan_comes_in_whole() {
    let (ws, done) = import(&read(SMALL));
    assert_eq!((done.tasks, done.links, done.calendars, done.members, done.assignments, done.baselines), (8, 6, 2, 3, 3, 1));
    let project = ws.projects.get(done.project).unwrap();
    assert_eq!(project.name.as_str(), "Tender of Nanjing");
    assert_eq!(project.start.to_string(), "2026-09-07");
    let task = |name: &str| ws.tasks.iter().find(|task| task.name.as_str() == name).unwrap_or_else(|| panic!("{name}")).clone();
    let parent = task("Prepare");
    let survey = task("Survey the client");
    assert_eq!(survey.parent, Some(parent.id));
    assert_eq!((survey.duration.get(), survey.duration_unit, survey.progress.get()), (1440, TimeUnit::Day, 50));
    assert_eq!(survey.actual_start.unwrap().to_string(), "2026-09-07T08:00");
    assert_eq!(survey.custom["msp.field.188743731"], "North");
    assert_eq!(survey.deadline.unwrap().to_string(), "2026-09-18T17:00");
    assert_eq!((task("Wait for the answer").elapsed, task("Wait for the answer").duration_unit), (true, TimeUnit::Day));
    assert_eq!(task("Hand it in").kind, TaskKind::Milestone);
    assert_eq!(task("Write the offer").constraint.kind, ConstraintKind::Snet);
    assert_eq!(task("Celebrate").status, TaskStatus::Cancelled);
    assert_eq!(task("Talk with the bank").mode, ScheduleMode::Manual);
    let link = ws.links.iter().find(|link| link.to == task("Write the offer").id).unwrap();
    assert_eq!((link.kind, link.lag, link.lag_unit), (LinkKind::Fs, 50, LagUnit::Percent));
    let material = ws.members.iter().find(|member| member.kind == ResourceKind::Material).unwrap();
    assert_eq!((material.name.as_str(), material.unit_of_measure.as_str()), ("Paper", "box"));
    let anna = ws.members.iter().find(|member| member.name.as_str() == "Anna").unwrap();
    assert_eq!((anna.capacity.get(), anna.cost_rate.unwrap().minor), (50, 12_000));
    assert!(anna.calendar.is_some(), "her Wednesdays are free");
    assert_eq!(project.baselines[0].tasks.len(), 1);
    // What does not come along is told: the contour, the hyperlink, a value that is none.
    let told: Vec<(&str, &str)> = done.left.iter().map(|left| (left.record.as_str(), left.field.as_str())).collect();
    assert_eq!(
        told,
        [("Project", "Manager"), ("Task", "ConstraintDate"), ("Task", "HyperlinkAddress"), ("Assignment", "WorkContour")]
            .map(|(record, field)| (if record == "Project" { "" } else { record }, field))
    );
}

#[test]
fn a_small_plan_goes_there_and_back() {
    let text = there_and_back("small", &read(SMALL));
    for part in ["<ExtendedAttribute>", "<UID>4</UID>", "<DurationFormat>8</DurationFormat>", "<LagFormat>19</LagFormat>"] {
        assert!(text.contains(part), "{part}");
    }
}

#[test]
fn real_plans_go_there_and_back() {
    let Some(folder) = data::plans() else { return };
    let mut count = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|ending| ending == "xml") {
            there_and_back(&path.display().to_string(), &Mspdi::read(&std::fs::read(&path).unwrap()).unwrap());
            count += 1;
        }
    }
    assert_eq!(count, 3);
}

/// A workspace's own calendars (China's, with make-up days and leave) say the same days in the file.
#[test]
fn our_example_goes_out() {
    let mut ws = Workspace::default();
    let project = pursuit::engine::example::load(&mut ws, &context(), Words(Lang::Zh));
    // A file knows no promised finish that takes float away and moves nothing.
    edit::update::<Project>(&mut ws, project, |project| project.due = None).unwrap();
    let plan = Plan::of(&ws, project).unwrap();
    let written = read(&mspdi::write(&ws, &plan));
    assert_eq!(written.tasks.len(), plan.rows.len());
    let wrong = differing(&lines(&ws, project), &of_file(&written));
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(written.unread.is_empty(), "{:?}", written.unread);
}

#[test]
fn hostile_files_are_refused_with_their_place() {
    let with =
        |body: &str| format!("<Project xmlns=\"http://schemas.microsoft.com/project\">\n<Tasks>\n{body}</Tasks></Project>");
    let refused = |text: &str| Mspdi::read(text.as_bytes()).map(|_| ()).unwrap_err();
    let bomb = format!("<!DOCTYPE lolz [<!ENTITY lol \"lol\">]>\n{}", with("<Task><Name>&lol;</Name></Task>"));
    assert_eq!(refused(&bomb).kind, XmlErrorKind::Doctype);
    let error = refused(&with("<Task><Name>&lol;</Name></Task>"));
    assert_eq!((error.kind, error.line), (XmlErrorKind::Entity("lol".into()), 3));
    let error = refused(&with(&format!("<Task>{}", "<a>".repeat(200))));
    assert_eq!((error.kind, error.line), (XmlErrorKind::TooDeep, 3));
    assert_eq!(refused("<html/>").kind, XmlErrorKind::OtherRoot("html".into(), "Project"));
    for cut in (0..SMALL.len()).step_by(97).filter(|cut| SMALL.is_char_boundary(*cut)) {
        assert!(Mspdi::read(&SMALL.as_bytes()[..cut]).is_err(), "cut at {cut}");
    }
    // Numbers out of every range become the nearest sense or none, and are told; nothing panics.
    let huge = "9".repeat(400);
    let fields = [
        "UID",
        "OutlineLevel",
        "Priority",
        "PercentComplete",
        "LevelingDelay",
        "ConstraintType",
        "DurationFormat",
        "CalendarUID",
    ];
    for field in fields {
        for value in [&huge[..], "-1", "1e308", "NaN", "-9223372036854775808", ""] {
            let plan = read(&with(&format!("<Task><UID>1</UID><Name>x</Name><{field}>{value}</{field}></Task>")));
            let (ws, done) = import(&plan);
            let _ = mspdi::write(&ws, &Plan::of(&ws, done.project).unwrap());
        }
    }
    for duration in ["PT999999999999999H0M0S", "-PT8H", "PT1E9H", "P"] {
        let plan = read(&with(&format!("<Task><UID>1</UID><Name>x</Name><Duration>{duration}</Duration></Task>")));
        let (ws, done) = import(&plan);
        lines(&ws, done.project);
    }
    let dates = with("<Task><UID>1</UID><Start>99999-99-99T99:99:99</Start><Deadline>0001-01-01T00:00:00</Deadline></Task>");
    let plan = read(&dates);
    assert_eq!(plan.unread.len(), 2);
    assert_eq!(plan.unread[0].value.as_deref(), Some("0001-01-01T00:00:00"));
}

/// MPXJ reads what we write: as many tasks, the same dates, the same links.
#[test]
fn mpxj_reads_what_we_write() {
    let Some(python) = data::mpxj() else { return };
    let folder = std::env::temp_dir().join(format!("pursuit-mpxj-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let mut plans = vec![read(SMALL)];
    if let Some(data) = data::plans() {
        let real = std::fs::read_dir(data).unwrap().map(|entry| entry.unwrap().path());
        plans.extend(
            real.filter(|path| path.extension().is_some_and(|end| end == "xml"))
                .map(|path| Mspdi::read(&std::fs::read(path).unwrap()).unwrap()),
        );
    }
    for (at, plan) in plans.iter().enumerate() {
        let (ws, done) = import(plan);
        let plan = Plan::of(&ws, done.project).unwrap();
        let file = folder.join(format!("{at}.xml"));
        std::fs::write(&file, mspdi::write(&ws, &plan)).unwrap();
        let said = Command::new(&python).arg(Path::new("tests/mpxj/dump.py")).arg(&file).output().unwrap();
        assert!(said.status.success(), "{}", String::from_utf8_lossy(&said.stderr));
        let said = String::from_utf8(said.stdout).unwrap();
        let mut ours: Vec<String> = Vec::new();
        for row in &plan.rows {
            let kind = if row.summary { "S" } else { "T" };
            ours.push(format!("{kind}|{}|{}|{}|{}", row.wbs, row.task.name, row.start, row.finish));
        }
        for link in &plan.network.links {
            let wbs = |at: u32| &plan.rows[at as usize].wbs;
            ours.push(format!("L|{}|{}|{}", wbs(link.from), wbs(link.to), link.kind.key()));
        }
        ours.sort();
        let mut theirs: Vec<String> = said.lines().map(String::from).collect();
        theirs.sort();
        assert_eq!(theirs, ours, "plan {at}");
    }
    std::fs::remove_dir_all(&folder).unwrap();
}
