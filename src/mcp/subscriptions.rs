//! Subscriptions: who is told when a pack moves on, or when there is another one.
//!
//! Protocol 2026-07-28 has one request for each subscription, `subscriptions/listen`, which lives as long as the
//! subscription does. Before it a client subscribes to addresses, one by one, for as long as it is connected.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use rmcp::ErrorData;
use rmcp::model::{ResourceUpdatedNotificationParam, SubscriptionFilter};
use rmcp::service::{Peer, RoleServer, SubscriptionContext, SubscriptionSink};
use tokio::task::JoinSet;
use tokio_util::sync::{CancellationToken, DropGuard};

use super::Server;
use super::resources::{self, Target};
use crate::workspace::{Watched, WatchedList};

/// How many addresses a connection, or a subscription, may follow.
const MOST: usize = 1000;

/// What one connection follows under protocols before 2026-07-28. A clone of the server serves another connection, so a
/// clone of this follows nothing.
#[derive(Debug, Default)]
pub(super) struct Session {
    following: Mutex<Following>,
}

#[derive(Debug, Default)]
struct Following {
    /// By address. What is dropped ends.
    packs: BTreeMap<String, DropGuard>,
    list: Option<DropGuard>,
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
    let Ok(Target::Pack { id, revision: None, .. }) = Target::parse(&uri) else {
        // Nothing else changes while the server runs, so it need not be followed; but it has to be there.
        return resources::contents(server, &uri).await.map(drop);
    };
    {
        let following = server.session.following();
        if following.packs.len() >= MOST && !following.packs.contains_key(&uri) {
            let message = format!("this connection follows {MOST} resources already; unsubscribe from some");
            return Err(ErrorData::invalid_params(message, None));
        }
    }
    let watched = server.workspace.watch(&id).await.map_err(|refusal| resources::missing(&uri, &refusal))?;
    let guard = guarded(follow(watched, uri.clone(), Listener::Connection(peer)));
    server.session.following().packs.insert(uri, guard);
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

/// What of a wanted subscription is served: addresses of this server, as many as one may follow.
pub(super) fn accepted(server: &Server, wanted: &SubscriptionFilter) -> SubscriptionFilter {
    let mut accepted = wanted.clone();
    let served = |uri: &String| match Target::parse(uri) {
        Ok(Target::File) => server.library.has(uri),
        read => read.is_ok(),
    };
    if let Some(uris) = &mut accepted.resource_subscriptions {
        uris.retain(served);
        uris.truncate(MOST);
    }
    accepted
}

/// `subscriptions/listen`: follows what was accepted until the client or the server ends it.
pub(super) async fn listen(server: &Server, context: &SubscriptionContext) -> Result<(), ErrorData> {
    let listener = || Listener::Stream(context.sink().clone());
    // Dropped with this request, and then ended.
    let mut followers = JoinSet::new();
    if context.accepted().resources_list_changed == Some(true) {
        let list = server.workspace.watch_list().await.map_err(|refusal| resources::failed(&refusal))?;
        followers.spawn(follow_list(list, listener()));
    }
    for uri in context.accepted().resource_subscriptions.iter().flatten() {
        let Ok(Target::Pack { id, revision: None, .. }) = Target::parse(uri) else { continue };
        match server.workspace.watch(&id).await {
            Ok(watched) => drop(followers.spawn(follow(watched, uri.clone(), listener()))),
            // There is nothing to be told of a pack that is not there.
            Err(refusal) => tracing::debug!("{uri} is not followed: {refusal}"),
        }
    }
    tokio::select! {
        () = context.cancelled() => {}
        () = server.closing.cancelled() => {}
    }
    Ok(())
}
