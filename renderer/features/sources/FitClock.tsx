import { Button, Group, Modal, Select } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Output } from '#shared/contract/index.ts';
import { lastName } from '#shared/model/last-name.ts';
import { formatShift } from '#shared/model/shift.ts';
import { inForce } from '#shared/model/source.ts';
import { useAction, useCall } from '../../client/index.ts';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { formatNumber } from '../../ui/number.ts';
import { formatDuration, formatTime } from '../../ui/time.ts';
import classes from './FitClock.module.css';

type Source = Output<'sources.list'>['sources'][number];
type Fit = NonNullable<Output<'sources.fitClock'>>;

/** Proposes a shift from the ids that a source shares with another. The analyst sees why, and decides. */
export function FitClock({ source, onClose }: { source: Source; onClose(): void }) {
  const { t } = useTranslation();
  const { data } = useCall('sources.list', {}, { keep: true });
  const [other, setOther] = useState<string | null>(null);
  const others = (data?.sources ?? []).filter(({ id }) => id !== source.id);
  return (
    <Modal
      opened
      onClose={onClose}
      size="lg"
      title={t('sources.fit.title', { name: lastName(source.path) })}
      closeButtonProps={{ 'aria-label': t('close') }}
    >
      <p className={classes['intro']}>{t('sources.fit.intro')}</p>
      <Select
        data-autofocus
        label={t('sources.fit.other')}
        searchable
        value={other}
        onChange={setOther}
        data={others.map(({ id, path }) => ({ value: String(id), label: path }))}
      />
      {other !== null && <Proposal source={source} otherId={Number(other)} onClose={onClose} />}
    </Modal>
  );
}

interface ProposalProps {
  readonly source: Source;
  readonly otherId: number;
  onClose(): void;
}

function Proposal({ source, otherId, onClose }: ProposalProps) {
  const { t } = useTranslation();
  const { data: fit, error, isFetching } = useCall('sources.fitClock', { id: source.id, otherId });
  const { mutate: shift } = useAction('sources.shift');
  if (error !== null) return <FailureNotice failure={error} />;
  if (isFetching) return <p role="status">{t('sources.fit.looking')}</p>;
  if (fit == null) return <p role="status">{t('sources.fit.none')}</p>;
  const text = formatShift(fit.shiftUs);
  return (
    <div className={classes['proposal']} role="status">
      <p>
        <strong>{t('sources.fit.proposal', { shift: text })}</strong>{' '}
        {t('sources.fit.now', { shift: formatShift(source.shiftUs) })}
      </p>
      <p>
        {t('sources.fit.spread', {
          count: fit.shared,
          formatted: formatNumber(fit.shared),
          spread: formatDuration(fit.highUs - fit.lowUs),
        })}
        {fit.looked < fit.of &&
          ` ${t('sources.fit.looked', { looked: formatNumber(fit.looked), of: formatNumber(fit.of) })}`}
      </p>
      <Evidence fit={fit} zone={inForce(source.zone)} />
      <Group gap={8} mt={12}>
        <Button
          disabled={fit.medianUs === 0}
          onClick={() => {
            shift({ id: source.id, shiftUs: fit.shiftUs });
            onClose();
          }}
        >
          {t('sources.fit.apply', { shift: text })}
        </Button>
        <Button variant="default" onClick={onClose}>
          {t('sources.fit.leave')}
        </Button>
      </Group>
    </div>
  );
}

function Evidence({ fit, zone }: { fit: Fit; zone: string }) {
  const { t } = useTranslation();
  const time = (us: number): string => formatTime({ us, ns: 0, digits: 6 }, zone);
  return (
    <table className={classes['evidence']}>
      <thead>
        <tr>
          <th scope="col">{t('sources.fit.id')}</th>
          <th scope="col">{t('sources.fit.here')}</th>
          <th scope="col">{t('sources.fit.there')}</th>
          <th scope="col">{t('sources.fit.difference')}</th>
        </tr>
      </thead>
      <tbody>
        {fit.examples.map(({ id, us, otherUs }) => (
          <tr key={id}>
            <td title={id}>{id}</td>
            <td>{time(us)}</td>
            <td>{time(otherUs)}</td>
            <td>{formatShift(otherUs - us)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
