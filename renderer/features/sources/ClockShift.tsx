import { Button, Group, Popover, TextInput, UnstyledButton } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Output } from '#shared/contract/index.ts';
import { formatShift, parseShift } from '#shared/model/shift.ts';
import { useAction } from '../../client/index.ts';
import { FitClock } from './FitClock.tsx';
import classes from './SourcesPanel.module.css';

type Source = Output<'sources.list'>['sources'][number];

/** What the clock of a source is set right by; a click sets it, or fits it to another source. */
export function ClockShift({ source }: { source: Source }) {
  const { t } = useTranslation();
  const { mutate: shift } = useAction('sources.shift');
  const [opened, setOpened] = useState(false);
  const [fitting, setFitting] = useState(false);
  const [text, setText] = useState('');
  const wanted = parseShift(text);
  const shown =
    source.shiftUs === 0
      ? t('sources.clock.asLogged')
      : t('sources.clock.shifted', { shift: formatShift(source.shiftUs) });
  const set = (shiftUs: number): void => {
    shift({ id: source.id, shiftUs });
    setOpened(false);
  };
  return (
    <>
      <Popover
        opened={opened}
        onChange={setOpened}
        position="bottom-start"
        width={280}
        trapFocus
        returnFocus
      >
        <Popover.Target>
          <UnstyledButton
            className={classes['choice']}
            aria-label={t('sources.clock.label', { shift: shown })}
            onClick={() => {
              setText(source.shiftUs === 0 ? '' : formatShift(source.shiftUs));
              setOpened(!opened);
            }}
          >
            {shown}
          </UnstyledButton>
        </Popover.Target>
        <Popover.Dropdown>
          <form
            onSubmit={(event) => {
              event.preventDefault();
              if (wanted !== null) set(wanted);
            }}
          >
            <TextInput
              data-autofocus
              size="xs"
              label={t('sources.clock.add')}
              description={t('sources.clock.hint')}
              placeholder="+2h 3m 4.5s"
              value={text}
              error={text !== '' && wanted === null ? t('sources.clock.bad') : null}
              onChange={(event) => setText(event.currentTarget.value)}
            />
            <Group gap={6} mt={8}>
              <Button type="submit" size="compact-xs" disabled={wanted === null}>
                {t('sources.clock.set')}
              </Button>
              <Button
                variant="default"
                size="compact-xs"
                disabled={source.shiftUs === 0}
                onClick={() => set(0)}
              >
                {t('sources.clock.asLogged')}
              </Button>
              <Button
                variant="subtle"
                size="compact-xs"
                onClick={() => {
                  setOpened(false);
                  setFitting(true);
                }}
              >
                {t('sources.clock.fit')}
              </Button>
            </Group>
          </form>
        </Popover.Dropdown>
      </Popover>
      {fitting && <FitClock source={source} onClose={() => setFitting(false)} />}
    </>
  );
}
