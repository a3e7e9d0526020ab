// The protocol's conformance suite against groundplan over HTTP: once against what is shipped, once with the suite's
// fixtures mounted beside it on the same transport, at each revision that the suite has requirements for.
//
// What must fail is listed in `expected/`, with why; a scenario there that passes is a failure of the list. Beyond what a
// revision requires the suite counts failures of the tasks extension, which groundplan does not offer; they fail nothing.
// It needs Node.js 22, which the package brings along where the caller's is older.
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

const here = import.meta.dirname ?? new URL('.', import.meta.url).pathname
const binary = process.env.GROUNDPLAN
if (!binary) throw new Error('GROUNDPLAN names the binary to test, built with --features conformance')

const REVISIONS = ['2026-07-28', '2025-11-25']

// Scenarios of the skills extension, which no revision requires. They pass by doing nothing where a server does not
// declare it, so each has to show a check of its own.
const SKILLS = ['sep-2640-skills-enumeration', 'sep-2640-skills-manifest', 'sep-2640-skills-directory']

function node22() {
  if (Number(process.versions.node.split('.')[0]) >= 22) return process.execPath
  const own = join(here, 'node_modules', `node-${process.platform}-${process.arch}`, 'bin', 'node')
  if (!existsSync(own)) throw new Error(`the suite needs Node.js 22, and this is ${process.version}`)
  return own
}

const node = node22()
const suite = join(here, 'node_modules', '@modelcontextprotocol', 'conformance', 'dist', 'index.js')
const folder = mkdtempSync(join(tmpdir(), 'groundplan-conformance-'))
const failures = []

async function serving(name, args, work) {
  const serve = ['serve', '--store', join(folder, `${name}.db`), '--http', '127.0.0.1:0', '--log', 'error', ...args]
  const server = spawn(binary, serve, { stdio: ['ignore', 'inherit', 'pipe'] })
  const ended = new Promise((resolve) => server.on('close', resolve))
  try {
    const lines = createInterface({ input: server.stderr })
    const url = await new Promise((resolve, reject) => {
      lines.on('line', (line) => {
        const found = /listening on (http:\S+)/.exec(line)
        if (found) resolve(found[1])
        else console.error(line)
      })
      ended.then((code) => reject(new Error(`the server ended with ${code}`)))
    })
    work(url)
  } finally {
    server.kill('SIGTERM')
    const code = await ended
    if (code !== 0) failures.push(`${name}: the server ended with ${code}`)
  }
}

function run(url, what, args) {
  const done = spawnSync(node, [suite, 'server', '--url', url, ...args], { encoding: 'utf8', cwd: folder })
  const said = done.stdout + done.stderr
  const summary = said.slice(Math.max(0, said.indexOf('=== SUMMARY')))
  console.log(`-- ${what}: ${/^Total:.*$/m.exec(said)?.[0] ?? ''}`)
  if (done.status !== 0) {
    console.log(summary)
    failures.push(what)
  }
}

function required(url, name) {
  for (const revision of REVISIONS) {
    const args = ['--requirements', revision]
    const expected = join(here, 'expected', `${name}-${revision}.yml`)
    if (existsSync(expected)) args.push('--expected-failures', expected)
    run(url, `${name} ${revision}`, args)
  }
}

function skills(url) {
  for (const scenario of SKILLS) {
    const out = join(folder, scenario)
    run(url, scenario, ['--scenario', scenario, '--output-dir', out])
    const checks = readdirSync(out, { recursive: true })
      .filter((file) => file.endsWith('checks.json'))
      .flatMap((file) => JSON.parse(readFileSync(join(out, file), 'utf8')))
    const proved = checks.filter((check) => check.status === 'SUCCESS' && !check.id.startsWith('wire-schema'))
    console.log(`   ${proved.length} of ${checks.length} checks proved`)
    if (proved.length === 0) failures.push(`${scenario}: every check was skipped`)
  }
}

try {
  await serving('production', [], (url) => {
    required(url, 'production')
    skills(url)
  })
  await serving('fixtures', ['--conformance-fixtures'], (url) => required(url, 'fixtures'))
} finally {
  rmSync(folder, { recursive: true, force: true })
}
if (failures.length > 0) {
  console.error(`conformance fails:\n- ${failures.join('\n- ')}`)
  process.exit(1)
}
