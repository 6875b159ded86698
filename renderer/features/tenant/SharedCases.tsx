import { Button, Checkbox } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useApp } from '../../app/index.ts';
import { useAction, useCall } from '../../client/index.ts';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { Section } from './Section.tsx';
import { useKeptChanged } from './use-kept-changed.ts';
import classes from './TeamScreen.module.css';

/** Cases that this member has on the server; of each a copy can be made here. */
export function SharedCases() {
  const { t } = useTranslation();
  const [archived, setArchived] = useState(false);
  const { data: cases, error } = useCall('tenant.cases', { archived }, { keep: true });
  const archive = useAction('tenant.archiveCase');
  const told = useKeptChanged();
  const join = useAction('tenant.join');
  const go = useApp((app) => app.go);
  return (
    <Section title={t('team.cases')}>
      <FailureNotice failure={error} />
      <Checkbox
        size="xs"
        mb="xs"
        label={t('team.archived')}
        checked={archived}
        onChange={(event) => setArchived(event.currentTarget.checked)}
      />
      {cases?.length === 0 && (
        <p className={classes['dim']}>{t(archived ? 'team.noArchived' : 'team.noCases')}</p>
      )}
      <table className={classes['rows']}>
        <tbody>
          {(cases ?? []).map(({ caseId, name, access, hold, archivedAt, open }) => (
            <tr key={caseId}>
              <td>
                {name ?? t('team.noKey')}
                {hold !== null && (
                  <span className={classes['dim']}>
                    {' '}
                    · {t('team.kept.held', { reason: hold.reason })}
                  </span>
                )}
              </td>
              <td>{t(`team.access.${access}`)}</td>
              <td>
                {access === 'manage' && (
                  <Button
                    size="compact-xs"
                    variant="subtle"
                    aria-label={t(
                      archivedAt === null ? 'team.archiveNamed' : 'team.bringBackNamed',
                      {
                        name: name ?? caseId,
                      },
                    )}
                    disabled={archive.isPending}
                    onClick={() =>
                      archive.mutate({ caseId, archived: archivedAt === null }, { onSuccess: told })
                    }
                  >
                    {t(archivedAt === null ? 'team.archive' : 'team.bringBack')}
                  </Button>
                )}{' '}
                {open ? (
                  t('team.openHere')
                ) : (
                  <Button
                    size="compact-xs"
                    variant="default"
                    aria-label={t('team.joinNamed', { name: name ?? caseId })}
                    disabled={name === null || join.isPending}
                    onClick={() =>
                      join.mutate({ caseId, name: name ?? '' }, { onSuccess: () => go('timeline') })
                    }
                  >
                    {t('team.join')}
                  </Button>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <FailureNotice failure={join.error ?? archive.error} />
    </Section>
  );
}
