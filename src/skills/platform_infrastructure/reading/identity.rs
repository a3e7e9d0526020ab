//! Names of identity fields, as people write them.

use crate::engine::events::name::canonical;

/// A field's name reduced to lower-case words with underscores: `user_id` for `userId` and `User ID (actor)`.
pub(in super::super) fn field(written: &str) -> String {
    let plain = written.split(['(', ':']).next().unwrap_or_default().trim().trim_matches(['`', '*', ' ']);
    // `user_id of the approver` is user_id: what is spelled like an identifier is the name.
    let name = plain.split_whitespace().find(|word| word.contains('_')).unwrap_or(plain);
    canonical(name)
}

#[cfg(test)]
mod tests {
    use super::field;

    #[test]
    fn spellings_of_one_field_are_one() {
        for written in [
            "user_id", "`user_id`", "userId", "User ID", "USER_ID", "user_id (actor)", "user_id of the actor",
            "user-id",
        ] {
            assert_eq!(field(written), "user_id", "{written}");
        }
        assert_eq!(field("cookie"), "cookie");
        assert_eq!(field(""), "");
    }
}
