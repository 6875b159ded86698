import { Button, Group, Modal, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { parseTimeValue } from '#shared/query/index.ts';
import { useAction } from '../../client/index.ts';
import { FailureNotice } from '../../ui/FailureNotice.tsx';

const EMPTY = { title: '', at: '', service: '', version: '', environment: '' };

/** Marks a deployment that no log tells of: what went out, when, and where. */
export function MarkDeployment({ zone, onClose }: { zone: string; onClose(): void }) {
  const { t } = useTranslation();
  const add = useAction('evidence.addMarker');
  const [draft, setDraft] = useState(EMPTY);
  const time = parseTimeValue(draft.at.trim(), zone);
  const given = (text: string): string | null => (text.trim() === '' ? null : text.trim());
  const field = (name: keyof typeof EMPTY) => ({
    label: t(`timeline.marker.${name}`),
    value: draft[name],
    onChange: (event: { currentTarget: HTMLInputElement }) =>
      setDraft({ ...draft, [name]: event.currentTarget.value }),
  });
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('timeline.marker.new')}
      closeButtonProps={{ 'aria-label': t('close') }}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (time === null) return;
          const { title, service, version, environment } = draft;
          const marker = {
            us: time.fromUs,
            title,
            service: given(service),
            version: given(version),
            environment: given(environment),
          };
          add.mutate(marker, { onSuccess: onClose });
        }}
      >
        <TextInput data-autofocus required {...field('title')} />
        <TextInput
          mt="sm"
          required
          {...field('at')}
          placeholder="2026-03-12 14:07"
          description={t('timeline.marker.atHint', { zone })}
          error={draft.at.trim() !== '' && time === null ? t('timeline.marker.noTime') : null}
        />
        <Group grow mt="sm">
          <TextInput {...field('service')} />
          <TextInput {...field('version')} />
          <TextInput {...field('environment')} />
        </Group>
        <FailureNotice failure={add.error} />
        <Button
          mt="sm"
          type="submit"
          loading={add.isPending}
          disabled={draft.title.trim() === '' || time === null}
        >
          {t('timeline.marker.add')}
        </Button>
      </form>
    </Modal>
  );
}
