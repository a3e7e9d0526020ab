//! What journeys need, with the availability of each component put in.

use rust_decimal::Decimal;

use crate::engine::slo::{DependencyAnswer, DependencyInput, DependencyQuestion, SloError, Written};
use crate::pack::Place;
use crate::quantity::{Quantity, Unit, number};
use crate::skills::platform_infrastructure::{Component, Dependency, Quality};
use crate::text;

/// Names that one journey needs at most, those of the journeys it needs included.
const MOST_NAMES: usize = 500;

/// What one journey needs.
#[derive(Debug)]
pub(in super::super::super) struct Need<'a> {
    /// Its row.
    pub row: Dependency<'a>,
    /// The tree; `None` where nothing is stated.
    pub tree: Option<Result<DependencyInput, Trouble<'a>>>,
    /// What it attains with them; `None` where the tree is not known.
    pub attained: Option<Result<DependencyAnswer, SloError>>,
}

/// Why there is no tree.
#[derive(Debug)]
pub(in super::super::super) enum Trouble<'a> {
    /// The expression cannot be read.
    Unreadable(SloError),
    /// These have no row among the components.
    Unknown(Vec<String>),
    /// The availability of a component is no percentage.
    NoShare(Place<'a>, String),
    /// A journey needs itself: these, in a row.
    Cycle(Vec<String>),
}

impl Need<'_> {
    /// What the journey attains where that is less than it is asked for; a share is in percent.
    pub fn misses(&self, share: Decimal) -> Option<DependencyAnswer> {
        let attained = self.attained.as_ref()?.as_ref().ok()?;
        if attained.attainable.value >= share {
            return None;
        }
        let target = Written::from(format!("{} %", number::print(share)).as_str());
        let answer = attains(&self.row, self.tree.as_ref()?.as_ref().ok()?, Some(target)).ok()?;
        (answer.permits_target == Some(false)).then_some(answer)
    }
}

/// What each journey of the section needs.
pub(super) fn needs<'a>(quality: &Quality<'a>) -> Vec<Need<'a>> {
    let tables = Tables { rows: quality.dependencies().collect(), components: quality.components().collect() };
    let need = |row: &Dependency<'a>| {
        let walk = || Walk { above: vec![row.name().text.to_owned()], unknown: Vec::new(), names: 0 };
        let tree = (!row.needs().is_blank()).then(|| {
            let mut walk = walk();
            let tree = tables.tree(row, &mut walk)?;
            if walk.unknown.is_empty() { Ok(tree) } else { Err(Trouble::Unknown(walk.unknown)) }
        });
        let known = tree.as_ref().and_then(|tree| tree.as_ref().ok());
        let attained = known.map(|tree| attains(row, tree, None));
        Need { row: *row, tree, attained }
    };
    tables.rows.iter().map(need).collect()
}

fn attains(
    row: &Dependency<'_>,
    tree: &DependencyInput,
    target: Option<Written>,
) -> Result<DependencyAnswer, SloError> {
    let journey = row.name().text.trim().to_owned();
    DependencyQuestion { journey, target, needs: tree.clone() }.answer()
}

struct Tables<'a> {
    rows: Vec<Dependency<'a>>,
    components: Vec<Component<'a>>,
}

/// What is known on the way through the journeys that need each other.
struct Walk {
    /// The journeys above, the first one first.
    above: Vec<String>,
    /// Names that have no row.
    unknown: Vec<String>,
    /// How many names there were.
    names: usize,
}

impl<'a> Tables<'a> {
    fn tree(&self, row: &Dependency<'a>, walk: &mut Walk) -> Result<DependencyInput, Trouble<'a>> {
        let mut tree = DependencyInput::parse(row.needs().text, "Needs").map_err(Trouble::Unreadable)?;
        self.fill(&mut tree, walk)?;
        Ok(tree)
    }

    /// Puts availabilities to the names, and the needs of a journey in the place of its name.
    fn fill(&self, node: &mut DependencyInput, walk: &mut Walk) -> Result<(), Trouble<'a>> {
        for part in node.all.iter_mut().chain(&mut node.any).chain(&mut node.of) {
            self.fill(part, walk)?;
        }
        let Some(name) = node.name.clone() else { return Ok(()) };
        walk.names += 1;
        if walk.names > MOST_NAMES {
            let field = "Needs, with those of the journeys it names".to_owned();
            return Err(Trouble::Unreadable(SloError::TooMany { field, count: walk.names, most: MOST_NAMES }));
        }
        if let Some(component) = self.components.iter().find(|one| text::same_name(one.name().text, &name)) {
            let cell = component.availability();
            let share = Quantity::parse(cell.text).ok().filter(|quantity| quantity.unit == Unit::Percent);
            let share = share.ok_or_else(|| Trouble::NoShare(cell.place, name.clone()))?;
            node.name = Some(component.name().text.trim().to_owned());
            node.availability = Some(Written::from(format!("{} %", number::print(share.value)).as_str()));
            return Ok(());
        }
        let journey = self.rows.iter().find(|row| text::same_name(row.name().text, &name) && !row.needs().is_blank());
        let Some(journey) = journey else {
            if !walk.unknown.contains(&name) {
                walk.unknown.push(name);
            }
            return Ok(());
        };
        if let Some(from) = walk.above.iter().position(|one| text::same_name(one, &name)) {
            let cycle = walk.above[from..].iter().cloned().chain([name]).collect();
            return Err(Trouble::Cycle(cycle));
        }
        walk.above.push(name);
        *node = self.tree(journey, walk)?;
        walk.above.pop();
        Ok(())
    }
}
