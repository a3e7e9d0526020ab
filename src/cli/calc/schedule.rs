//! `calc schedule`: a roadmap.

use std::path::PathBuf;

use super::{
    App, CommandError, DrawnFormat, EXIT_CODES, OPTIONS, Outcome, read, show_drawn, unusable, unusable_option,
};
use crate::cli::input;
use crate::engine::schedule::{MilestoneInput, OwnerInput, RoadmapInput, gantt, plan};
use crate::output::calc::schedule;

/// Schedules a roadmap: critical path, who does what when, the odds of each date, mitigations against their limits.
///
/// In options: groundplan calc schedule --start 2027-01-11 --milestone 'M1 = 4 weeks by Ana'
/// --milestone 'M2 = 3/5/9 weeks by Ana after M1'
#[derive(Debug, clap::Args)]
#[command(after_help = EXIT_CODES)]
pub(super) struct Schedule {
    /// The roadmap, a YAML or JSON file; `-` reads standard input. See references/examples/calc/schedule.yaml
    #[arg(value_name = "FILE", conflicts_with_all = ["start", "milestone", "deadline"])]
    file: Option<PathBuf>,
    /// The day the roadmap begins
    #[arg(long, value_name = "DATE", requires = "milestone")]
    start: Option<String>,
    /// A milestone: "ID = LENGTH", then "by OWNER" and "after ID, ID + LENGTH" where that is so; once for each
    #[arg(long, value_name = "MILESTONE", requires = "start", value_parser = milestone)]
    milestone: Vec<MilestoneInput>,
    /// The day by which everything should be done
    #[arg(long, value_name = "DATE", requires = "milestone")]
    deadline: Option<String>,
    /// How the answer is written
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t = DrawnFormat::Text)]
    format: DrawnFormat,
}

impl Schedule {
    pub(super) fn run(self, app: &mut App) -> Result<Outcome, CommandError> {
        let format = self.format;
        let (name, question) = match (self.file, self.start) {
            (Some(file), _) => (input::name(&file), read::question::<RoadmapInput>(&file)?),
            (None, Some(start)) => (OPTIONS.to_owned(), asked(start, self.milestone, self.deadline)),
            (None, None) => {
                return Err(CommandError::Usage("name a file, or say --start and each --milestone".to_owned()));
            }
        };
        let answer = plan(&question).map_err(|error| match name == OPTIONS {
            true => unusable_option(error, &[("start", "--start"), ("deadline", "--deadline")]),
            false => unusable(&name, error),
        })?;
        let matters = schedule::matters(&answer);
        show_drawn(app, format, &answer, &matters, || gantt(&answer), |paint| schedule::render(&answer, paint))
    }
}

/// Each owner named does one thing at a time.
fn asked(start: String, milestones: Vec<MilestoneInput>, deadline: Option<String>) -> RoadmapInput {
    let owners = milestones.iter().filter_map(|one| one.owner.clone());
    let owners = owners.map(|owner| (owner, OwnerInput { capacity: 1 })).collect();
    RoadmapInput { start, milestones, owners, deadline, ..RoadmapInput::default() }
}

/// Reads `M2 = 3/5/9 weeks by Ana after M1, M0 + 2 weeks`.
fn milestone(text: &str) -> Result<MilestoneInput, String> {
    let accepted = "write it as `M2 = 3/5/9 weeks by Ana after M1`";
    let (id, rest) = text.split_once('=').ok_or(accepted)?;
    let (rest, after) = match rest.split_once(" after ") {
        Some((rest, after)) => (rest, after.split(',').map(|one| one.trim().to_owned()).collect()),
        None => (rest, Vec::new()),
    };
    let (duration, owner) = match rest.split_once(" by ") {
        Some((duration, owner)) => (duration, Some(owner.trim().to_owned())),
        None => (rest, None),
    };
    let (id, duration) = (id.trim().to_owned(), duration.trim().to_owned());
    let blank =
        id.is_empty() || duration.is_empty() || owner.as_deref() == Some("") || after.iter().any(String::is_empty);
    if blank {
        Err(accepted.to_owned())
    } else {
        Ok(MilestoneInput { id, duration, owner, after, ..MilestoneInput::default() })
    }
}
