import { openCase, type OpenCase } from '../open-case.ts';
import type { SealedCopy } from '../seal-copy.ts';

/** How the custody log tells that a copy went out masked. */
export const MASKED = '[masked]';

/**
 * Writes a copy of the case that is to leave it, and masks it before it does, if that is wanted. Throws CANCELLED and what
 * making a case throws; the caller removes what is left of it.
 */
export async function writeCopy(
  open: OpenCase,
  { masked, ...sealed }: SealedCopy & { readonly masked: boolean },
  signal: AbortSignal,
): Promise<void> {
  await open.sealCopy(sealed);
  if (!masked) return;
  const { path, key } = sealed;
  // It is opened as a case of its own and rewritten in place.
  const copy = await openCase({ path, key, signer: null, created: null }, () => {});
  try {
    const how = open.copyMasking();
    const { pseudonyms } = await copy.rewrite(how, 'masked copy for a colleague', signal, () => {});
    await open.keepPseudonyms(pseudonyms);
  } finally {
    await copy.close();
  }
}
