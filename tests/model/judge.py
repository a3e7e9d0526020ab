"""Holds a pack that a model has drafted against what drafting promises, whatever the model wrote."""

import json
import pathlib
import subprocess
import sys

import jsonschema


def run(binary: str, *arguments: str) -> str:
    done = subprocess.run([binary, *arguments], capture_output=True, text=True)
    if done.returncode > 1:
        sys.exit(f"groundplan {' '.join(arguments)} ended with {done.returncode}: {done.stderr}")
    return done.stdout


def main() -> None:
    binary, folder = sys.argv[1], pathlib.Path(sys.argv[2])
    draft = json.loads((folder / "draft.json").read_text())
    pack = json.loads((folder / "pack.json").read_text())
    outcome = draft["outcome"]

    # The loop ended: every step was taken once, in its order, with no more tries than were allowed.
    prefix = {"platform-infrastructure": "infra_", "platform-operations": "ops_"}[pack["skill"]]
    steps = [name for name in run(binary, "schema").split() if name.startswith(prefix)]
    assert [done["tool"] for done in draft["steps"]] == steps, draft["steps"]
    assert all(1 <= len(done["tries"]) <= 2 for done in draft["steps"])

    # What was kept is valid, and the document that was written means the same.
    jsonschema.validate(pack, json.loads(run(binary, "schema", pack["skill"])))
    checked = json.loads(run(binary, "check", str(folder / "pack.md"), "--on", "2026-11-22", "--format", "json"))
    [file] = checked["files"]
    assert file["gate"]["passed"] == outcome["with"]["passed"], "the document is judged as the draft was"
    assert file["summary"]["errors"] == outcome["with"]["errors"]

    # No step made it worse, and so it is no worse than without a model.
    for done in draft["steps"]:
        before, after = done["before"], done["after"]
        assert after["errors"] <= before["errors"], done
        assert after["errors"] < before["errors"] or float(after["average"]) >= float(before["average"]), done
    assert outcome["with"]["errors"] <= outcome["without"]["errors"], outcome

    # What is left is marked: errors, steps in vain and figures that nobody stated are questions, in the pack or named.
    questions = {row["question"] for row in pack["sections"]["risks"]["questions"]}
    assert all(any(question in one for one in questions) for question in outcome["opened"]), outcome["opened"]
    named = outcome["opened"] + outcome["unopened"]
    in_vain = [done["tool"] for done in draft["steps"] if all(one["heard"] != "judged" for one in done["tries"])]
    assert len(named) >= len(in_vain), (named, in_vain)
    if file["summary"]["errors"] or outcome["figures"]:
        assert named, "errors and figures are left, and nobody is asked about them"

    kept = sum("kept" in done for done in draft["steps"])
    print(f"{len(steps)} steps ended, {kept} answers kept, {len(in_vain)} in vain, {len(named)} questions left")


main()
