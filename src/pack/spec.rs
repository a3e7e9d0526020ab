//! What a section is made of, declared once.
//!
//! A [`SectionSpec`] lists the fields of one deliverable; a [`TableSpec`] lists the columns of one
//! table. The JSON Schema of a step's input, the Markdown headings and table headers, the renderer,
//! the parser and the typed views all come from the same declaration, written with [`section!`] and
//! [`table!`].
//!
//! [`section!`]: crate::section
//! [`table!`]: crate::table

use super::letters::choice;

/// What a cell, a list item or a text field holds. The kind decides what the generic rules expect of
/// it and what its JSON Schema says; the value itself is always kept as the text people wrote.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Free words.
    Prose,
    /// The name a row goes by; other sections refer to it.
    Name,
    /// A number with its unit, as observed or estimated: `1.2 TB`, `4,300 req/s`, `71 %`.
    Measure,
    /// A bound: comparator, number, unit and, where it makes sense, a window: `>= 99.9 % over 30 days`.
    Target,
    /// A length of time, possibly a range: `6 weeks`, `4-6 weeks`.
    Duration,
    /// A calendar day to come, `2027-03-31`.
    Date,
    /// A calendar day that has been: when something was observed or agreed.
    PastDate,
    /// A span of calendar days, `2027-01-11 to 2027-02-19`.
    DateRange,
    /// One accountable person or named role.
    Owner,
    /// Names of teams, services or people, separated by commas.
    Names,
    /// One of these words.
    Choice(&'static [&'static str]),
    /// Names or identifiers of rows elsewhere in the pack, separated by commas; `none` is an answer.
    Refs,
}

impl Kind {
    /// A text in the words of its kind: the choice that it is, in whatever case and with whatever between its words. Any
    /// other text as it is.
    pub fn word(self, text: &str) -> String {
        let word = match self {
            Kind::Choice(words) => choice(words, text),
            _ => None,
        };
        word.unwrap_or(text).to_owned()
    }

    /// Whether two texts of this kind say the same.
    pub fn is_same(self, a: &str, b: &str) -> bool {
        a == b || matches!(self, Kind::Choice(_)) && self.word(a) == self.word(b)
    }
}

/// One column of a table.
#[derive(Debug)]
pub struct ColumnSpec {
    /// The key in JSON.
    pub key: &'static str,
    /// The header in Markdown.
    pub header: &'static str,
    /// What belongs in the cell; becomes the schema's description.
    pub doc: &'static str,
    /// What the cell holds.
    pub kind: Kind,
    /// Whether a row may leave it blank.
    pub optional: bool,
    /// Whether it tells rows apart that have the same first cell.
    pub tells_apart: bool,
}

/// A table: its rows are known by the text of the first column, and of those that tell rows of one name apart.
#[derive(Debug)]
pub struct TableSpec {
    /// What one row is called in messages: `limit`, `milestone`.
    pub row: &'static str,
    /// The columns in the order they are rendered; the first one names the row.
    pub columns: &'static [ColumnSpec],
}

impl TableSpec {
    /// The column whose text names a row.
    pub fn key_column(&self) -> &'static ColumnSpec {
        &self.columns[0]
    }

    /// The columns that tell rows of one name apart: the day of a measurement, the window of an alert.
    pub fn telling_apart(&self) -> impl Iterator<Item = &'static ColumnSpec> + use<> {
        self.columns.iter().filter(|column| column.tells_apart)
    }

    /// The column with this JSON key.
    pub fn column(&self, key: &str) -> Option<&'static ColumnSpec> {
        self.columns.iter().find(|column| column.key == key)
    }
}

/// How a field is laid out.
#[derive(Debug, Clone, Copy)]
pub enum Shape {
    /// Paragraphs of Markdown.
    Text(Kind),
    /// A bulleted list, one line an item.
    List(Kind),
    /// A table.
    Table(&'static TableSpec),
}

/// One field of a section.
#[derive(Debug)]
pub struct FieldSpec {
    /// The key in JSON.
    pub key: &'static str,
    /// The heading in Markdown.
    pub label: &'static str,
    /// Other headings people write for it.
    pub aliases: &'static [&'static str],
    /// What belongs in it; becomes the schema's description.
    pub doc: &'static str,
    /// Text, list or table.
    pub shape: Shape,
    /// Whether the section is complete without it.
    pub optional: bool,
}

