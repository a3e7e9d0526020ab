//! References to container images: a name, and a digest or tag.

use super::fact::{ArtifactKind, Identity, Role, What};

/// An image reference in its parts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Image {
    /// Registry and name.
    pub name: String,
    /// Which version.
    pub identity: Identity,
}

impl Image {
    /// Reads a reference such as `ghcr.io/shop/web:1.4@sha256:...`. A digest wins over a tag. An expression is kept as it
    /// is written: one after `@` stands for a digest, one after `:` for a tag.
    pub(super) fn of(reference: &str) -> Image {
        let reference = reference.trim().trim_start_matches("docker://");
        if let Some((name, digest)) = split(reference, '@') {
            let name = split(name, ':').filter(|(_, tag)| !tag.contains('/')).map_or(name, |(name, _)| name);
            return Image { name: name.to_owned(), identity: Identity::Digest(digest.to_owned()) };
        }
        match split(reference, ':').filter(|(_, tag)| !outside(tag).contains('/')) {
            Some((name, tag)) => Image { name: name.to_owned(), identity: Identity::Tag(tag.to_owned()) },
            // A reference that is a variable as a whole hides its version.
            None if is_variable(reference) => Image { name: reference.to_owned(), identity: Identity::Unknown },
            None => Image { name: reference.to_owned(), identity: Identity::Nothing },
        }
    }

    /// The fact that it is used in this way.
    pub(super) fn what(self, role: Role) -> What {
        What::Artifact { role, kind: ArtifactKind::Image, name: self.name, identity: self.identity, from: None }
    }
}

/// Whether the last part is a variable or expression.
fn is_variable(reference: &str) -> bool {
    reference.starts_with('$') || (reference.ends_with('}') && !reference.contains('/'))
}

/// Splits at the last such letter that stands outside of `${...}`.
fn split(text: &str, letter: char) -> Option<(&str, &str)> {
    let mut depth = 0_usize;
    let mut found = None;
    for (at, c) in text.char_indices() {
        match c {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            c if c == letter && depth == 0 => found = Some(at),
            _ => {}
        }
    }
    let at = found?;
    Some((&text[..at], &text[at + letter.len_utf8()..]))
        .filter(|(before, after)| !before.is_empty() && !after.is_empty())
}

/// A text without what stands in braces.
fn outside(text: &str) -> String {
    let mut depth = 0_usize;
    let keep = |c: &char| match c {
        '{' => {
            depth += 1;
            false
        }
        '}' => {
            depth = depth.saturating_sub(1);
            false
        }
        _ => depth == 0,
    };
    text.chars().filter(keep).collect()
}

/// Whether a word of a command looks like an image with a version.
pub(super) fn is_reference(word: &str) -> bool {
    let named = |name: &str| !name.is_empty() && !name.starts_with('-') && !name.contains([' ', '=', '(', ')']);
    if word.contains("://") {
        return false;
    }
    match Image::of(word) {
        Image { name, identity: Identity::Digest(digest) } => {
            named(&name) && (digest.starts_with("sha256:") || digest.contains('$'))
        }
        Image { name, identity: Identity::Tag(_) } => named(&name) && !name.contains(':'),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_tags_and_digests() {
        let read = |reference: &str| {
            let image = Image::of(reference);
            (image.name, image.identity)
        };
        let tag = |tag: &str| Identity::Tag(tag.to_owned());
        let digest = |digest: &str| Identity::Digest(digest.to_owned());
        for (reference, name, identity) in [
            ("nginx", "nginx", Identity::Nothing),
            ("nginx:1.27", "nginx", tag("1.27")),
            ("localhost:5000/web", "localhost:5000/web", Identity::Nothing),
            ("localhost:5000/web:2", "localhost:5000/web", tag("2")),
            ("ghcr.io/a/b:1@sha256:0f", "ghcr.io/a/b", digest("sha256:0f")),
            ("ghcr.io/a/b:${{ github.sha }}", "ghcr.io/a/b", tag("${{ github.sha }}")),
            ("a/b@${{ needs.x.outputs.digest }}", "a/b", digest("${{ needs.x.outputs.digest }}")),
            ("$CI_REGISTRY_IMAGE:$CI_COMMIT_SHA", "$CI_REGISTRY_IMAGE", tag("$CI_COMMIT_SHA")),
            ("$IMAGE", "$IMAGE", Identity::Unknown),
            ("web:${TAG:-latest}", "web", tag("${TAG:-latest}")),
        ] {
            assert_eq!(read(reference), (name.to_owned(), identity), "{reference}");
        }
        assert!(is_reference("a/b:1") && is_reference("a@sha256:0f"));
        assert!(!is_reference("https://x:80/y") && !is_reference("web") && !is_reference("--flag=a:b"));
    }
}
