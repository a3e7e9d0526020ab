//! What a page says to crawlers about itself: robots directives and the `Link` header.

/// The robots directives that bear on discovery.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Directives {
    /// Not to be indexed: `noindex` or `none`.
    pub noindex: bool,
    /// Its links are not to be followed: `nofollow` or `none`.
    pub nofollow: bool,
}

impl Directives {
    /// Reads the content of `<meta name="robots">`: words between commas, in any case. Where two contradict each
    /// other the stricter one holds (Google Search Central, Robots meta tag specifications).
    pub fn parse(content: &str) -> Self {
        let mut found = Directives::default();
        for word in content.split([',', ' ', '\t', '\n', '\r']) {
            let is = |name: &str| word.eq_ignore_ascii_case(name);
            found.noindex |= is("noindex") || is("none");
            found.nofollow |= is("nofollow") || is("none");
        }
        found
    }

    /// Reads an `X-Robots-Tag` header, in which an agent may stand before the directives it concerns:
    /// `otherbot: noindex, nofollow`. Those of other agents than `agent` are left out.
    pub fn parse_header(value: &str, agent: &str) -> Self {
        let mut found = Directives::default();
        let mut concerns = true;
        for part in value.split(',') {
            let mut words = part;
            // A colon behind `unavailable_after`, `max-snippet` and their like is no agent's.
            if let Some((name, rest)) = part.split_once(':')
                && !has_value(name.trim())
            {
                concerns = name.trim().eq_ignore_ascii_case(agent);
                words = rest;
            }
            if concerns {
                found = found.and(Directives::parse(words));
            }
        }
        found
    }

    /// Both together.
    #[must_use]
    pub fn and(self, other: Directives) -> Self {
        Directives { noindex: self.noindex || other.noindex, nofollow: self.nofollow || other.nofollow }
    }
}

/// Directives that are written with a value.
fn has_value(name: &str) -> bool {
    let valued = ["unavailable_after", "max-snippet", "max-image-preview", "max-video-preview"];
    valued.iter().any(|one| one.eq_ignore_ascii_case(name)) || name.contains(' ')
}

/// One link of a `Link` header (RFC 8288, section 3).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeaderLink<'a> {
    /// Its target as it is written.
    pub target: &'a str,
    /// Its relations, separated by blanks.
    pub rel: &'a str,
    /// The language of the target, if stated.
    pub hreflang: Option<&'a str>,
}

/// The links of a `Link` header; what has another form is left out.
pub fn header_links(value: &str) -> Vec<HeaderLink<'_>> {
    let mut links = Vec::new();
    let mut rest = value;
    while let Some((_, after)) = rest.split_once('<') {
        let Some((target, after)) = after.split_once('>') else { break };
        let mut link = HeaderLink { target: target.trim(), rel: "", hreflang: None };
        rest = parameters(after, &mut link);
        links.push(link);
    }
    links
}

/// Reads `; name=value` up to the comma before the next link, and returns what is left.
fn parameters<'a>(mut rest: &'a str, link: &mut HeaderLink<'a>) -> &'a str {
    loop {
        let Some(after) = rest.trim_start().strip_prefix(';') else { return rest };
        let name_end = after.find(['=', ';', ',']).unwrap_or(after.len());
        let name = after[..name_end].trim();
        let Some(after) = after[name_end..].strip_prefix('=') else {
            rest = &after[name_end..];
            continue;
        };
        let after = after.trim_start();
        let (value, left) = match after.strip_prefix('"') {
            Some(quoted) => quoted.split_once('"').unwrap_or((quoted, "")),
            None => after.split_at(after.find([';', ',']).unwrap_or(after.len())),
        };
        if name.eq_ignore_ascii_case("rel") && link.rel.is_empty() {
            link.rel = value.trim();
        } else if name.eq_ignore_ascii_case("hreflang") && link.hreflang.is_none() {
            link.hreflang = Some(value.trim());
        }
        rest = left;
    }
}

/// Whether a list of relations has one, in any case.
pub fn has_rel(rel: &str, name: &str) -> bool {
    rel.split_ascii_whitespace().any(|one| one.eq_ignore_ascii_case(name))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn reads_directives() {
        let both = Directives { noindex: true, nofollow: true };
        assert_eq!(Directives::parse("NoIndex,nofollow"), both);
        assert_eq!(Directives::parse("none"), both);
        assert_eq!(Directives::parse("index, follow, max-snippet:-1"), Directives::default());
        assert_eq!(Directives::parse("noindexing"), Directives::default());
        assert_eq!(Directives::parse("index, noindex"), Directives { noindex: true, nofollow: false });
    }

    #[test]
    fn reads_headers_for_an_agent() {
        let read = |value: &str| {
            let found = Directives::parse_header(value, "googlebot");
            (found.noindex, found.nofollow)
        };
        assert_eq!(read("noindex"), (true, false));
        assert_eq!(read("googlebot: nofollow"), (false, true));
        assert_eq!(read("otherbot: noindex, nofollow"), (false, false));
        assert_eq!(read("otherbot: nofollow, googlebot: noindex"), (true, false));
        assert_eq!(read("unavailable_after: 25 Jun 2010 15:00:00 PST, noindex"), (true, false));
    }

    #[test]
    fn reads_link_headers() {
        let links = header_links(r#"<https://e.example/a>; rel="canonical", </de>; hreflang=de ;rel=alternate,</x>"#);
        let read: Vec<_> = links.iter().map(|link| (link.target, link.rel, link.hreflang)).collect();
        assert_eq!(
            read,
            [("https://e.example/a", "canonical", None), ("/de", "alternate", Some("de")), ("/x", "", None)]
        );
        assert!(header_links("<broken").is_empty());
    }

    proptest! {
        #[test]
        fn nothing_makes_it_panic(text in "([<>;,=\":a-zé ]|rel|hreflang){0,40}") {
            let _ = (header_links(&text), Directives::parse_header(&text, "a"));
        }
    }
}
