import { Failure } from '#shared/model/failure.ts';
import { formatTimeUtc } from '#shared/model/record.ts';
import { MOST_OVER_TIME } from '#shared/model/template.ts';
import type { TemplateSlots } from '../../iq/index.ts';
import type { OpenCase } from '../../open-case.ts';
import {
  createSeenTemplates,
  createTemplateDesk,
  createTemplateMemory,
  type TemplateCorrection,
  type SlotFacets,
  type TemplateDesk,
} from '../../templates/index.ts';
import { templateDocuments } from './analysis-document.ts';
import { templatesText } from './analysis-text.ts';
import { parseCommand, usage, wholeNumber } from './arguments.ts';
import { choiceOf, print } from './command.ts';
import { counted } from './counted.ts';
import { onPathOrCase } from './path-or-case.ts';
import { writeAssignments } from './write-assignments.ts';

const OPTIONS = {
  assignments: { type: 'string' },
  tz: { type: 'string' },
  explain: { type: 'string' },
  merge: { type: 'string' },
  split: { type: 'string' },
  skeletons: { type: 'string' },
  pin: { type: 'string' },
  slot: { type: 'string' },
  value: { type: 'string', multiple: true },
  rename: { type: 'string' },
  name: { type: 'string' },
  'take-back': { type: 'string', multiple: true },
  corrections: { type: 'boolean' },
  over: { type: 'string' },
  of: { type: 'string' },
  remember: { type: 'boolean' },
} as const;

type Values = ReturnType<typeof parseCommand<typeof OPTIONS>>['values'];

/** `templates PATH_OR_CASE`: the templates, which line has which, why one is one, and what is set right about them. */
export async function templatesCommand(args: string[]): Promise<number> {
  const { values, positionals } = parseCommand(args, OPTIONS);
  const changes = changesOf(values);
  if (changes.length > 0 && !(positionals.length === 1 && positionals[0]?.endsWith('.eiq'))) {
    throw usage('What is set right is kept in a case: name one.');
  }
  return onPathOrCase('templates', positionals, choiceOf(values), async (open, vault) => {
    const memory = vault === null ? null : createTemplateMemory(vault);
    if (values.remember === true && memory === null) {
      throw new Failure(
        'PROFILE_CLOSED',
        'Later cases are told through the profile: open it with --profile-passphrase-file. Nothing was changed.',
      );
    }
    const desk = createTemplateDesk(open, memory);
    for (const change of changes) await change(desk);
    const json = values.json === true;
    if (values.explain !== undefined) {
      print(await explanation(open, desk, idOf('explain', values.explain), json));
      return;
    }
    if (values.over !== undefined) {
      print(await overTime(open, values.over, values.of, json));
      return;
    }
    if (values.corrections === true) {
      const corrections = await desk.corrections();
      print(json ? JSON.stringify(corrections) : correctionsText(corrections));
      return;
    }
    if (values.assignments !== undefined) await writeAssignments(open, values.assignments);
    const seen = vault === null ? null : createSeenTemplates(vault);
    // A temporary case is gone when the command is: nothing could lead back to it.
    if (positionals[0]?.endsWith('.eiq') === true)
      seen?.remember({ path: open.path, name: open.info().name }, await open.templates());
    const templates = await templateDocuments(open, seen?.recaller(open.path));
    print(json ? JSON.stringify(templates) : templatesText(templates));
  });
}

const MOST_SLICES = 200;

/** Records of some templates, else of the commonest, slice of time by slice of time. Throws USAGE. */
async function overTime(
  open: OpenCase,
  slices: string,
  of: string | undefined,
  json: boolean,
): Promise<string> {
  const wanted = wholeNumber('over', slices, 0);
  if (wanted < 1 || wanted > MOST_SLICES) throw usage(`--over takes 1 to ${MOST_SLICES} slices.`);
  const templates = await open.templates();
  const ids =
    of === undefined ? templates.slice(0, MOST_OVER_TIME).map(({ id }) => id) : idsOf('of', of);
  if (ids.length > MOST_OVER_TIME) throw usage(`--of takes ${MOST_OVER_TIME} templates at most.`);
  const { slices: found, counts } = await open.store.templateSeries(ids, wanted);
  const rows = ids.map((id, at) => ({
    id,
    template: templates.find((one) => one.id === id)?.text ?? '',
    counts: [...(counts[at] ?? [])],
  }));
  const from = formatTimeUtc({ us: found.fromUs, ns: 0, digits: 0 });
  if (json) return JSON.stringify({ from, sliceSeconds: found.widthUs / 1e6, templates: rows });
  return [
    `From ${from}, a column is ${found.widthUs / 1e6} s.`,
    ...rows.map(
      ({ id, template, counts: own }) =>
        `${String(id).padStart(8)}  ${own.map((count) => SHADES[shadeOf(count, own)]).join('')}  ${template}`,
    ),
  ].join('\n');
}

const SHADES = [' ', '░', '▒', '▓', '█'];

/** Place among the shades, by the root of the share of the most: what is there at all is seen. */
function shadeOf(count: number, own: readonly number[]): number {
  return Math.ceil(Math.sqrt(count / Math.max(1, ...own)) * (SHADES.length - 1));
}

type Change = (desk: TemplateDesk) => Promise<unknown>;

