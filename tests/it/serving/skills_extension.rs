//! The skills extension: manifests, digests and directories, held against the bytes that are served.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rmcp::model::{
    DIRECTORY_MIME_TYPE, ErrorCode, GetSkillRequestParams, PaginatedRequestParams, ReadResourceDirectoryRequestParams,
    ResourceContents, Skill, SkillResources,
};
use serde_json::json;

use super::{Service, connect, eras, read, refused};

/// The bytes at an address, as they are served.
async fn bytes(client: &Service, uri: &str) -> Vec<u8> {
    match read(client, uri).await.contents.remove(0) {
        ResourceContents::TextResourceContents { text, .. } => text.into_bytes(),
        ResourceContents::BlobResourceContents { blob, .. } => STANDARD.decode(blob).expect("base64"),
        other => panic!("{other:?}"),
    }
}

/// Every file of a skill, verified.
async fn verify(client: &Service, skill: &Skill) -> BTreeSet<String> {
    let SkillResources::Files(files) = &skill.resources else { panic!("{} has no manifest", skill.uri) };
    for file in files {
        file.verify(&bytes(client, &file.uri).await).expect("the manifest is true");
    }
    files.iter().map(|file| file.uri.clone()).collect()
}

/// Every file below a directory.
async fn walk(client: &Service, root: &str) -> BTreeSet<String> {
    let (mut open, mut files) = (vec![root.to_owned()], BTreeSet::new());
    while let Some(uri) = open.pop() {
        let read = client.read_resource_directory(ReadResourceDirectoryRequestParams::new(&uri)).await;
        for child in read.unwrap_or_else(|error| panic!("{uri}: {error}")).resources {
            if child.mime_type.as_deref() == Some(DIRECTORY_MIME_TYPE) {
                open.push(child.uri);
            } else {
                files.insert(child.uri);
            }
        }
    }
    files
}

#[tokio::test]
async fn manifests_are_true_of_the_bytes_and_directories_of_the_manifests() {
    let folder = tempfile::tempdir().expect("a folder");
    for era in eras() {
        let client = connect(&folder.path().join("packs.db"), era, &[]).await.service;
        let skills = client.list_all_skills().await.expect("skills");
        let names: Vec<&str> = skills.iter().map(Skill::name).collect();
        assert_eq!(names, ["platform-infrastructure", "platform-operations"]);
        for skill in &skills {
            let got = client.get_skill(GetSkillRequestParams::new(&skill.uri)).await.expect("a skill");
            assert_eq!(&got.skill, skill);
            let files = verify(&client, skill).await;
            let root = skill.uri.trim_end_matches("/SKILL.md");
            assert_eq!(walk(&client, root).await, files);
            let disk = Path::new(env!("CARGO_MANIFEST_DIR")).join("skills").join(skill.name()).join("SKILL.md");
            let (_, served) = (disk.clone(), bytes(&client, &skill.uri).await);
            assert_eq!(served, fs::read(disk).expect("the file"));
            assert_eq!(skill.frontmatter.extra["metadata"]["version"], "1", "every field the author wrote");
        }
        for uri in ["skill://plumbing/SKILL.md", "skill://platform-operations/references/intake.md"] {
            let refusal = refused(client.get_skill(GetSkillRequestParams::new(uri)).await);
            assert_eq!(refusal.0, ErrorCode::INVALID_PARAMS, "{uri}");
        }
        for uri in ["skill://plumbing", "skill://platform-operations/SKILL.md", "skill://platform-operations/nothing"] {
            let read = client.read_resource_directory(ReadResourceDirectoryRequestParams::new(uri)).await;
            let (code, words) = refused(read);
            assert_eq!(code, ErrorCode::INVALID_PARAMS, "{uri}");
            assert!(words.contains("skill://platform-operations/references/platforms"), "{words}");
        }
    }
}

#[tokio::test]
async fn a_folder_of_skills_is_served_as_it_was_when_the_server_started() {
    let folder = tempfile::tempdir().expect("a folder");
    let skills = folder.path().join("skills");
    let own = skills.join("platform-operations");
    fs::create_dir_all(own.join("pictures of ways back")).expect("folders");
    let front = "---\nname: platform-operations\ndescription: Ours\nlicense: house\nallowed-tools: ops_assess\nrank: 7\n\
                 metadata:\n  team: shop\n---\n";
    fs::write(own.join("SKILL.md"), format!("{front}\nWe do it so.\n")).expect("written");
    let picture = [0x89, b'P', b'N', b'G', 0xff, 0x00, 0xfe];
    fs::write(own.join("pictures of ways back/blue & green.png"), picture).expect("written");
    for number in 0..60 {
        let name = format!("extra-{number:02}");
        fs::create_dir(skills.join(&name)).expect("a folder");
        let text = format!("---\nname: {name}\ndescription: Number {number}\n---\n");
        fs::write(skills.join(&name).join("SKILL.md"), text).expect("written");
    }
    let [_, modern] = eras();
    let dir = skills.to_str().expect("Unicode");
    let client = connect(&folder.path().join("packs.db"), modern, &["--skills", dir]).await.service;
    // What happens to the folder from now on is another server's matter.
    fs::write(own.join("SKILL.md"), format!("{front}\nWe do it otherwise.\n")).expect("written");

    let first = client.list_skills(None).await.expect("a page");
    assert_eq!(first.skills.len(), 50);
    let request = PaginatedRequestParams::default().with_cursor(first.next_cursor.clone());
    let second = client.list_skills(Some(request)).await.expect("a page");
    let all: Vec<Skill> = first.skills.into_iter().chain(second.skills).collect();
    assert_eq!((all.len(), second.next_cursor), (62, None));
    let wrong = PaginatedRequestParams::default().with_cursor(Some("x".to_owned()));
    assert_eq!(refused(client.list_skills(Some(wrong)).await).0, ErrorCode::INVALID_PARAMS);

    let ours = all.iter().find(|skill| skill.name() == "platform-operations").expect("it is listed");
    assert_eq!(
        serde_json::to_value(&ours.frontmatter).expect("JSON"),
        json!({"name": "platform-operations", "description": "Ours", "license": "house", "allowed-tools": "ops_assess",
               "rank": 7, "metadata": {"team": "shop"}})
    );
    let files = verify(&client, ours).await;
    let encoded = "skill://platform-operations/pictures%20of%20ways%20back/blue%20&%20green.png";
    assert_eq!(files.len(), 2);
    assert!(files.contains(encoded), "{files:?}");
    assert_eq!(bytes(&client, encoded).await, picture);
    assert_eq!(walk(&client, "skill://platform-operations").await, files);
    assert!(String::from_utf8(bytes(&client, &ours.uri).await).expect("Unicode").contains("We do it so."));
}
