import { Button, MultiSelect } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { inForce } from '#shared/model/source.ts';
import { useApp } from '../../app/index.ts';
import { useAction, useCall } from '../../client/index.ts';
import classes from './FormatsScreen.module.css';

/**
 * Reads sources of the case again with a format. At first, those that are read with it already. Waits while it is saved: asked
 * meanwhile, they were read with what it was before.
 */
export function ReadWith({ format, isSaving }: { format: string; isSaving: boolean }) {
  const { t } = useTranslation();
  const { data: state } = useCall('app.state', {});
  const inCase = state?.openCase !== null && state !== undefined;
  const { data } = useCall('sources.list', {}, { enabled: inCase });
  const { mutate: override } = useAction('sources.override');
  const notify = useApp((app) => app.notify);
  const [picked, setPicked] = useState<string[] | null>(null);
  if (!inCase || data === undefined || data.sources.length === 0) return null;
  const present = data.sources.filter((source) => inForce(source.format) === format);
  const chosen = picked ?? present.map(({ id }) => String(id));
  const read = (): void => {
    for (const { id, zone, encoding } of data.sources) {
      if (!chosen.includes(String(id))) continue;
      override({ id, format, zone: zone.override, encoding: encoding.override });
    }
    notify({ kind: 'info', text: t('formats.readingAgain', { count: chosen.length }) });
  };
  return (
    <div className={classes['readWith']}>
      <MultiSelect
        size="xs"
        aria-label={t('formats.readSources')}
        placeholder={chosen.length === 0 ? t('formats.readSources') : ''}
        searchable
        data={data.sources.map(({ id, path }) => ({ value: String(id), label: path }))}
        value={chosen}
        onChange={setPicked}
      />
      <Button variant="default" disabled={isSaving || chosen.length === 0} onClick={read}>
        {t('formats.readAgain')}
      </Button>
    </div>
  );
}
