//! Where a model is, and one exchange with it.

use std::net::IpAddr;
use std::path::Path;
use std::time::{Duration, SystemTime};

use async_openai::Client;
use async_openai::config::OpenAIConfig;
use async_openai::error::OpenAIError;
use async_openai::middleware::HttpRequestFactory;
use futures_util::StreamExt;
use reqwest::header::{CONTENT_TYPE, RETRY_AFTER};
use reqwest::redirect::Policy;
use serde_json::Value as Json;
use url::{Host, Url};

use super::cassette::{Broken, Outcome};
use super::retry::retry_after;
use super::stream::{Added, Gather};
use super::trouble::Trouble;
use super::{Failure, Key, Usage};

/// Where models are asked unless another address is named.
const DEFAULT_BASE_URL: &str = "https://api.openai.com/v1";

/// The variable that names another address, to which the key of OpenAI belongs.
const BASE_URL_VARIABLE: &str = "OPENAI_BASE_URL";

/// How long making a connection may take.
const CONNECT: Duration = Duration::from_secs(20);

/// How many bytes of an answer are read at most for a token of the most it may have: beyond it, the endpoint does not
/// keep to what it was told.
const BYTES_PER_TOKEN: usize = 16;

/// The most bytes of an error, or of an answer that does not come as a stream.
const BODY: usize = 8 << 20;

/// An OpenAI-compatible endpoint.
#[derive(Debug, Clone)]
pub struct Endpoint {
    url: Url,
    key: Option<Key>,
    client: Client<OpenAIConfig>,
}

impl Endpoint {
    /// The endpoint at an address, or the one that the environment names, or the public one; with the key in a file, or
    /// else in the environment.
    ///
    /// # Errors
    /// An address or a key that cannot be used, or a key that is missing.
    pub fn find(base_url: Option<&str>, key_file: Option<&Path>) -> Result<Self, Failure> {
        let base_url = base_url.map(str::trim).filter(|url| !url.is_empty());
        let of_openai = std::env::var(BASE_URL_VARIABLE).ok().filter(|url| !url.trim().is_empty());
        let same = |url: &str| {
            let of_openai = of_openai.as_deref().unwrap_or(DEFAULT_BASE_URL);
            url.trim_end_matches('/') == of_openai.trim().trim_end_matches('/')
        };
        let key = Key::find(key_file, base_url.is_none_or(same))?;
        Endpoint::new(base_url.or(of_openai.as_deref()), key)
    }

    /// The endpoint at an address, or the public one; opened with a key, where it needs one.
    ///
    /// # Errors
    /// An address that cannot be used, a public endpoint without a key, or a key that others on the way could read.
    pub fn new(base_url: Option<&str>, key: Option<Key>) -> Result<Self, Failure> {
        let given = base_url.unwrap_or(DEFAULT_BASE_URL).trim();
        let bad = |problem: &str| Failure::BadUrl { given: given.to_owned(), problem: problem.to_owned() };
        let url = Url::parse(given.trim_end_matches('/')).map_err(|error| bad(&error.to_string()))?;
        match url.scheme() {
            "http" | "https" => {}
            other => return Err(bad(&format!("it begins with `{other}:`"))),
        }
        if !url.username().is_empty() || url.password().is_some() {
            let problem = "a key is given by the environment or a file".to_owned();
            return Err(Failure::BadUrl { given: "an address with a password".to_owned(), problem });
        }
        if base_url.is_none() && key.is_none() {
            return Err(Failure::NoKey { place: given.to_owned() });
        }
        let local = is_local(&url);
        if key.is_some() && url.scheme() == "http" && !local {
            return Err(Failure::KeyInClear { place: given.to_owned() });
        }
        let mut http = reqwest::Client::builder().connect_timeout(CONNECT).redirect(Policy::none());
        if local {
            // What stays on this machine does not go through a proxy elsewhere.
            http = http.no_proxy();
        }
        let http = http.build().map_err(|error| bad(&error.to_string()))?;
        let mut config = OpenAIConfig::new()
            .with_api_base(url.as_str().trim_end_matches('/'))
            .with_api_key(key.as_ref().map_or("none", Key::expose));
        if !DEFAULT_BASE_URL.starts_with(&url.origin().ascii_serialization()) {
            // The environment's organization and project at OpenAI are nobody else's business.
            config = config.with_org_id("").with_project_id("");
        }
        let client = Client::with_config(config).with_http_service(tower::service_fn(move |request| {
            let http = http.clone();
            async move { answer(http, request).await }
        }));
        Ok(Endpoint { url, key, client })
    }

