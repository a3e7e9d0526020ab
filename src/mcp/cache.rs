//! Cache hints: how long a client may keep what it was told, and for whom. Protocol 2026-07-28 wants them; older clients
//! know none and get none.

use rmcp::model::{CacheScope, ProtocolVersion};
use rmcp::service::{RequestContext, RoleServer};

/// How long something stays true, and of whom.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Keep {
    /// The same for everybody, until a server of another version takes over.
    Shared,
    /// Of those who may see it, and soon out of date: the newest state of a pack.
    Moving,
    /// Of those who may see it, and settled: an earlier state of a pack.
    Settled,
}

impl Keep {
    /// `ttlMs` and `cacheScope` for the client of a request.
    pub(super) fn hints(self, context: &RequestContext<RoleServer>) -> (Option<u64>, Option<CacheScope>) {
        // Versions are days, which compare as text.
        let modern = context.protocol_version().is_some_and(|at| at.as_str() >= ProtocolVersion::V_2026_07_28.as_str());
        let (milliseconds, scope) = self.terms();
        (modern.then_some(milliseconds), modern.then_some(scope))
    }

    /// For how many milliseconds, and for whom.
    pub(super) fn terms(self) -> (u64, CacheScope) {
        match self {
            Keep::Shared => (300_000, CacheScope::Public),
            Keep::Moving => (0, CacheScope::Private),
            Keep::Settled => (3_600_000, CacheScope::Private),
        }
    }
}
