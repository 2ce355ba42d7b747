//! Edits of who does what in a project, and with which skills.

use super::{Context, Edit, add as put, effort, ids, update};
use crate::engine::model::*;
use crate::engine::plan::works;
use crate::engine::workspace::Workspace;

/// A member's part in a task.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Role {
    pub accountable: bool,
    pub part: Option<Raci>,
}

impl Role {
    /// The letters, as they are written: `A`, `AR`, `C`. Nothing where there is no part.
    pub fn letters(self) -> String {
        let part = self.part.map_or("", Raci::key);
        format!("{}{part}", if self.accountable { "A" } else { "" })
    }

    /// With a letter more, or without it where it was there. One who is accountable may do the task too, and has no other part.
    pub fn toggled(self, letter: Raci) -> Role {
        match letter {
            Raci::Accountable => {
                Role { accountable: !self.accountable, part: self.part.filter(|part| *part == Raci::Responsible) }
            }
            _ if self.part == Some(letter) => Role { part: None, ..self },
            Raci::Responsible => Role { part: Some(letter), ..self },
            _ => Role { accountable: false, part: Some(letter) },
        }
    }

    /// What comes after it when one goes through all: nothing, R, A, A and R, C, I.
    pub fn next(self) -> Role {
        let all = [
            Role::default(),
            Role { accountable: false, part: Some(Raci::Responsible) },
            Role { accountable: true, part: None },
            Role { accountable: true, part: Some(Raci::Responsible) },
            Role { accountable: false, part: Some(Raci::Consulted) },
            Role { accountable: false, part: Some(Raci::Informed) },
        ];
        let at = all.iter().position(|role| *role == self).unwrap_or(0);
        all[(at + 1) % all.len()]
    }
}

/// Gives a member a part in a task. Who becomes accountable takes the place of who was.
pub fn set_role(ws: &mut Workspace, ctx: &Context, task: Id, member: Id, role: Role) -> Edit {
    let owner = ws.get::<Task>(task).and_then(|task| task.owner);
    let responsible = role.part == Some(Raci::Responsible);
    let others = ids::<Assignment>(ws, |part| part.task == task && part.member == member && !works(part));
    for part in others {
        ws.assignments.remove(part);
    }
    let does = ws.assignments.iter().any(|part| part.task == task && part.member == member && works(part));
    if responsible && !does {
        effort::assign(ws, ctx, task, member, 100)?;
    } else if !responsible && does {
        effort::unassign(ws, task, member)?;
    }
    if let Some(raci) = role.part.filter(|_| !responsible) {
        put(ws, ctx, Assignment { task, member, raci, units: Units::new(0), ..Assignment::default() });
    }
    match role.accountable {
        true if owner != Some(member) => update::<Task>(ws, task, |task| task.owner = Some(member)),
        false if owner == Some(member) => update::<Task>(ws, task, |task| task.owner = None),
        _ => Ok(()),
    }
}

/// Skills with their levels as they are typed, `谈判 4, 投标`: names between commas, each with a level from 1 to 5 or without.
pub fn read_skills(text: &str) -> Vec<(Text, Option<Score>)> {
    let mut skills: Vec<(Text, Option<Score>)> = Vec::new();
    for part in text.split([',', '，', '、', ';', '；']) {
        let part: String = part.trim().chars().map(half_width).collect();
        let (name, level) = match part.rsplit_once(char::is_whitespace) {
            Some((name, level)) if level.parse::<i64>().is_ok_and(|level| (1..=5).contains(&level)) => {
                (name, level.parse().ok().map(Score::new))
            }
            _ => (part.as_str(), None),
        };
        let name = Text::line(name);
        if !name.is_empty() && skills.iter().all(|(known, _)| *known != name) {
            skills.push((name, level));
        }
    }
    skills
}

/// The same, written.
pub fn write_skills<'a>(skills: impl Iterator<Item = (&'a Text, Option<Score>)>, zh: bool) -> String {
    let one = |(name, level): (&Text, Option<Score>)| level.map_or(name.to_string(), |level| format!("{name} {}", level.get()));
    skills.map(one).collect::<Vec<_>>().join(if zh { "，" } else { ", " })
}

/// Sets how well a member has a skill; `None` takes it away.
pub fn set_level(ws: &mut Workspace, member: Id, skill: &Text, level: Option<Score>) -> Edit {
    update::<Member>(ws, member, |member| match (member.skills.iter().position(|known| known.skill == *skill), level) {
        (Some(at), Some(_)) => member.skills[at].level = level,
        (Some(at), None) => drop(member.skills.remove(at)),
        (None, Some(_)) => member.skills.push(SkillLevel { skill: skill.clone(), level, ..SkillLevel::default() }),
        (None, None) => {}
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_go_around_and_come_back() {
        let mut role = Role::default();
        let mut seen = Vec::new();
        for _ in 0..6 {
            seen.push(role.letters());
            role = role.next();
        }
        assert_eq!(seen, ["", "R", "A", "AR", "C", "I"]);
        assert_eq!(role, Role::default());
        let informed = Role::default().toggled(Raci::Informed);
        assert_eq!(informed.toggled(Raci::Accountable).letters(), "A");
        assert_eq!(informed.toggled(Raci::Informed), Role::default());
    }

    #[test]
    fn skills_are_written_as_they_are_typed() {
        for (typed, zh, read) in [
            ("谈判 4，投标", true, "谈判 4，投标"),
            ("谈判　５、谈判 2；  投标 9", true, "谈判 5，投标 9"),
            ("Key accounts 3, Tender", false, "Key accounts 3, Tender"),
            (" , ", false, ""),
        ] {
            let skills = read_skills(typed);
            assert_eq!(write_skills(skills.iter().map(|(name, level)| (name, *level)), zh), read, "{typed}");
        }
        // What is no level from 1 to 5 belongs to the name.
        assert_eq!(read_skills("投标 9"), vec![(Text::new("投标 9"), None)]);
    }
}
