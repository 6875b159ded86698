import { Button, Group, Modal, Select, TagsInput, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  CONFIDENCES,
  FINDING_KINDS,
  isTechnique,
  type Confidence,
  type FindingKind,
} from '#shared/model/finding.ts';
import { parseTimeValue } from '#shared/query/index.ts';
import { displayZone } from '../../app/index.ts';
import { useAction, useCall } from '../../client/index.ts';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { formatUs } from '../../ui/time.ts';
import { useFinding, type FindingDraft } from './finding-store.ts';

/** Writes a finding, whichever screen it was begun on. */
export function FindingDialog() {
  const { t } = useTranslation();
  const { draft, close } = useFinding();
  if (draft === null) return null;
  return (
    <Modal
      opened
      onClose={close}
      size="lg"
      title={t(draft.finding === null ? 'timeline.finding.new' : 'timeline.finding.change')}
      closeButtonProps={{ 'aria-label': t('close') }}
    >
      <FindingForm draft={draft} onDone={close} />
    </Modal>
  );
}

function FindingForm({ draft, onDone }: { draft: FindingDraft; onDone(): void }) {
  const { t } = useTranslation();
  const { finding, refs } = draft;
  const { data: state } = useCall('app.state', {}, { keep: true });
  const zone = state === undefined ? 'UTC' : displayZone(state);
  const [title, setTitle] = useState(finding?.title ?? draft.title);
  const [kind, setKind] = useState<FindingKind>(finding?.kind ?? 'observation');
  const [confidence, setConfidence] = useState<Confidence>(finding?.confidence ?? 'medium');
  const [text, setText] = useState(finding?.text ?? '');
  const [assets, setAssets] = useState<string[]>([...(finding?.assets ?? [])]);
  const [techniques, setTechniques] = useState<string[]>([...(finding?.techniques ?? [])]);
  const known = finding?.time ?? null;
  const [time, setTime] = useState(known === null ? '' : formatUs(known.fromUs, zone, true));
  const add = useAction('evidence.addFinding');
  const change = useAction('evidence.changeFinding');
  const us = time.trim() === '' ? null : (parseTimeValue(time.trim(), zone)?.fromUs ?? null);
  const badTime = time.trim() !== '' && us === null;
  const badTechnique = techniques.some((technique) => !isTechnique(technique));
  const cited = refs.length + (finding?.cited.length ?? 0);

  const save = (): void => {
    const span = us === null ? null : { fromUs: us, toUs: known?.toUs ?? null };
    const content = { title: title.trim(), kind, confidence, text, assets, techniques, time: span };
    const done = { onSuccess: onDone };
    if (finding === null)
      add.mutate({ ...content, issues: [...draft.issues], refs: [...refs] }, done);
    else
      change.mutate(
        { id: finding.id, set: content, ...(refs.length > 0 ? { refs: [...refs] } : {}) },
        done,
      );
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (title.trim() !== '' && !badTime && !badTechnique) save();
      }}
    >
      <TextInput
        data-autofocus
        required
        label={t('timeline.finding.title')}
        value={title}
        maxLength={500}
        onChange={(event) => setTitle(event.currentTarget.value)}
      />
      <Group grow mt="sm">
        <Select
          label={t('timeline.finding.kind')}
          value={kind}
          allowDeselect={false}
          onChange={(value) => setKind(FINDING_KINDS.find((known) => known === value) ?? kind)}
          data={FINDING_KINDS.map((value) => ({ value, label: t(`timeline.sorts.${value}`) }))}
        />
        <Select
          label={t('timeline.finding.confidence')}
          value={confidence}
          allowDeselect={false}
          onChange={(value) =>
            setConfidence(CONFIDENCES.find((one) => one === value) ?? confidence)
          }
          data={CONFIDENCES.map((value) => ({ value, label: t(`timeline.confidences.${value}`) }))}
        />
      </Group>
      <Textarea
        mt="sm"
        autosize
        minRows={4}
        maxRows={12}
        label={t('timeline.finding.text')}
        description={t('timeline.markdown')}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <TextInput
        mt="sm"
        label={t('timeline.finding.time')}
        description={t('timeline.finding.timeHint', { zone })}
        value={time}
        error={badTime ? t('explore.goto.bad') : null}
        onChange={(event) => setTime(event.currentTarget.value)}
      />
      <Group grow mt="sm" align="start">
        <TagsInput label={t('timeline.finding.assets')} value={assets} onChange={setAssets} />
        <TagsInput
          label={t('timeline.finding.techniques')}
          value={techniques}
          placeholder="T1110.001"
          error={badTechnique ? t('timeline.finding.badTechnique') : null}
          onChange={(values) => setTechniques(values.map((value) => value.toUpperCase()))}
        />
      </Group>
      <p>{t('timeline.finding.cited', { count: cited })}</p>
      <FailureNotice failure={add.error ?? change.error} />
      <Group mt="sm">
        <Button type="submit" loading={add.isPending || change.isPending}>
          {t(finding === null ? 'timeline.finding.add' : 'timeline.finding.save')}
        </Button>
        <Button variant="default" onClick={onDone}>
          {t('timeline.cancel')}
        </Button>
      </Group>
    </form>
  );
}
