//! Pages of lists. A cursor is the key of the last item shown, so it stays good while items come and go.

use rmcp::ErrorData;
use rmcp::model::PaginatedRequestParams;

/// How many items a page has.
pub(super) const SIZE: usize = 50;

/// The cursor of a request, if it goes on with a list.
pub(super) fn cursor(request: Option<PaginatedRequestParams>) -> Option<String> {
    request.and_then(|request| request.cursor)
}

/// One page of items, and the cursor of the next one.
pub(super) fn of<T: Clone>(
    items: &[T],
    key: impl Fn(&T) -> &str,
    cursor: Option<&str>,
) -> Result<(Vec<T>, Option<String>), ErrorData> {
    let start = match cursor {
        None => 0,
        Some(last) => items.iter().position(|item| key(item) == last).ok_or_else(|| unknown(last))? + 1,
    };
    let page: Vec<T> = items[start..].iter().take(SIZE).cloned().collect();
    let next = page.last().filter(|_| start + page.len() < items.len()).map(|last| key(last).to_owned());
    Ok((page, next))
}

/// What is said of a cursor that this server never gave out.
pub(super) fn unknown(cursor: &str) -> ErrorData {
    let message =
        format!("`{cursor}` is no cursor of this list; send a `nextCursor` as it was given, or none to begin");
    ErrorData::invalid_params(message, None)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_follow_one_another_while_items_come_and_go() {
        let name = |number: usize| format!("{number:03}");
        let mut items: Vec<String> = (0..SIZE + 2).map(name).collect();
        let (first, next) = of(&items, |item| item, None).expect("a page");
        assert_eq!((first.len(), next.as_deref()), (SIZE, Some(name(SIZE - 1).as_str())));
        items.insert(0, "new".to_owned());
        let (second, end) = of(&items, |item| item, next.as_deref()).expect("a page");
        assert_eq!((second, end), (vec![name(SIZE), name(SIZE + 1)], None));
        assert!(of(&items, |item| item, Some("nothing")).is_err());
        assert_eq!(of(&items[..0], |item| item, None).expect("a page"), (Vec::new(), None));
        let (_, end) = of(&items[..SIZE], |item| item, None).expect("a page");
        assert_eq!(end, None, "no page is empty but the only one");
    }
}
