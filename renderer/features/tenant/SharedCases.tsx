import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useApp } from '../../app/index.ts';
import { useAction, useCall } from '../../client/index.ts';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { Section } from './Section.tsx';
import classes from './TeamScreen.module.css';

/** Cases that this member has on the server; of each a copy can be made here. */
export function SharedCases() {
  const { t } = useTranslation();
  const { data: cases, error } = useCall('tenant.cases', {}, { keep: true });
  const join = useAction('tenant.join');
  const go = useApp((app) => app.go);
  return (
    <Section title={t('team.cases')}>
      <FailureNotice failure={error} />
      {cases?.length === 0 && <p className={classes['dim']}>{t('team.noCases')}</p>}
      <table className={classes['rows']}>
        <tbody>
          {(cases ?? []).map(({ caseId, name, access, hold, open }) => (
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
      <FailureNotice failure={join.error} />
    </Section>
  );
}
