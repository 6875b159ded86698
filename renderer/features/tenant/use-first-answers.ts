import { useIsFetching } from '@tanstack/react-query';
import { useEffect, useState } from 'react';

/** A section may ask for something else once it is answered. */
const QUIET_MS = 50;
/** What a server is too slow to answer comes when it comes. */
const LONGEST_MS = 3000;

/**
 * Whether the team server has answered what its screen asks for first, or takes too long; from then on it is. Shown one by one
 * as they were answered, sections pushed one another down, and a list that was open out of sight.
 */
export function useFirstAnswers(isIn: boolean): boolean {
  const [isAnswered, setAnswered] = useState(false);
  const waiting = useIsFetching({
    predicate: ({ queryKey: [name], state: { status } }) =>
      status === 'pending' && String(name).startsWith('tenant.'),
  });
  useEffect(() => {
    if (!isIn || waiting > 0) return undefined;
    const timer = setTimeout(() => setAnswered(true), QUIET_MS);
    return () => clearTimeout(timer);
  }, [isIn, waiting]);
  useEffect(() => {
    if (!isIn) return undefined;
    const timer = setTimeout(() => setAnswered(true), LONGEST_MS);
    return () => clearTimeout(timer);
  }, [isIn]);
  return isAnswered || !isIn;
}
