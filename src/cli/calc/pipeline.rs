//! `calc pipeline`: a delivery pipeline.

use std::path::PathBuf;

use super::{App, CommandError, DrawnFormat, EXIT_CODES, Outcome, read, show_drawn, unusable};
use crate::cli::input;
use crate::engine::pipeline::{PipelineInput, edited, flowchart, prove};
use crate::output::calc::pipeline;

/// Proves what every way into production passes: one build, gates, staging, checks, a way back; and mends what is not so.
///
/// Each violation is shown on its shortest path, with the smallest edit that ends it.
#[derive(Debug, clap::Args)]
#[command(after_help = EXIT_CODES)]
pub(super) struct Pipeline {
    /// The pipeline, a YAML or JSON file; `-` reads standard input. See references/examples/calc/pipeline.yaml
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Answer for the pipeline after the edits that end all violations
    #[arg(long)]
    mended: bool,
    /// How the answer is written
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t = DrawnFormat::Text)]
    format: DrawnFormat,
}

impl Pipeline {
    pub(super) fn run(self, app: &mut App) -> Result<Outcome, CommandError> {
        let mut question: PipelineInput = read::question(&self.file)?;
        let prove =
            |question: &PipelineInput| prove(question).map_err(|error| unusable(&input::name(&self.file), error));
        let mut proof = prove(&question)?;
        if let Some(repair) = proof.repair.as_ref().filter(|_| self.mended) {
            question = edited(&question, &repair.edits);
            proof = prove(&question)?;
        }
        let matters = pipeline::matters(&proof);
        let drawing = || flowchart(&question);
        show_drawn(app, self.format, &proof, &matters, drawing, |paint| pipeline::render(&proof, paint))
    }
}
