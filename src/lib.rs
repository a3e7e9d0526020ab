//! Groundplan turns an AI assistant into a careful platform engineer.
//!
//! An assistant supplies judgement and words, step by step; this crate supplies the order, the required
//! sections, the arithmetic, the cross-checks and the score. The result is a *pack*: a plan in Markdown
//! in which every number is computed and every claim checked.
//!
//! # Layout
//!
//! Data flows one way; a module uses only those above it.
//!
//! - [`quantity`]: percent, duration, bytes, rate, money, date, as people write them
//! - [`text`], [`yaml`]: words in texts, and YAML, read in one way everywhere
//! - [`engine`]: error budgets, runways, cycles, priorities: pure functions over plain numbers
//! - [`assess`]: what the files of a repository say of its delivery, each fact with its place
//! - [`platform`]: cards of what hosting platforms can do, each fact with its source
//! - [`pack`]: the document as data; its declaration, Markdown in and out, revisions
//! - [`finding`]: what a rule has to say
//! - [`gate`]: rules, then checklist, then rubric, then verdict
//! - [`skill`]: what a workflow consists of: declaration, input, steps, intake
//! - [`skills`]: the workflows themselves and what they share, one file per section, one file per rule
//! - [`store`]: packs as chains of revisions, in SQLite or PostgreSQL
//! - [`workspace`]: packs in a store, moved through their workflow
//! - [`llm`]: models at OpenAI-compatible endpoints: asked, counted, recorded and replayed
//! - [`reader`]: a model as a second reader, whose remarks score nothing
//! - [`drafting`]: a pack from a brief with a model, step by step
//! - [`output`]: what a check or an eval has to say: text, JSON, SARIF, JUnit, Markdown, HTML, GitHub annotations
//! - [`mcp`]: the server for assistants, and the tools as anything in this process calls them
//! - [`chat`], [`eval`]: planning in conversation, and cases that must hold, both through those tools
//! - [`setup`]: connecting assistants, finding out what is wrong, packing it all for others
//! - [`cli`]: the command line, for people and CI
//!
//! A cell's way: a tool call's JSON is read by [`skill::input`] against the declaration into a
//! [`pack::Pack`], judged by [`gate::judge`], stored as a [`pack::Revision`] by [`workspace::Workspace`],
//! and rendered by [`pack::render`]. A Markdown file comes in through [`pack::parse`] and meets the
//! same rules.

pub mod assess;
pub mod chat;
pub mod cli;
pub mod drafting;
pub mod engine;
pub mod eval;
pub mod finding;
pub mod gate;
pub mod llm;
pub mod mcp;
pub mod output;
pub mod pack;
pub mod platform;
pub mod quantity;
pub mod reader;
pub mod setup;
pub mod skill;
pub mod skills;
pub mod store;
mod template;
pub mod text;
pub mod workspace;
pub mod yaml;
