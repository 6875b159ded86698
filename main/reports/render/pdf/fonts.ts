import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { create, type Font } from 'fontkit';

/**
 * Type faces of the pages, all under licences that let them be given on. The first four are what reports are set
 * in; the others stand in for letters that those lack.
 */
export const FACES = {
  regular: '@expo-google-fonts/inter/400Regular/Inter_400Regular.ttf',
  medium: '@expo-google-fonts/inter/500Medium/Inter_500Medium.ttf',
  semibold: '@expo-google-fonts/inter/600SemiBold/Inter_600SemiBold.ttf',
  mono: '@expo-google-fonts/jetbrains-mono/400Regular/JetBrainsMono_400Regular.ttf',
  arabic: '@expo-google-fonts/noto-sans-arabic/400Regular/NotoSansArabic_400Regular.ttf',
  hebrew: '@expo-google-fonts/noto-sans-hebrew/400Regular/NotoSansHebrew_400Regular.ttf',
  devanagari:
    '@expo-google-fonts/noto-sans-devanagari/400Regular/NotoSansDevanagari_400Regular.ttf',
  thai: '@expo-google-fonts/noto-sans-thai/400Regular/NotoSansThai_400Regular.ttf',
  chinese: '@expo-google-fonts/noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf',
  korean: '@expo-google-fonts/nanum-gothic/400Regular/NanumGothic_400Regular.ttf',
  emoji: '@expo-google-fonts/noto-emoji/400Regular/NotoEmoji_400Regular.ttf',
  fallback: 'dejavu-fonts-ttf/ttf/DejaVuSans.ttf',
} as const;
export type Face = keyof typeof FACES;

const read = new Map<Face, Buffer>();
const opened = new Map<Face, Font>();

/**
 * The file of a face, read when it is first asked for: in the package that it comes from when run from the source
 * tree, in `fonts` beside the bundle otherwise, where the build has put it.
 */
export function fontBytes(face: Face): Buffer {
  const known = read.get(face);
  if (known !== undefined) return known;
  const path = import.meta.url.endsWith('.ts')
    ? createRequire(import.meta.url).resolve(FACES[face])
    : fileURLToPath(new URL(`./fonts/${face}.ttf`, import.meta.url));
  const bytes = readFileSync(path);
  read.set(face, bytes);
  return bytes;
}

/** A face to measure with: one for all documents. */
export function openFont(face: Face): Font {
  const known = opened.get(face);
  if (known !== undefined) return known;
  const font = create(fontBytes(face));
  namedAnew(font);
  opened.set(face, font);
  return font;
}

/** fontkit keeps every glyph with the letters that it first stood for: each asking shall get its own. */
function namedAnew(font: Font): void {
  const kept = font.getGlyph.bind(font);
  font.getGlyph = (id, codePoints) => {
    // oxlint-disable-next-line no-underscore-dangle -- fontkit has no other way to let go of a glyph
    delete font._glyphs[id];
    return kept(id, codePoints);
  };
}
