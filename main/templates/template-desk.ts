import { Failure } from '#shared/model/failure.ts';
import type { Template, TemplateExplanation } from '#shared/model/template.ts';
import type { TemplatePattern, TemplateRule } from '#shared/model/template-rule.ts';
import {
  facetSlots,
  matchSlots,
  patternOf,
  slotConditions,
  slotValues,
  type FacetSlot,
  templateRuleKey,
  type TemplateSlots,
} from '../iq/index.ts';
import { commonestValues } from '../logstore/index.ts';
import type { OpenCase } from '../open-case.ts';
import type { TemplateMemory } from './template-memory.ts';

/** Records whose values are looked at: to tell what stands in slots, and to find all values of one. */
const TOLD_OF = 2000;
const SEARCHED = 20_000;
/** Values that are pinned at most where skeletons leave them open. */
const MOST_HELD = 50;

/** Something that was set right, as it is told. */
export interface TemplateCorrection {
  readonly key: string;
  readonly kind: TemplateRule['kind'];
  readonly sentence: string;
  /** `profile`: it was set right in another case. */
  readonly where: 'case' | 'profile';
  /** Later cases are told of it. */
  readonly remembered: boolean;
  readonly author: string | null;
  /** RFC 3339 UTC. */
  readonly at: string | null;
}

/** Values of a facet that are told at most. */
const MOST_FACET_VALUES = 20;

/** What a view's records of one template have in its slots that hold few values. */
export interface SlotFacets {
  /** The template. */
  readonly id: number;
  /** Records that were looked at, of all in the view; when fewer, counts are scaled up. */
  readonly looked: number;
  readonly of: number;
  readonly slots: readonly (FacetSlot & {
    readonly distinct: number;
    readonly values: readonly {
      readonly value: string;
      readonly count: number;
      readonly condition: string | null;
    }[];
  })[];
}

export type TemplateDesk = ReturnType<typeof createTemplateDesk>;

