import { inflateSync } from 'node:zlib';

/**
 * The text of a PDF in the order of its content, as its own tables give it (ToUnicode, ActualText, ReversedChars;
 * ISO 32000-1, 9.10 and 14.9.4), without what only the page has. Reads what our renderer writes, not every PDF.
 */
export function textOfPdf(bytes: Buffer): string {
  const objects = objectsOf(bytes);
  const meanings = new Map<string, Map<number, string>>();
  const meaningOf = (number: string): Map<number, string> => {
    const known = meanings.get(number);
    if (known !== undefined) return known;
    const cmap = /\/ToUnicode (\d+) 0 R/.exec(objects.get(number)?.head ?? '')?.[1] ?? '';
    const made = meaningsIn(objects.get(cmap)?.stream?.toString('latin1') ?? '');
    meanings.set(number, made);
    return made;
  };
  return [...objects.values()]
    .filter(({ head }) => /\/Type \/Page\b/.test(head))
    .map(({ head }) => {
      const resources = objects.get(/\/Resources (\d+) 0 R/.exec(head)?.[1] ?? '')?.head ?? '';
      const fonts = new Map(
        [...resources.matchAll(/\/(F\d+) (\d+) 0 R/g)].map(([, name = '', number = '']) => [
          name,
          meaningOf(number),
        ]),
      );
      const content = objects.get(/\/Contents (\d+) 0 R/.exec(head)?.[1] ?? '')?.stream;
      return shownText(content?.toString('latin1') ?? '', fonts);
    })
    .join('');
}

/** All streams of a PDF as they are read: what its pages show, and the tables of its faces. */
export function streamsOfPdf(bytes: Buffer): string {
  return [...objectsOf(bytes).values()].map(({ stream }) => stream?.toString('latin1')).join('\n');
}

interface PdfObject {
  readonly head: string;
  readonly stream: Buffer | null;
}

function objectsOf(bytes: Buffer): Map<string, PdfObject> {
  const raw = bytes.toString('latin1');
  const objects = new Map<string, PdfObject>();
  for (const found of raw.matchAll(/^(\d+) 0 obj\n([\s\S]*?)(?:\nstream\n|\nendobj)/gm)) {
    const [whole, number = '', head = ''] = found;
    const length = Number(/\/Length (\d+)/.exec(head)?.[1] ?? 0);
    const start = found.index + whole.length;
    const stream = whole.endsWith('stream\n') ? bytes.subarray(start, start + length) : null;
    const plain = stream !== null && head.includes('/FlateDecode') ? inflateSync(stream) : stream;
    objects.set(number, { head, stream: plain });
  }
  return objects;
}

function meaningsIn(cmap: string): Map<number, string> {
  const made = new Map<number, string>();
  for (const [, from = '', list = ''] of cmap.matchAll(/<([0-9a-f]+)> <[0-9a-f]+> \[([^\]]*)\]/g)) {
    [...list.matchAll(/<([0-9a-f ]*)>/g)].forEach(([, hex = ''], at) =>
      made.set(Number.parseInt(from, 16) + at, unhex(hex.replaceAll(' ', ''))),
    );
  }
  return made;
}

const unhex = (hex: string): string =>
  (hex.match(/.{4}/g) ?? []).map((unit) => String.fromCharCode(Number.parseInt(unit, 16))).join('');

/** Pieces of text inside a marked stretch; `instead`: what they are replaced by. */
interface Open {
  readonly kind: 'plain' | 'reversed' | 'artifact' | 'instead';
  readonly instead: string;
  readonly pieces: string[];
}

function shownText(
  content: string,
  fonts: ReadonlyMap<string, ReadonlyMap<number, string>>,
): string {
  const open: Open[] = [{ kind: 'plain', instead: '', pieces: [] }];
  let font: ReadonlyMap<number, string> = new Map();
  const tokens =
    /(BDC|BMC|EMC)\b|\/(F\d+) [\d.]+ Tf|(\[[^\]]*\]) TJ|\/ActualText <([0-9a-f]*)>|\/(ReversedChars|Artifact)\b/g;
  let next: { kind: Open['kind']; instead: string } = { kind: 'plain', instead: '' };
  for (const [, mark, face, shown, instead, tag] of content.matchAll(tokens)) {
    if (instead !== undefined) next = { kind: 'instead', instead: unhex(instead.slice(4)) };
    else if (tag !== undefined)
      next = { kind: tag === 'Artifact' ? 'artifact' : 'reversed', instead: '' };
    else if (face !== undefined) font = fonts.get(face) ?? new Map();
    else if (shown !== undefined) {
      for (const [, codes = ''] of shown.matchAll(/<([0-9a-f]+)>/g)) {
        for (const code of codes.match(/.{4}/g) ?? []) {
          open.at(-1)?.pieces.push(font.get(Number.parseInt(code, 16)) ?? '\ufffd');
        }
      }
    } else if (mark === 'EMC') {
      const closed = open.pop();
      if (closed !== undefined) open.at(-1)?.pieces.push(...closedPieces(closed));
    } else {
      open.push({ ...next, pieces: [] });
      next = { kind: 'plain', instead: '' };
    }
  }
  return (open[0]?.pieces ?? []).join('');
}

function closedPieces({ kind, instead, pieces }: Open): string[] {
  if (kind === 'artifact') return [];
  if (kind === 'instead') return [instead];
  return kind === 'reversed' ? pieces.toReversed() : pieces;
}
