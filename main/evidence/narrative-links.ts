import { parseCitationKey, type RecordCitation } from '#shared/model/record-citation.ts';

const LINK = /\]\(record:([^)\s]+)\)/g;
const WHOLE_LINK = /\[([^\]\n]*)\]\(record:([^)\s]+)\)/g;

/** Records that a narrative links to, `[text](record:KEY)`, each once. */
export function narrativeLinks(markdown: string): RecordCitation[] {
  const keys = new Set([...markdown.matchAll(LINK)].map(([, key = '']) => key));
  return [...keys].flatMap((key) => {
    const citation = parseCitationKey(key);
    return citation === null ? [] : [{ ...citation, sha256: null }];
  });
}

/** The narrative with other words in place of its links. `citation` null: the link names no record. */
export function replaceNarrativeLinks(
  markdown: string,
  replace: (words: string, citation: RecordCitation | null) => string,
): string {
  return markdown.replaceAll(WHOLE_LINK, (_whole, words: string, key: string) => {
    const citation = parseCitationKey(key);
    return replace(words, citation === null ? null : { ...citation, sha256: null });
  });
}
