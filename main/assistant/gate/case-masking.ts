import { lastName } from '#shared/model/last-name.ts';
import { escapeRegex } from '#shared/query/index.ts';
import type { OpenCase } from '../../open-case.ts';
import type { Masking } from '../../privacy/index.ts';

/** Sources whose names are looked for in texts, the rest of a very large case only loses its folders. */
const MOST_NAMED = 5000;

/**
 * Masking of a case that knows the names of its files too: a person's name in `report-of-a@b.example.log` is one only
 * without the ending, and where a folder lies on this machine is nobody's business.
 */
export function createCaseMasking(open: Pick<OpenCase, 'sources' | 'masking'>): Masking {
  const { masking } = open;
  let named: {
    readonly of: readonly unknown[];
    readonly replace: (text: string) => string;
  } | null = null;

  async function replacer(): Promise<(text: string) => string> {
    const of = open.sources();
    if (named?.of === of) return named.replace;
    const paths = of.slice(0, MOST_NAMED).map(({ path }) => path);
    const names = new Map<string, string>();
    const shared = sharedFolder(paths);
    for (const path of paths) {
      const shown = await maskedPath(path.slice(shared.length), masking);
      names.set(path, shown);
      const base = lastName(path);
      const shownBase = await maskedPath(base, masking);
      if (shownBase !== base) names.set(base, shownBase);
    }
    const longestFirst = [...names.keys()].toSorted((a, b) => b.length - a.length);
    const all = [...longestFirst, ...(shared === '' ? [] : [shared])].map(escapeRegex);
    const pattern = all.length === 0 ? null : new RegExp(all.join('|'), 'g');
    const replace = (text: string): string =>
      pattern === null ? text : text.replace(pattern, (found) => names.get(found) ?? '');
    named = { of, replace };
    return replace;
  }

  return {
    mask: async (text) => masking.mask((await replacer())(text)),
    async maskValue<T>(value: T) {
      const replace = await replacer();
      // Texts stay texts and objects objects.
      return masking.maskValue(replaced(value, replace) as T);
    },
    unmask: (text) => masking.unmask(text),
  };
}

function replaced(value: unknown, replace: (text: string) => string): unknown {
  if (typeof value === 'string') return replace(value);
  if (Array.isArray(value)) return value.map((item) => replaced(item, replace));
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(
      Object.entries(value).map(([name, item]) => [replace(name), replaced(item, replace)]),
    );
  }
  return value;
}

/** The folder that all of them lie in, with the separator at its end. */
function sharedFolder(paths: readonly string[]): string {
  const [first = ''] = paths;
  let shared = first.slice(0, Math.max(first.lastIndexOf('/'), first.lastIndexOf('\\')) + 1);
  while (shared !== '' && !paths.every((path) => path.startsWith(shared))) {
    const inner = shared.slice(0, -1);
    shared = inner.slice(0, Math.max(inner.lastIndexOf('/'), inner.lastIndexOf('\\')) + 1);
  }
  // The root alone is in every path, and in every address.
  return shared.length > 1 ? shared : '';
}

/** A path whose parts are masked each by itself, without their endings. */
async function maskedPath(path: string, masking: Masking): Promise<string> {
  const parts = await Promise.all(
    path.split(/([/\\])/).map(async (part) => {
      const [, stem = part, ending = ''] = /^(.+?)((?:\.[A-Za-z0-9]{1,5})*)$/.exec(part) ?? [];
      // An ending may be the end of an address too: whichever reading finds something counts.
      const whole = await masking.mask(part);
      if (whole !== part) return whole;
      for (let cut = ending.length; cut >= 0; cut = ending.lastIndexOf('.', cut - 1)) {
        const beginning = stem + ending.slice(0, cut);
        const masked = await masking.mask(beginning);
        if (masked !== beginning) return masked + ending.slice(cut);
        if (cut === 0) break;
      }
      return part;
    }),
  );
  return parts.join('');
}
