//! `calc site`: a site's plan, and the evidence of its pages.

use std::fs::File;
use std::io::{BufReader, Read};
use std::path::{Path, PathBuf};

use clap::Subcommand;
use serde::Serialize;

use super::{App, CommandError, DataFormat, EXIT_CODES, Outcome, events, folder, read, show, unusable};
use crate::cli::{document, input};
use crate::engine::site::audit::planned::{self, Expected, Planned};
use crate::engine::site::audit::{self, Options, Report};
use crate::engine::site::crawl::{Crawl, Limits};
use crate::engine::site::list::{Format, read_list};
use crate::engine::site::plan::{self, PlanError, SitePlan};
use crate::engine::site::robots::{PathPattern, Robots};
use crate::engine::site::sitemap::SitemapLimits;
use crate::engine::site::urls;
use crate::output::calc::site;

/// The most bytes of a robots.txt; crawlers read 500 KiB of it.
const ROBOTS: u64 = 1 << 20;

/// Works on what crawlers find of a site: from its plan, or from its pages.
#[derive(Debug, clap::Args)]
pub(super) struct Site {
    #[command(subcommand)]
    question: Question,
}

#[derive(Debug, Subcommand)]
enum Question {
    Plan(Plan),
    Audit(Audit),
}

impl Site {
    pub(super) fn run(self, app: &mut App) -> Result<Outcome, CommandError> {
        match self.question {
            Question::Plan(question) => question.run(app),
            Question::Audit(question) => question.run(app),
        }
    }
}

/// Reckons a plan of a site: reach, clicks, orphans by design, sitemap files, freshness.
#[derive(Debug, clap::Args)]
#[command(after_help = EXIT_CODES)]
struct Plan {
    /// The plan, a YAML or JSON file, or a Markdown pack that declares page types; `-` reads standard input. See
    /// references/examples/calc/site.yaml
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// How the answer is written
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t = DataFormat::Text)]
    format: DataFormat,
}

impl Plan {
    fn run(self, app: &mut App) -> Result<Outcome, CommandError> {
        let answer = plan::run(&site_plan(&self.file)?).map_err(|error| unusable(&input::name(&self.file), error))?;
        show(app, self.format, &answer, &site::plan_matters(&answer), |paint| site::plan(&answer, paint))
    }
}

/// A plan from a file; of a pack, that of the page types it declares.
fn site_plan(path: &Path) -> Result<SitePlan, CommandError> {
    let text = input::read(path)?;
    if document::is_pack(path, &text) {
        let (skill, pack) = document::written_pack(path, &text, input::on(None))?;
        return skill.site_plan(&pack).map_err(|problem| unusable(&input::name(path), problem));
    }
    read::written(path, &text)
}

/// What JSON holds of an audit.
#[derive(Serialize)]
struct Audited<'a> {
    #[serde(flatten)]
    report: &'a Report,
    /// What the pages show of the plan; left out where none was given.
    #[serde(skip_serializing_if = "Option::is_none")]
    plan: Option<&'a Planned>,
}

