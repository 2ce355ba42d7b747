//! The example's issues and the two lessons that came of those that are resolved.

use std::collections::HashMap;

use super::{Both, Loader, day};
use crate::engine::model::*;

struct Problem {
    title: Both,
    kind: IssueKind,
    severity: i64,
    owner: usize,
    raised: &'static str,
    due: &'static str,
    resolved: &'static str,
    status: IssueStatus,
    cause: Both,
    solution: Both,
    task: &'static str,
}

#[rustfmt::skip]
const PROBLEMS: [Problem; 5] = [
    Problem { title: ("试点服务器到货晚了三天", "The pilot's servers came three days late"), kind: IssueKind::Issue, severity: 2, owner: 4, raised: "10-22", due: "10-28", resolved: "10-27", status: IssueStatus::Closed,
        cause: ("供应商排产满，订货只留了一周", "The supplier was fully booked, and they were ordered a week ahead"), solution: ("租一套备机先装，正式设备到了再迁", "Install on a rented set first and move once the servers are there"), task: "b7" },
    Problem { title: ("沙龙线索归谁跟", "Who may call the salon's leads"), kind: IssueKind::Conflict, severity: 2, owner: 0, raised: "10-22", due: "10-30", resolved: "10-29", status: IssueStatus::Resolved,
        cause: ("两个部门的业绩口径不同", "Two departments count their figures differently"), solution: ("", ""), task: "d5" },
    Problem { title: ("对方法务要求改责任条款", "Their legal wants another liability clause"), kind: IssueKind::Blocker, severity: 4, owner: 5, raised: "11-17", due: "11-30", resolved: "", status: IssueStatus::Doing,
        cause: ("私有化部署的责任上限没谈过", "The cap on liability for the installation was never settled"), solution: ("拿康源的条款作参照，请发起人出面", "Take the clause of Kangyuan as a model; the sponsor steps in"), task: "b9" },
    Problem { title: ("首付款发票抬头开错", "The invoice of the down payment names the wrong company"), kind: IssueKind::Issue, severity: 2, owner: 0, raised: "11-12", due: "11-20", resolved: "", status: IssueStatus::Open,
        cause: ("", ""), solution: ("", ""), task: "" },
    Problem { title: ("导出大表时页面卡住", "The page hangs when a large table is exported"), kind: IssueKind::Issue, severity: 3, owner: 4, raised: "11-11", due: "12-04", resolved: "", status: IssueStatus::Reopened,
        cause: ("一次读全部行", "All rows are read at once"), solution: ("分页导出", "Export page by page"), task: "" },
];

pub(super) fn load(load: &mut Loader, project: Id, people: &[Id], tasks: &HashMap<&'static str, Id>) {
    let mut made = Vec::new();
    for (place, problem) in PROBLEMS.iter().enumerate() {
        let conflict = problem.kind == IssueKind::Conflict;
        let (positions, outcome) = if conflict {
            (
                load.text((
                    "王蕾：谁清洗线索谁跟\n赵宇：沙龙是市场部办的",
                    "Wang Lei: who cleans the leads calls them\nZhao Yu: marketing held the salon",
                )),
                load.text((
                    "渠道部跟进，签单两个部门各记一半",
                    "Channel sales calls; each department counts half of what is won",
                )),
            )
        } else {
            (Text::default(), Text::default())
        };
        let issue = Issue {
            project,
            code: Text::from(format!("I-{:02}", place + 1).as_str()),
            title: load.text(problem.title),
            kind: problem.kind,
            severity: Some(Score::new(problem.severity)),
            raised_by: Some(people[0]),
            raised_on: day(problem.raised),
            owner: Some(people[problem.owner]),
            due: day(problem.due),
            status: problem.status,
            cause: load.text(problem.cause),
            solution: load.text(problem.solution),
            resolved_on: day(problem.resolved),
            reopened: u32::from(problem.status == IssueStatus::Reopened),
            tasks: tasks.get(problem.task).copied().into_iter().collect(),
            parties: if conflict { vec![people[2], people[3]] } else { Vec::new() },
            positions,
            method: if conflict { ConflictMethod::Collaborate } else { ConflictMethod::Unset },
            outcome,
            win_win: conflict,
            ..Issue::default()
        };
        made.push(load.put(issue));
    }
    let lesson = Lesson {
        project: Some(project),
        issue: Some(made[0]),
        task: tasks.get("b7").copied(),
        kind: LessonKind::Avoid,
        area: "plan".into(),
        situation: load.text(PROBLEMS[0].title),
        cause: load.text(PROBLEMS[0].cause),
        effect_days: Some(3),
        recommendation: load
            .text(("设备提前三周订货，并先谈好一套可租的备机", "Order hardware three weeks ahead, and agree on a set to rent")),
        owner: Some(people[4]),
        status: LessonStatus::Published,
        ..Lesson::default()
    };
    load.put(lesson);
    let lesson = Lesson {
        project: Some(project),
        issue: Some(made[1]),
        task: tasks.get("d5").copied(),
        kind: LessonKind::Keep,
        area: "team".into(),
        situation: load.text(PROBLEMS[1].title),
        cause: load.text(PROBLEMS[1].cause),
        recommendation: load.text((
            "活动之前就写明线索怎么分、业绩怎么记",
            "Before an event, write down who gets its leads and who counts the deals",
        )),
        owner: Some(people[0]),
        status: LessonStatus::Reviewed,
        ..Lesson::default()
    };
    load.put(lesson);
}
