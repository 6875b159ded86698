import { blobsOf } from '../logstore/index.ts';
import type { ReadOperations, ReadStep } from './case-sink.ts';

/** Does steps in their order, with the operations of the case thread. Gives the numbers of the sources that they took in. */
export function runSteps(operations: ReadOperations, steps: readonly ReadStep[]): number[] {
  const added: number[] = [];
  const numberFor = (given: number | null): number => {
    const sourceId = given ?? added.at(-1);
    if (sourceId === undefined) throw new RangeError('a step of a source that nothing took in');
    return sourceId;
  };
  for (const step of steps) {
    switch (step.operation) {
      case 'addSource':
        added.push(operations.addSource(step.input));
        break;
      case 'beginRead':
        operations.beginRead({ ...step.input, sourceId: numberFor(step.sourceId) });
        break;
      case 'commitBlock':
        operations.commitBlock({ ...step.input, sourceId: numberFor(step.sourceId) });
        break;
      case 'dropLast':
        operations.dropLast({ sourceId: numberFor(step.sourceId) });
        break;
      case 'keepPiece':
        operations.keepPiece({ ...step.input, sourceId: numberFor(step.sourceId) });
        break;
      case 'finishRead':
        operations.finishRead({ ...step.input, sourceId: numberFor(step.sourceId) });
        break;
      case 'addDuplicate':
        operations.addDuplicate(step.input);
        break;
      case 'keepSkeletons':
        operations.keepSkeletons(step.input);
        break;
      case 'addSkipped':
        operations.addSkipped(step.input);
    }
  }
  return added;
}

/** Memory of blocks in steps that moves with them. */
export function blobsOfSteps(steps: readonly ReadStep[]): ArrayBuffer[] {
  return steps.flatMap((step) =>
    step.operation === 'commitBlock' ? blobsOf(step.input.parsed.block) : [],
  );
}
