import { Button, TextInput } from '@mantine/core';
import { useEffect, useState, type RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import { useCall } from '../../client/index.ts';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { formatNumber } from '../../ui/number.ts';
import { Sparkline } from '../../ui/Sparkline.tsx';
import { formatUs } from '../../ui/time.ts';
import { showRecords } from '../hypotheses/show-records.ts';
import { CorrectionList } from './CorrectionList.tsx';
import { SeenBefore } from './SeenBefore.tsx';
import { SkeletonList } from './SkeletonList.tsx';
import { SlotList } from './SlotList.tsx';
import type { Template } from './template-tree.ts';
import { useTemplates } from './templates-store.ts';
import classes from './TemplatesScreen.module.css';
import type { useCorrections } from './use-corrections.ts';

interface Props {
  readonly template: Template;
  readonly zone: string;
  readonly corrections: ReturnType<typeof useCorrections>;
  readonly picked: ReadonlySet<number>;
  readonly nameInput: RefObject<HTMLInputElement | null>;
  onPick(skeletonId: number, on: boolean): void;
  onSplit(): void;
}

/** One template: why it is one, what stands in its slots, its skeletons, and what can be set right. */
export function TemplateDetail(props: Props) {
  const { template, zone, corrections, picked, nameInput, onPick, onSplit } = props;
  const { t } = useTranslation();
  const everywhere = useTemplates((templates) => templates.everywhere);
  const { id, text, count, trend, firstUs, lastUs, rules } = template;
  // What it is now: after a correction the same id may be another template.
  const { data: explained, error } = useCall('templates.explain', { id });
  const { data: all } = useCall('templates.corrections', {}, { keep: true });
  const mine = all?.filter(({ key }) => rules.includes(key)) ?? [];
  return (
    <section className={classes['panel']} aria-label={template.name ?? text}>
      <NameField
        key={`${id} ${template.name ?? ''}`}
        name={template.name ?? ''}
        input={nameInput}
        onName={(name) => corrections.rename({ id, name, everywhere })}
      />
      <p className={classes['pattern']}>
        {template.parts.map((part, at) =>
          'const' in part ? (
            // oxlint-disable-next-line react/no-array-index-key -- a part is its position
            <span key={at}>{part.const}</span>
          ) : part.always !== undefined ? (
            <span
              // oxlint-disable-next-line react/no-array-index-key -- a part is its position
              key={at}
              className={classes['always']}
              title={t('templates.always', { number: part.slot + 1 })}
            >
              {part.always}
            </span>
          ) : (
            // oxlint-disable-next-line react/no-array-index-key -- a part is its position
            <mark key={at} className={classes['slot']}>
              {part.slot + 1}
            </mark>
          ),
        )}
      </p>
      <div className={classes['facts']}>
        <Sparkline values={trend} label={t('templates.trend', { count })} />
        <span>
          {t('templates.facts', {
            count,
            formatted: formatNumber(count),
            first: firstUs === null ? '—' : formatUs(firstUs, zone),
            last: lastUs === null ? '—' : formatUs(lastUs, zone),
          })}
        </span>
        <Button
          size="compact-xs"
          variant="default"
          onClick={() => showRecords(`template:${id}`, null, null)}
        >
          {t('templates.show')}
        </Button>
      </div>
      <FailureNotice failure={error} />
      <SeenBefore seen={template.seen} zone={zone} />
      <h3>{t('templates.why')}</h3>
      <ul className={classes['reasons']}>
        {explained?.because.map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ul>
      <CorrectionList
        corrections={mine}
        onTakeBack={(key) => corrections.takeBack({ key })}
        busy={corrections.busy}
      />
      {explained !== undefined && (
        <>
          <SlotList
            id={id}
            words={explained.slots}
            busy={corrections.busy}
            onPin={(slot, values) => corrections.pin({ id, slot, values, everywhere })}
          />
          <SkeletonList
            lines={explained.lines}
            picked={picked}
            busy={corrections.busy}
            onPick={onPick}
            onSplit={onSplit}
          />
        </>
      )}
    </section>
  );
}

function NameField({
  name,
  input,
  onName,
}: {
  name: string;
  input: RefObject<HTMLInputElement | null>;
  onName(name: string): void;
}) {
  const { t } = useTranslation();
  const [draft, setDraft] = useState(name);
  useEffect(() => setDraft(name), [name]);
  return (
    <form
      className={classes['name']}
      onSubmit={(event) => {
        event.preventDefault();
        input.current?.blur();
        if (draft.trim() !== name) onName(draft.trim());
      }}
    >
      <TextInput
        ref={input}
        size="xs"
        className={classes['nameField'] ?? ''}
        aria-label={t('templates.name')}
        placeholder={t('templates.nameHint')}
        value={draft}
        maxLength={500}
        onChange={(event) => setDraft(event.currentTarget.value)}
      />
      <Button type="submit" size="xs" variant="default" disabled={draft.trim() === name}>
        {t('templates.rename')}
      </Button>
    </form>
  );
}
