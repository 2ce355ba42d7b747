//! The single-mode files of PSPLIB (`*.sm`, Kolisch and Sprecher 1996), in which solvers are compared.
//!
//! The first and the last job are the start and the end of the project; they take no time.

use std::fmt;

use super::problem::{Activity, Link, LinkKind, Plan};

/// What is wrong with a file, and in which line (from 1; 0 where something is missing altogether).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unreadable {
    pub line: usize,
    pub reason: &'static str,
}

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        if self.line == 0 { write!(f, "{}", self.reason) } else { write!(f, "line {}: {}", self.line, self.reason) }
    }
}

impl std::error::Error for Unreadable {}

/// Far more than any published instance (J120 has 122).
const MOST_JOBS: usize = 100_000;
const MOST_RESOURCES: usize = 1_000;

#[derive(Clone, Copy, PartialEq)]
enum Part {
    Head,
    Links,
    Requests,
    Capacities,
}

pub fn parse(text: &str) -> Result<Plan, Unreadable> {
    let mut plan = Plan::default();
    let (mut part, mut jobs, mut resources) = (Part::Head, None, None);
    let mut capacities: Option<Vec<u32>> = None;
    let mut linked = Vec::new();
    for (at, row) in text.lines().enumerate() {
        let fail = |reason| Unreadable { line: at + 1, reason };
        let row = row.trim();
        if row.starts_with("jobs") {
            let count = count_of(row).filter(|count| (1..=MOST_JOBS).contains(count));
            jobs = Some(count.ok_or(fail("the number of jobs is not a number from 1 to 100000"))?);
        } else if row.starts_with("- renewable") {
            let count = count_of(row).filter(|&count| count <= MOST_RESOURCES);
            resources = Some(count.ok_or(fail("the number of resources is not a number up to 1000"))?);
        } else if row.starts_with("- nonrenewable") || row.starts_with("- doubly constrained") {
            if count_of(row) != Some(0) {
                return Err(fail("only renewable resources can be scheduled"));
            }
        } else if row.starts_with("PRECEDENCE RELATIONS") {
            part = Part::Links;
        } else if row.starts_with("REQUESTS/DURATIONS") {
            part = Part::Requests;
        } else if row.starts_with("RESOURCEAVAILABILITIES") {
            part = Part::Capacities;
        } else if row.starts_with(|first: char| first.is_ascii_digit()) && part != Part::Head {
            let numbers: Option<Vec<u32>> = row.split_whitespace().map(|word| word.parse().ok()).collect();
            let numbers = numbers.ok_or(fail("a number is expected"))?;
            let (Some(jobs), Some(resources)) = (jobs, resources) else {
                return Err(fail("the numbers of jobs and resources must come first"));
            };
            match part {
                Part::Links => {
                    let from = linked.len();
                    link_row(&numbers, from, jobs, &mut plan.links).map_err(fail)?;
                    linked.push(());
                }
                Part::Requests => {
                    let job = plan.activities.len();
                    plan.activities.push(request_row(&numbers, job, jobs, resources).map_err(fail)?);
                }
                _ if capacities.is_some() || numbers.len() != resources => {
                    return Err(fail("one capacity for every resource is expected, once"));
                }
                _ => capacities = Some(numbers),
            }
        }
    }
    let missing = |reason| Unreadable { line: 0, reason };
    let jobs = jobs.ok_or(missing("this is no PSPLIB file: it does not say how many jobs there are"))?;
    if linked.len() != jobs || plan.activities.len() != jobs {
        return Err(missing("the file ends before every job has its successors, duration and requests"));
    }
    let capacities = capacities.ok_or(missing("the file does not say what the resources have"))?;
    plan.capacities = capacities.into_iter().map(|units| vec![units]).collect();
    Ok(plan)
}

/// `words : number letters`.
fn count_of(row: &str) -> Option<usize> {
    row.split_once(':')?.1.split_whitespace().next()?.parse().ok()
}

/// `job modes successors successor…`
fn link_row(numbers: &[u32], from: usize, jobs: usize, links: &mut Vec<Link>) -> Result<(), &'static str> {
    let [job, modes, count, successors @ ..] = numbers else {
        return Err("a job needs its number, modes and the number of its successors");
    };
    if from >= jobs || *job as usize != from + 1 {
        return Err("jobs must be numbered one after the other, up to their number");
    }
    if *modes != 1 {
        return Err("a job with more than one mode cannot be read");
    }
    if successors.len() != *count as usize {
        return Err("the number of successors is not what it says");
    }
    for &to in successors {
        if to == 0 || to as usize > jobs {
            return Err("a successor is not among the jobs");
        }
        links.push(Link { from, to: to as usize - 1, kind: LinkKind::Fs, lag: 0 });
    }
    Ok(())
}

/// `job mode duration units…`
fn request_row(numbers: &[u32], at: usize, jobs: usize, resources: usize) -> Result<Activity, &'static str> {
    let [job, mode, duration, units @ ..] = numbers else {
        return Err("a job needs its number, mode and duration");
    };
    if at >= jobs || *job as usize != at + 1 {
        return Err("jobs must be numbered one after the other, up to their number");
    }
    if *mode != 1 || units.len() != resources {
        return Err("one request for every resource is expected, in one mode");
    }
    let demands = units.iter().copied().enumerate().filter(|&(_, units)| units > 0).collect();
    Ok(Activity { duration: *duration, demands, ..Activity::default() })
}

#[cfg(test)]
mod tests {
    use super::*;

    const SMALL: &str = "jobs (incl. supersource/sink ):  3
  - renewable                 :  1   R
  - nonrenewable              :  0   N
PRECEDENCE RELATIONS:
jobnr.    #modes  #successors   successors
   1        1          1           2
   2        1          1           3
   3        1          0
****
REQUESTS/DURATIONS:
jobnr. mode duration  R 1
--------
  1      1     0       0
  2      1     4       2
  3      1     0       0
****
RESOURCEAVAILABILITIES:
  R 1
    5
";

    #[test]
    fn reads_a_file() {
        let plan = parse(SMALL).unwrap();
        assert_eq!(plan.capacities, [[5]]);
        assert_eq!(plan.links.iter().map(|link| (link.from, link.to)).collect::<Vec<_>>(), [(0, 1), (1, 2)]);
        assert_eq!(plan.activities[1], Activity { duration: 4, demands: vec![(0, 2)], ..Activity::default() });
    }

    #[test]
    fn says_what_is_wrong_and_where() {
        let fault = |from: &str, to: &str| parse(&SMALL.replacen(from, to, 1)).unwrap_err().to_string();
        assert_eq!(parse("").unwrap_err().line, 0);
        assert_eq!(fault(":  3", ": many"), "line 1: the number of jobs is not a number from 1 to 100000");
        assert_eq!(fault("1           3", "1           4"), "line 7: a successor is not among the jobs");
        assert_eq!(fault("1           3", "2           3"), "line 7: the number of successors is not what it says");
        assert_eq!(
            fault("  2      1     4       2\n", ""),
            "line 14: jobs must be numbered one after the other, up to their number"
        );
        assert_eq!(fault(":  0   N", ":  1   N"), "line 3: only renewable resources can be scheduled");
        assert_eq!(fault("    5\n", ""), "the file does not say what the resources have");
    }

    #[test]
    fn never_panics_on_a_damaged_file() {
        for at in 0..SMALL.len() {
            let _ = parse(&SMALL[..at]);
            for put in ["9", "-", " ", "4294967296"] {
                let _ = parse(&format!("{}{put}{}", &SMALL[..at], &SMALL[at + 1..])).map(super::super::Problem::new);
            }
        }
    }
}
