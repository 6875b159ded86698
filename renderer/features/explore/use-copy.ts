import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import type { Input } from '#shared/contract/index.ts';
import { useApp } from '../../app/index.ts';
import { ContractFailure, useClient } from '../../client/index.ts';

/** Text of records on its way to the clipboard. */
type Copied = Input<'custody.copy'>;

/** Puts text of records on the clipboard as their label lets it: masked where it must be, which is then said. */
export function useCopy(): (what: Copied) => void {
  const { t } = useTranslation();
  const client = useClient();
  const notify = useApp((app) => app.notify);
  return useCallback(
    (what) => {
      const copy = async (input: Copied): Promise<void> => {
        const { text } = await client.call('custody.copy', input);
        await navigator.clipboard.writeText(text);
        if (input.masked) notify({ kind: 'info', text: t('privacy.copied') });
      };
      const refused = (error: unknown): void => {
        if (!(error instanceof ContractFailure)) throw error;
        notify({ kind: 'error', text: error.message, code: error.code });
      };
      copy(what).catch((error: unknown) => {
        const masks = error instanceof ContractFailure && error.code === 'LABEL_NEEDS_MASKING';
        if (masks) copy({ ...what, masked: true }).catch(refused);
        else refused(error);
      });
    },
    [client, notify, t],
  );
}
