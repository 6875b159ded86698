import { useTranslation } from 'react-i18next';
import type { OwnKey } from '#shared/sync/api-keys-api.ts';
import { useAction } from '../../client/index.ts';
import { StepUpForm } from './StepUpForm.tsx';
import { useKeysDone } from './use-keys-changed.ts';

interface Props {
  readonly of: OwnKey;
  readonly accountId: string | null;
  onClose(): void;
}

/** Asks once more before a key is ended: whatever uses it is refused from then on. */
export function EndKeyDialog({ of: { keyId, name, lastUsedOn }, accountId, onClose }: Props) {
  const { t } = useTranslation();
  const end = useAction('tenant.endKey');
  const done = useKeysDone(onClose);
  return (
    <StepUpForm
      title={t('team.keys.endTitle', { name })}
      action={t('team.keys.endNow')}
      sent={end}
      onSend={() => end.mutate({ accountId, keyId }, done)}
      onClose={onClose}
    >
      <p>
        {lastUsedOn === null
          ? t('team.keys.endUnused')
          : t('team.keys.endUsed', { day: lastUsedOn })}
      </p>
    </StepUpForm>
  );
}
