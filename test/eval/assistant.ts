/*
 * How good the assistant's answers are: `npm run eval:assistant [-- --seeds N] [--first SEED] [--sets N] [--verbose] [--provider ID[/MODEL]
 * --profile DIR --passphrase-file F]`. Cases into which a known fault was injected (or none) are asked why it happened:
 * the built-in analysis, scripted models that speak the protocols of OpenAI and Anthropic from this machine, one that
 * works as it is told and one that invents, and a provider of a profile where one is named.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import {
  createAssistantDesk,
  createProviderDesk,
  createToolkitDesk,
} from '../../main/assistant/index.ts';
import { createIssueMemory } from '../../main/issues/index.ts';
import { createVault } from '../../main/vault/index.ts';
import { sampleSets } from '../bench/signals/background.ts';
import { FAULTS, makeBundle, type Bundle } from '../bench/signals/bundle.ts';
import { inCaseOf } from '../bench/signals/judge.ts';
import { scriptedServer } from '../unit/main/assistant/scripted-server.ts';
import { scoreAnswer, type Score } from './score-answer.ts';
import { carefulModel, inventingModel } from './scripted-models.ts';

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '1' },
    first: { type: 'string', default: '100' },
    sets: { type: 'string', default: '2' },
    verbose: { type: 'boolean' },
    provider: { type: 'string' },
    profile: { type: 'string' },
    'passphrase-file': { type: 'string' },
  },
});

const PLANTED = ['rosalind.quayle@northwind-traders.example', 'AKIAIOSFODNN7ABCDEFG'];

/** Puts personal data and a key into a line that nothing else was done to. */
function planted(bundle: Bundle): Bundle {
  const [first, ...rest] = bundle.files;
  if (first === undefined) return bundle;
  const at = first.lines.findIndex(({ tags, text }) => tags.length === 0 && !text.startsWith('{'));
  const lines = first.lines.map((line, index) =>
    index === at ? { ...line, text: `${line.text} for ${PLANTED.join(' with key ')}` } : line,
  );
  return { ...bundle, files: [{ ...first, lines }, ...rest] };
}

const folder = mkdtempSync(join(tmpdir(), 'error-iq-eval-'));
const own = createVault({ dataFolder: values.profile ?? folder, keychain: null });
if (values.profile === undefined) {
  const passphrase = 'quiet harbour violet tram 41';
  await own.create({ name: 'Eval', passphrase, keychain: false });
} else {
  const [passphrase = ''] = readFileSync(values['passphrase-file'] ?? '', 'utf8').split(/\r?\n/);
  await own.unlock({ with: 'passphrase', passphrase });
}
/** Scripted providers are not put among those of a profile. */
const drawers = (of: string) => ({
  drawer: (name: string) => own.drawer(of === '' ? name : `${name}-eval-${of}`),
});

const scripted = {
  'openai, careful': await scriptedServer('openai', carefulModel()),
  'anthropic, careful': await scriptedServer('anthropic', carefulModel()),
  'openai, inventing': await scriptedServer('openai', inventingModel()),
  'anthropic, inventing': await scriptedServer('anthropic', inventingModel()),
};

interface Answerer {
  readonly name: string;
  readonly provider: string;
  readonly desk: ReturnType<typeof createProviderDesk>;
  /** Bodies that it was sent; null: nobody can say. */
  readonly bodies: (() => readonly string[]) | null;
}

const answerers: Answerer[] = Object.entries(scripted).map(([name, { provider, requests }], at) => {
  const desk = createProviderDesk(drawers(String(at)));
  desk.shelf.set(provider);
  desk.shelf.setKey(provider.id, { keyId: null, key: 'sk-eval-0123456789' }, null);
  const bodies = () => requests.map(({ body }) => body);
  return { name, provider: provider.id, desk, bodies };
});
const real = createProviderDesk(drawers(''));
answerers.unshift({ name: 'built-in analysis', provider: 'offline', desk: real, bodies: null });
if (values.provider !== undefined) {
  answerers.push({ name: values.provider, provider: values.provider, desk: real, bodies: null });
}

