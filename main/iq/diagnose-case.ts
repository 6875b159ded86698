import type { Database } from 'better-sqlite3';
import type { Diagnosis } from '#shared/model/hypothesis.ts';
import { createSourceTexts } from '../ingest/index.ts';
import { markersOf } from '../journal/index.ts';
import { CaseBlocks, ThreadKnowledge, type Knowledge } from '../logstore/index.ts';
import { diagnose } from './hypotheses/index.ts';
import type { Subjects } from './signals/index.ts';

/** What changed in a case and what may have caused it, by what its records were folded into. */
export function diagnoseCase(database: Database, subjects: Subjects, known: Knowledge): Diagnosis {
  const knowledge = new ThreadKnowledge(database, createSourceTexts());
  knowledge.know(known);
  // Made for the occasion: kept, it would hold the headers of all blocks a second time.
  return diagnose(
    new CaseBlocks(database),
    knowledge,
    subjects,
    known.sources,
    markersOf(database),
  );
}
