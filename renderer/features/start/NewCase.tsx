import { Button, Modal, Select, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAction, useCall } from '../../client/index.ts';
import { FailureNotice } from '../../ui/FailureNotice.tsx';

const ZONES = ['UTC', ...Intl.supportedValuesOf('timeZone').filter((zone) => zone !== 'UTC')];

/** A new case: its name, and the zone of times that name none. */
export function NewCase({ opened, onClose }: { opened: boolean; onClose(): void }) {
  const { t } = useTranslation();
  const { data: state } = useCall('app.state', {}, { keep: true });
  const create = useAction('cases.create');
  const [name, setName] = useState('');
  const [zone, setZone] = useState('UTC');
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={t('start.new.title')}
      closeButtonProps={{ 'aria-label': t('close') }}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          create.mutate({ name, zone, path: null }, { onSuccess: onClose });
        }}
      >
        <TextInput
          data-autofocus
          label={t('start.new.name')}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Select
          mt="sm"
          label={t('start.new.zone')}
          description={t('start.new.zoneHint')}
          data={ZONES}
          searchable
          value={zone}
          limit={50}
          onChange={(value) => setZone(value ?? 'UTC')}
        />
        <p style={{ color: 'var(--text-dim)', fontSize: 12 }}>
          {t('start.new.where', {
            folder: state?.settings.caseFolder ?? `${state?.dataFolder ?? ''}/cases`,
          })}
        </p>
        <FailureNotice failure={create.error} />
        <Button type="submit" disabled={name.trim() === ''} loading={create.isPending}>
          {t('start.new.create')}
        </Button>
      </form>
    </Modal>
  );
}
