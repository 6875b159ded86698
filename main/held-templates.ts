import type { FormatDefinition } from '#shared/model/format.ts';
import type { Template } from '#shared/model/template.ts';
import type { CaseOperations, SourceRow } from './case-operations.ts';
import type { HeldSlot, Ingest, KnownSource } from './ingest/index.ts';
import { heldSlots, joinedWishes, sourcesHeld, type ProfileRules } from './iq/index.ts';
import { known, wherePaused } from './known-source.ts';
import type { ThreadClient } from './thread-call.ts';

interface Dependencies {
  readonly thread: ThreadClient<CaseOperations>;
  readonly ingest: Ingest;
  ownFormats(): Promise<readonly FormatDefinition[]>;
  ownRules(): Promise<ProfileRules>;
  sources(): readonly SourceRow[];
  templates(): readonly Template[];
  readKnown(sources: readonly KnownSource[]): Promise<void>;
}

/** Slots of templates that an analyst pins though skeletons leave them open: what is read is told apart by their values. */
export function createHeldTemplates(deps: Dependencies) {
  /** As reading was last told. */
  let told: readonly HeldSlot[] | null = null;

  async function wanted(): Promise<HeldSlot[]> {
    const ofCase = await deps.thread.call('templateRules', null);
    return heldSlots(joinedWishes((await deps.ownRules()).templates, ofCase));
  }

  async function tell(): Promise<readonly HeldSlot[]> {
    const slots = await wanted();
    const before = told ?? slots;
    told = slots;
    await deps.ingest.hold(slots);
    return before;
  }

  return {
    /** What reading is given: the analyst's own formats. It is told what is held first. */
    async formats(): Promise<readonly FormatDefinition[]> {
      await tell();
      return deps.ownFormats();
    },
    /** After a rule was made or taken back: reads what it is about again, from the text that the case holds. */
    async changed(): Promise<void> {
      told ??= [];
      const before = await tell();
      const now = told;
      const changed = [...difference(before, now), ...difference(now, before)];
      if (changed.length === 0) return;
      const meant = sourcesHeld(deps.templates(), changed);
      // What is followed goes on from its present end: only what comes is told apart.
      const sources = deps.sources().filter(({ id, state }) => meant.has(id) && state === 'done');
      await deps.readKnown(
        sources.map((source) =>
          known(source, { ...wherePaused(source), skipBytes: 0, from: 'stored' }),
        ),
      );
    },
  };
}

function difference(some: readonly HeldSlot[], others: readonly HeldSlot[]): HeldSlot[] {
  const known = new Set(others.map((slot) => JSON.stringify(slot)));
  return some.filter((slot) => !known.has(JSON.stringify(slot)));
}
