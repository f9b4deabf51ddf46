/**
 * `npm test`: everything. Types, build and lint first, then all tests; the closing line counts
 * them. A missing system tool is an error, never a reason to skip.
 */
import { spawn } from 'node:child_process';
import { accessSync, constants, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stripVTControlCharacters } from 'node:util';

const root = fileURLToPath(new URL('..', import.meta.url));
const results = mkdtempSync(join(tmpdir(), 'cloneyard-test-'));
const vitestFile = join(results, 'vitest.json');
const playwrightFile = join(results, 'playwright.json');
const bin = (name) => join(root, 'node_modules', '.bin', process.platform === 'win32' ? `${name}.cmd` : name);

/** System tools the tests need, with Debian's package for each. Xvfb only serves real Electron, where its binary is. */
const tools = [
  { names: ['chromium', 'chromium-browser', 'google-chrome'], package: 'chromium', variable: 'CHROMIUM_PATH' },
  { names: ['mke2fs'], package: 'e2fsprogs' },
  { names: ['qemu-img'], package: 'qemu-utils' },
  ...(needsDisplay() ? [{ names: ['Xvfb'], package: 'xvfb' }] : []),
];

function needsDisplay() {
  const hasElectron = existsSync(join(root, 'node_modules', 'electron', 'path.txt'));
  return process.platform === 'linux' && hasElectron && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY;
}

function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Administrators' folders are searched as well, because mke2fs lives there and is not on everybody's path. */
function isInstalled(tool) {
  if (tool.variable !== undefined && process.env[tool.variable]) return isExecutable(process.env[tool.variable]);
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/sbin'];
  return tool.names.some((name) => folders.some((folder) => isExecutable(join(folder, name))));
}

function checkTools() {
  const missing = tools.filter((tool) => !isInstalled(tool));
  if (missing.length === 0) return true;
  console.error(`Missing: ${missing.map((tool) => tool.names[0]).join(', ')}. Install with:`);
  console.error(`  apt-get update && apt-get install -y ${missing.map((tool) => tool.package).join(' ')}`);
  return false;
}

/** Runs one stage with its output shown. True when it succeeded. */
async function runStage(title, command, args, env = {}) {
  console.log(`\n── ${title}`);
  const startedAtMs = Date.now();
  const child = spawn(command, args, { cwd: root, stdio: 'inherit', env: { ...process.env, ...env } });
  const code = await new Promise((resolve) => {
    child.once('error', (error) => {
      console.error(error.message);
      resolve(1);
    });
    child.once('exit', (exitCode) => resolve(exitCode ?? 1));
  });
  console.log(`── ${title}: ${code === 0 ? 'ok' : `failed (exit code ${code})`}, ${((Date.now() - startedAtMs) / 1000).toFixed(1)} s`);
  return code === 0;
}

/** What the runner wrote down. A run that left nothing behind has failed as a whole. */
function readCounts(file, read) {
  if (!existsSync(file)) return { passed: 0, failures: [{ name: 'the run as a whole', reason: 'It left no results behind.' }], skipped: [] };
  return read(JSON.parse(readFileSync(file, 'utf8')));
}

/** The line that names the trouble, without colours; whole messages stand where the test ran. */
const firstLine = (message) => stripVTControlCharacters(message ?? 'no message').split('\n', 1)[0];

function readPlaywright(report) {
  const counts = { passed: 0, failures: report.errors.map((error) => ({ name: 'outside of any test', reason: firstLine(error.message) })), skipped: [] };
  const visit = (suite, path) => {
    for (const spec of suite.specs ?? []) {
      const name = [...path, spec.title].join(' > ');
      for (const test of spec.tests) {
        if (test.status === 'skipped') {
          const reason = test.annotations.find((annotation) => annotation.type === 'skip' || annotation.type === 'fixme')?.description ?? null;
          counts.skipped.push({ name, reason });
        } else if (test.status === 'expected') counts.passed += 1;
        else counts.failures.push({ name, reason: firstLine(test.results.find((result) => result.error !== undefined)?.error.message) });
      }
    }
    for (const inner of suite.suites ?? []) visit(inner, [...path, inner.title]);
  };
  for (const suite of report.suites) visit(suite, [suite.title]);
  return counts;
}

function printList(title, entries) {
  if (entries.length === 0) return;
  console.log(`\n${title}:`);
  for (const { name, reason } of entries) console.log(`  ${name}: ${reason ?? 'no reason given'}`);
}

/** Failures come last, because whoever keeps only the end of a log must still learn what failed. */
function printSummary(all) {
  const passed = all.reduce((total, counts) => total + counts.passed, 0);
  const skipped = all.flatMap((counts) => counts.skipped);
  const failures = all.flatMap((counts) => counts.failures);
  printList('Skipped', skipped);
  printList('Failed', failures);
  console.log(`\n${passed} passed, ${failures.length} failed, ${skipped.length} skipped`);
}

async function runAll() {
  if (!checkTools()) return false;
  for (const folder of [[], ['shared'], ['renderer']]) {
    const project = join(...folder, 'tsconfig.json');
    if (!(await runStage(`types: ${project}`, bin('tsc'), ['--noEmit', '-p', project]))) return false;
  }
  if (!(await runStage('build', process.execPath, [join(root, 'scripts', 'build.mjs')]))) return false;
  const isLintOk = await runStage('lint', bin('oxlint'), ['--deny-warnings']);
  const display = needsDisplay() ? ['xvfb-run', ['-a']] : null;
  const vitestArgs = ['run', '--reporter=default', `--reporter=${join(root, 'scripts', 'vitestCounts.mjs')}`];
  const isVitestOk = await runStage(
    'unit, array, crash, tidy and shell tests',
    display?.[0] ?? bin('vitest'),
    display === null ? vitestArgs : [...display[1], bin('vitest'), ...vitestArgs],
    { CLONEYARD_VITEST_COUNTS: vitestFile },
  );
  const isPlaywrightOk = await runStage('end-to-end tests', bin('playwright'), ['test', '--reporter=list,json'], { PLAYWRIGHT_JSON_OUTPUT_FILE: playwrightFile });
  printSummary([readCounts(vitestFile, (counts) => counts), readCounts(playwrightFile, readPlaywright)]);
  return isLintOk && isVitestOk && isPlaywrightOk;
}

try {
  process.exitCode = (await runAll()) ? 0 : 1;
} finally {
  rmSync(results, { recursive: true, force: true });
}
