import type {
  FaultySpan,
  RecordFault,
  RecordSpan,
  RecordsVerdict,
  UnsealedReason,
} from '#shared/model/records-verdict.ts';
import { counted } from './counted.ts';

const FAULTS: Readonly<Record<RecordFault, string>> = {
  changed: 'not what was taken in',
  missing: 'missing',
  added: 'never taken in',
  twice: 'there a second time',
  moved: 'taken in as records of',
  counts: 'what is counted of its records is not what they come to',
  original: 'the original that the case keeps is not what was taken in',
};

const UNSEALED: Readonly<Record<UnsealedReason, string>> = {
  older:
    'not checked: read by an older Error-IQ, which did not sign records. Read it again to have them signed.',
  since: 'not signed yet: they came since it was last signed',
  absent: 'not in this copy of the case',
};

/** What `verify` says of the records of a case, a line each. */
export function recordsVerdictLines({
  records,
  sources,
  originals,
  faults,
  unsealed,
}: RecordsVerdict): string[] {
  const kept =
    originals === 0 ? '' : `, and ${counted(originals, 'kept original', 'kept originals')}`;
  const sound =
    records === 0 && originals === 0
      ? 'no records are proved to be as they were taken in'
      : `${counted(records, 'record', 'records')} of ${counted(sources, 'source', 'sources')} as taken in${kept}`;
  return [
    sound,
    ...faults.map((span) => `  NOT valid: ${placeOf(span)} ${faultOf(span)}`),
    ...unsealed.map((span) => `  ${placeOf(span)} ${UNSEALED[span.reason]}`),
  ];
}

function faultOf({ fault, of }: FaultySpan): string {
  return of === null ? FAULTS[fault] : `${FAULTS[fault]} ${of}`;
}

/** Faults that are about no records in particular count none. */
function placeOf({ path, from, to }: RecordSpan): string {
  const source = path === '' ? 'a source that the case does not know' : path;
  return to === 0
    ? `${source}:`
    : `${source}, records ${from.toLocaleString('en')} to ${to.toLocaleString('en')}:`;
}
