/** What a new rule begins with: a search, or a count of what a search finds. */
export function newRule(kind: 'search' | 'count'): string {
  const id = crypto.randomUUID();
  const search = `title: Words that mean trouble
id: ${id}
status: experimental
description: What it means when this is found
logsource:
  category: application
detection:
  keywords:
    - 'timed out'
    - 'connection refused'
  condition: keywords
level: medium
`;
  if (kind === 'search') return search;
  return `${search.replace(/^level: .*\n/m, '').replace(`id: ${id}\n`, `id: ${id}\nname: trouble\n`)}---
title: Many of them at once
id: ${crypto.randomUUID()}
status: experimental
description: More than ten within five minutes
correlation:
  type: event_count
  rules:
    - trouble
  timespan: 5m
  condition:
    gt: 10
level: high
`;
}

/** The text of a rule as one of the analyst's own: under another id, so that both can be loaded. */
export function ownCopy(text: string): string {
  return text
    .replaceAll(/^id:.*$/gm, () => `id: ${crypto.randomUUID()}`)
    .replace(/^title:\s*(['"]?)(.*?)\1\s*$/m, (_, quote: string, title: string) => {
      const mark = quote === '' ? '' : quote;
      return `title: ${mark}${title} (own)${mark}`;
    });
}
