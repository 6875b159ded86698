import { Menu, UnstyledButton } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { LABELS } from '#shared/model/label.ts';
import { useAction, useCall } from '../../client/index.ts';
import type { Source } from './source-groups.ts';
import classes from './SourcesPanel.module.css';

/** How much harm a source does when it gets out: its own label, or that of the case. */
export function LabelChoice({ source }: { source: Source }) {
  const { t } = useTranslation();
  const { data } = useCall('privacy.keeping', {}, { keep: true });
  const { mutate: set } = useAction('privacy.labelSource');
  if (data === undefined) return null;
  const own = data.sources.find(({ id }) => id === source.id)?.label ?? null;
  const asCase = t('privacy.asCase', { label: t(`privacy.labels.${data.label}`) });
  const text = t(`privacy.labels.${own ?? data.label}`);
  return (
    <Menu position="bottom-start">
      <Menu.Target>
        <UnstyledButton className={classes['choice']} aria-label={`${t('sources.label')}: ${text}`}>
          {text}
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => set({ id: source.id, label: null })}>{asCase}</Menu.Item>
        <Menu.Divider />
        {LABELS.map((label) => (
          <Menu.Item key={label} onClick={() => set({ id: source.id, label })}>
            {t(`privacy.labels.${label}`)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
