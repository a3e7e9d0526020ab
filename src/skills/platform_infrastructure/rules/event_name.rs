//! How names of events are spelled. No rule.

/// A way to spell a name of several words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Convention {
    /// `order_placed`
    Snake,
    /// `order-placed`
    Kebab,
    /// `order.placed`
    Dotted,
    /// `orderPlaced`
    Camel,
    /// `OrderPlaced`
    Pascal,
    /// `Order Placed`
    Spaced,
}

impl Convention {
    /// All of them, the one to prefer first.
    pub const ALL: [Convention; 6] = [
        Convention::Snake,
        Convention::Kebab,
        Convention::Dotted,
        Convention::Camel,
        Convention::Pascal,
        Convention::Spaced,
    ];

    /// As people call it.
    pub fn name(self) -> &'static str {
        match self {
            Convention::Snake => "snake_case",
            Convention::Kebab => "kebab-case",
            Convention::Dotted => "dotted.case",
            Convention::Camel => "camelCase",
            Convention::Pascal => "PascalCase",
            Convention::Spaced => "separate words",
        }
    }

    /// `name` spelled this way.
    pub fn spell(self, name: &str) -> String {
        let words = words(name);
        let capital = |word: &String| {
            let mut letters = word.chars();
            letters.next().map(|first| first.to_uppercase().chain(letters).collect::<String>()).unwrap_or_default()
        };
        match self {
            Convention::Snake => words.join("_"),
            Convention::Kebab => words.join("-"),
            Convention::Dotted => words.join("."),
            Convention::Pascal => words.iter().map(capital).collect(),
            Convention::Spaced => words.iter().map(capital).collect::<Vec<_>>().join(" "),
            Convention::Camel => {
                let first = words.first().cloned().unwrap_or_default();
                first + &words.iter().skip(1).map(capital).collect::<String>()
            }
        }
    }
}

/// How a name is spelled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Spelling {
    /// In one convention.
    In(Convention),
    /// A single lower-case word, which fits most of them.
    Any,
    /// In a mixture: `Order_placed-v2`.
    Mixed,
}

/// The name in a cell, without code marks and what follows them.
pub(super) fn bare(cell: &str) -> &str {
    let cell = cell.trim().trim_matches('*');
    match cell.strip_prefix('`').and_then(|rest| rest.split_once('`')) {
        Some((name, _)) => name.trim(),
        None => cell.split(" (").next().unwrap_or_default().trim(),
    }
}

/// How `name` is spelled.
pub(super) fn spelling(name: &str) -> Spelling {
    let marks: Vec<char> = [' ', '.', '_', '-'].into_iter().filter(|mark| name.contains(*mark)).collect();
    let odd = name.chars().any(|c| !c.is_alphanumeric() && !matches!(c, ' ' | '.' | '_' | '-'));
    let lower = !name.chars().any(char::is_uppercase);
    let first_upper = name.starts_with(char::is_uppercase);
    match marks.as_slice() {
        _ if odd => Spelling::Mixed,
        [] if lower => Spelling::Any,
        [] if first_upper => Spelling::In(Convention::Pascal),
        [] => Spelling::In(Convention::Camel),
        ['_'] if lower => Spelling::In(Convention::Snake),
        ['-'] if lower => Spelling::In(Convention::Kebab),
        // A dot may separate a domain from a name in snake_case: `orders.order_placed`.
        ['.'] | ['.', '_'] if lower => Spelling::In(Convention::Dotted),
        [' '] => Spelling::In(Convention::Spaced),
        _ => Spelling::Mixed,
    }
}

/// The words of a name, in lower case, split at marks and before capitals.
fn words(name: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    let mut lower_before = false;
    for c in name.chars() {
        let boundary = !c.is_alphanumeric() || (c.is_uppercase() && lower_before);
        if boundary && !word.is_empty() {
            words.push(std::mem::take(&mut word));
        }
        if c.is_alphanumeric() {
            word.extend(c.to_lowercase());
        }
        lower_before = c.is_lowercase() || c.is_numeric();
    }
    if !word.is_empty() {
        words.push(word);
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn conventions_are_told_apart() {
        for (name, spelled) in [
            ("order_placed", Spelling::In(Convention::Snake)),
            ("order-placed", Spelling::In(Convention::Kebab)),
            ("order.placed", Spelling::In(Convention::Dotted)),
            ("orders.order_placed", Spelling::In(Convention::Dotted)),
            ("orderPlaced", Spelling::In(Convention::Camel)),
            ("OrderPlaced", Spelling::In(Convention::Pascal)),
            ("Order Placed", Spelling::In(Convention::Spaced)),
            ("signup", Spelling::Any),
            ("Order_Placed", Spelling::Mixed),
            ("order_placed-v2", Spelling::Mixed),
            ("order:placed", Spelling::Mixed),
        ] {
            assert_eq!(spelling(name), spelled, "{name}");
        }
    }

    #[test]
    fn names_are_respelled() {
        for name in ["order_placed", "order-placed", "orderPlaced", "OrderPlaced", "Order Placed"] {
            assert_eq!(Convention::Snake.spell(name), "order_placed");
            assert_eq!(Convention::Camel.spell(name), "orderPlaced");
            assert_eq!(Convention::Spaced.spell(name), "Order Placed");
        }
        assert_eq!(Convention::Snake.spell("btnBuyClick"), "btn_buy_click");
        assert_eq!(bare("`order_placed` v2"), "order_placed");
        assert_eq!(bare("order_placed (v2)"), "order_placed");
    }
}
