#![allow(missing_docs)]
use groundplan::finding::Findings;
use groundplan::gate::Case;
use groundplan::pack::parse;
use groundplan::skill::Skill;
use groundplan::skills::platform_infrastructure::PlatformInfrastructure;
use jiff::civil::date;
fn main() {
    let mut args = std::env::args().skip(1);
    let prefixes: Vec<String> = args.next().unwrap().split(',').map(str::to_owned).collect();
    for file in args {
        let source = std::fs::read_to_string(&file).unwrap();
        let skill = PlatformInfrastructure;
        let sections = skill.definition().standard.sections;
        let parsed = parse(&source, sections, "platform-infrastructure", 1, date(2026, 11, 1));
        println!("=== {file}");
        for rule in skill.definition().standard.rules() {
            if !prefixes.iter().any(|p| rule.id.starts_with(p.as_str())) { continue; }
            let mut f = Findings::new(rule.id, rule.severity);
            if !rule.needs.iter().all(|s| parsed.pack.sections.contains_key(*s)) { continue; }
            let case = Case { pack: &parsed.pack, sections, on: date(2026, 11, 21), problems: &parsed.problems };
            (rule.check)(&case, &mut Findings::new(rule.id, rule.severity));
            let t = std::time::Instant::now();
            (rule.check)(&case, &mut f);
            let dt = t.elapsed();
            let mut v = f.into_vec();
            groundplan::gate::locate(&mut v, &parsed.map);
            if dt.as_micros() > 3000 { println!("  [{} took {:?}]", rule.id, dt); }
            for x in v {
                let line = source[..x.range.clone().unwrap_or_default().start].matches('\n').count() + 1;
                println!("{} {} (line {line})\n    {}\n    ev: {}\n    fix: {}", x.rule, x.location, x.message, x.evidence, x.fix);
                for r in x.related { println!("    see {}", r.location); }
            }
        }
    }
}
