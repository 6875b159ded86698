import { Alert, Button, Group } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { changedParts, isSame, onTop } from '#shared/model/changed-meanwhile.ts';
import type { ContractFailure } from '../../client/index.ts';
import classes from './TeamScreen.module.css';

/** What it would be to do something to what is there now. */
export interface Meaning {
  readonly said: string;
  readonly isPossible: boolean;
}

interface Props<T> {
  readonly failure: ContractFailure | null;
  /** What it was to be, in the shape in which it was read; null: nothing of it was to be changed, something was to be done. */
  readonly wants: T | null;
  /** What a part is called, by its name; null: it is not shown. */
  label(part: string): string | null;
  /** How the value of a part is shown, where that is not as it is. */
  show?(part: string, value: unknown): string | null;
  /** Parts that are shown as one, though they have parts themselves. */
  readonly whole?: readonly string[];
  /** What doing it does to what is there now, and whether it can be done to that at all; null: what it does to anything. */
  meaning?(now: T): Meaning | null;
  /** Does it once more: what was wanted on top of what is there now. */
  write(now: T, wanted: T): void;
  /** Leaves it as the other has made it. */
  take(): void;
}

/** Says that somebody has changed meanwhile what was to be changed: what was read, what is there, what was wanted; both until one is chosen. */
export function ChangedNotice<T extends object>(props: Props<T>) {
  const { t } = useTranslation();
  const { failure, wants, label, show, whole, meaning } = props;
  if (failure?.code !== 'CHANGED_MEANWHILE') return null;
  const was: T = JSON.parse(String(failure.details['was']));
  const now: T = JSON.parse(String(failure.details['now']));
  const shown = (part: string, value: unknown): string =>
    show?.(part, value) ?? plain(value, { yes: t('changed.yes'), no: t('changed.no') });
  const means = meaning?.(now) ?? null;
  const parts = changedParts(was, now, wants ?? was, whole).flatMap((part) => {
    const name = label(part.path);
    return name === null ? [] : [{ ...part, name }];
  });
  return (
    <Alert mt="sm" color="gray" role="alert" title={t('changed.title')}>
      <p>{t(wants === null ? 'changed.aboutDoing' : 'changed.about')}</p>
      <table className={classes['policy']}>
        <thead>
          <tr>
            <th scope="col">{t('changed.part')}</th>
            <th scope="col">{t('changed.was')}</th>
            <th scope="col">{t('changed.now')}</th>
            {wants !== null && <th scope="col">{t('changed.yours')}</th>}
          </tr>
        </thead>
        <tbody>
          {parts.map(({ path, name, was: read, now: there, wanted }) => (
            <tr key={path}>
              <th scope="row">{name}</th>
              <td>{shown(path, read)}</td>
              <td>{shown(path, there)}</td>
              {wants !== null && (
                <td>
                  {isSame(read, wanted) ? (
                    <span className={classes['dim']}>{t('changed.stays')}</span>
                  ) : (
                    shown(path, wanted)
                  )}
                </td>
              )}
            </tr>
          ))}
        </tbody>
      </table>
      {means !== null && <p>{means.said}</p>}
      <Group gap="xs" mt="xs">
        <Button size="xs" variant="default" onClick={props.take}>
          {t(wants === null ? 'changed.leave' : 'changed.take')}
        </Button>
        {means?.isPossible !== false && (
          <Button size="xs" onClick={() => props.write(now, onTop(was, now, wants ?? was))}>
            {t(wants === null ? 'changed.goOn' : 'changed.write')}
          </Button>
        )}
      </Group>
    </Alert>
  );
}

/** A value as a person reads it. */
function plain(value: unknown, words: { yes: string; no: string }): string {
  if (value === null || value === undefined || value === '') return '–';
  if (typeof value === 'boolean') return value ? words.yes : words.no;
  if (Array.isArray(value)) return value.map((one) => plain(one, words)).join(', ');
  return typeof value === 'string' ? value : JSON.stringify(value);
}