const scores = new Map<string, { score: Score; ms: number; answered: boolean }[]>();
const sets = sampleSets();
const [first, seeds] = [Number(values.first), Number(values.seeds)];
for (let at = 0; at < Math.min(Number(values.sets), sets.length); at++) {
  for (const fault of FAULTS) {
    for (let seed = first; seed < first + seeds; seed++) {
      const bundle = planted(makeBundle(sets, at, fault, seed));
      await inCaseOf(bundle, async (open) => {
        // The first answer would pay for the analysis that all of them share.
        await open.diagnosis();
        for (const { name, provider, desk } of answerers) {
          const assistant = createAssistantDesk(open, {
            providers: desk,
            toolkits: createToolkitDesk(drawers('none')),
            past: createIssueMemory(own),
            askToLeave: () => Promise.resolve('question'),
          });
          const began = performance.now();
          const asked = { question: 'Why did it happen?', replaces: null, provider };
          const exchange = await assistant.ask(asked, new AbortController().signal);
          const ms = performance.now() - began;
          const answered = exchange.answerer.provider === provider.split('/')[0];
          const score = scoreAnswer(bundle, open, exchange);
          scores.set(name, [...(scores.get(name) ?? []), { score, ms, answered }]);
          if (values.verbose === true && !score.right) {
            const said = exchange.answer.statements[0]?.text ?? 'nothing';
            console.log(`${name}: ${sets[at]?.name} / ${fault} / ${seed}: ${said.slice(0, 200)}`);
          }
        }
      });
    }
  }
  process.stderr.write(`${sets[at]?.name} done\n`);
}

const HEADS = ['cases', 'answered', 'right cause', 'fitting cites', 'claims', 'unsupported'];
const COSTS = ['leaks', 'calls', 'tokens', 'money', 's each'];
const row = (name: string, cells: readonly (string | number)[]): string =>
  `${name.padEnd(24)}${cells.map((cell) => String(cell).padStart(14)).join('')}`;
const share = (part: number, of: number): string => (of === 0 ? '-' : (part / of).toFixed(2));

console.log(row('', [...HEADS, ...COSTS]));
let failed = false;
for (const { name, provider, desk, bodies } of answerers) {
  const all = scores.get(name) ?? [];
  const sum = (value: (score: Score) => number): number =>
    all.reduce((total, { score }) => total + value(score), 0);
  const used = desk.usage().filter((one) => one.provider === provider.split('/')[0]);
  const spent = (value: (one: (typeof used)[number]) => number): number =>
    used.reduce((total, one) => total + value(one), 0);
  const text = bodies?.().join('\n') ?? '';
  const leaks = PLANTED.filter((value) => text.includes(value)).length;
  const accepted = sum(({ claims, unsupported }) => claims - unsupported);
  if (leaks > 0 || (name.endsWith('inventing') && accepted > 0)) failed = true;
  console.log(
    row(name, [
      all.length,
      all.filter(({ answered }) => answered).length,
      share(
        sum(({ right }) => Number(right)),
        all.length,
      ),
      share(
        sum(({ fitting }) => fitting),
        sum(({ cited }) => cited),
      ),
      sum(({ claims }) => claims),
      sum(({ unsupported }) => unsupported),
      bodies === null ? '-' : leaks,
      spent(({ calls }) => calls),
      spent(({ inputTokens, outputTokens }) => inputTokens + outputTokens),
      spent(({ money }) => money).toFixed(4),
      (all.reduce((total, { ms }) => total + ms, 0) / 1000 / Math.max(1, all.length)).toFixed(2),
    ]),
  );
}
for (const { close } of Object.values(scripted)) close();
own.lock();
rmSync(folder, { recursive: true, force: true });
// What was invented and believed, or what left in clear, is no question of degree.
if (failed) process.exitCode = 1;