/** Templates of an open case as an analyst sets them right. Without a memory nothing is told to later cases. */
export function createTemplateDesk(open: OpenCase, memory: TemplateMemory | null) {
  async function named(id: number): Promise<Template> {
    const template = (await open.templates()).find((one) => one.id === id);
    if (template === undefined) throw gone(id);
    return template;
  }

  async function explained(id: number): Promise<TemplateExplanation> {
    const found = await open.explainTemplate(id);
    if (found === null) throw gone(id);
    return found;
  }

  /** Messages of a template, spread over its records. */
  async function messagesOf(id: number, most: number, signal: AbortSignal): Promise<string[]> {
    const search = { query: `template:${id}`, fromUs: null, toUs: null };
    const { viewId } = await open.store.search(search, signal, () => {});
    try {
      return [...(await open.store.messages(viewId, most))];
    } finally {
      await open.store.forget(viewId);
    }
  }

  /** Values that stand in a slot, of a sample of the records. */
  async function valuesOf(template: Template, slot: number): Promise<string[]> {
    const values = new Set<string>();
    for (const message of await messagesOf(template.id, SEARCHED, open.closing)) {
      const value = matchSlots(template, message)?.[slot];
      if (value !== undefined) values.add(value);
    }
    return [...values];
  }

  /** Keeps a rule in the case, and for later ones; the records are folded anew when it returns. */
  async function keep(rule: TemplateRule, everywhere: boolean): Promise<string> {
    const key = templateRuleKey(rule);
    if (everywhere) memory?.keep({ key, rule });
    await open.change('templateRule', key, { rule });
    return key;
  }

  return {
    named,
    explained,
    /** What stands in its slots, in a sample of its records. Throws TEMPLATE_GONE. */
    async slots(id: number, signal: AbortSignal = open.closing): Promise<TemplateSlots> {
      const template = await named(id);
      return slotValues(template, await messagesOf(id, TOLD_OF, signal));
    },
    /**
     * The slots with few values of the one template that all records of a view have, its values counted in the view, each
     * with the condition that finds it beside the template; null: the records are of several templates, or of none.
     */
    async facets(
      viewId: string,
      exact: boolean,
      signal: AbortSignal = open.closing,
    ): Promise<SlotFacets | null> {
      const { values: ids } = await open.store.facet(viewId, 'template', 2, true, '');
      const only = ids.length === 1 ? ids[0]?.value : null;
      if (typeof only !== 'number') return null;
      const template = await named(only);
      const messages = await messagesOf(only, TOLD_OF, signal);
      const slots = facetSlots(template, messages);
      const of = open.store.total(viewId);
      if (slots.length === 0) return { id: only, looked: of, of, slots: [] };
      const { tallies, looked, covered } = await open.store.slotTallies(
        viewId,
        patternOf(template),
        slots.map(({ slot }) => slot),
        exact,
      );
      const scale = covered > 0 ? of / covered : 1;
      return {
        id: only,
        looked,
        of,
        slots: slots.map((slot, at) => {
          const tally = tallies[at] ?? new Map();
          const values = commonestValues([...tally], MOST_FACET_VALUES, scale);
          const texts = values.map(({ value }) => String(value));
          const conditions = slotConditions(template, slot.slot, texts, messages);
          return {
            ...slot,
            distinct: tally.size,
            values: values.map(({ count }, place) => ({
              value: texts[place] ?? '',
              count,
              condition: conditions[place] ?? null,
            })),
          };
        }),
      };
    },
    /** All that is in force, and by whom. */
    async corrections(): Promise<TemplateCorrection[]> {
      const ofCase = await open.templateRules();
      const ofProfile = memory?.rules() ?? [];
      const decided = new Set(ofCase.map(({ key }) => key));
      const remembered = new Set(ofProfile.map(({ key }) => key));
      const others = ofProfile.filter(({ key }) => !decided.has(key));
      return [
        ...others.map(({ key, rule }) => ({
          ...told(key, rule),
          where: 'profile' as const,
          remembered: true,
          author: null,
          at: null,
        })),
        ...ofCase.flatMap(({ key, rule, author, at }) =>
          rule === null
            ? []
            : [
                {
                  ...told(key, rule),
                  where: 'case' as const,
                  remembered: remembered.has(key),
                  author,
                  at,
                },
              ],
        ),
      ];
    },
    /** Makes templates one. Throws MERGE_NEEDS_TWO, TEMPLATE_GONE. */
    async merge(ids: readonly number[], everywhere: boolean): Promise<string> {
      const templates = await Promise.all([...new Set(ids)].map(named));
      if (templates.length < 2) {
        throw new Failure(
          'MERGE_NEEDS_TWO',
          'Choose at least two templates to merge. Nothing was changed.',
        );
      }
      return keep({ kind: 'merge', patterns: templates.map(patternOf) }, everywhere);
    },
    /** Makes some skeletons of a template one of their own. Throws TEMPLATE_GONE, PART_GONE. */
    async split(id: number, skeletonIds: readonly number[], everywhere: boolean): Promise<string> {
      const { lines } = await explained(id);
      const wanted = new Set(skeletonIds);
      const taken = lines.filter(({ skeletonId }) => wanted.has(skeletonId));
      if (taken.length === 0 || taken.length === lines.length || taken.length < wanted.size) {
        throw new Failure(
          'PART_GONE',
          'Choose some skeletons of the template, not all of them. Nothing was changed.',
          { id },
        );
      }
      return keep({ kind: 'apart', lines: taken.map(({ pattern }) => pattern) }, everywhere);
    },
    /**
     * Says that a slot is constant: each of its values, or only some, is a template of its own. Where the skeletons
     * themselves leave it open, the records are read again with these values in them. Throws TEMPLATE_GONE, SLOT_GONE,
     * SLOT_SAME where nothing would come apart, SLOT_VARIES where there are more values than anybody wants templates.
     */
    async pin(
      id: number,
      slot: number,
      values: readonly string[] | null,
      everywhere: boolean,
    ): Promise<string> {
      const template = await named(id);
      const { slots, lines } = await explained(id);
      const found = slots[slot];
      if (found === undefined) throw slotGone(id, slot);
      const words = new Set(found.words.map(({ word }) => word));
      const pattern = patternOf(template);
      const rule = { kind: 'pin', pattern, slot } as const;
      if (found.open === 0) {
        const apart = values === null ? [...words] : values.filter((value) => words.has(value));
        const stays = lines.some((line) => !apart.includes(line.values?.[slot] ?? '<*>'));
        if (apart.length === 0 || (apart.length === 1 && !stays)) throw slotSame(id, slot);
        return keep({ ...rule, values: values === null ? null : [...apart].sort() }, everywhere);
      }
      const held = (values ?? (await valuesOf(template, slot))).filter((value) => value !== '');
      if (held.length === 0) throw slotSame(id, slot);
      if (held.length > MOST_HELD) throw slotVaries(template, slot, held.length);
      return keep({ ...rule, values: [...new Set(held)].sort() }, everywhere);
    },
    /** Gives a template a name; empty: takes it away. Throws TEMPLATE_GONE. */
    async rename(id: number, name: string, everywhere: boolean): Promise<void> {
      const template = await named(id);
      const rule = { kind: 'rename' as const, pattern: patternOf(template), name: name.trim() };
      if (rule.name !== '') {
        await keep(rule, everywhere);
        return;
      }
      const given = new Set([...template.rules, templateRuleKey(rule)]);
      for (const { key, kind } of await this.corrections()) {
        if (kind === 'rename' && given.has(key)) await this.takeBack(key);
      }
    },
    /** Takes back what was set right, in this case and for later ones. Throws CORRECTION_GONE. */
    async takeBack(key: string): Promise<void> {
      const found = (await this.corrections()).find((one) => one.key === key);
      if (found === undefined) {
        throw new Failure('CORRECTION_GONE', 'This was taken back already. Nothing was changed.', {
          key,
        });
      }
      memory?.drop(key);
      await open.change('templateRule', key, { rule: null });
    },
  };
}