/// One deliverable of a pack.
#[derive(Debug)]
pub struct SectionSpec {
    /// The key in JSON and in locations: `scaling`.
    pub key: &'static str,
    /// The heading in Markdown, without its number.
    pub title: &'static str,
    /// Other headings people write for it.
    pub aliases: &'static [&'static str],
    /// What the section is for and when it is done.
    pub doc: &'static str,
    /// The fields, in the order they are rendered.
    pub fields: &'static [FieldSpec],
    /// The field that takes text standing before the first heading.
    pub preamble: &'static str,
    /// Whether the heading carries the section's number.
    pub numbered: bool,
}

impl SectionSpec {
    /// The field with this JSON key.
    pub fn field(&self, key: &str) -> Option<&'static FieldSpec> {
        self.fields.iter().find(|field| field.key == key)
    }

    /// The table behind a field, if it is one.
    pub fn table(&self, key: &str) -> Option<&'static TableSpec> {
        match self.field(key)?.shape {
            Shape::Table(table) => Some(table),
            _ => None,
        }
    }
}

/// Declares a table: its [`TableSpec`] and a typed, borrowed view of one row.
///
/// ```
/// use groundplan::table;
/// table! {
///     /// A planet.
///     pub Planet ("planet") {
///         /// What it is called.
///         planet: Name => "Planet",
///         /// Its mass.
///         mass: Measure => "Mass",
///         /// Anything else.
///         optional notes: Prose => "Notes",
///     }
/// }
/// assert_eq!(Planet::TABLE.columns[1].header, "Mass");
/// ```
#[macro_export]
macro_rules! table {
    (
        $(#[doc = $doc:literal])*
        pub $name:ident ($row:literal) { $($columns:tt)* }
    ) => {
        $(#[doc = $doc])*
        #[derive(Debug, Clone, Copy)]
        pub struct $name<'a>(pub $crate::pack::RowRef<'a>);
        $crate::table!(@columns $name ($row) [] $($columns)*);
        impl<'a> $name<'a> {
            /// The name the row goes by.
            pub fn name(&self) -> $crate::pack::Cell<'a> {
                self.0.cell(Self::TABLE.key_column().key)
            }
            /// Where the row stands.
            pub fn place(&self) -> $crate::pack::Place<'a> {
                self.0.place()
            }
        }
    };
    (@columns $name:ident ($row:literal) [$($spec:expr,)*]) => {
        impl<'a> $name<'a> {
            /// The table's declaration.
            pub const TABLE: &'static $crate::pack::TableSpec =
                &$crate::pack::TableSpec { row: $row, columns: &[$($spec,)*] };
        }
    };
    (@columns $name:ident ($row:literal) [$($spec:expr,)*]
        $(#[doc = $doc:literal])* optional $key:ident: $kind:ident $(($arg:expr))? => $header:literal, $($rest:tt)*
    ) => {
        $crate::table!(@column $name $key [$($doc)*]);
        $crate::table!(@columns $name ($row) [$($spec,)* $crate::pack::ColumnSpec {
            key: stringify!($key), header: $header, doc: concat!($($doc, "\n"),*),
            kind: $crate::pack::Kind::$kind $(($arg))?, optional: true, tells_apart: false,
        },] $($rest)*);
    };
    (@columns $name:ident ($row:literal) [$($spec:expr,)*]
        $(#[doc = $doc:literal])* key $key:ident: $kind:ident $(($arg:expr))? => $header:literal, $($rest:tt)*
    ) => {
        $crate::table!(@column $name $key [$($doc)*]);
        $crate::table!(@columns $name ($row) [$($spec,)* $crate::pack::ColumnSpec {
            key: stringify!($key), header: $header, doc: concat!($($doc, "\n"),*),
            kind: $crate::pack::Kind::$kind $(($arg))?, optional: false, tells_apart: true,
        },] $($rest)*);
    };
    (@columns $name:ident ($row:literal) [$($spec:expr,)*]
        $(#[doc = $doc:literal])* $key:ident: $kind:ident $(($arg:expr))? => $header:literal, $($rest:tt)*
    ) => {
        $crate::table!(@column $name $key [$($doc)*]);
        $crate::table!(@columns $name ($row) [$($spec,)* $crate::pack::ColumnSpec {
            key: stringify!($key), header: $header, doc: concat!($($doc, "\n"),*),
            kind: $crate::pack::Kind::$kind $(($arg))?, optional: false, tells_apart: false,
        },] $($rest)*);
    };
    (@column $name:ident $key:ident [$($doc:literal)*]) => {
        impl<'a> $name<'a> {
            $(#[doc = $doc])*
            pub fn $key(&self) -> $crate::pack::Cell<'a> { self.0.cell(stringify!($key)) }
        }
    };
}

/// Declares a section: its [`SectionSpec`] and a typed, borrowed view of its fields.
///
/// Each field is `text`, `list` or `table`; `optional` before it lets the section be complete
/// without it; a list in square brackets after the label gives other headings people write.
#[macro_export]
macro_rules! section {
    (
        $(#[doc = $doc:literal])*
        pub $name:ident = $skey:literal, $title:literal $([$($alias:literal),*])?,
        preamble = $preamble:literal, numbered = $numbered:literal { $($fields:tt)* }
    ) => {
        $(#[doc = $doc])*
        #[derive(Debug, Clone, Copy)]
        pub struct $name<'a>(pub $crate::pack::SectionRef<'a>);
        $crate::section!(@fields $name {
            key: $skey, title: $title, aliases: &[$($($alias),*)?], doc: concat!($($doc, "\n"),*),
            preamble: $preamble, numbered: $numbered,
        } [] $($fields)*);
        impl<'a> $name<'a> {
            /// The section's key in JSON and in locations.
            pub const KEY: &'static str = $skey;
            /// The view of this section in `pack`; empty where the pack lacks it.
            pub fn of(pack: &'a $crate::pack::Pack) -> Self {
                Self($crate::pack::SectionRef::new(pack, Self::SPEC))
            }
        }
    };
    (@fields $name:ident { $($head:tt)* } [$($spec:expr,)*]) => {
        impl<'a> $name<'a> {
            /// The section's declaration.
            pub const SPEC: &'static $crate::pack::SectionSpec =
                &$crate::pack::SectionSpec { $($head)* fields: &[$($spec,)*] };
        }
    };
    (@fields $name:ident $head:tt [$($spec:expr,)*]
        $(#[doc = $doc:literal])* optional $shape:ident $key:ident: $kind:ident $(($arg:expr))? => $label:literal $([$($alias:literal),*])?, $($rest:tt)*
    ) => {
        $crate::section!(@getter $name $shape $key $kind [$($doc)*]);
        $crate::section!(@fields $name $head [$($spec,)* $crate::pack::FieldSpec {
            key: stringify!($key), label: $label, aliases: &[$($($alias),*)?], doc: concat!($($doc, "\n"),*),
            shape: $crate::section!(@shape $shape $kind $(($arg))?), optional: true,
        },] $($rest)*);
    };
    (@fields $name:ident $head:tt [$($spec:expr,)*]
        $(#[doc = $doc:literal])* $shape:ident $key:ident: $kind:ident $(($arg:expr))? => $label:literal $([$($alias:literal),*])?, $($rest:tt)*
    ) => {
        $crate::section!(@getter $name $shape $key $kind [$($doc)*]);
        $crate::section!(@fields $name $head [$($spec,)* $crate::pack::FieldSpec {
            key: stringify!($key), label: $label, aliases: &[$($($alias),*)?], doc: concat!($($doc, "\n"),*),
            shape: $crate::section!(@shape $shape $kind $(($arg))?), optional: false,
        },] $($rest)*);
    };
    (@shape text $kind:ident $(($arg:expr))?) => { $crate::pack::Shape::Text($crate::pack::Kind::$kind $(($arg))?) };
    (@shape list $kind:ident $(($arg:expr))?) => { $crate::pack::Shape::List($crate::pack::Kind::$kind $(($arg))?) };
    (@shape table $kind:ident) => { $crate::pack::Shape::Table($kind::TABLE) };
    (@getter $name:ident text $key:ident $kind:ident [$($doc:literal)*]) => {
        impl<'a> $name<'a> {
            $(#[doc = $doc])*
            pub fn $key(&self) -> $crate::pack::Cell<'a> { self.0.text(stringify!($key)) }
        }
    };
    (@getter $name:ident list $key:ident $kind:ident [$($doc:literal)*]) => {
        impl<'a> $name<'a> {
            $(#[doc = $doc])*
            pub fn $key(&self) -> impl Iterator<Item = $crate::pack::Cell<'a>> + use<'a> { self.0.items(stringify!($key)) }
        }
    };
    (@getter $name:ident table $key:ident $kind:ident [$($doc:literal)*]) => {
        impl<'a> $name<'a> {
            $(#[doc = $doc])*
            pub fn $key(&self) -> impl Iterator<Item = $kind<'a>> + use<'a> { self.0.rows(stringify!($key)).map($kind) }
        }
    };
}
