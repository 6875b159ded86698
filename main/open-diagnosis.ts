import type { Diagnosis } from '#shared/model/hypothesis.ts';
import type { DiagnosisOperations } from './diagnosis-operations.ts';
import type { Analyst, DiagnosisRequest } from './iq/index.ts';
import type { ThreadClient } from './thread-call.ts';

/**
 * The diagnosis of an open case: made when it is first asked for, and kept in the case until what decides it changes.
 * `forget` says that it may have: by its key it is seen whether it did. One that cannot be read is made anew, and one that
 * cannot be kept is given all the same.
 *
 * @param request what it is to be made of now
 */
export function createOpenDiagnosis(
  thread: ThreadClient<DiagnosisOperations>,
  analyst: Analyst,
  request: () => Promise<DiagnosisRequest>,
): { get(): Promise<Diagnosis>; forget(): void } {
  let last: { readonly key: string; readonly diagnosis: Diagnosis } | null = null;
  let asked: Promise<Diagnosis> | null = null;

  async function now(): Promise<Diagnosis> {
    const asking = await request();
    const { key } = await analyst.diagnosisKey(asking);
    if (last?.key === key) return last.diagnosis;
    // Where the file is damaged there, it does not tell a cause, but it can be found.
    const stored = await thread.call('keptDiagnosis', { key }).catch(() => null);
    const kept = stored === null ? null : diagnosisIn(stored);
    if (kept !== null) {
      last = { key, diagnosis: kept };
      return kept;
    }
    const { diagnosis, ...made } = await analyst.diagnose(asking);
    last = { key: made.key, diagnosis };
    const keeping = thread.call('keepDiagnosis', { ...made, value: JSON.stringify(diagnosis) });
    // A full disk say: it is made anew when the case is opened again.
    void keeping.catch(() => {});
    return diagnosis;
  }

  return {
    get() {
      if (asked === null) {
        const asking = now();
        asked = asking;
        asking.catch(() => {
          if (asked === asking) asked = null;
        });
      }
      return asked;
    },
    forget() {
      asked = null;
    },
  };
}

function diagnosisIn(text: string): Diagnosis | null {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
