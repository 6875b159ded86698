import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { formatRelative, formatUs } from '../../ui/time.ts';
import classes from './DeploymentsScreen.module.css';
import { FreezeDialog } from './FreezeDialog.tsx';
import { IncidentDialog } from './IncidentDialog.tsx';
import { ReasonDialog } from './ReasonDialog.tsx';
import { environmentName, useBoardAction, type Board, type Freeze } from './use-board.ts';

type Open =
  | { readonly is: 'incident' | 'new-freeze' }
  | { readonly is: 'freeze' | 'override'; readonly freeze: Freeze };

const us = (time: string): number => Date.parse(time) * 1000;
const LOCAL_ZONE = Intl.DateTimeFormat().resolvedOptions().timeZone;

/** What holds deployments up: incidents that are open, and freezes that hold or are planned. */
export function HoldUps({ board }: { board: Board }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState<Open | null>(null);
  const close = (): void => setOpen(null);
  const end = useBoardAction('deployments.closeIncident');
  const where = (id: string | null): string =>
    environmentName(board, id) ?? t('deployments.holdUps.everywhere');
  const { incidents, freezes } = board;
  return (
    <section className={classes['section']} aria-label={t('deployments.holdUps.title')}>
      <h2>{t('deployments.holdUps.title')}</h2>
      {incidents.length === 0 && freezes.length === 0 && (
        <p className={classes['dim']}>{t('deployments.holdUps.none')}</p>
      )}
      <table className={classes['rows']}>
        <tbody>
          {incidents.map(({ incidentId, title, environmentId, openedAt }) => (
            <tr key={incidentId}>
              <td>{t('deployments.holdUps.incident')}</td>
              <th scope="row">{title}</th>
              <td>{where(environmentId)}</td>
              <td className={classes['dim']}>
                {t('deployments.holdUps.since', { ago: formatRelative(us(openedAt)) })}
              </td>
              <td>
                <Button
                  size="compact-xs"
                  variant="default"
                  aria-label={t('deployments.holdUps.closeNamed', { title })}
                  onClick={() => end.mutate({ incidentId })}
                >
                  {t('deployments.holdUps.closeIncident')}
                </Button>
              </td>
            </tr>
          ))}
          {freezes.map((freeze) => (
            <FreezeRow
              key={freeze.freezeId}
              freeze={freeze}
              where={where(freeze.environmentId)}
              onOpen={(is) => setOpen({ is, freeze })}
            />
          ))}
        </tbody>
      </table>
      <FailureNotice failure={end.error} />
      <div className={classes['actions']}>
        <Button size="compact-sm" variant="default" onClick={() => setOpen({ is: 'incident' })}>
          {t('deployments.holdUps.openIncident')}
        </Button>
        <Button size="compact-sm" variant="default" onClick={() => setOpen({ is: 'new-freeze' })}>
          {t('deployments.holdUps.addFreeze')}
        </Button>
      </div>
      {open?.is === 'incident' && <IncidentDialog board={board} onClose={close} />}
      {open?.is === 'new-freeze' && <FreezeDialog board={board} freeze={null} onClose={close} />}
      {open?.is === 'freeze' && <FreezeDialog board={board} freeze={open.freeze} onClose={close} />}
      {open?.is === 'override' && <OverrideDialog freeze={open.freeze} onClose={close} />}
    </section>
  );
}

function FreezeRow({
  freeze: { from, until, reason },
  where,
  onOpen,
}: {
  freeze: Freeze;
  where: string;
  onOpen(is: 'freeze' | 'override'): void;
}) {
  const { t } = useTranslation();
  const [now] = useState(() => Date.now());
  const holds = Date.parse(from) <= now;
  const shown = (time: string): string => formatUs(us(time), LOCAL_ZONE).slice(0, 16);
  return (
    <tr>
      <td>{t('deployments.holdUps.freeze')}</td>
      <th scope="row">{reason}</th>
      <td>{where}</td>
      <td className={classes['dim']}>
        {holds ? t('deployments.holdUps.now') : shown(from)} – {shown(until)}
      </td>
      <td>
        <Button
          size="compact-xs"
          variant="default"
          aria-label={t('deployments.holdUps.changeNamed', { reason })}
          onClick={() => onOpen('freeze')}
        >
          {t('deployments.holdUps.change')}
        </Button>{' '}
        <Button
          size="compact-xs"
          variant="default"
          aria-label={t('deployments.holdUps.overrideNamed', { reason })}
          onClick={() => onOpen('override')}
        >
          {t('deployments.holdUps.override')}
        </Button>
      </td>
    </tr>
  );
}

function OverrideDialog({
  freeze: { freezeId, reason: frozenFor },
  onClose,
}: {
  freeze: Freeze;
  onClose(): void;
}) {
  const { t } = useTranslation();
  const override = useBoardAction('deployments.overrideFreeze', onClose);
  return (
    <ReasonDialog
      title={t('deployments.holdUps.overrideNamed', { reason: frozenFor })}
      button={t('deployments.holdUps.override')}
      danger
      confirm={null}
      isPending={override.isPending}
      failure={override.error}
      onClose={onClose}
      onDone={({ reason }) => override.mutate({ freezeId, reason })}
    >
      <p>{t('deployments.holdUps.aboutOverride')}</p>
    </ReasonDialog>
  );
}