const quoted = (pattern: TemplatePattern): string =>
  `“${pattern.map((text) => text ?? '<*>').join('')}”`;

function told(key: string, rule: TemplateRule) {
  return { key, kind: rule.kind, sentence: sentenceOf(rule) };
}

function sentenceOf(rule: TemplateRule): string {
  switch (rule.kind) {
    case 'merge':
      return `Merged by hand: ${rule.patterns.map(quoted).join(' and ')} are one.`;
    case 'apart': {
      const [first = []] = rule.lines;
      const more = rule.lines.length > 1 ? ` and ${rule.lines.length - 1} more` : '';
      return `Split by hand: ${quoted(first)}${more} is a template of its own.`;
    }
    case 'pin': {
      const which =
        rule.values === null
          ? 'each of its values is a template of its own'
          : `${rule.values.map((value) => `“${value}”`).join(', ')} ${rule.values.length === 1 ? 'is a template' : 'are templates'} of its own`;
      return `Pinned by hand: slot ${rule.slot + 1} of ${quoted(rule.pattern)} is constant, ${which}.`;
    }
    case 'rename':
      return `Named by hand: ${quoted(rule.pattern)} is called “${rule.name}”.`;
  }
}

function gone(id: number): Failure {
  return new Failure(
    'TEMPLATE_GONE',
    'This template is not in the case any more: its records were folded anew.',
    { id },
  );
}

function slotGone(id: number, slot: number): Failure {
  return new Failure('SLOT_GONE', `The template has no slot ${slot + 1}. Nothing was changed.`, {
    id,
    slot: slot + 1,
  });
}

function slotSame(id: number, slot: number): Failure {
  return new Failure(
    'SLOT_SAME',
    `Slot ${slot + 1} holds no two values to keep apart. Nothing was changed.`,
    { id, slot: slot + 1 },
  );
}

function slotVaries({ id }: Template, slot: number, values: number): Failure {
  return new Failure(
    'SLOT_VARIES',
    `Slot ${slot + 1} holds ${values} values or more; ${MOST_HELD} can be pinned. Name those that are to be kept apart, or search for one: template:${id} AND "value". Nothing was changed.`,
    { id, slot: slot + 1, values },
  );
}
