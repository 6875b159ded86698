import { useTranslation } from 'react-i18next';
import { useCall } from '../../client/index.ts';
import { useFirstAnswers } from './use-first-answers.ts';
import { AuditLog } from './AuditLog.tsx';
import { Connection } from './Connection.tsx';
import { Devices } from './Devices.tsx';
import { Invite } from './Invite.tsx';
import { Jobs } from './Jobs.tsx';
import { Retention } from './Retention.tsx';
import { KeptCases } from './KeptCases.tsx';
import { Members } from './Members.tsx';
import { OwnCase } from './OwnCase.tsx';
import { OwnKeys } from './OwnKeys.tsx';
import { Plan } from './Plan.tsx';
import { SecondFactor } from './SecondFactor.tsx';
import { ServiceAccounts } from './ServiceAccounts.tsx';
import { SharedCases } from './SharedCases.tsx';
import { StoredRawLogs } from './StoredRawLogs.tsx';
import { TeamRelease } from './TeamRelease.tsx';
import { Webhooks } from './Webhooks.tsx';
import classes from './TeamScreen.module.css';

/** The team server: the connection to it, the open case there, and the cases that others share. */
export function TeamScreen() {
  const { t } = useTranslation();
  const { data: app } = useCall('app.state', {}, { keep: true });
  const { data: state } = useCall('tenant.state', {}, { keep: true });
  const isAnswered = useFirstAnswers(state?.connection?.signedIn === true);
  if (app === undefined || state === undefined) return null;
  const isIn = state.connection?.signedIn === true;
  const audits = isIn && ['auditor', 'lead', 'admin'].includes(state.connection?.who?.role ?? '');
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls, and must by keyboard
    <div className={classes['screen']} tabIndex={0}>
      <div className={classes['column']}>
        <h1>{t('team.title')}</h1>
        <Connection connection={state.connection} />
        <div className={classes['sections']} aria-busy={!isAnswered}>
          {isIn && app.openCase !== null && (
            <OwnCase
              key={app.openCase.path}
              name={app.openCase.name}
              sync={state.sync}
              mayRevive={['lead', 'admin'].includes(state.connection?.who?.role ?? '')}
            />
          )}
          {isIn && <SharedCases />}
          {isIn && (
            <StoredRawLogs ofTeam={['lead', 'admin'].includes(state.connection?.who?.role ?? '')} />
          )}
          {audits && <KeptCases mayDecide={state.connection?.who?.role !== 'auditor'} />}
          {isIn && <Members isAdmin={state.connection?.who?.role === 'admin'} />}
          {isIn && <Plan isAdmin={state.connection?.who?.role === 'admin'} />}
          {isIn && (
            <TeamRelease
              mayRelease={['deployer', 'lead', 'admin'].includes(state.connection?.who?.role ?? '')}
            />
          )}
          {isIn && <SecondFactor />}
          {isIn && <Devices isAdmin={state.connection?.who?.role === 'admin'} />}
          {isIn && <OwnKeys />}
          {isIn && state.connection?.who?.role === 'admin' && <ServiceAccounts />}
          {isIn && state.connection?.who?.role === 'admin' && <Invite />}
          {isIn && state.connection?.who?.role === 'admin' && <Webhooks />}
          {isIn && state.connection?.who?.role === 'admin' && <Jobs />}
          {isIn && state.connection?.who?.role === 'admin' && <Retention />}
          {state.audit !== null && <AuditLog audit={state.audit} mayRead={audits} />}
        </div>
      </div>
    </div>
  );
}
