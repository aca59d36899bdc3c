//! The groups of the split that adds up: the usual four, or those that the user names.

use crate::studies::because::members::Member;

/// At most so many groups: with more, a part is mostly noise.
pub const MOST: usize = 20;

/// What stands in no group that the user named.
const REST: &str = "others";

/// Members that are removed together.
#[derive(Clone, Debug, PartialEq)]
pub struct Group {
    pub name: String,
    pub members: Vec<Member>,
}

/// The usual groups: drivers, permissions, events, delays; without the empty ones.
pub fn usual(members: &[Member]) -> Vec<Group> {
    let usual = [("drivers", "driver"), ("permissions", "regime"), ("events", "shock"), ("delays", "delay")];
    let group = |(name, kind): (&str, &str)| Group {
        name: name.into(),
        members: members.iter().filter(|member| member.kind == kind).cloned().collect(),
    };
    usual.into_iter().map(group).filter(|group| !group.members.is_empty()).collect()
}

/// The groups of `NAME=MEMBER,MEMBER…`; members that none of them names stand together in `others`.
///
/// # Errors
/// What is wrong with one of them: rule and remedy, in two lines.
pub fn parse(texts: &[String], members: &[Member]) -> Result<Vec<Group>, String> {
    let mut groups = Vec::<Group>::new();
    for text in texts {
        let group = one(text, members)?;
        let taken = |name: &str| groups.iter().any(|other| other.name == name);
        if group.name == REST || taken(&group.name) {
            let why = if group.name == REST { "stands for what no group names" } else { "is given twice" };
            return refuse(format!("`--group {text}`: the name `{}` {why}", group.name), "choose another name");
        }
        let twice = |member: &&Member| groups.iter().any(|other| other.members.contains(member));
        if let Some(member) = group.members.iter().find(twice) {
            let rule = format!("`--group {text}`: `{}` is in another group already", member.name());
            return refuse(rule, "put each member into one group only: parts could not add up");
        }
        groups.push(group);
    }
    let rest = |member: &&Member| !groups.iter().any(|group| group.members.contains(member));
    let rest: Vec<Member> = members.iter().filter(rest).cloned().collect();
    if !rest.is_empty() {
        groups.push(Group { name: REST.into(), members: rest });
    }
    if groups.len() > MOST {
        return refuse(format!("{} groups are too many", groups.len()), &format!("name at most {}", MOST - 1));
    }
    Ok(groups)
}

fn one(text: &str, members: &[Member]) -> Result<Group, String> {
    let Some((name, list)) = text.split_once('=').filter(|(name, list)| !name.trim().is_empty() && !list.is_empty())
    else {
        let example = members.first().map_or("delay:clearance".into(), Member::name);
        return refuse(
            format!("`--group {text}` is no group"),
            &format!("write NAME=MEMBER,MEMBER, such as mine={example}"),
        );
    };
    let mut group = Group { name: name.trim().into(), members: vec![] };
    for typed in list.split(',').map(str::trim) {
        let Some(member) = members.iter().find(|member| member.name() == typed) else {
            return refuse(format!("`--group {text}`: there is no member `{typed}`"), &instead(typed, members));
        };
        if !group.members.contains(member) {
            group.members.push(member.clone());
        }
    }
    Ok(group)
}

/// The nearest name, and all that there are.
fn instead(typed: &str, members: &[Member]) -> String {
    let near = |member: &&Member| {
        let (name, typed) = (member.name(), typed.to_lowercase());
        strsim::damerau_levenshtein(&name, &typed).min(strsim::damerau_levenshtein(&member.id, &typed))
    };
    let nearest = members.iter().min_by_key(near).filter(|member| near(member) <= typed.chars().count() / 3 + 1);
    let nearest = nearest.map_or(String::new(), |member| format!("did you mean `{}`? ", member.name()));
    let all: Vec<String> = members.iter().map(Member::name).collect();
    if all.is_empty() {
        return "this scenario has nothing that varies: leave --group out".into();
    }
    format!("{nearest}There are: {}", all.join(", "))
}

fn refuse<T>(rule: String, help: &str) -> Result<T, String> {
    Err(format!("error: {rule}\n  = help: {help}\n"))
}
