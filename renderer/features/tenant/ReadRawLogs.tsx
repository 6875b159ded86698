import { Button, Group, Modal, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Output } from '#shared/contract/index.ts';
import { formatNumber } from '../../ui/number.ts';
import { StepUpNotice } from './StepUpNotice.tsx';
import { useReading, type Reading } from './use-reading.ts';
import classes from './TeamScreen.module.css';

interface Props {
  readonly of: Output<'tenant.storedRawLogs'>[number];
  /** Name of the case. */
  readonly name: string;
  onClose(): void;
}

/** Reads and searches raw logs that the server may read, page by page, without the case or its key. */
export function ReadRawLogs({
  of: { caseId, uploadId, sharedBy, readable },
  name,
  onClose,
}: Props) {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  const reading = useReading();
  const { asked, isPending, failure, read, stop } = reading;
  const from = (first: number, words: string | null): void =>
    read({ caseId, uploadId, from: first, text: words });
  return (
    <Modal
      opened
      size="xl"
      onClose={onClose}
      title={t('team.stored.reading', { name, by: sharedBy })}
      closeButtonProps={{ 'aria-label': t('close') }}
    >
      <p>
        {t('team.stored.logged')}
        {readable?.masked === true && ` ${t('team.stored.maskedText')}`}
      </p>
      <form
        className={classes['inline']}
        onSubmit={(event) => {
          event.preventDefault();
          from(0, text.trim() === '' ? null : text.trim());
        }}
      >
        <TextInput
          data-autofocus
          flex={1}
          miw={180}
          label={t('team.stored.find')}
          placeholder={t('team.stored.findAll')}
          maxLength={500}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <Button type="submit" loading={isPending}>
          {t(text.trim() === '' ? 'team.stored.readNow' : 'team.stored.search')}
        </Button>
        {isPending && (
          <Button variant="default" onClick={stop}>
            {t('team.cancel')}
          </Button>
        )}
      </form>
      <StepUpNotice failure={failure} retry={() => asked && read(asked)} />
      <Found reading={reading} next={from} />
    </Modal>
  );
}

function Found({
  reading: { asked, page, isPending },
  next,
}: {
  reading: Reading;
  next(first: number, words: string | null): void;
}) {
  const { t } = useTranslation();
  if (page === null || asked === null) return null;
  const { records } = page;
  const count = formatNumber(records.length);
  return (
    <>
      <p role="status" className={classes['said']}>
        {asked.text === null
          ? t('team.stored.shown', { count: records.length, records: count })
          : t('team.stored.found', { count: records.length, records: count, text: asked.text })}
      </p>
      {records.length > 0 && (
        <div
          className={classes['records']}
          role="region"
          aria-label={t('team.stored.records')}
          // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls, and must by keyboard
          tabIndex={0}
        >
          <table>
            <tbody>
              {records.map(({ source, line, time, level, message, cut }) => (
                <tr key={`${source}:${line}`}>
                  <td className={classes['dim']}>
                    {source.split('/').at(-1)}:{line}
                  </td>
                  <td className={classes['dim']}>{time}</td>
                  <td>{level}</td>
                  <td>
                    {message}
                    {cut && <span className={classes['dim']}> {t('team.stored.cut')}</span>}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {page.next !== null && (
        <Group mt="sm">
          <Button
            size="xs"
            variant="default"
            disabled={isPending}
            onClick={() => next(page.next ?? 0, asked.text)}
          >
            {t('team.stored.next')}
          </Button>
        </Group>
      )}
    </>
  );
}
