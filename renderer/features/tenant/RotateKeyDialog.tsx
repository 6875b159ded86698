import { Select } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { OwnKey } from '#shared/sync/api-keys-api.ts';
import { useAction } from '../../client/index.ts';
import { LifeSelect } from './KeyFields.tsx';
import { StepUpForm } from './StepUpForm.tsx';
import { useKeysDone, type MakesKey } from './use-keys-changed.ts';

interface Props extends MakesKey {
  readonly of: OwnKey;
  readonly accountId: string | null;
}

/** Minutes that are offered for the key before to go on being good; the server takes up to a day. */
const OVERLAPS = [0, 30, 240, 1440];

/** Makes a key in the place of one, which goes on being good for as long as its programs need to learn the new one. */
export function RotateKeyDialog({ of: { keyId, name }, accountId, onMade, onClose }: Props) {
  const { t } = useTranslation();
  const [graceMinutes, setGrace] = useState(30);
  const [days, setDays] = useState<number | null>(null);
  const rotate = useAction('tenant.rotateKey');
  const done = useKeysDone(onClose, (key) => onMade({ name, key }));
  return (
    <StepUpForm
      title={t('team.keys.rotateTitle', { name })}
      action={t('team.keys.rotateNow')}
      sent={rotate}
      onSend={() =>
        rotate.mutate({ accountId, keyId, graceMinutes, ...(days !== null && { days }) }, done)
      }
      onClose={onClose}
    >
      <p>{t('team.keys.rotateAbout')}</p>
      <Select
        data-autofocus
        label={t('team.keys.overlap')}
        data={OVERLAPS.map((minutes) => ({
          value: String(minutes),
          label: t(`team.keys.overlaps.${minutes}`),
        }))}
        value={String(graceMinutes)}
        allowDeselect={false}
        onChange={(value) => setGrace(Number(value))}
      />
      <LifeSelect days={days} onChange={setDays} />
    </StepUpForm>
  );
}
