import { isNobody, plainName } from './fields.ts';
import type { Report } from './findings.ts';

/** One to four words of a person's name, the first with a capital. */
const NAME = String.raw`\p{Lu}[\p{L}'’-]{0,30}(?:[ \u00a0](?:\p{Lu}\.|\p{Lu}[\p{L}'’-]{0,30}|de|da|di|del|van|von|der|den|bin|al|la|le|y)){0,3}`;
const AFTER_TITLE = new RegExp(String.raw`\.?[ \u00a0](${NAME})`, 'uy');
const AFTER_GREETING = new RegExp(String.raw`,?[ \u00a0](${NAME})(?=[,!.:;\n]|$| [-–(])`, 'uy');
const AFTER_NAME = new RegExp(String.raw`[ \u00a0](?:is|was)[ \u00a0]["']?(${NAME})`, 'uy');
const AFTER_CALLED = new RegExp(String.raw`[ \u00a0](${NAME})`, 'uy');
const AFTER_USER =
  /[ \u00a0](?:'([^'\n]{2,40})'|"([^"\n]{2,40})"|([\p{L}][\p{L}\d._-]{1,40})(?=[\s,;:.)]|$))/uy;

type Trigger = 'title' | 'greeting' | 'name' | 'called' | 'user';

const TRIGGERS: ReadonlyMap<string, Trigger> = new Map(
  Object.entries({
    title: 'mr mrs ms miss mx dr prof sir madam mme mlle herr frau señor señora sig',
    greeting: 'hello hi hey dear bonjour hallo hola',
    name: 'name',
    called: 'named',
    user: 'user',
  } satisfies Record<Trigger, string>).flatMap(([trigger, words]) =>
    words.split(' ').map((word): [string, Trigger] => [word, trigger as Trigger]),
  ),
);

/** Whether a trigger begins with a letter (by its place in the alphabet) and has a length. */
const MAY_TRIGGER: Uint8Array = (() => {
  const may = new Uint8Array(32 * 16);
  for (const word of TRIGGERS.keys()) may[(word.charCodeAt(0) & 31) * 16 + word.length] = 1;
  return may;
})();

/** Words with a capital after a greeting or a title that are no names. */
const NO_NAME =
  /^(?:(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)|World|There|All|Everyone|Team|Sir|Madam|User|Customer|Server|Client|From|Packet|Message|Timer|The|Not|No|Hello|Bot|Service|Admin|Done|Request|Response|Error|Failed|Invalid|Unknown|Interval|Received|Sent|Kernel|Host)\b/;

/** A name behind a word that calls for one ("Dear Ada,", "my name is", "Dr. No"), or an account behind "for user". */
export function findTriggeredName(text: string, at: number, end: number, report: Report): void {
  const next = text.charCodeAt(end);
  if (MAY_TRIGGER[(text.charCodeAt(at) & 31) * 16 + end - at] !== 1) return;
  if (next !== 32 && next !== 46 && next !== 44 && next !== 0xa0) return;
  const trigger = TRIGGERS.get(text.slice(at, end).toLowerCase());
  if (trigger === undefined) return;
  if (trigger === 'user') {
    findAccount(text, at, end, report);
    return;
  }
  const pattern = {
    title: AFTER_TITLE,
    greeting: AFTER_GREETING,
    name: AFTER_NAME,
    called: AFTER_CALLED,
  }[trigger];
  pattern.lastIndex = end;
  const match = pattern.exec(text);
  const name = match?.[1];
  if (match === null || name === undefined || NO_NAME.test(name)) return;
  // A title is one when it is written as one; "ms" is also a unit, "dr" a drive.
  if (trigger === 'title' && !/\p{Lu}/u.test(text[at] ?? '')) return;
  if (/^[\p{Lu}\d_-]+$/u.test(name) && trigger !== 'title') return;
  const stop = end + match[0].length;
  report('name', stop - name.length, stop, trigger === 'called' ? 0.5 : 0.7, plainName(name));
}

/** "for user alice", "invalid user bob", "user 'carol'": what sshd, sudo and databases say. */
function findAccount(text: string, at: number, end: number, report: Report): void {
  AFTER_USER.lastIndex = end;
  const match = AFTER_USER.exec(text);
  if (match === null) return;
  const [whole, single, double, bare] = match;
  const account = single ?? double ?? bare ?? '';
  if (
    bare !== undefined &&
    !/(?:\bfor|invalid|illegal|\bby|of|as) $/i.test(text.slice(Math.max(0, at - 9), at))
  )
    return;
  if (
    isNobody(account) ||
    account.includes('@') ||
    !/^[\p{L}][\p{L}\d._ -]*$/u.test(account) ||
    VERBS.test(account)
  )
    return;
  const stop = end + whole.length - (bare === undefined ? 1 : 0);
  report('user', stop - account.length, stop, 0.7, account.toLowerCase());
}

const VERBS =
  /^(?:name|names|id|ids|is|was|has|not|to|with|in|on|at|from|and|or|the|a|an|data|agent|input|defined|mode|space|group|groups|session|sessions|account|accounts|request|requests|login|info|profile|role|roles|authentication|activity|context|table|defined|unknown|interface|process|logged|created|who|does|did|of|by|for)$/i;
