import { Button, Group } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { lastName } from '#shared/model/last-name.ts';
import type { RecordRow } from '#shared/model/record.ts';
import { formatShift } from '#shared/model/shift.ts';
import { useAction, useCall } from '../../client/index.ts';
import { formatUs } from '../../ui/time.ts';
import { useParts } from '../../ui/use-parts.ts';
import { useExploreContext, useSelectedRow } from './explore-context.ts';
import { useExplore } from './explore-store.ts';
import classes from './SameEvent.module.css';

/** What would make a record the same moment as the one that was chosen first. */
interface Fitting {
  readonly sourceId: number;
  readonly sourceName: string;
  /** The source's shift as it would be. */
  readonly shiftUs: number;
  apply(): void;
}

/** How a record's moment would set the clock of the source whose record was chosen before; null: it cannot. */
export function useSameEvent(row: RecordRow | null): Fitting | null {
  const first = useExplore((state) => state.sameEvent);
  const { data } = useCall('sources.list', {}, { keep: true });
  const { mutate: shift } = useAction('sources.shift');
  const source = data?.sources.find(({ id }) => id === first?.ref.sourceId);
  if (first === null || source === undefined || row === null || row.time === null) return null;
  if (row.ref.sourceId === source.id) return null;
  const shiftUs = source.shiftUs + row.time.us - first.us;
  return {
    sourceId: source.id,
    sourceName: lastName(source.path),
    shiftUs,
    apply: () => {
      shift({ id: source.id, shiftUs });
      useExplore.getState().set({ sameEvent: null });
    },
  };
}

/** Asks for the other record of an event that two sources logged, and says what it would set. */
export function SameEvent() {
  const { t } = useTranslation();
  const { zone } = useExploreContext();
  const { sameEvent, set } = useExplore(useParts('sameEvent', 'set'));
  const fitting = useSameEvent(useSelectedRow());
  if (sameEvent === null) return null;
  const from = { time: formatUs(sameEvent.us, zone, true), name: sameEvent.sourceName };
  return (
    <section className={classes['bar']} aria-label={t('explore.same.label')}>
      <span className={classes['text']} role="status">
        {fitting === null
          ? t('explore.same.choose', from)
          : t('explore.same.fits', { ...from, shift: formatShift(fitting.shiftUs) })}
      </span>
      <Group gap={6} wrap="nowrap">
        <Button size="compact-xs" disabled={fitting === null} onClick={fitting?.apply}>
          {t('explore.same.apply')}
        </Button>
        <Button size="compact-xs" variant="default" onClick={() => set({ sameEvent: null })}>
          {t('explore.same.cancel')}
        </Button>
      </Group>
    </section>
  );
}
