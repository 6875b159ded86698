/*
 * Many rules over many Windows events: `node test/bench/rules.ts --rules FOLDER [--times 25] [--events 100000]`.
 * The rules of the folder are loaded `times` times over under other ids and with other words, so that a sample
 * of rules weighs as much as all that SigmaHQ publishes.
 */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { temporaryCase } from '../../main/shells/cli/command-case.ts';
import { createRuleWorker } from '../../main/rules/index.ts';

const { values } = parseArgs({
  options: {
    rules: { type: 'string' },
    times: { type: 'string', default: '25' },
    events: { type: 'string', default: '100000' },
  },
});
if (values.rules === undefined) throw new Error('--rules names a folder of Sigma rules');
const folder = mkdtempSync(join(tmpdir(), 'error-iq-rules-'));
mkdirSync(join(folder, 'rules'));
mkdirSync(join(folder, 'logs'));
const files = readdirSync(values.rules).filter((name) => name.endsWith('.yml'));
for (let copy = 0; copy < Number(values.times); copy++) {
  for (const name of files) {
    const text = readFileSync(join(values.rules, name), 'utf8')
      .replaceAll(/^id: ([\da-f]{8})/gm, `id: ${String(copy).padStart(4, '0')}$1`)
      .replaceAll(/([a-z]{3})(\.exe|\.dll|\.php)/g, `$1${copy === 0 ? '' : copy}$2`);
    writeFileSync(join(folder, 'rules', `${copy}-${name}`), text);
  }
}

const PROGRAMS = [
  'cmd.exe',
  'powershell.exe',
  'svchost.exe',
  'net.exe',
  'chrome.exe',
  'rundll32.exe',
];
const ARGUMENTS = [
  '/c whoami',
  '-enc SQBFAFgA',
  '-k netsvcs -p',
  'user /domain',
  '--type=renderer',
  'shell32.dll,Control',
];
const event = (at: number): string => {
  const program = PROGRAMS[(at * 7) % PROGRAMS.length] ?? '';
  const image = `C:\\Windows\\System32\\${program}`;
  const data = {
    Image: image,
    CommandLine: `"${image}" ${ARGUMENTS[(at * 5) % ARGUMENTS.length]} ${(at * 2654435761) % 4294967296}`,
    ParentImage: 'C:\\Windows\\explorer.exe',
    ParentCommandLine: 'C:\\Windows\\Explorer.EXE',
    User: 'CORP\\alice',
    Hashes: `SHA256=${String(at).padStart(64, 'A')},IMPHASH=${String(at).padStart(32, 'F')}`,
  };
  const parts = Object.entries(data).map(
    ([name, value]) => `<Data Name="${name}">${value.replaceAll('"', '&quot;')}</Data>`,
  );
  const time = new Date(1.7e12 + at * 100).toISOString();
  const number = at % 4 === 0 ? 3 : 1;
  return `<Event xmlns="http://schemas.microsoft.com/win/2004/08/events/event"><System><Provider Name="Microsoft-Windows-Sysmon"/><EventID>${number}</EventID><TimeCreated SystemTime="${time}"/><Channel>Microsoft-Windows-Sysmon/Operational</Channel><Computer>PC</Computer></System><EventData>${parts.join('')}</EventData></Event>`;
};
const lines = Array.from({ length: Number(values.events) }, (_, at) => event(at));
writeFileSync(join(folder, 'logs', 'sysmon.xml'), `<Events>\n${lines.join('\n')}\n</Events>\n`);

const { open, finish } = await temporaryCase({
  dataFolder: folder,
  formatsFolder: join(folder, 'none'),
  passphraseFile: undefined,
  zone: 'UTC',
});
const worker = createRuleWorker();
try {
  await open.read({ kind: 'paths', paths: [join(folder, 'logs')] });
  const began = performance.now();
  const { rules, problems } = await worker.load([join(folder, 'rules')]);
  const loaded = performance.now();
  const formats = open.sources().map(({ format }) => format);
  const pass = { signal: new AbortController().signal };
  const { findings } = await worker.run(open.store, formats, pass);
  const ended = performance.now();
  const hits = findings.reduce((sum, { count }) => sum + count, 0);
  process.stdout.write(
    `${rules.length} rules (${problems.length} not loaded), ${open.store.timeRange().records} events of ${formats.join()}: ` +
      `loaded in ${((loaded - began) / 1000).toFixed(1)} s, run in ${((ended - loaded) / 1000).toFixed(1)} s, ` +
      `${hits} hits of ${findings.length} rules\n`,
  );
} finally {
  await worker.close();
  await finish();
  rmSync(folder, { recursive: true, force: true });
}
