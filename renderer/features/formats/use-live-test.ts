import { useEffect, useState } from 'react';
import type { Output } from '#shared/contract/index.ts';
import { ContractFailure, useClient } from '../../client/index.ts';
import type { Definition } from './draft.ts';

/** Longer than between two keys, shorter than a wait. */
const PAUSE_MS = 150;

/** How a format reads some lines, brought up to date while it is edited; null: it cannot be tried. */
export function useLiveTest(
  definition: Definition | null,
  lines: readonly string[],
): Output<'formats.test'> | null {
  const client = useClient();
  const [test, setTest] = useState<Output<'formats.test'> | null>(null);
  const key = definition === null ? null : JSON.stringify([definition, lines]);
  useEffect(() => {
    if (key === null) return undefined;
    const stop = new AbortController();
    const [sent, shown]: [Definition, string[]] = JSON.parse(key);
    const wait = setTimeout(() => {
      client
        .call('formats.test', { definition: sent, lines: shown }, stop.signal)
        .then(setTest, (error: unknown) => {
          if (stop.signal.aborted || !(error instanceof ContractFailure)) return;
          setTest({ problem: error.message, lines: [] });
        });
    }, PAUSE_MS);
    return () => {
      clearTimeout(wait);
      stop.abort();
    };
  }, [client, key]);
  return key === null ? null : test;
}
