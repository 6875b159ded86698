/*
 * The public conformance suite of the Model Context Protocol against `error-iq mcp --http`: first against a case, which
 * must pass all that is not about things that a case does not have; then against the suite's own tools, resources and
 * prompts behind the same door, which must pass all of it.
 */
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import type { McpServerFactory } from '@modelcontextprotocol/server';
import { DEFAULT_POLICY } from '#shared/model/provider.ts';
import { caseServers, TOOL_NAMES } from '../../main/assistant/index.ts';
import { createCaseFile, makeHeader } from '../../main/cases/index.ts';
import { openCase } from '../../main/open-case.ts';
import { createMcpShell } from '../../main/shells/web/index.ts';
import { suiteServer } from './suite-fixtures.ts';

const SUITE = resolve('node_modules/@modelcontextprotocol/conformance/dist/index.js');

/** A case has tools of its own, neither resources nor prompts, and asks nothing back. */
const NOT_OF_A_CASE = [
  'tools-call-sampling',
  'tools-call-elicitation',
  'elicitation-sep1034-defaults',
  'elicitation-sep1330-enums',
  'logging-set-level',
  'completion-complete',
  ...['simple-text', 'image', 'audio', 'embedded-resource', 'mixed-content', 'error'].map(
    (what) => `tools-call-${what}`,
  ),
  'tools-call-with-logging',
  'tools-call-with-progress',
  ...['list', 'read-text', 'read-binary', 'templates-read', 'subscribe', 'unsubscribe'].map(
    (what) => `resources-${what}`,
  ),
  ...['list', 'get-simple', 'get-with-args', 'get-embedded-resource', 'get-with-image'].map(
    (what) => `prompts-${what}`,
  ),
];

/** Runs the suite; gives whether all but the named scenarios passed, and none of those. */
async function passes(
  what: string,
  factory: McpServerFactory,
  not: readonly string[],
): Promise<boolean> {
  const shell = await createMcpShell(factory, 0);
  const baseline = join(folder, 'not.yml');
  writeFileSync(baseline, JSON.stringify({ server: not }));
  const results = join(folder, what);
  const args = [
    SUITE,
    'server',
    '--url',
    shell.address,
    '--expected-failures',
    baseline,
    '-o',
    results,
  ];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const [said, [status]] = await Promise.all([text(child.stdout), once(child, 'exit')]);
  console.log(`== ${what} ==\n${said.slice(said.indexOf('=== SUMMARY'))}`);
  await shell.close();
  return status === 0;
}

const folder = mkdtempSync(join(tmpdir(), 'error-iq-mcp-'));
const path = join(folder, 'suite.eiq');
const key = randomBytes(32);
createCaseFile(path, key, makeHeader('vault'));
const created = { name: 'suite', zone: 'UTC' };
const open = await openCase(
  { path, key, signer: null, created },
  () => {},
  () => Promise.resolve([]),
);
try {
  const servers = await caseServers(open, {
    tools: TOOL_NAMES,
    policy: DEFAULT_POLICY,
    local: false,
    signal: new AbortController().signal,
    onServed: () => {},
  });
  const ofCase = await passes('A case', servers, NOT_OF_A_CASE);
  const ofSuite = await passes('The tools of the suite', suiteServer, []);
  if (!ofCase || !ofSuite) process.exitCode = 1;
} finally {
  await open.close();
  rmSync(folder, { recursive: true, force: true });
}
