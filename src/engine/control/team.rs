//! Who does what in a project and with which skills: the responsibility assignment matrix (RACI) and the skills matrix.
//!
//! The owner of a task is the one who is accountable, and does it alone while nobody is assigned.

use std::collections::{BTreeMap, BTreeSet};

use crate::engine::edit::{task::is_over, team::Role};
use crate::engine::model::*;
use crate::engine::plan::{Plan, works};
use crate::engine::workspace::Workspace;

/// What the rule of the matrix misses: exactly one accountable, at least one responsible (PMBOK Guide, RAM).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Nobody does it and nobody answers for it.
    Nobody,
    /// Somebody does it, and nobody answers for it.
    NoneAccountable,
}

/// A task of the matrix.
#[derive(Clone, Debug, PartialEq)]
pub struct Duty {
    pub task: Id,
    pub name: Text,
    pub depth: u32,
    /// A phase: it has an owner, and those who do it are at its tasks.
    pub summary: bool,
    pub done: bool,
    /// Those who have a part, by member.
    pub roles: BTreeMap<Id, Role>,
    /// Of what is still to be done.
    pub fault: Option<Fault>,
}

impl Duty {
    /// Whether a member does it: assigned, or accountable where nobody is.
    pub fn does(&self, member: Id) -> bool {
        let responsible = |role: &Role| role.part == Some(Raci::Responsible);
        let alone = || !self.roles.values().any(responsible);
        self.roles.get(&member).is_some_and(|role| responsible(role) || role.accountable && alone())
    }
}

/// The tasks of a plan with who has which part, in the order of the plan. Buffers are left out.
pub fn duties(ws: &Workspace, plan: &Plan) -> Vec<Duty> {
    let mut parts: BTreeMap<Id, Vec<(Id, Raci)>> = BTreeMap::new();
    for part in ws.assignments.iter() {
        parts.entry(part.task).or_default().push((part.member, part.raci));
    }
    let rows = plan.rows.iter().filter(|row| row.task.kind != TaskKind::Buffer);
    rows.map(|row| {
        let task = &row.task;
        let mut roles: BTreeMap<Id, Role> = BTreeMap::new();
        for (member, raci) in parts.remove(&task.id).unwrap_or_default() {
            match raci {
                Raci::Accountable => {}
                raci => roles.entry(member).or_default().part = Some(raci),
            }
        }
        let owner = task.owner.filter(|owner| ws.members.contains(*owner));
        if let Some(owner) = owner {
            let role = roles.entry(owner).or_default();
            *role = Role { accountable: true, part: role.part.filter(|part| *part == Raci::Responsible) };
        }
        let done = is_over(task);
        let responsible = roles.values().any(|role| role.part == Some(Raci::Responsible));
        let fault = match owner {
            _ if row.summary || done => None,
            Some(_) => None,
            None if responsible => Some(Fault::NoneAccountable),
            None => Some(Fault::Nobody),
        };
        Duty { task: task.id, name: task.name.clone(), depth: row.depth, summary: row.summary, done, roles, fault }
    })
    .collect()
}

/// Everyone with a part in a project: its manager and sponsor, owners and those assigned.
pub fn team(ws: &Workspace, plan: &Plan, duties: &[Duty]) -> BTreeSet<Id> {
    let mut team: BTreeSet<Id> = [plan.project.manager, plan.project.sponsor].into_iter().flatten().collect();
    team.extend(duties.iter().flat_map(|duty| duty.roles.keys().copied()));
    team.retain(|id| ws.members.contains(*id));
    team
}

/// A skill that a task needs and nobody who does the task has at that level.
#[derive(Clone, Debug, PartialEq)]
pub struct Gap {
    pub task: Id,
    pub name: Text,
    pub skill: Text,
    /// 1 to 5; 1 where the task does not say.
    pub needed: i64,
    /// The best of those who do it; none where nobody has the skill.
    pub have: Option<i64>,
    /// Active members who have it at that level.
    pub who: Vec<Id>,
}

