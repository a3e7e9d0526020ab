//! A contract names no interface that a consumer could code against.
//!
//! ## What it does
//! Looks under *Proposed platform contract* for a form (API, SDK, library, schema, event, protocol, webhook,
//! command line, component, workflow, or an operation such as `POST /v1/exports`), and for something beyond the
//! bare word: an operation, a name, a limit, or a sentence about it.
//!
//! ## Why it matters
//! The contract is the part of a shared capability that outlives its code. Consumers decide by it whether to
//! move, and estimate by it how long that takes. "A unified layer" can be neither called, tested nor refused.
//!
//! ## Example
//! Bad: `A service for audit logs`, or `SDK`.
//!
//! Good: `` HTTP API `POST /v1/audit-entries`, `GET /v1/audit-entries?filter=`; JSON Schema v1; append p99 < 50
//! ms ``.
//!
//! ## Fix
//! Name the form, its three to six operations, and what it promises: latency, limits, order, failure.

use crate::skills::shared::reading::wording::{shortened, unfilled, word_count};
use crate::finding::Findings;
use crate::text;
use crate::skills::platform_infrastructure::{Case, Capabilities};

crate::rule!("CAP003", "contract-without-interface", Warning, needs["capabilities"], "cap003.rs", check);

const FORMS: &[&str] = &[
    "api", "apis", "sdk", "sdks", "librar*", "client library", "package", "packages", "gem", "crate", "schema",
    "schemas", "data model", "events", "event stream*", "event contract*", "domain event*", "topic", "topics",
    "protocol*", "grpc", "http", "https", "graphql", "webhook*", "websocket*", "cli", "command line", "component",
    "components", "design system", "workflow", "workflows", "activities", "protobuf", "protocol buffers", "openapi",
    "asyncapi", "json", "avro", "parquet", "yaml", "openid", "oidc", "oauth", "oauth2", "saml", "scim",
    "opentelemetry", "otlp", "openfeature", "sql", "endpoint*", "terraform", "helm", "custom resource*", "crd",
    "operator", "sidecar", "middleware", "plugin*", "template", "templates", "mcp", "amqp", "mqtt", "cloudevents",
    "file format", "interface definition",
];

const VERBS: &[&str] = &["GET /", "POST /", "PUT /", "PATCH /", "DELETE /", "HEAD /"];

fn check(case: &Case<'_>, findings: &mut Findings) {
    for capability in Capabilities::of(case.pack).capabilities() {
        let contract = capability.contract();
        if unfilled(&contract) {
            continue;
        }
        let name = capability.name().text;
        let fix = "name the form, its operations and a promise, such as \"HTTP API `POST /v1/exports`, \
                   `GET /v1/exports/{id}`; accepted within 200 ms; at most 5 running exports per account\"";
        if !names_form(contract.text) {
            findings
                .at(contract.place, format!("The contract of \"{name}\" names no interface to code against"))
                .evidence(format!("it says: {}", shortened(contract.text)))
                .fix(fix);
        } else if !says_more(contract.text) {
            findings
                .at(
                    contract.place,
                    format!("The contract of \"{name}\" names an interface but none of its operations or promises"),
                )
                .evidence(format!("it says: {}", shortened(contract.text)))
                .fix(fix);
        }
    }
}

fn names_form(contract: &str) -> bool {
    // REST in capitals only: "the rest" is no interface.
    let rest = contract.split(|c: char| !c.is_alphanumeric()).any(|word| word == "REST" || word == "RESTful");
    rest || operation(contract) || text::has_any(contract, FORMS)
}

/// Whether it writes out an operation: `POST /v1/exports`, `check(subject, action)`.
fn operation(contract: &str) -> bool {
    VERBS.iter().any(|verb| contract.contains(verb))
        || contract.split('`').skip(1).step_by(2).any(|code| code.contains(['/', '(']))
}

fn says_more(contract: &str) -> bool {
    contract.contains(['`', '(', ':']) || text::has_number(contract) || word_count(contract) >= 6
}
