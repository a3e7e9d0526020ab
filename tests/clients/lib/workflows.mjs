// Writes the workflows that every client sends: node workflows.mjs FOLDER
//
// A fixture says which sections of a pack each step takes and how one row is flawed. The rows come from the pack that
// `plan` makes of the fixture's brief, so no client repeats them and none goes stale. A file SKILL.json holds
// - open: what pack_open takes
// - steps: [{ tool, arguments }], without the pack's id; the last one finalizes
// - flaw, repair: { tool, arguments }, a row that a rule refuses and the same row as it should be
// - rule, misspelt, headings: as in the fixture

import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

import { binary } from "./server.mjs";

const fixtures = fileURLToPath(new URL("../fixtures", import.meta.url));
const root = fileURLToPath(new URL("../../..", import.meta.url));
const read = (...parts) => JSON.parse(readFileSync(path.join(...parts), "utf8"));

/** The pack that `plan` makes of a brief. */
function plan(brief) {
  const folder = mkdtempSync(path.join(tmpdir(), "groundplan-plan-"));
  try {
    execFileSync(binary, ["plan", path.join(root, brief), "--out", folder], { stdio: ["ignore", "ignore", "inherit"] });
    return read(folder, "pack.json");
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A step takes the rows of its first section by themselves, those of the others by the section's key. */
function stepArguments([main, ...others], sections) {
  return { ...sections[main], ...Object.fromEntries(others.map((other) => [other, sections[other] ?? {}])) };
}

function workflow({ skill, brief, steps, flaw, ...rest }) {
  const pack = plan(brief);
  const calls = Object.entries(steps).map(([tool, sections]) => ({
    tool,
    arguments: stepArguments(sections, pack.sections),
  }));
  const flawed = calls.find((call) => call.tool === flaw.tool)?.arguments[flaw.table] ?? [];
  const [[key, name]] = Object.entries(flaw.row);
  const row = flawed.find((one) => one[key] === name);
  if (!row) throw new Error(`${brief}: ${flaw.tool} has no row of \`${flaw.table}\` with ${key} "${name}"`);
  const send = (one) => ({ tool: flaw.tool, arguments: { [flaw.table]: [one] } });
  const { request, situation } = calls[0].arguments;
  return {
    skill,
    rule: flaw.rule,
    open: { skill, title: pack.title, request, situation, as_of: pack.as_of },
    steps: calls,
    flaw: send({ ...row, ...flaw.change }),
    repair: send(row),
    ...rest,
  };
}

const [folder] = process.argv.slice(2);
mkdirSync(folder, { recursive: true });
for (const file of readdirSync(fixtures).filter((file) => file.startsWith("platform-"))) {
  writeFileSync(path.join(folder, file), JSON.stringify(workflow(read(fixtures, file)), null, 2));
}