/// How well a member has a skill, 1 to 5; 1 where the level is not known.
pub fn level(member: &Member, skill: &Text) -> Option<i64> {
    let known = member.skills.iter().find(|known| known.skill == *skill)?;
    Some(known.level.map_or(1, Score::get))
}

/// The skills of some members and those that open tasks of a plan need, by name.
pub fn skills(ws: &Workspace, plan: &Plan, team: &BTreeSet<Id>) -> BTreeSet<Text> {
    let had =
        team.iter().filter_map(|id| ws.members.get(*id)).flat_map(|member| member.skills.iter().map(|skill| skill.skill.clone()));
    let needed = open(plan).flat_map(|task| task.skills.iter().map(|need| need.skill.clone()));
    had.chain(needed).collect()
}

fn open(plan: &Plan) -> impl Iterator<Item = &Task> {
    let rows = plan.rows.iter().filter(|row| !row.summary);
    rows.map(|row| &*row.task).filter(|task| !is_over(task))
}

/// Whether any open task says which skills it needs.
pub fn asks_for_skills(plan: &Plan) -> bool {
    open(plan).any(|task| !task.skills.is_empty())
}

/// What open tasks need and those who do them do not have. Who does a task: those assigned, else its owner.
pub fn gaps(ws: &Workspace, plan: &Plan) -> Vec<Gap> {
    let mut doers: BTreeMap<Id, Vec<Id>> = BTreeMap::new();
    for part in ws.assignments.iter().filter(|part| works(part)) {
        doers.entry(part.task).or_default().push(part.member);
    }
    let mut gaps = Vec::new();
    for task in open(plan) {
        let does = doers.get(&task.id).cloned().unwrap_or_else(|| task.owner.into_iter().collect());
        for need in &task.skills {
            let needed = need.level.map_or(1, Score::get);
            let have = does.iter().filter_map(|id| level(ws.members.get(*id)?, &need.skill)).max();
            if have.is_some_and(|have| have >= needed) {
                continue;
            }
            let able = ws.members.iter().filter(|member| !member.inactive && level(member, &need.skill) >= Some(needed));
            let who = able.map(|member| member.id).collect();
            gaps.push(Gap { task: task.id, name: task.name.clone(), skill: need.skill.clone(), needed, have, who });
        }
    }
    gaps
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::edit::{self, Context, person, project, task, team as act};

    struct Case {
        ws: Workspace,
        ctx: Context,
        project: Id,
        tasks: [Id; 2],
        people: [Id; 3],
    }

    /// A phase with two tasks, and three people.
    fn case() -> Case {
        let (mut ws, ctx) = (Workspace::default(), Context::new(0, Date::from_days(20_000), Id::from_bits(1), 7));
        let people = ["陈立", "王蕾", "周正"].map(|name| person::add(&mut ws, &ctx, name).unwrap());
        let project = project::add(&mut ws, &ctx, "P", ctx.today).unwrap();
        let phase = task::add(&mut ws, &ctx, project, task::Place::Last, "投标").unwrap();
        let tasks = ["标书", "报价"].map(|name| task::add(&mut ws, &ctx, project, task::Place::Inside(phase), name).unwrap());
        Case { ws, ctx, project, tasks, people }
    }

    impl Case {
        fn plan(&self) -> Plan {
            Plan::of(&self.ws, self.project).unwrap()
        }

        fn give(&mut self, task: usize, member: usize, letters: &[Raci]) {
            let role = letters.iter().fold(Role::default(), |role, letter| role.toggled(*letter));
            act::set_role(&mut self.ws, &self.ctx, self.tasks[task], self.people[member], role).unwrap();
        }

        /// The letters of each person in a task, and what is missing.
        fn line(&self, task: usize) -> (Vec<String>, Option<Fault>) {
            let duties = duties(&self.ws, &self.plan());
            let duty = duties.iter().find(|duty| duty.task == self.tasks[task]).unwrap();
            let letters = self.people.iter().map(|id| duty.roles.get(id).copied().unwrap_or_default().letters());
            (letters.collect(), duty.fault)
        }
    }

    #[test]
    fn one_answers_for_a_task_and_others_take_part() {
        use Raci::*;
        let mut case = case();
        assert_eq!(case.line(0), (vec![String::new(); 3], Some(Fault::Nobody)));
        case.give(0, 0, &[Responsible]);
        assert_eq!(case.line(0).1, Some(Fault::NoneAccountable));
        case.give(0, 1, &[Accountable]);
        case.give(0, 2, &[Consulted]);
        assert_eq!(case.line(0), (vec!["R".into(), "A".into(), "C".into()], None));
        case.give(1, 1, &[Accountable]);
        let all = duties(&case.ws, &case.plan());
        let does = |task: usize| {
            let duty = all.iter().find(|duty| duty.task == case.tasks[task]).unwrap();
            case.people.map(|id| duty.does(id))
        };
        assert_eq!((does(0), does(1)), ([true, false, false], [false, true, false]));
        // Who becomes accountable takes the place of who was, and does it as well.
        case.give(0, 0, &[Responsible, Accountable]);
        assert_eq!(case.line(0), (vec!["AR".into(), String::new(), "C".into()], None));
        case.give(0, 2, &[Informed]);
        case.give(0, 0, &[]);
        assert_eq!(case.line(0), (vec![String::new(), String::new(), "I".into()], Some(Fault::Nobody)));
        // To be asked or told is no work.
        assert!(case.ws.assignments.iter().all(|part| !works(part)));
        let team = team(&case.ws, &case.plan(), &duties(&case.ws, &case.plan()));
        assert_eq!(team.into_iter().collect::<Vec<_>>(), vec![case.people[1], case.people[2]]);
    }

    #[test]
    fn a_phase_and_what_is_done_need_nobody() {
        let mut case = case();
        edit::update::<Task>(&mut case.ws, case.tasks[1], |task| task.status = TaskStatus::Done).unwrap();
        let faults: Vec<Option<Fault>> = duties(&case.ws, &case.plan()).into_iter().map(|duty| duty.fault).collect();
        assert_eq!(faults, vec![None, Some(Fault::Nobody), None]);
    }

    #[test]
    fn what_a_task_needs_and_nobody_on_it_has_is_a_gap() {
        let mut case = case();
        let skill = Text::new("谈判");
        act::set_level(&mut case.ws, case.people[0], &skill, Some(Score::new(2))).unwrap();
        act::set_level(&mut case.ws, case.people[1], &skill, Some(Score::new(4))).unwrap();
        let needs = |case: &mut Case, text: &str| {
            let needs = act::read_skills(text).into_iter();
            let needs: Vec<SkillNeed> = needs.map(|(skill, level)| SkillNeed { skill, level, ..SkillNeed::default() }).collect();
            edit::update::<Task>(&mut case.ws, case.tasks[0], |task| task.skills = needs).unwrap();
        };
        needs(&mut case, "谈判 4，报价");
        let found = |case: &Case| {
            let gaps = gaps(&case.ws, &case.plan());
            gaps.into_iter().map(|gap| (gap.skill.to_string(), gap.needed, gap.have, gap.who)).collect::<Vec<_>>()
        };
        let tender = ("报价".to_string(), 1, None, vec![]);
        assert_eq!(found(&case), vec![("谈判".into(), 4, None, vec![case.people[1]]), tender.clone()]);
        // The owner does it while nobody is assigned.
        case.give(0, 0, &[Raci::Accountable]);
        assert_eq!(found(&case)[0].2, Some(2));
        case.give(0, 1, &[Raci::Responsible]);
        assert_eq!(found(&case), vec![tender]);
        edit::update::<Task>(&mut case.ws, case.tasks[0], |task| task.status = TaskStatus::Done).unwrap();
        assert_eq!(found(&case), vec![]);
        let plan = case.plan();
        assert_eq!(skills(&case.ws, &plan, &case.people.into_iter().collect()).into_iter().collect::<Vec<_>>(), vec![skill]);
    }
}
