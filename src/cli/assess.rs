//! `assess`: what the files of a repository say of its delivery.

use std::path::PathBuf;

use super::{App, CommandError, DataFormat, Outcome, input};
use crate::assess::{self, graph};
use crate::output::assess as text;
use crate::output::drawn;

/// Said at the end of the long help text.
const EXIT_CODES: &str = "\
Exit codes:
  0  success, whatever the files say; a file that could not be read is part of the answer
  2  wrong usage, or a folder that cannot be read
  3  internal error: output could not be written, or a defect of groundplan";

/// Reads what the files of a repository say of its delivery: pipelines, gates, environments, artifacts, checks.
///
/// GitHub Actions and GitLab CI are read as pipelines of jobs; Dockerfiles, Compose files, Kubernetes manifests, Helm
/// charts, CloudFormation and SAM templates and the configuration of Vercel, Netlify, Render, Railway, Fly.io,
/// DigitalOcean, Pulumi, SST and Supabase as what runs. Every fact comes with its file and line; what files cannot tell is
/// said to be unknown, with why. Nothing is run or fetched, and no link is followed out of the folder. Folders of
/// dependencies, build output and test data (`testdata`, `fixtures`) are left out.
#[derive(Debug, clap::Args)]
#[command(after_help = EXIT_CODES)]
pub(super) struct Assess {
    /// The root of the repository
    #[arg(value_name = "PATH", default_value = ".")]
    path: PathBuf,
    /// Answer with the pipeline that the jobs are, and what it proves; as JSON, the pipeline as `calc pipeline` takes it
    #[arg(long)]
    pipeline: bool,
    /// How the answer is written
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t = DataFormat::Text)]
    format: DataFormat,
}

impl Assess {
    pub(super) fn run(self, app: &mut App) -> Result<Outcome, CommandError> {
        let name = input::name(&self.path);
        let assessment = assess::assess(&self.path)
            .map_err(|error| CommandError::Unreadable { name: name.clone(), problem: error.to_string() })?;
        if self.pipeline {
            let drawn = graph::draw(&assessment);
            match self.format {
                DataFormat::Json => app.out.json(&drawn.pipeline)?,
                DataFormat::Text => {
                    let judged = graph::judge(&assessment, &drawn);
                    app.out.text(&drawn::render(&drawn, judged.as_ref(), &name, app.paint))?;
                }
            }
            return Ok(Outcome::Done);
        }
        match self.format {
            DataFormat::Json => app.out.json(&assessment)?,
            DataFormat::Text => app.out.text(&text::render(&assessment, &name, app.paint))?,
        }
        Ok(Outcome::Done)
    }
}
