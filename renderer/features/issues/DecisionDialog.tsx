import { Button, Modal, NumberInput, SegmentedControl, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { parseTimeValue } from '#shared/query/index.ts';
import { formatUs } from '../../ui/time.ts';
import type { Decision } from './issue-filter.ts';

/** What of a decision is written in by hand. */
export type OwnTerm = 'release' | 'until';

const UNTILS = ['events', 'users', 'time'] as const;
type Until = (typeof UNTILS)[number];

/** More than any case holds; what is typed beyond is a slip. */
const MOST = 1_000_000_000;

interface Props {
  readonly term: OwnTerm;
  /** Time of the newest evidence. */
  readonly nowUs: number | null;
  readonly zone: string;
  /** Whether records name users; null: that is not known of these issues. */
  readonly namesUsers: boolean | null;
  onClose(): void;
  onDecide(decision: Decision): void;
}

/** Resolves in a release, or ignores until a number or a time, that the analyst writes in. */
export function DecisionDialog({ term, nowUs, zone, namesUsers, onClose, onDecide }: Props) {
  const { t } = useTranslation();
  const [until, setUntil] = useState<Until>('events');
  const [count, setCount] = useState<number | null>(null);
  const [text, setText] = useState('');
  const time = parseTimeValue(text.trim(), zone)?.fromUs ?? null;
  const isPast = time !== null && nowUs !== null && time <= nowUs;
  const decision = decided();
  function decided(): Decision | null {
    if (term === 'release') {
      const release = text.trim();
      return release === '' ? null : { kind: 'resolve', in: { release } };
    }
    if (until === 'time') {
      return time === null || isPast ? null : { kind: 'ignore', until: { kind: 'time', us: time } };
    }
    return count === null ? null : { kind: 'ignore', until: { kind: until, count } };
  }
  const timeFault = (): string | null => {
    if (text.trim() === '') return null;
    if (time === null) return t('timeline.marker.noTime');
    return isPast ? t('issues.own.past', { time: formatUs(nowUs ?? 0, zone) }) : null;
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={t(`issues.own.${term}Title`)}
      closeButtonProps={{ 'aria-label': t('close') }}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (decision === null) return;
          onDecide(decision);
          onClose();
        }}
      >
        {term === 'until' && (
          <SegmentedControl
            fullWidth
            size="xs"
            aria-label={t('issues.own.untilTitle')}
            value={until}
            onChange={(value) => setUntil(UNTILS.find((known) => known === value) ?? 'events')}
            data={UNTILS.map((value) => ({ value, label: t(`issues.own.kinds.${value}`) }))}
          />
        )}
        {term === 'until' && until !== 'time' ? (
          <NumberInput
            mt="sm"
            data-autofocus
            label={t(`issues.own.${until}`)}
            description={t(
              until === 'users' && namesUsers === false ? 'issues.own.noUsers' : 'issues.own.since',
            )}
            min={1}
            max={MOST}
            clampBehavior="strict"
            allowDecimal={false}
            allowNegative={false}
            thousandSeparator=","
            value={count ?? ''}
            onChange={(value) => setCount(typeof value === 'number' && value >= 1 ? value : null)}
          />
        ) : (
          <TextInput
            mt={term === 'until' ? 'sm' : 0}
            data-autofocus
            label={t(term === 'release' ? 'issues.own.release' : 'issues.own.time')}
            description={
              term === 'release'
                ? t('issues.own.releaseHint')
                : t('issues.own.timeHint', {
                    zone,
                    time: nowUs === null ? '—' : formatUs(nowUs, zone),
                  })
            }
            placeholder={term === 'release' ? '2.4.0' : '2026-03-20 08:00'}
            maxLength={200}
            error={term === 'release' ? null : timeFault()}
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
          />
        )}
        <Button mt="md" type="submit" disabled={decision === null}>
          {t(term === 'release' ? 'issues.resolve' : 'issues.ignore')}
        </Button>
      </form>
    </Modal>
  );
}
