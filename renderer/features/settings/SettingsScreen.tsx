import { Button, NumberInput, SegmentedControl, Select, Switch, TextInput } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Output } from '#shared/contract/index.ts';
import { THEMES } from '#shared/model/theme.ts';
import { useAction, useCall } from '../../client/index.ts';
import { ProviderSettings } from '../providers/index.ts';
import { ToolkitSettings } from '../toolkits/index.ts';
import { ChangePassphrase } from './ChangePassphrase.tsx';
import { JournalList } from './JournalList.tsx';
import { ProfileKeys } from './ProfileKeys.tsx';
import classes from './SettingsScreen.module.css';

type State = Output<'app.state'>;

/** What the person sets for this machine, and for the open case. */
export function SettingsScreen() {
  const { t } = useTranslation();
  const { data: state } = useCall('app.state', {}, { keep: true });
  if (state === undefined) return null;
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls, and must by keyboard
    <div className={classes['screen']} tabIndex={0}>
      <div className={classes['column']}>
        <h1>{t('settings.title')}</h1>
        <Appearance state={state} />
        <Safety state={state} />
        <Section title={t('settings.keys.title')}>
          <ProfileKeys timeStampServer={state.settings.timeStampServer} />
        </Section>
        <Section title={t('providers.title')}>
          <ProviderSettings />
        </Section>
        <Section title={t('toolkits.title')}>
          <ToolkitSettings />
        </Section>
        {state.openCase !== null && (
          <CaseSettings name={state.openCase.name} zone={state.openCase.zone} />
        )}
        <Section title={t('settings.about')}>
          <p>Error-IQ {state.version}</p>
          <p>{t('settings.dataFolder', { folder: state.dataFolder })}</p>
        </Section>
      </div>
    </div>
  );
}

function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className={classes['section']}>
      <h2>{title}</h2>
      {children}
    </section>
  );
}

const ROW_HEIGHTS = [20, 24, 28] as const;

function Appearance({ state }: { state: State }) {
  const { t } = useTranslation();
  const { mutate: set } = useAction('settings.set');
  const { settings } = state;
  return (
    <Section title={t('settings.appearance')}>
      <Row label={t('settings.theme')}>
        <SegmentedControl
          size="xs"
          aria-label={t('settings.theme')}
          value={settings.theme}
          onChange={(value) => set({ theme: THEMES.find((theme) => theme === value) ?? 'system' })}
          data={THEMES.map((value) => ({ value, label: t(`settings.themes.${value}`) }))}
        />
      </Row>
      <Row label={t('settings.rowHeight')}>
        <SegmentedControl
          size="xs"
          aria-label={t('settings.rowHeight')}
          value={String(settings.rowHeight)}
          onChange={(value) =>
            set({ rowHeight: ROW_HEIGHTS.find((height) => String(height) === value) ?? 20 })
          }
          data={ROW_HEIGHTS.map((height) => ({ value: String(height), label: `${height} px` }))}
        />
      </Row>
      <Row label={t('settings.wrap')}>
        <Switch
          aria-label={t('settings.wrap')}
          checked={settings.wrap}
          onChange={(event) => set({ wrap: event.currentTarget.checked })}
        />
      </Row>
    </Section>
  );
}

function Row({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className={classes['row']}>
      <span>{label}</span>
      {children}
    </div>
  );
}

function Safety({ state }: { state: State }) {
  const { t } = useTranslation();
  const { mutate: set } = useAction('settings.set');
  return (
    <Section title={t('settings.safety')}>
      <NumberInput
        size="xs"
        label={t('settings.autoLock')}
        description={t('settings.autoLockHint')}
        min={0}
        max={1440}
        value={state.settings.autoLockMinutes}
        onChange={(value) => typeof value === 'number' && set({ autoLockMinutes: value })}
      />
      <ChangePassphrase />
    </Section>
  );
}

const ZONES = ['UTC', ...Intl.supportedValuesOf('timeZone').filter((zone) => zone !== 'UTC')];

function CaseSettings({ name, zone }: { name: string; zone: string }) {
  const { t } = useTranslation();
  const rename = useAction('cases.rename');
  const setZone = useAction('cases.setZone');
  const [text, setText] = useState(name);
  return (
    <Section title={t('settings.case')}>
      <form
        className={classes['inline']}
        onSubmit={(event) => {
          event.preventDefault();
          rename.mutate({ name: text });
        }}
      >
        <TextInput
          label={t('settings.caseName')}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <Button type="submit" variant="default" disabled={text.trim() === '' || text === name}>
          {t('settings.rename')}
        </Button>
      </form>
      <Select
        mt="sm"
        label={t('settings.caseZone')}
        description={t('settings.caseZoneHint')}
        data={ZONES}
        searchable
        limit={50}
        value={zone}
        onChange={(value) => value !== null && setZone.mutate({ zone: value })}
      />
      <JournalList />
    </Section>
  );
}
