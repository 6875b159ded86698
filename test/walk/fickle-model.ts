import type { Random } from '../../main/ingest/sample/random.ts';
import {
  scriptedServer,
  type Reply,
  type ScriptedProvider,
} from '../unit/main/assistant/scripted-server.ts';
import { NASTY } from './nasty-texts.ts';

/** A model that answers, answers nonsense, dawdles, breaks off or fails, as chance has it. */
export function fickleModel(random: Random): Promise<ScriptedProvider & { close(): void }> {
  return scriptedServer('openai-compatible', () => replyBy(random));
}

function replyBy(random: Random): Reply {
  const text = random.pick(NASTY);
  const statements = [
    { part: 'answer', text, citations: [{ record: '1:0', quote: text.slice(0, 200) }] },
    { part: 'next', text: `Then ${text}` },
  ];
  const answered = { tools: [{ name: 'answer', input: { known: true, statements } }] };
  const roll = random.next();
  if (roll < 0.35) return answered;
  if (roll < 0.5)
    return { tools: [{ name: 'search', input: { query: text.slice(0, 300), limit: 3 } }] };
  if (roll < 0.6) return { tools: [{ name: text.slice(0, 40), input: { a: text } }] };
  if (roll < 0.65) return { say: text };
  if (roll < 0.7) return { status: random.pick([400, 401, 429, 500, 503]), retryAfter: 1 };
  if (roll < 0.75) return { broken: random.pick(['json', 'cut', 'cut-later', 'silence']) };
  // It said half of it, and then nothing any more.
  const half = (pieces: string[]): string[] => pieces.slice(0, Math.ceil(pieces.length / 2));
  return { of: answered, bend: half, last: random.chance(0.8) ? 'hold' : 'cut' };
}