    /// The address.
    pub fn place(&self) -> &str {
        self.url.as_str().trim_end_matches('/')
    }

    /// Whether it is on this machine.
    pub fn is_local(&self) -> bool {
        is_local(&self.url)
    }

    /// Whether it is sent a key.
    pub(super) fn has_key(&self) -> bool {
        self.key.is_some()
    }

    /// A text for a cassette, without the key.
    pub(super) fn without_secret(&self, text: &str) -> String {
        self.key.as_ref().filter(|key| key.is_secret()).map_or_else(|| text.to_owned(), |key| key.hide(text))
    }

    /// A message without the key.
    fn hide(&self, text: &str) -> String {
        self.key.as_ref().map_or_else(|| text.to_owned(), |key| key.hide(text))
    }

    /// Sends a request and reads the reply to its end, telling its words as they come.
    ///
    /// # Errors
    /// What went wrong, with what had come so far.
    pub(super) async fn exchange(
        &self,
        body: &Json,
        max_tokens: u32,
        silence: Duration,
        hear: &mut (dyn FnMut(&Added) + Send),
    ) -> Outcome {
        let mut gather = Gather::default();
        let silent = || Trouble::Cut(format!("nothing came for {} s", silence.as_secs()));
        let broke = |trouble: Trouble, gather: &Gather| self.broken(trouble, gather);
        let chat = self.client.chat();
        let begun = chat.create_stream_byot::<_, Json>(body.clone());
        let mut chunks = match tokio::time::timeout(silence, begun).await {
            Ok(begun) => begun.map_err(|error| broke(trouble(error), &gather))?,
            Err(_) => return Err(broke(silent(), &gather)),
        };
        let longest = usize::try_from(max_tokens).unwrap_or(usize::MAX).saturating_mul(BYTES_PER_TOKEN);
        loop {
            let chunk = match tokio::time::timeout(silence, chunks.next()).await {
                Ok(Some(Ok(chunk))) => chunk,
                Ok(Some(Err(error))) => return Err(broke(trouble(error), &gather)),
                Ok(None) => break,
                Err(_) => return Err(broke(silent(), &gather)),
            };
            match gather.take(chunk) {
                Ok(added) => hear(&added),
                Err(trouble) => return Err(broke(trouble, &gather)),
            }
            if gather.len() > longest {
                let trouble = Trouble::Unreadable(format!("it goes on beyond the {max_tokens} tokens it was given"));
                return Err(broke(trouble, &gather));
            }
        }
        gather.whole().map_err(|trouble| broke(trouble, &gather))
    }

    /// What is known of an exchange that brought no whole reply.
    fn broken(&self, trouble: Trouble, gather: &Gather) -> Broken {
        let so_far = gather.words().to_owned();
        let usage = match (&trouble, gather.usage()) {
            // The request was not taken.
            (Trouble::Status { .. } | Trouble::Unreachable(_), Usage { input: 0, output: 0, .. }) => Usage::default(),
            (_, usage) => usage,
        };
        Broken { trouble: self.hidden(trouble), so_far, usage }
    }

    fn hidden(&self, trouble: Trouble) -> Trouble {
        match trouble {
            Trouble::Status { status, retry_after, said } => {
                Trouble::Status { status, retry_after, said: self.hide(&said) }
            }
            Trouble::Unreachable(problem) => Trouble::Unreachable(self.hide(&problem)),
            Trouble::Cut(problem) => Trouble::Cut(self.hide(&problem)),
            Trouble::Unreadable(problem) => Trouble::Unreadable(self.hide(&problem)),
            Trouble::Empty => Trouble::Empty,
        }
    }
}

/// Whether an address is on this machine.
fn is_local(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(address)) => IpAddr::V4(address).is_loopback(),
        Some(Host::Ipv6(address)) => IpAddr::V6(address).is_loopback(),
        None => false,
    }
}

/// A status other than success, on its way through the client.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
struct Refused(Trouble);

