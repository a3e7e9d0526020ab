//! Subscriptions: who is told when a pack moves on, or when there is another one.
//!
//! Protocol 2026-07-28 has one request for each subscription, `subscriptions/listen`, which lives as long as the
//! subscription does. Before it a client subscribes to addresses, one by one, for as long as it is connected.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use rmcp::ErrorData;
use rmcp::handler::server::ServerHandler;
use rmcp::model::{ResourceUpdatedNotificationParam, SubscriptionFilter};
use rmcp::service::{Peer, RoleServer, SubscriptionContext, SubscriptionSink};
use tokio::runtime::{Handle, RuntimeFlavor};
use tokio::task::JoinSet;
use tokio_util::sync::{CancellationToken, DropGuard};

use super::Server;
use super::resources::{self, Target, pack_of};
use crate::store::PackId;
use crate::workspace::{Refusal, Watched, WatchedList};

/// How many addresses a connection, or a subscription, may follow.
const MOST: usize = 1000;

/// What one connection follows. A clone of the server serves another connection, so a clone of this follows nothing.
#[derive(Debug, Default)]
pub(super) struct Session {
    following: Mutex<Following>,
}

#[derive(Debug, Default)]
struct Following {
    /// By address. What is dropped ends.
    packs: BTreeMap<String, DropGuard>,
    list: Option<DropGuard>,
    /// Subscriptions that were accepted, and not yet listened to.
    begun: Vec<(SubscriptionFilter, Begun)>,
}

impl Clone for Session {
    fn clone(&self) -> Self {
        Session::default()
    }
}

impl Session {
    fn following(&self) -> MutexGuard<'_, Following> {
        self.following.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Where the notifications of a subscription go.
#[derive(Debug, Clone)]
enum Listener {
    /// A connection, before 2026-07-28.
    Connection(Peer<RoleServer>),
    /// A subscription's own stream.
    Stream(SubscriptionSink),
}

impl Listener {
    /// Whether anybody still listened.
    async fn updated(&self, uri: &str) -> bool {
        match self {
            Listener::Connection(peer) => {
                peer.notify_resource_updated(ResourceUpdatedNotificationParam::new(uri)).await.is_ok()
            }
            Listener::Stream(sink) => sink.notify_resource_updated(uri).await.is_ok(),
        }
    }

