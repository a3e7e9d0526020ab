//! Drafts: a pack from a brief, without a model.

use std::fs;
use std::path::{Path, PathBuf};

use groundplan::gate::judge;
use groundplan::pack::render;
use groundplan::skill::Skill;
use groundplan::skills::platform_infrastructure::PlatformInfrastructure;

fn briefs() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("evals/briefs");
    let mut files: Vec<PathBuf> = fs::read_dir(folder).expect("briefs").map(|entry| entry.expect("a file").path()).collect();
    files.sort();
    files
}

#[test]
fn zz_dump() {
    let skill = PlatformInfrastructure;
    let out = Path::new("/tmp/drafts");
    fs::create_dir_all(out).unwrap();
    let filled = PathBuf::from("/tmp/filled.yaml");
    for file in briefs().into_iter().chain([filled]) {
        let text = fs::read_to_string(&file).unwrap();
        let name = file.file_stem().unwrap().to_string_lossy().into_owned();
        let pack = match skill.draft(&text) {
            Ok(pack) => pack,
            Err(error) => {
                println!("== {name}: {error}");
                continue;
            }
        };
        fs::write(out.join(format!("{name}.md")), render(&pack, skill.definition().standard.sections)).unwrap();
        let report = judge(&skill.definition().standard, &pack, &[], pack.as_of);
        println!("== {name}: passed {} average {}", report.passed, report.average);
        for finding in &report.findings {
            println!("  {} {} {}: {} [{}] -> {}", finding.severity, finding.rule, finding.location, finding.message, finding.evidence, finding.fix);
        }
    }
}
