//! Tests of robots.txt: the examples of RFC 9309, and what the RFC leaves to the reader.

use proptest::prelude::*;

use super::*;

fn allowed(robots: &str, agent: &str, path: &str) -> bool {
    Robots::parse(robots.as_bytes()).rules_for(agent).check(path).is_allowed()
}

/// RFC 9309, section 5.1.
const SIMPLE: &str = "\
User-Agent: *
Disallow: *.gif$
Disallow: /example/
Allow: /publications/

User-Agent: foobot
Disallow:/
Allow:/example/page.html
Allow:/example/allowed.gif

User-Agent: barbot
User-Agent: bazbot
Disallow: /example/page.html

User-Agent: quxbot
";

#[test]
fn the_simple_example_of_the_rfc() {
    for (agent, path, expected) in [
        ("anybot", "/image.gif", false),
        ("anybot", "/image.gif?size=1", true),
        ("anybot", "/example/", false),
        ("anybot", "/publications/", true),
        // Equally in force for both: the longer rule counts.
        ("anybot", "/publications/x.gif", true),
        ("foobot", "/", false),
        ("foobot", "/example/page.html", true),
        ("foobot", "/example/allowed.gif", true),
        ("foobot", "/publications/", false),
        ("barbot", "/example/page.html", false),
        ("bazbot", "/example/page.html", false),
        ("bazbot", "/example/", true),
        ("bazbot", "/image.gif", true),
        ("quxbot", "/example/page.html", true),
        ("quxbot", "/image.gif", true),
    ] {
        assert_eq!(allowed(SIMPLE, agent, path), expected, "{agent} {path}");
    }
}

// RFC 9309, section 5.2.
#[test]
fn the_longest_match_of_the_rfc() {
    let robots = "User-Agent: foobot\nAllow: /example/page/\nDisallow: /example/page/disallowed.gif\n";
    assert!(allowed(robots, "foobot", "/example/page/"));
    let expected = Access::Disallowed { line: 3, rule: "Disallow: /example/page/disallowed.gif".to_owned() };
    assert_eq!(Robots::parse(robots.as_bytes()).rules_for("foobot").check("/example/page/disallowed.gif"), expected);
}

// RFC 9309, section 2.2.1: groups of one agent are one group, and tokens have no case.
#[test]
fn groups_of_one_agent_are_joined() {
    let robots = "user-agent: ExampleBot\ndisallow: /foo\ndisallow: /bar\n\nuser-agent: ExampleBot\ndisallow: /baz\n";
    for path in ["/foo", "/bar", "/baz"] {
        assert!(!allowed(robots, "examplebot", path), "{path}");
        assert!(!allowed(robots, "EXAMPLEBOT/2.1 (+https://e.example)", path), "{path}");
        assert!(allowed(robots, "otherbot", path), "{path}");
    }
}

// RFC 9309, section 2.2.2, the table of encodings: rule and path are the same in each line.
#[test]
fn encodings_of_the_rfc() {
    for (rule, path) in [
        ("/foo/bar?baz=quz", "/foo/bar?baz=quz"),
        ("/foo/bar?baz=http://foo.bar", "/foo/bar?baz=http%3A%2F%2Ffoo.bar"),
        ("/foo/bar?baz=http%3A%2F%2Ffoo.bar", "/foo/bar?baz=http://foo.bar"),
        ("/foo/bar/\u{30c4}", "/foo/bar/%E3%83%84"),
        ("/foo/bar/%E3%83%84", "/foo/bar/\u{30c4}"),
        ("/foo/bar/%e3%83%84", "/foo/bar/%E3%83%84"),
        ("/foo/bar/%62%61%7A", "/foo/bar/baz"),
        ("/foo/bar/baz", "/foo/bar/%62%61%7A"),
    ] {
        assert!(!allowed(&format!("User-agent: *\nDisallow: {rule}$"), "x", path), "{rule} {path}");
    }
    assert!(allowed("User-agent: *\nDisallow: /a/b", "x", "/a%2Fb"));
}

// RFC 9309, section 2.2.3: `$`, `*` and `#`, and how to write them as they are.
#[test]
fn special_characters_of_the_rfc() {
    for (rule, path, blocked) in [
        ("/path/foo-$", "/path/foo-", true),
        ("/path/foo-$", "/path/foo-1", false),
        ("/path/*/exact", "/path/a/b/exact/c", true),
        ("/path/file-with-a-%2A.html", "/path/file-with-a-*.html", true),
        ("/path/file-with-a-%2A.html", "/path/file-with-a-x.html", false),
        ("/path/foo-%24", "/path/foo-$", true),
        ("/path/foo-%24", "/path/foo-", false),
        ("/a$b", "/a$b", true),
        ("/a # all of it", "/a", true),
        ("*/x*y*z$", "/1/xayazbz", true),
        ("*/x*y*z$", "/1/xayazb", false),
        ("", "/", false),
        ("/", "/", true),
    ] {
        assert_eq!(!allowed(&format!("User-agent: *\nDisallow: {rule}"), "x", path), blocked, "{rule} {path}");
    }
}

