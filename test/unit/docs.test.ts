import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');
const PAGES = [
  'README.md',
  ...readdirSync(join(ROOT, 'docs')).map((name) => `docs/${name}`),
].filter((name) => name.endsWith('.md'));

const textOf = (page: string): string => readFileSync(join(ROOT, page), 'utf8');

/** What GitHub makes of a heading for links to it. */
function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-');
}

function anchorsOf(page: string): string[] {
  return [...textOf(page).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => anchorOf(heading));
}

/** Why a link of a page leads nowhere; null: it leads somewhere. */
function lost(page: string, link: string): string | null {
  const [path = '', anchor] = link.split('#');
  const target = path === '' ? page : join(dirname(page), path);
  if (!existsSync(join(ROOT, target))) return `${page}: ${link}`;
  if (anchor === undefined || anchorsOf(target).includes(anchor)) return null;
  return `${page}: ${link}`;
}

describe.each(PAGES)('%s', (page) => {
  const text = textOf(page);

  test('its links lead somewhere', () => {
    const links = [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = '']) => link);
    const within = links.filter((link) => !/^[a-z]+:/.test(link));
    expect(within.map((link) => lost(page, link)).filter((one) => one !== null)).toEqual([]);
  });

  test('what it says to run is there', () => {
    const { scripts } = JSON.parse(textOf('package.json')) as { scripts: Record<string, string> };
    const named = [...text.matchAll(/npm run (?:-w \S+ )?([a-z][\w:-]*)/g)].map(
      ([, one = '']) => one,
    );
    expect(named.filter((name) => scripts[name] === undefined)).toEqual([]);
    const files = [...text.matchAll(/node ((?:test|main|tenant)\/[\w./-]+\.m?[jt]s)/g)];
    expect(
      files.map(([, file = '']) => file).filter((file) => !existsSync(join(ROOT, file))),
    ).toEqual([]);
  });
});

test('a page of docs is linked from the README or from another page', () => {
  const linked = new Set(
    PAGES.flatMap((page) =>
      [...textOf(page).matchAll(/\]\(([^)#\s]+)/g)].map(([, link = '']) =>
        join(dirname(page), link),
      ),
    ),
  );
  expect(PAGES.filter((page) => page !== 'README.md' && !linked.has(page))).toEqual([]);
});

test('the README counts the formats that there are', () => {
  const formats = readdirSync(join(ROOT, 'resources/formats')).filter((name) =>
    name.endsWith('.json'),
  );
  expect(textOf('README.md')).toContain(`**Reads** ${formats.length} formats`);
});