    /// Whether anybody still listened.
    async fn list_changed(&self) -> bool {
        match self {
            Listener::Connection(peer) => peer.notify_resource_list_changed().await.is_ok(),
            Listener::Stream(sink) => sink.notify_resource_list_changed().await.is_ok(),
        }
    }
}

async fn follow(mut pack: Watched, uri: String, listener: Listener) {
    while pack.moved().await.is_some() && listener.updated(&uri).await {}
}

async fn follow_list(mut list: WatchedList, listener: Listener) {
    while list.grew().await.is_some() && listener.list_changed().await {}
}

/// Runs something until its guard is dropped.
fn guarded(task: impl Future<Output = ()> + Send + 'static) -> DropGuard {
    let ends = CancellationToken::new();
    let guard = ends.clone().drop_guard();
    tokio::spawn(async move { ends.run_until_cancelled(task).await });
    guard
}

/// `resources/subscribe`: follows an address until the client unsubscribes or goes away.
pub(super) async fn subscribe(server: &Server, uri: String, peer: Peer<RoleServer>) -> Result<(), ErrorData> {
    // What is not there is refused; and what never changes while the server runs need not be followed.
    resources::contents(server, &uri).await?;
    let Some(id) = pack_of(&uri) else { return Ok(()) };
    {
        let following = server.session.following();
        if following.packs.len() >= MOST && !following.packs.contains_key(&uri) {
            let message = format!("this connection follows {MOST} resources already; unsubscribe from some");
            return Err(ErrorData::invalid_params(message, None));
        }
    }
    let watched = server.workspace.watch(std::slice::from_ref(&id)).await;
    if let Some(watched) = watched.map_err(|refusal| resources::failed(&refusal))?.remove(&id) {
        let guard = guarded(follow(watched, uri.clone(), Listener::Connection(peer)));
        server.session.following().packs.insert(uri, guard);
    }
    Ok(())
}

/// `resources/unsubscribe`.
pub(super) fn unsubscribe(server: &Server, uri: &str) {
    server.session.following().packs.remove(uri);
}

/// Tells a connection of packs opened through this server. Before 2026-07-28 nobody asks for that, so the store is not
/// asked for those of others.
pub(super) fn connected(server: &Server, peer: Peer<RoleServer>) {
    let guard = guarded(follow_list(server.workspace.watch_opened(), Listener::Connection(peer)));
    server.session.following().list = Some(guard);
}

/// What of a wanted subscription is served: resources that are there, as many as one may follow.
pub(super) fn accepted(server: &Server, wanted: &SubscriptionFilter) -> SubscriptionFilter {
    let mut accepted = wanted.supported_by(&server.get_info().capabilities);
    let served = |uri: &String| match Target::parse(uri) {
        Ok(Target::File) => server.library.has(uri),
        read => read.is_ok(),
    };
    if let Some(uris) = &mut accepted.resource_subscriptions {
        uris.retain(served);
        uris.truncate(MOST);
    }
    // The client is told of this before anything can be awaited, and from then on it must miss nothing.
    if let Some(Ok(begun)) = at_once(begin(server, &accepted)) {
        if let Some(uris) = &mut accepted.resource_subscriptions {
            uris.retain(|uri| pack_of(uri).is_none_or(|id| begun.packs.contains_key(&id)));
        }
        server.session.following().begun.push((accepted.clone(), begun));
    }
    accepted
}

/// A subscription that has begun: where what it follows stands.
#[derive(Debug)]
struct Begun {
    packs: BTreeMap<PackId, Watched>,
    list: Option<WatchedList>,
}

async fn begin(server: &Server, accepted: &SubscriptionFilter) -> Result<Begun, Refusal> {
    let ids: Vec<PackId> = accepted.resource_subscriptions.iter().flatten().filter_map(|uri| pack_of(uri)).collect();
    let packs = server.workspace.watch(&ids).await?;
    let list = match accepted.resources_list_changed {
        Some(true) => Some(server.workspace.watch_list().await?),
        _ => None,
    };
    Ok(Begun { packs, list })
}

/// Waits for something where nothing can be awaited, if this runtime has other threads to go on with meanwhile.
fn at_once<T>(future: impl Future<Output = T>) -> Option<T> {
    let runtime = Handle::try_current().ok()?;
    let others = runtime.runtime_flavor() == RuntimeFlavor::MultiThread;
    others.then(|| tokio::task::block_in_place(|| runtime.block_on(future)))
}

/// `subscriptions/listen`: follows what was accepted until the client or the server ends it.
pub(super) async fn listen(server: &Server, context: &SubscriptionContext) -> Result<(), ErrorData> {
    let begun = {
        let begun = &mut server.session.following().begun;
        let same =
            |one: &SubscriptionFilter, other: &SubscriptionFilter| one.is_subset_of(other) && other.is_subset_of(one);
        let at = begun.iter().position(|(accepted, _)| same(accepted, context.accepted()));
        at.map(|at| begun.swap_remove(at).1)
    };
    let begun = match begun {
        Some(begun) => begun,
        None => begin(server, context.accepted()).await.map_err(|refusal| resources::failed(&refusal))?,
    };
    let listener = || Listener::Stream(context.sink().clone());
    // Dropped with this request, and then ended.
    let mut followers = JoinSet::new();
    if let Some(list) = begun.list {
        followers.spawn(follow_list(list, listener()));
    }
    for uri in context.accepted().resource_subscriptions.iter().flatten() {
        if let Some(watched) = pack_of(uri).and_then(|id| begun.packs.get(&id)) {
            followers.spawn(follow(watched.clone(), uri.clone(), listener()));
        }
    }
    tokio::select! {
        () = context.cancelled() => {}
        () = server.closing.cancelled() => {}
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use rmcp::model::{ProtocolVersion, SubscribeRequestParams};
    use rmcp::service::ClientServiceExt;
    use rmcp::{ClientLifecycleMode, ServiceExt};
    use serde_json::json;

    use super::*;
    use crate::skill::registry::Registry;
    use crate::store::Store;
    use crate::workspace::{Act, Workspace};

    #[tokio::test]
    async fn whoever_goes_away_leaves_nobody_who_is_told() {
        let workspace = Workspace::new(Store::open("sqlite::memory:").await.expect("a store"));
        let open = serde_json::from_value(json!({"title": "Shop", "request": "Plan the scaling of orders"}));
        let act = Act { author: "test".to_owned(), now: jiff::Timestamp::UNIX_EPOCH };
        let (pack, ..) = workspace.open(&open.expect("arguments"), &act).await.expect("opened");
        let uri = resources::markdown(&pack);
        let server = Server::new(workspace.clone(), Registry::embedded()).expect("a server");
        let modern = ClientLifecycleMode::Discover { preferred_versions: vec![ProtocolVersion::V_2026_07_28] };
        for era in [ClientLifecycleMode::Initialize, modern] {
            let (here, there) = tokio::io::duplex(1 << 16);
            let connection = server.clone();
            let served = tokio::spawn(async move { connection.serve(there).await.expect("served").waiting().await });
            let client = ().serve_with_lifecycle(here, era.clone()).await.expect("connected");
            let stream = if era == ClientLifecycleMode::Initialize {
                for _ in 0..2 {
                    #[expect(deprecated, reason = "older clients subscribe so")]
                    client.subscribe(SubscribeRequestParams::new(&uri)).await.expect("subscribed");
                }
                None
            } else {
                let filter = SubscriptionFilter::builder().resources_list_changed().resource_subscription(&uri);
                Some(client.listen(filter.build()).await.expect("a subscription"))
            };
            while workspace.watchers() < 2 {
                tokio::task::yield_now().await;
            }
            drop(stream);
            client.cancel().await.expect("closed");
            served.await.expect("ended").expect("ended well");
            while workspace.watchers() > 0 {
                tokio::task::yield_now().await;
            }
        }
    }
}
