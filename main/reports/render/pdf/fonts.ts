import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

/** Type faces of the pages. `fallback` has what the others lack. */
export const FACES = {
  regular: '@expo-google-fonts/inter/400Regular/Inter_400Regular.ttf',
  medium: '@expo-google-fonts/inter/500Medium/Inter_500Medium.ttf',
  semibold: '@expo-google-fonts/inter/600SemiBold/Inter_600SemiBold.ttf',
  mono: '@expo-google-fonts/jetbrains-mono/400Regular/JetBrainsMono_400Regular.ttf',
  fallback: 'dejavu-fonts-ttf/ttf/DejaVuSans.ttf',
} as const;
export type Face = keyof typeof FACES;

const loaded = new Map<Face, Buffer>();

/**
 * The file of a face: in the package that it comes from when run from the source tree, in `fonts` beside the
 * bundle otherwise, where the build has put it.
 */
export function fontBytes(face: Face): Buffer {
  const known = loaded.get(face);
  if (known !== undefined) return known;
  const path = import.meta.url.endsWith('.ts')
    ? createRequire(import.meta.url).resolve(FACES[face])
    : fileURLToPath(new URL(`./fonts/${face}.ttf`, import.meta.url));
  const bytes = readFileSync(path);
  loaded.set(face, bytes);
  return bytes;
}
