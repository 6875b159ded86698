import type { DroppedFile } from './dropped-files.ts';

/** What became of a file that was sent: `unreachable` is told of the first only, those after it are not sent. */
export type Sent =
  | { readonly kind: 'sent' }
  | { readonly kind: 'refused'; readonly text: string }
  | { readonly kind: 'unreachable' };

/** What became of many files. */
export interface SentFiles {
  /** What the app said of those that it refused, in the order that they were dropped in. */
  readonly refused: readonly string[];
  /** Files that were not sent, as nobody was there any more. */
  readonly left: number;
}

/**
 * So many are under way at a time: the app reads one while the next comes in, and takes them for one reading. Sent one
 * by one, each was folded and shown by itself, and 2,000 files took minutes.
 */
const AT_A_TIME = 4;

/** Sends files in their order, several at a time; ends with the first that meets nobody. */
export async function sendFiles(
  files: readonly DroppedFile[],
  send: (file: DroppedFile) => Promise<Sent>,
): Promise<SentFiles> {
  const outcomes = new Map<number, Sent>();
  let next = 0;
  let isReachable = true;
  const sender = async (): Promise<void> => {
    while (isReachable) {
      const at = next++;
      const file = files[at];
      if (file === undefined) return;
      const outcome = await send(file);
      outcomes.set(at, outcome);
      if (outcome.kind === 'unreachable') isReachable = false;
    }
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, sender));
  const all = files.map((_, at) => outcomes.get(at));
  return {
    refused: all.flatMap((outcome) => (outcome?.kind === 'refused' ? [outcome.text] : [])),
    left: all.filter((outcome) => outcome === undefined || outcome.kind === 'unreachable').length,
  };
}