/// Audits pages: orphans, depth, broken links, sitemaps, robots.txt, canonicals, language versions, duplicates.
///
/// A folder of exported HTML counts as the whole site, a crawl list as what a crawl has seen. `index.html` of a folder
/// is the folder's URL. Nothing is fetched and no script is run. A check that fails is a finding; one that is
/// inconclusive, because not all was seen, is not. With --plan, so is what the pages show otherwise than planned.
#[derive(Debug, clap::Args)]
#[command(after_help = EXIT_CODES)]
struct Audit {
    /// A folder of exported HTML, or a crawl list: NDJSON, or CSV by its name; `-` reads NDJSON from standard input
    #[arg(value_name = "DIR|LIST")]
    pages: PathBuf,
    /// The URL visitors and crawlers set out from; may be given several times. The folder stands for its root
    #[arg(long, value_name = "URL", required = true)]
    start: Vec<String>,
    /// Another host whose pages belong to the site
    #[arg(long, value_name = "HOST")]
    host: Vec<String>,
    /// A sitemap or sitemap index, gzip or not: FILE for one at the site's root, or URL=FILE. Without any, those in
    /// the folder's own root named sitemap*.xml or sitemap*.xml.gz
    #[arg(long, value_name = "[URL=]FILE")]
    sitemap: Vec<String>,
    /// The robots.txt of the first start's host. Without it, the one in the folder's own root
    #[arg(long, value_name = "FILE")]
    robots: Option<PathBuf>,
    /// The folder is not all of the site
    #[arg(long, conflicts_with = "whole")]
    partial: bool,
    /// The list is all of the site: what it does not hold does not exist
    #[arg(long)]
    whole: bool,
    /// Pages are served without .html: shop/bag.html is /shop/bag
    #[arg(long)]
    no_endings: bool,
    /// The clicks within which each indexable page should lie; the plan's, where one is given
    #[arg(long, value_name = "CLICKS")]
    max_clicks: Option<u32>,
    /// A plan to hold the pages against: a Markdown pack that declares page types, or a file as `calc site plan` reads it
    #[arg(long, value_name = "FILE", requires = "types")]
    plan: Option<PathBuf>,
    /// Which pages are of a page type of the plan, as robots.txt would say it: 'recipe=/recipes/*'; may be given again
    #[arg(long = "type", value_name = "NAME=PATH", requires = "plan")]
    types: Vec<String>,
    /// The crawler whose rules count
    #[arg(long, value_name = "NAME", default_value = "googlebot")]
    agent: String,
    /// How many examples each check gives
    #[arg(long, value_name = "COUNT", default_value_t = 10)]
    examples: usize,
    /// How the answer is written
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t = DataFormat::Text)]
    format: DataFormat,
}

impl Audit {
    fn run(self, app: &mut App) -> Result<Outcome, CommandError> {
        // First what may be wrong and is read fast.
        let (plan, plan_clicks) = match &self.plan {
            Some(path) => {
                let plan = site_plan(path)?;
                (Some(self.expected(path, &plan)?), plan.max_clicks)
            }
            None => (None, None),
        };
        let starts: Vec<&str> = self.start.iter().map(String::as_str).collect();
        let hosts: Vec<&str> = self.host.iter().map(String::as_str).collect();
        let mut crawl = Crawl::new(&starts, &hosts, Limits::default())
            .map_err(|error| CommandError::Usage(format!("--{error}")))?;
        let root = starts.first().map(|start| urls::normalise(start)).transpose();
        let root = root.map_err(|error| CommandError::Usage(format!("--start: {error}")))?;
        let root = root.map(|start| urls::origin(&start) + "/").unwrap_or_default();

        let folder = self.pages.is_dir().then_some(self.pages.as_path());
        // Robots first: what an unreadable one means should not wait for a hundred thousand pages.
        self.read_robots(folder, &root, &mut crawl)?;
        match folder {
            Some(folder) => folder::read(folder, &root, self.no_endings, &self.agent, &mut crawl)?,
            None => self.read_list(&mut crawl)?,
        }
        self.read_sitemaps(folder, &root, &mut crawl)?;

        let options = Options {
            agent: self.agent.clone(),
            whole: if folder.is_some() { !self.partial } else { self.whole },
            max_clicks: self.max_clicks.or(plan_clicks),
            examples: self.examples,
            ..Options::default()
        };
        let name = input::name(&self.pages);
        let report = audit::run(&crawl, &options).map_err(|error| unusable(&name, error))?;
        let plan = plan.map(|plan| planned::against(&crawl, &options, &plan)).transpose();
        let plan = plan.map_err(|error| unusable(&name, error))?;
        let answer = Audited { report: &report, plan: plan.as_ref() };
        let matters = site::audit_matters(&report, answer.plan);
        show(app, self.format, &answer, &matters, |paint| site::audit(&report, answer.plan, paint))
    }

