import type { TFunction } from 'i18next';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Output } from '#shared/contract/index.ts';
import { formatDuration, formatUs } from '../../ui/time.ts';
import classes from './ReportsScreen.module.css';

type Clock = Output<'reports.state'>['clocks'][number];

const TICK_MS = 1000;

/** A deadline, counted down. Said in words too: what is late is not told by colour alone. */
export function ClockCard({ clock, zone }: { clock: Clock; zone: string }) {
  const { t } = useTranslation();
  const now = useNow(clock.due !== null && clock.done === null);
  return (
    <div className={classes['clock']} data-late={isLate(clock, now)}>
      <div className={classes['clockTitle']}>{clock.title}</div>
      <div className={classes['countdown']}>{countdown(clock, now, t)}</div>
      {clock.due !== null && (
        <div className={classes['law']}>
          {t('reports.due', { time: formatUs(Date.parse(clock.due) * 1000, zone), zone })}
          {clock.moved && ` · ${t('reports.moved')}`}
        </div>
      )}
      <div className={classes['law']}>{clock.law}</div>
      {clock.note !== null && <div className={classes['note']}>{clock.note}</div>}
    </div>
  );
}

function isLate({ due, done }: Clock, nowMs: number): boolean {
  return due !== null && (done === null ? nowMs : Date.parse(done)) > Date.parse(due);
}

function countdown(clock: Clock, nowMs: number, t: TFunction): string {
  if (clock.due === null) return t('reports.waits', { fields: clock.waitsFor.join(', ') });
  const late = isLate(clock, nowMs);
  const difference = Math.abs(
    (clock.done === null ? nowMs : Date.parse(clock.done)) - Date.parse(clock.due),
  );
  const span = formatDuration(Math.floor(difference / 1000) * 1_000_000);
  if (clock.done !== null) return t(late ? 'reports.doneLate' : 'reports.doneInTime', { span });
  return t(late ? 'reports.late' : 'reports.left', { span });
}

/** The present, every second while something runs. */
function useNow(running: boolean): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    if (!running) return;
    const timer = setInterval(() => setNow(Date.now()), TICK_MS);
    return () => clearInterval(timer);
  }, [running]);
  return now;
}
