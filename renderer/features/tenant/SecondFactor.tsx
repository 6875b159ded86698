import { Anchor, Button } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useAction, useCall } from '../../client/index.ts';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { Section } from './Section.tsx';
import { StepUpNotice } from './StepUpNotice.tsx';
import classes from './TeamScreen.module.css';

/** What the member confirms with that it is her: what there is, setting one up, and taking one away. */
export function SecondFactor() {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const { data, error } = useCall('tenant.secondFactors', {}, { keep: true });
  const link = useAction('tenant.secondFactorLink');
  const remove = useAction('tenant.removeSecondFactor');
  const look = (): void => void queries.invalidateQueries({ queryKey: ['tenant.secondFactors'] });
  if (data === undefined) {
    return (
      <Section title={t('team.factor.title')}>
        <FailureNotice failure={error} />
      </Section>
    );
  }
  const factors = [
    ...data.passkeys.map(({ passkeyId, name }) => ({ id: passkeyId, name })),
    ...(data.codeApp ? [{ id: 'code-app', name: t('team.factor.codeApp') }] : []),
  ];
  const none = factors.length === 0;
  return (
    <Section title={t('team.factor.title')}>
      <p className={classes['dim']}>
        {none ? t('team.factor.none') : t('team.factor.left', { count: data.recoveryCodes })}
      </p>
      <table className={classes['rows']}>
        <tbody>
          {factors.map(({ id, name }) => (
            <tr key={id}>
              <td>{name}</td>
              <td>
                <Button
                  size="compact-xs"
                  variant="subtle"
                  aria-label={t('team.factor.removeNamed', { name })}
                  onClick={() => remove.mutate({ id }, { onSuccess: look })}
                >
                  {t('team.factor.remove')}
                </Button>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <Button variant="default" loading={link.isPending} onClick={() => link.mutate({})}>
        {none ? t('team.factor.set') : t('team.factor.another')}
      </Button>
      {link.data !== undefined && (
        <p role="status">
          {t('team.waiting')}{' '}
          {!link.data.opened && (
            <Anchor href={link.data.link} target="_blank" rel="noreferrer">
              {t('team.factor.open')}
            </Anchor>
          )}{' '}
          <Button size="compact-xs" variant="subtle" onClick={look}>
            {t('team.factor.look')}
          </Button>
        </p>
      )}
      <StepUpNotice failure={link.error} retry={() => link.mutate({})} />
      <StepUpNotice
        failure={remove.error}
        retry={() => {
          if (remove.variables !== undefined) remove.mutate(remove.variables, { onSuccess: look });
        }}
      />
    </Section>
  );
}