    /// What the plan says of the page types whose paths were given.
    fn expected(&self, path: &Path, plan: &SitePlan) -> Result<Vec<Expected>, CommandError> {
        let mut paths = Vec::new();
        for given in &self.types {
            let named = given.split_once('=').filter(|(name, path)| !name.is_empty() && path.starts_with(['/', '*']));
            let (name, path) = named.ok_or_else(|| {
                let message = "write the name of a page type, `=` and the beginning of a path: 'recipe=/recipes/*'";
                CommandError::Usage(format!("--type {given}: {message}"))
            })?;
            paths.push((name.to_owned(), PathPattern::parse(path)));
        }
        planned::expected(plan, &paths).map_err(|error| match error {
            PlanError::UnknownType { .. } => CommandError::Usage(format!("--{error}")),
            error => unusable(&input::name(path), error),
        })
    }

    fn read_list(&self, crawl: &mut Crawl) -> Result<(), CommandError> {
        let csv = self.pages.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("csv"));
        let format = if csv { Format::Csv } else { Format::Ndjson };
        let list = events::open(&self.pages)?;
        read_list(list, format, &self.agent, |page| crawl.add(page))
            .map(|_| ())
            .map_err(|error| unusable(&input::name(&self.pages), error))
    }

    fn read_robots(&self, folder: Option<&Path>, root: &str, crawl: &mut Crawl) -> Result<(), CommandError> {
        let own = || folder.map(|folder| folder.join("robots.txt")).filter(|path| path.is_file());
        let Some(path) = self.robots.clone().or_else(own) else { return Ok(()) };
        let mut body = Vec::new();
        let read = file(&path)?.take(ROBOTS).read_to_end(&mut body);
        read.map_err(|error| unusable(&input::name(&path), format!("it cannot be read: {error}")))?;
        crawl.set_robots(root, Robots::parse(&body)).map_err(|error| unusable(&input::name(&path), error))
    }

    fn read_sitemaps(&self, folder: Option<&Path>, root: &str, crawl: &mut Crawl) -> Result<(), CommandError> {
        let mut sitemaps: Vec<(String, PathBuf)> = Vec::new();
        for given in &self.sitemap {
            let (url, path) = match given.split_once('=') {
                Some((url, path)) if url.contains("://") => (url.to_owned(), PathBuf::from(path)),
                _ => (at_root(root, Path::new(given)), PathBuf::from(given)),
            };
            sitemaps.push((url, path));
        }
        if let (Some(folder), true) = (folder, sitemaps.is_empty()) {
            sitemaps = folder::sitemaps(folder)?.into_iter().map(|path| (at_root(root, &path), path)).collect();
        }
        for (url, path) in sitemaps {
            // A broken one is a finding of the audit, which names it: what it lists before the break still counts.
            match crawl.add_sitemap(&url, BufReader::new(file(&path)?), &SitemapLimits::default()) {
                Ok(_) => {}
                Err(crate::engine::site::sitemap::SitemapError::Address(error)) => {
                    return Err(CommandError::Usage(format!("--sitemap {url}: {error}")));
                }
                Err(error) => tracing::warn!("{}: {error}", input::name(&path)),
            }
        }
        Ok(())
    }
}

/// The URL of a file in the root of a site.
fn at_root(root: &str, path: &Path) -> String {
    let name = path.file_name().map(|name| name.to_string_lossy()).unwrap_or_default();
    format!("{root}{}", folder::encode(&name))
}

fn file(path: &Path) -> Result<File, CommandError> {
    let name = input::name(path);
    if path.is_dir() {
        return Err(unusable(&name, "it is a directory; name a file"));
    }
    File::open(path).map_err(|error| unusable(&name, format!("it cannot be read: {error}")))
}