/** What the options ask to be changed, in one order. Throws USAGE. */
function changesOf(values: Values): Change[] {
  const everywhere = values.remember === true;
  const changes: Change[] = [];
  if (values.merge !== undefined) {
    const ids = idsOf('merge', values.merge);
    changes.push((desk) => desk.merge(ids, everywhere));
  }
  if (values.split !== undefined) {
    const id = idOf('split', values.split);
    if (values.skeletons === undefined)
      throw usage('--split needs --skeletons; --explain numbers them.');
    const skeletons = idsOf('skeletons', values.skeletons);
    changes.push((desk) => desk.split(id, skeletons, everywhere));
  }
  if (values.pin !== undefined) {
    const id = idOf('pin', values.pin);
    const slot = wholeNumber('slot', values.slot, 0);
    if (slot < 1) throw usage('--pin needs --slot, from 1; --explain numbers them.');
    const wanted = values.value ?? null;
    changes.push((desk) => desk.pin(id, slot - 1, wanted, everywhere));
  }
  if (values.rename !== undefined) {
    const id = idOf('rename', values.rename);
    const { name } = values;
    if (name === undefined) throw usage('--rename needs --name; an empty one takes the name away.');
    changes.push((desk) => desk.rename(id, name, everywhere));
  }
  for (const key of values['take-back'] ?? []) changes.push((desk) => desk.takeBack(key));
  return changes;
}

function idOf(option: string, text: string): number {
  return wholeNumber(option, text, 0);
}

function idsOf(option: string, text: string): number[] {
  return text
    .split(/[\s,]+/)
    .filter((part) => part !== '')
    .map((part) => idOf(option, part));
}

async function explanation(
  open: OpenCase,
  desk: TemplateDesk,
  id: number,
  json: boolean,
): Promise<string> {
  const template = await desk.named(id);
  const { because, lines, slots: words } = await desk.explained(id);
  const { looked, slots } = await desk.slots(id);
  const facets = await facetsOf(open, desk, id);
  const corrections = (await desk.corrections()).filter(({ key }) => template.rules.includes(key));
  const told = [...because, ...corrections.map(({ sentence }) => sentence)];
  if (json) {
    return JSON.stringify({
      id,
      template: template.text,
      name: template.name,
      because: told,
      corrections: corrections.map(({ key }) => key),
      skeletons: lines.map(({ skeletonId, text, count, values }) => ({
        id: skeletonId,
        text,
        count,
        values,
      })),
      looked,
      slots: slots.map((slot, at) => ({
        slot: at + 1,
        ...slot,
        words: words[at]?.words ?? [],
        open: words[at]?.open ?? 0,
        facet: facets?.slots.find((facet) => facet.slot === at)?.values ?? null,
      })),
    });
  }
  return [
    template.name === null ? template.text : `${template.name}: ${template.text}`,
    ...told.map((sentence) => `  ${sentence}`),
    ...slots.flatMap((slot, at) => [
      `  ${slotText(slot, at + 1)}`,
      ...facetLines(id, facets?.slots.find((facet) => facet.slot === at)?.values ?? []),
    ]),
    ...lines.map(
      ({ skeletonId, text, count }) =>
        `${String(skeletonId).padStart(8)}  ${String(count).padStart(10)}  ${text}`,
    ),
  ].join('\n');
}

/** Slots with few values over all records of a template, counted exactly. */
async function facetsOf(
  open: OpenCase,
  desk: TemplateDesk,
  id: number,
): Promise<SlotFacets | null> {
  const search = { query: `template:${id}`, fromUs: null, toUs: null };
  const { viewId } = await open.store.search(search, open.closing, () => {});
  try {
    return await desk.facets(viewId, true);
  } finally {
    await open.store.forget(viewId);
  }
}

type FacetValues = SlotFacets['slots'][number]['values'];

const facetLines = (id: number, values: FacetValues): string[] =>
  values.map(
    ({ value, count, condition }) =>
      `      ${String(count).padStart(10)}  ${value === '' ? '(nothing)' : value}${condition === null ? '' : `  template:${id} AND ${condition}`}`,
  );

const TOLD_VALUES = 5;

function slotText(
  { kind, distinct, values, spread }: TemplateSlots['slots'][number],
  number: number,
): string {
  const common = values
    .slice(0, TOLD_VALUES)
    .map(({ value, count }) => `${value === '' ? '(nothing)' : value} (${count})`);
  const lie =
    spread === null
      ? ''
      : `; from ${amount(spread.least, spread)} to ${amount(spread.most, spread)}, half up to ${amount(spread.median, spread)}, 95 of 100 up to ${amount(spread.high, spread)}`;
  return `Slot ${number}, ${kind}: ${counted(distinct, 'value', 'values')}${lie}; commonest ${common.join(', ')}.`;
}

function amount(value: number, { unit }: { readonly unit: string }): string {
  const text = Number.isInteger(value)
    ? value.toLocaleString('en')
    : value.toLocaleString('en', { maximumSignificantDigits: 4 });
  return unit === '' ? text : `${text} ${unit}`;
}

function correctionsText(corrections: readonly TemplateCorrection[]): string {
  if (corrections.length === 0) return 'Nothing was set right by hand.';
  return corrections
    .map(
      ({ key, sentence, where, author, at }) =>
        `${key}  ${sentence}${where === 'profile' ? ' (from the profile)' : ` (${author ?? ''}, ${at ?? ''})`}`,
    )
    .join('\n');
}
