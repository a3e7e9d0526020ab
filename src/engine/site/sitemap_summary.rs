//! What a sitemap file holds, in numbers.

/// The kind of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Kind {
    /// `<urlset>`: pages.
    #[default]
    Pages,
    /// `<sitemapindex>`: other sitemaps.
    Index,
    /// A URL on each line.
    Text,
}

/// What a file holds, in numbers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Summary {
    /// Its address.
    pub url: String,
    /// Its kind.
    pub kind: Kind,
    /// How many entries it has.
    pub entries: u64,
    /// Its size before compression.
    pub bytes: u64,
    /// Entries whose `loc` is blank, relative or no URL of a page.
    pub unreadable: u64,
    /// Entries whose `lastmod` is no W3C date (`2027-03-31`, `2027-03-31T10:00:00Z`).
    pub bad_dates: u64,
    /// Entries with a `lastmod`.
    pub dated: u64,
    /// Entries on another host, or outside of the folder of the file, which crawlers may leave out.
    pub out_of_scope: u64,
    /// Whether the root element bears the namespace of the protocol.
    pub has_namespace: bool,
    /// Whether it was read to its end.
    pub complete: bool,
    /// Why it was not; blank where it was.
    pub stopped_by: String,
}
