import { Button, Textarea, TextInput } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { parse, stringify } from 'yaml';
import type { StepKind } from '#shared/playbook/playbook.ts';
import classes from './PlaybookEditor.module.css';
import {
  outlineOf,
  valueAt,
  withValue,
  type OutlineList,
  type Place,
} from './playbook-document.ts';

/** How a member is written: a text, a whole number, a list with a line each, or YAML. */
type Writing = 'text' | 'number' | 'lines' | 'yaml';

/** The members of each kind of step; those of steps within stand in the picture. */
const MEMBERS: Readonly<Record<StepKind, readonly (readonly [member: string, Writing])[]>> = {
  search: [
    ['query', 'text'],
    ['from', 'text'],
    ['to', 'text'],
    ['order', 'text'],
    ['limit', 'number'],
  ],
  count: [
    ['query', 'text'],
    ['from', 'text'],
    ['to', 'text'],
  ],
  compare: [
    ['a', 'yaml'],
    ['b', 'yaml'],
  ],
  tool: [
    ['name', 'text'],
    ['input', 'yaml'],
  ],
  set: [['value', 'text']],
  ask: [
    ['question', 'text'],
    ['options', 'lines'],
    ['default', 'text'],
  ],
  model: [['question', 'text']],
  say: [
    ['text', 'text'],
    ['cites', 'lines'],
    ['part', 'text'],
    ['time', 'text'],
  ],
  finding: [
    ['title', 'text'],
    ['text', 'text'],
    ['kind', 'text'],
    ['confidence', 'text'],
    ['cites', 'lines'],
    ['techniques', 'lines'],
  ],
  if: [['condition', 'text']],
  each: [
    ['in', 'text'],
    ['as', 'text'],
    ['most', 'number'],
  ],
  parallel: [],
};

interface Props {
  readonly text: string;
  readonly place: Place;
  readonly kind: StepKind;
  onChange(text: string): void;
  onMove(by: 1 | -1): void;
  onRemove(): void;
}

/** What the chosen step says, a field for each member; changes go into the YAML at once. */
export function StepForm({ text, place, kind, onChange, onMove, onRemove }: Props) {
  const { t } = useTranslation();
  const field = (name: string, writing: Writing, at: Place) => (
    <MemberField
      key={at.join('/')}
      label={t(`playbooks.members.${name}`, name)}
      writing={writing}
      value={valueAt(text, at)}
      onChange={(value) => onChange(withValue(text, at, value))}
    />
  );
  return (
    <section className={classes['form']} aria-label={t('playbooks.editor.step')}>
      <p className={classes['about']}>{t(`playbooks.about.${kind}`)}</p>
      {field('id', 'text', [...place, 'id'])}
      {field('title', 'text', [...place, 'title'])}
      {field('when', 'text', [...place, 'when'])}
      {MEMBERS[kind].map(([name, writing]) => field(name, writing, [...place, kind, name]))}
      <div className={classes['row']}>
        <Button size="compact-xs" variant="default" onClick={() => onMove(-1)}>
          {t('playbooks.editor.up')}
        </Button>
        <Button size="compact-xs" variant="default" onClick={() => onMove(1)}>
          {t('playbooks.editor.down')}
        </Button>
        <Button size="compact-xs" variant="subtle" color="red" onClick={onRemove}>
          {t('playbooks.editor.removeStep')}
        </Button>
      </div>
    </section>
  );
}

/** The kind of the step at a place; null: there is none. */
export function kindAt(text: string, place: Place): StepKind | null {
  const find = (list: OutlineList): StepKind | null => {
    for (const step of list.steps) {
      if (step.place.join('/') === place.join('/')) return step.kind;
      for (const inner of step.lists) {
        const found = find(inner);
        if (found !== null) return found;
      }
    }
    return null;
  };
  const outline = outlineOf(text);
  return outline === null ? null : find(outline);
}

function shownAs(writing: Writing, value: unknown): string {
  if (value === undefined || value === null) return '';
  if (writing === 'lines') return Array.isArray(value) ? value.join('\n') : '';
  if (writing === 'yaml') return stringify(value).trimEnd();
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** What was written as a value; undefined: the member is left out. Throws for YAML that is none. */
function readAs(writing: Writing, text: string): unknown {
  if (text.trim() === '') return undefined;
  if (writing === 'number') return Number.isInteger(Number(text)) ? Number(text) : text;
  if (writing === 'lines') return text.split('\n').filter((line) => line !== '');
  return writing === 'yaml' ? (parse(text) as unknown) : text;
}

/** Keeps what is typed while it is not yet what the YAML can have. */
function MemberField({
  label,
  writing,
  value,
  onChange,
}: {
  label: string;
  writing: Writing;
  value: unknown;
  onChange(value: unknown): void;
}) {
  const shown = shownAs(writing, value);
  const [typed, setTyped] = useState(shown);
  const [wrong, setWrong] = useState<string | null>(null);
  useEffect(() => {
    // What was changed in the text is taken over, and what was typed here is not cut while typing.
    setTyped((before) => {
      try {
        return shownAs(writing, readAs(writing, before)) === shown ? before : shown;
      } catch {
        return before;
      }
    });
  }, [shown, writing]);
  const take = (next: string): void => {
    setTyped(next);
    try {
      const read = readAs(writing, next);
      setWrong(null);
      onChange(read);
    } catch (error) {
      setWrong(error instanceof Error ? (error.message.split('\n')[0] ?? '') : '');
    }
  };
  if (writing === 'number') {
    return (
      <TextInput
        size="xs"
        label={label}
        inputMode="numeric"
        value={typed}
        onChange={(event) => take(event.currentTarget.value)}
      />
    );
  }
  return (
    <Textarea
      size="xs"
      label={label}
      autosize
      minRows={1}
      maxRows={8}
      value={typed}
      error={wrong}
      onChange={(event) => take(event.currentTarget.value)}
    />
  );
}
