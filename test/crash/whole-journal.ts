import type { JournalEntry } from '../../main/journal/index.ts';
import type { OpenCase } from '../../main/open-case.ts';

const PAGE = 1000;

/** All entries of a case's journal, latest first. */
export async function wholeJournal(open: Pick<OpenCase, 'journalList'>): Promise<JournalEntry[]> {
  const all: JournalEntry[] = [];
  for (;;) {
    const page = await open.journalList(all.at(-1)?.seq ?? null, PAGE);
    all.push(...page);
    if (page.length < PAGE) return all;
  }
}
