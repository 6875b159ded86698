import { Alert, Button, Group } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { changedParts, isSame, onTop } from '#shared/model/changed-meanwhile.ts';
import type { ContractFailure } from '../../client/index.ts';
import classes from './TeamScreen.module.css';

interface Props<T> {
  readonly failure: ContractFailure | null;
  /** What it was to be, in the shape in which it was read; null: nothing of it was to be changed, something was to be done. */
  readonly wants: T | null;
  /** What a part is called, by its name; null: it is not shown. */
  label(part: string): string | null;
  /** How the value of a part is shown, where that is not as it is. */
  show?(part: string, value: unknown): string | null;
  /** Does it once more: what was wanted on top of what is there now. */
  write(now: T, wanted: T): void;
  /** Leaves it as the other has made it. */
  take(): void;
}

/** Says that somebody has changed meanwhile what was to be changed: what was read, what is there, what was wanted; both until one is chosen. */
export function ChangedNotice<T extends object>(props: Props<T>) {
  const { t } = useTranslation();
  const { failure, wants, label, show } = props;
  if (failure?.code !== 'CHANGED_MEANWHILE') return null;
  const was: T = JSON.parse(String(failure.details['was']));
  const now: T = JSON.parse(String(failure.details['now']));
  const shown = (part: string, value: unknown): string =>
    show?.(part, value) ?? plain(value, { yes: t('changed.yes'), no: t('changed.no') });
  const parts = changedParts(was, now, wants ?? was).flatMap((part) => {
    const name = label(part.path);
    return name === null ? [] : [{ ...part, name }];
  });
  return (
    <Alert mt="sm" color="gray" role="alert" title={t('changed.title')}>
      <p>{t('changed.about')}</p>
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
      <Group gap="xs" mt="xs">
        <Button size="xs" variant="default" onClick={props.take}>
          {t(wants === null ? 'changed.leave' : 'changed.take')}
        </Button>
        <Button size="xs" onClick={() => props.write(now, onTop(was, now, wants ?? was))}>
          {t(wants === null ? 'changed.goOn' : 'changed.write')}
        </Button>
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
