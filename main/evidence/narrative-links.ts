import { parseCitationKey, type RecordCitation } from '#shared/model/record-citation.ts';

const LINK = /\]\(record:([^)\s]+)\)/g;

/** Records that a narrative links to, `[text](record:KEY)`, each once. */
export function narrativeLinks(markdown: string): RecordCitation[] {
  const keys = new Set([...markdown.matchAll(LINK)].map(([, key = '']) => key));
  return [...keys].flatMap((key) => {
    const citation = parseCitationKey(key);
    return citation === null ? [] : [{ ...citation, sha256: null }];
  });
}
