#![allow(missing_docs)]
use groundplan::skill::Skill;
use groundplan::skills::platform_infrastructure::PlatformInfrastructure;
fn main() {
    for line in std::io::read_to_string(std::io::stdin()).unwrap().lines() {
        println!("{:?}\n   <- {line}", PlatformInfrastructure.screen(line, None));
    }
}
