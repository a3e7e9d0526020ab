//! What the name of an image says.

/// The name of the service an image is of: `orders` of `ghcr.io/acme/orders`.
pub(super) fn of_image(artifact: &str) -> Option<&str> {
    let name = artifact.rsplit_once('/').map(|(_, name)| name)?;
    (!artifact.contains(' ') && !name.is_empty() && !name.contains('$')).then_some(name)
}

/// The registry of an image: `ghcr.io` of `ghcr.io/acme/orders`.
pub(super) fn registry(artifact: &str) -> Option<String> {
    if artifact.contains(' ') {
        return None;
    }
    let host = artifact.split_once('/').map(|(host, _)| host)?;
    match host {
        "$CI_REGISTRY_IMAGE" | "$CI_REGISTRY" => Some("the GitLab registry of the project".to_owned()),
        _ if host.contains('.') || host.contains(':') => Some(host.to_owned()),
        _ => None,
    }
}