#[test]
fn of_equally_long_rules_the_one_that_allows_counts() {
    assert!(allowed("User-agent: *\nDisallow: /page\nAllow: /page", "x", "/page"));
}

#[test]
fn other_lines_do_not_interfere() {
    let robots = "\u{feff}Disallow: /early\nUser-agent: a\nSitemap: https://e.example/s.xml\r\nUser-agent: b\rnonsense\nDissalow: /x\nDisallow: /y";
    let read = Robots::parse(robots.as_bytes());
    assert!(!read.rules_for("a").check("/y").is_allowed() && !read.rules_for("b").check("/y").is_allowed());
    assert!(read.rules_for("a").check("/early").is_allowed() && read.rules_for("c").check("/y").is_allowed());
    assert_eq!((read.sitemaps(), read.ignored_lines()), (&["https://e.example/s.xml".to_owned()][..], &[1, 5, 6][..]));
    assert!(allowed("User-agent: *\nDisallow: /", "x", "/robots.txt"));
}

// RFC 9309, section 2.3.1.
// RFC 9309, sections 2.2 and 2.2.4: a path begins with `/`; other records may stand in the file.
#[test]
fn slips_are_told_and_other_records_are_not() {
    let robots = "User-agent: *\nCrawl-delay: 5\nContent-Signal: search=yes\nDisallow: cart\nDisallow /x\nUseragent: b\nDisalow: /y\nDisallow: *.pdf";
    let read = Robots::parse(robots.as_bytes());
    assert_eq!(read.ignored_lines(), [4, 5, 6, 7]);
    assert!(read.rules_for("b").check("/cart").is_allowed() && !read.rules_for("b").check("/a.pdf").is_allowed());
}

#[test]
fn status_decides() {
    let check = |status| {
        Robots::from_response(status, b"User-agent: *\nDisallow: /").map(|read| read.rules_for("x").check("/a"))
    };
    assert!(matches!(check(200), Ok(Access::Disallowed { line: 2, .. })));
    assert_eq!(check(404), Ok(Access::Allowed));
    assert_eq!(check(503), Ok(Access::Unreachable));
    assert_eq!(check(301), Err(RobotsError::Redirect { status: 301 }));
    assert_eq!(check(99), Err(RobotsError::Status { status: 99 }));
}

// RFC 9309, section 2.5.
#[test]
fn what_lies_beyond_500_kib_is_not_read() {
    let line = "Disallow: /0123456789\n";
    let mut robots = "User-agent: *\n".to_owned();
    while robots.len() + line.len() <= MAX_BYTES {
        robots.push_str(line);
    }
    let inside = Robots::parse(format!("{robots}Disallow: /end").as_bytes());
    assert!(inside.is_cut_off() && inside.rules_for("x").check("/end").is_allowed());
    assert!(!inside.rules_for("x").check("/0123456789").is_allowed());
}

#[test]
fn wildcards_cannot_be_made_slow() {
    let robots = format!("User-agent: *\nDisallow: {}b$", "*a".repeat(200));
    assert!(allowed(&robots, "x", &"a".repeat(5_000)));
}

proptest! {
    #[test]
    fn wildcards_match_as_by_definition(pattern in "[ab*]{0,7}", path in "[ab]{0,7}", anchored: bool) {
        fn naive(pattern: &[u8], anchored: bool, path: &[u8]) -> bool {
            match pattern.split_first() {
                None => !anchored || path.is_empty(),
                Some((b'*', rest)) => (0..=path.len()).any(|cut| naive(rest, anchored, &path[cut..])),
                Some((one, rest)) => path.split_first().is_some_and(|(other, left)| one == other && naive(rest, anchored, left)),
            }
        }
        let (pattern, path) = (pattern.as_bytes(), path.as_bytes());
        prop_assert_eq!(matches(pattern, anchored, path), naive(pattern, anchored, path));
    }

    #[test]
    fn nothing_makes_it_panic(body in prop::collection::vec(any::<u8>(), 0..200), path in "\\PC*") {
        let _ = Robots::parse(&body).rules_for("x").check(&path);
    }

    #[test]
    fn allowing_more_never_forbids(rules in prop::collection::vec((any::<bool>(), "/[ab*]{0,4}"), 0..6), more in "/[ab*]{0,4}", path in "/[ab]{0,5}") {
        let mut robots = "User-agent: *\n".to_owned();
        for (allow, pattern) in rules {
            robots += &format!("{}: {pattern}\n", if allow { "Allow" } else { "Disallow" });
        }
        let before = allowed(&robots, "x", &path);
        let after = allowed(&format!("{robots}Allow: {more}\n"), "x", &path);
        prop_assert!(after >= before);
    }
}
