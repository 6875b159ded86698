import { useEffect, useState } from 'react';
import type { Output } from '#shared/contract/index.ts';
import { ContractFailure, useClient } from '../../client/index.ts';

export type RuleCheck = Output<'rules.check'>;
export type RuleTest = Output<'rules.test'>;

/** Longer than between two keys, shorter than a wait. */
const PAUSE_MS = 250;

interface LiveTest {
  /** What the text is as rules; null: not known yet. */
  readonly check: RuleCheck | null;
  /** What they find in the case; null: nothing was found out yet, or they cannot be used. */
  readonly test: RuleTest | null;
  readonly testing: boolean;
  readonly failure: string | null;
}

const START: LiveTest = { check: null, test: null, testing: false, failure: null };

/** Reads the text of rules and runs them over the open case whenever it was not changed for a moment. */
export function useLiveTest(text: string, inCase: boolean): LiveTest {
  const client = useClient();
  const [live, setLive] = useState(START);
  useEffect(() => {
    const stop = new AbortController();
    const { signal } = stop;
    const tryOut = async (): Promise<void> => {
      try {
        const check = await client.call('rules.check', { text }, signal);
        const usable = check.rules.length > 0 && check.problems.length === 0;
        const testing = usable && inCase;
        setLive((before) => ({
          check,
          test: testing ? before.test : null,
          testing,
          failure: null,
        }));
        if (!testing) return;
        const test = await client.call('rules.test', { text }, signal);
        setLive({ check, test, testing: false, failure: null });
      } catch (error) {
        if (signal.aborted || !(error instanceof ContractFailure)) return;
        setLive((before) => ({ ...before, test: null, testing: false, failure: error.message }));
      }
    };
    const wait = setTimeout(() => void tryOut(), PAUSE_MS);
    return () => {
      clearTimeout(wait);
      stop.abort();
    };
  }, [client, text, inCase]);
  return live;
}
