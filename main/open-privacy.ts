import type { Pseudonym } from '#shared/model/personal-data.ts';
import type { Label, LeaveChoice, LeavingWay } from '#shared/model/label.ts';
import type { CaseOperations } from './case-operations.ts';
import { labelOf, mayLeave, type Labelled } from './may-leave.ts';
import {
  createFinder,
  createMasking,
  createTextMasker,
  loadNameLists,
  maskingKey,
} from './privacy/index.ts';
import {
  previewRewrite,
  rewriteCase,
  type RewritePreview,
  type RewriteProgress,
} from './rewrite-case.ts';
import type { RewriteHow, Rewritten } from './rewrite-operations.ts';
import type { ThreadClient } from './thread-call.ts';

/** Masking and rewriting of an open case: pseudonyms by the key of the case, kept in it by its thread. */
export function createOpenPrivacy(
  thread: ThreadClient<CaseOperations>,
  caseKey: Uint8Array,
  surroundings: Parameters<typeof rewriteCase>[1] &
    Labelled & {
      /** Told when everything may have changed. */
      changed(): Promise<void>;
      /** Told when a source has another label. */
      labelled(): void;
    },
) {
  return {
    /** The strictest label of some sources; null: of all. */
    labelOf: (sourceIds: readonly number[] | null): Promise<Label> =>
      labelOf(surroundings, sourceIds),
    /** Checks that something may leave under its label; see `mayLeave`. */
    mayLeave: (
      way: LeavingWay,
      sourceIds: readonly number[] | null,
      choice: LeaveChoice,
    ): Promise<void> => mayLeave(surroundings, way, sourceIds, choice),
    /** Labels a source (null: as its case is); nothing of it is read again. */
    async labelSource(key: string, label: Label | null): Promise<void> {
      await thread.call('change', { entity: 'source', id: key, set: { label } });
      surroundings.labelled();
    },
    /** Masks what leaves the case; what pseudonyms stand for is kept in it. */
    masking: createMasking(
      async () => createTextMasker(maskingKey(caseKey), createFinder(await loadNameLists())),
      {
        keep: (pseudonyms) => thread.call('keepPseudonyms', { pseudonyms }),
        find: async (pseudonyms) => new Map(await thread.call('findPseudonyms', { pseudonyms })),
      },
    ),
    /** How a copy of this case is masked: with its own pseudonyms, so that it can read them. */
    copyMasking: (): RewriteHow => ({ what: 'masked', key: caseKey }),
    keepPseudonyms: (pseudonyms: readonly Pseudonym[]): Promise<void> =>
      thread.call('keepPseudonyms', { pseudonyms }),
    /** What a rewriting would do; see `previewRewrite`. */
    previewRewrite: (
      how: RewriteHow,
      signal: AbortSignal,
      tell: (done: number, total: number) => void,
    ): Promise<RewritePreview> => previewRewrite(thread, surroundings, how, signal, tell),
    /** Takes values out of the case for good, or masks all of it; see `rewriteCase`. */
    async rewrite(
      how: RewriteHow,
      reason: string,
      signal: AbortSignal,
      tell: (progress: RewriteProgress) => void,
    ): Promise<Rewritten> {
      const rewritten = await rewriteCase(thread, surroundings, how, reason, signal, tell);
      await surroundings.changed();
      return rewritten;
    },
  };
}
