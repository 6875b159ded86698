import { Button, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAction, useCall } from '../../client/index.ts';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { KeyFields, NO_KEY } from './KeyFields.tsx';
import { KeyRows } from './KeyRows.tsx';
import { Section } from './Section.tsx';
import { StepUpForm } from './StepUpForm.tsx';
import { ToldKey, type MadeKey } from './ToldKey.tsx';
import { useKeysDone, type MakesKey } from './use-keys-changed.ts';
import classes from './TeamScreen.module.css';

/** Keys by which programs ask the team server as the member herself. */
export function OwnKeys() {
  const { t } = useTranslation();
  const { data: keys, error } = useCall('tenant.ownKeys', {}, { keep: true });
  const [asks, setAsks] = useState(false);
  const [made, setMade] = useState<MadeKey | null>(null);
  return (
    <Section title={t('team.keys.title')}>
      <p className={classes['dim']}>{t('team.keys.about')}</p>
      <FailureNotice failure={error} />
      {keys !== undefined && <KeyRows keys={keys} accountId={null} onMade={setMade} />}
      {made !== null && <ToldKey made={made} done={() => setMade(null)} />}
      <Button mt="xs" variant="default" onClick={() => setAsks(true)}>
        {t('team.keys.add')}
      </Button>
      {asks && <OwnKeyDialog onMade={setMade} onClose={() => setAsks(false)} />}
    </Section>
  );
}

function OwnKeyDialog({ onMade, onClose }: MakesKey) {
  const { t } = useTranslation();
  const [name, setName] = useState('');
  const [chosen, setChosen] = useState(NO_KEY);
  const add = useAction('tenant.addOwnKey');
  const done = useKeysDone(onClose, (key) => onMade({ name, key }));
  return (
    <StepUpForm
      title={t('team.keys.addTitle')}
      action={t('team.keys.addNow')}
      whole={name.trim() !== '' && chosen.scopes.length > 0}
      sent={add}
      onSend={() => add.mutate({ name, ...chosen }, done)}
      onClose={onClose}
    >
      <TextInput
        data-autofocus
        label={t('team.keys.nameOf')}
        maxLength={200}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <KeyFields chosen={chosen} onChange={setChosen} />
    </StepUpForm>
  );
}
