import { isMap, isScalar, isSeq, parseDocument, type Document, type YAMLSeq } from 'yaml';
import { STEP_KINDS, type StepKind } from '#shared/playbook/playbook.ts';

/** Where something stands in the YAML. */
export type Place = readonly (string | number)[];

/** A step as the picture shows it. */
export interface OutlineStep {
  readonly place: Place;
  readonly id: string;
  readonly title: string;
  readonly kind: StepKind;
  readonly lists: readonly OutlineList[];
}

/** Steps that follow each other. `name`: the member that holds them. */
export interface OutlineList {
  readonly name: string;
  readonly place: Place;
  readonly steps: readonly OutlineStep[];
}

/** Members of a kind of step that hold steps. */
const LISTS: Readonly<Partial<Record<StepKind, readonly string[]>>> = {
  if: ['do', 'else'],
  each: ['steps'],
  parallel: ['steps'],
};

/** What a new step of a kind says, so that it can be run as it is. */
const FRESH: Readonly<Record<StepKind, unknown>> = {
  search: { query: 'level:>=error', limit: 5 },
  count: { query: 'level:>=error' },
  compare: { a: { query: 'level:info' }, b: { query: 'level:>=error' } },
  tool: { name: 'affected', input: { query: 'level:>=error' } },
  set: { value: '1 + 1' },
  ask: { question: 'What do you say?', default: 'nothing' },
  model: { question: 'Why did it happen?' },
  say: { text: 'Something.' },
  finding: { title: 'Something was found' },
  if: { condition: 'true', do: [{ id: 'then', say: { text: 'It is so.' } }] },
  each: { in: '[1, 2]', as: 'one', most: 10, steps: [{ id: 'told', say: { text: '{{one}}' } }] },
  parallel: { steps: [{ id: 'beside', count: { query: 'level:>=error' } }] },
};

const parsed = (text: string): Document => parseDocument(text, { prettyErrors: false });
const written = (document: Document): string => document.toString({ lineWidth: 100 });

/** The steps of a playbook as they stand in its YAML; null: it cannot be read as far as that. */
export function outlineOf(text: string): OutlineList | null {
  const document = parsed(text);
  if (document.errors.length > 0 || !isSeq(document.get('steps'))) return null;
  return listAt(document, 'steps', ['steps']);
}

function listAt(document: Document, name: string, place: Place): OutlineList {
  const list = document.getIn(place);
  const count = isSeq(list) ? list.items.length : 0;
  const steps = Array.from({ length: count }, (_, at) => stepAt(document, [...place, at]));
  return { name, place, steps: steps.filter((step) => step !== null) };
}

function stepAt(document: Document, place: Place): OutlineStep | null {
  const step = document.getIn(place);
  if (!isMap(step)) return null;
  const kind = STEP_KINDS.find((one) => step.has(one));
  if (kind === undefined) return null;
  const text = (member: string): string => {
    const value = step.get(member);
    return typeof value === 'string' ? value : '';
  };
  const lists = (LISTS[kind] ?? []).map((name) => listAt(document, name, [...place, kind, name]));
  return { place, id: text('id'), title: text('title'), kind, lists };
}

/** The value of a member of a step, or of something within it; undefined: it is not there. */
export function valueAt(text: string, place: Place): unknown {
  const value = parsed(text).getIn(place, true);
  if (isScalar(value)) return value.value;
  return isMap(value) || isSeq(value) ? (value.toJSON() as unknown) : undefined;
}

/** The YAML with a value set, or taken out where it is undefined; comments and all else stay. */
export function withValue(text: string, place: Place, value: unknown): string {
  const document = parsed(text);
  if (value === undefined) document.deleteIn(place);
  else document.setIn(place, value);
  return written(document);
}

/** The YAML with a new step in a list; gives its place too. */
export function withStep(
  text: string,
  list: Place,
  at: number,
  kind: StepKind,
): { readonly text: string; readonly place: Place } {
  const document = parsed(text);
  const taken = new Set(idsIn(outlineOf(text)));
  const fresh = named({ id: kind, [kind]: FRESH[kind] }, taken);
  const items = listIn(document, list).items;
  const index = Math.min(Math.max(0, at), items.length);
  items.splice(index, 0, document.createNode(fresh));
  return { text: written(document), place: [...list, index] };
}

/** Gives a step, and those within it, names that nothing has yet. */
function named(value: unknown, taken: Set<string>): unknown {
  if (Array.isArray(value)) return value.map((item: unknown) => named(item, taken));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]: [string, unknown]) => {
      if (name !== 'id' || typeof member !== 'string') return [name, named(member, taken)];
      let free = /^[a-z]+$/.test(member) && !RESERVED.has(member) ? member : `${member}1`;
      for (let n = 2; taken.has(free); n++) free = `${member}${n}`;
      taken.add(free);
      return [name, free];
    }),
  );
}

/** Words that an expression would not take for a name. */
const RESERVED = new Set(['and', 'or', 'not', 'in', 'contains', 'inputs', 'true', 'false', 'null']);

function idsIn(list: OutlineList | null): string[] {
  return (list?.steps ?? []).flatMap(({ id, lists }) => [id, ...lists.flatMap(idsIn)]);
}

/** The YAML without a step. The last one of all stays, for a playbook has one. */
export function withoutStep(text: string, place: Place): string {
  const document = parsed(text);
  const at = Number(place.at(-1));
  const list = listIn(document, place.slice(0, -1));
  if (place.length === 2 && list.items.length === 1) return text;
  list.items.splice(at, 1);
  return written(document);
}

/** The YAML with a step moved to a position of a list, counted before it is taken out. Not into itself. */
export function withMoved(text: string, from: Place, to: Place, at: number): string {
  if (isWithin(to, from)) return text;
  const document = parsed(text);
  const source = listIn(document, from.slice(0, -1));
  const target = listIn(document, to);
  const index = Number(from.at(-1));
  if (source.items.length === 1 && from.length === 2 && source !== target) return text;
  const [step] = source.items.splice(index, 1);
  if (step === undefined) return text;
  const shifted = source === target && at > index ? at - 1 : at;
  target.items.splice(Math.min(shifted, target.items.length), 0, step);
  return written(document);
}

/** Whether a place is another or within it. */
export function isWithin(place: Place, other: Place): boolean {
  return other.every((part, at) => place[at] === part);
}

/** The list at a place; an `else` that is not there yet is made. */
function listIn(document: Document, place: Place): YAMLSeq {
  const found = document.getIn(place);
  if (isSeq(found)) return found;
  const made = document.createNode([]) as YAMLSeq;
  document.setIn(place, made);
  return made;
}
