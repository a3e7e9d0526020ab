//! The score of an initiative: (impact + risk + lead time points) / effort. And how much the order of several hangs on
//! single points.
//!
//! # Layout
//! - [`score`](score()): one score; `rank`: several in order, and what would change it; `written`: a score's arithmetic as
//!   it stands in a text; `error`: why there is no score

mod error;
mod rank;
mod score;
mod written;

pub use error::PriorityError;
pub use rank::{Factor, Flip, InitiativeInput, PriorityInput, Ranked, Ranking, RankingError, rank};
pub use score::{Score, lead_points, score};
pub use written::Written;