/// Sends a request. The client's own retries are left out, since whoever asks wants to be told and to keep to a budget;
/// and a reply that comes whole, from an endpoint that does not stream, is made a stream of one chunk.
async fn answer(http: reqwest::Client, request: HttpRequestFactory) -> Result<reqwest::Response, OpenAIError> {
    let request = request.build().await?;
    let response = http.execute(request).await.map_err(OpenAIError::Reqwest)?;
    let status = response.status();
    let header = |name| response.headers().get(&name).and_then(|value| value.to_str().ok()).map(str::to_owned);
    if !status.is_success() {
        let asked = header(RETRY_AFTER).and_then(|value| retry_after(&value, SystemTime::now()));
        let said = String::from_utf8_lossy(&text(response).await?).into_owned();
        let trouble = Trouble::Status { status: status.as_u16(), retry_after: asked, said };
        return Err(OpenAIError::Boxed(Box::new(Refused(trouble))));
    }
    if header(CONTENT_TYPE).is_some_and(|kind| kind.starts_with("application/json")) {
        let body = text(response).await?;
        let whole: Json =
            serde_json::from_slice(&body).map_err(|error| OpenAIError::JSONDeserialize(error, String::new()))?;
        let stream = http::Response::new(format!("data: {whole}\n\ndata: [DONE]\n\n"));
        return Ok(stream.into());
    }
    Ok(response)
}

/// The body of a response, as far as anybody would read it.
async fn text(mut response: reqwest::Response) -> Result<Vec<u8>, OpenAIError> {
    let mut body = Vec::new();
    while let Some(bytes) = response.chunk().await.map_err(OpenAIError::Reqwest)? {
        body.extend_from_slice(&bytes);
        if body.len() > BODY {
            break;
        }
    }
    Ok(body)
}

/// What an error of the client is.
fn trouble(error: OpenAIError) -> Trouble {
    match error {
        OpenAIError::Boxed(error) => match error.downcast::<Refused>() {
            Ok(refused) => refused.0,
            Err(error) => Trouble::Unreachable(error.to_string()),
        },
        OpenAIError::Reqwest(error) if error.is_body() || error.is_decode() => Trouble::Cut(causes(&error)),
        OpenAIError::Reqwest(error) => Trouble::Unreachable(causes(&error)),
        OpenAIError::StreamError(error) => Trouble::Cut(error.to_string()),
        OpenAIError::JSONDeserialize(error, _) => Trouble::Unreadable(error.to_string()),
        other => Trouble::Unreadable(other.to_string()),
    }
}

/// What an error says, down to its cause: the outermost alone is `error sending request`.
fn causes(error: &dyn std::error::Error) -> String {
    let mut deepest = error;
    while let Some(cause) = deepest.source() {
        deepest = cause;
    }
    deepest.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_says_whether_it_is_this_machine() {
        for (address, local) in [
            ("http://127.0.0.1:8080/v1", true),
            ("http://localhost:11434/v1/", true),
            ("http://[::1]:1/v1", true),
            ("https://llm.example/v1", false),
            ("http://localhost.example/v1", false),
        ] {
            assert_eq!(Endpoint::new(Some(address), None).unwrap().is_local(), local, "{address}");
        }
    }

    #[test]
    fn an_address_that_cannot_be_used_is_told() {
        for (address, told) in [
            ("llm", "is not an endpoint URL"),
            ("ftp://llm/v1", "begins with `ftp:`"),
            ("https://me:secret@llm/v1", "`an address with a password`"),
        ] {
            let failure = Endpoint::new(Some(address), None).unwrap_err().to_string();
            assert!(failure.contains(told), "{failure}");
        }
        assert!(matches!(Endpoint::new(None, None), Err(Failure::NoKey { .. })));
    }

    #[test]
    fn a_key_is_not_sent_in_clear() {
        for (address, taken) in
            [("http://llm.example/v1", false), ("https://llm.example/v1", true), ("http://127.0.0.1:1/v1", true)]
        {
            let endpoint = Endpoint::new(Some(address), Some(Key::new("k-1234567890")));
            assert_eq!(endpoint.is_ok(), taken, "{address}");
            assert!(Endpoint::new(Some(address), None).is_ok(), "{address}");
        }
    }
}
