import { MultiSelect, SegmentedControl, Select, Textarea, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Answer, Field } from './field.ts';

/** What is shown in a field that is empty, where its form is not plain. */
const FORMS: Partial<Record<Field['type'], string>> = {
  dates: '2026-04-03, 2026-04-06',
  duration: 'DD:HH:MM',
  currency: 'EUR',
  countries: 'DE, FR',
  lei: '529900T8BM49AURSDO55',
};

/** The input of a field, by its type. Answers when a choice is made, or when the field is left. */
export function FieldInput({
  field,
  describedBy,
  onAnswer,
}: {
  field: Field;
  describedBy: string;
  onAnswer(answer: Answer): void;
}) {
  const { t } = useTranslation();
  const { id, type, value, choices } = field;
  const common = { id: `answer-${id}`, 'aria-describedby': describedBy };
  const data = choices.map((choice) => ({ value: choice.id, label: choice.label }));
  switch (type) {
    case 'prose':
      return (
        <Textarea
          {...common}
          autosize
          minRows={3}
          maxRows={16}
          defaultValue={typeof value === 'string' ? value : ''}
          onBlur={(event) => {
            const text = event.currentTarget.value;
            if (text !== (value ?? '')) onAnswer(text === '' ? null : text);
          }}
        />
      );
    case 'choice':
      return (
        <Select
          {...common}
          clearable
          clearButtonProps={{ 'aria-label': t('reports.clear') }}
          data={data}
          value={typeof value === 'string' ? value : null}
          onChange={(next) => onAnswer(next)}
        />
      );
    case 'choices':
      return (
        <MultiSelect
          {...common}
          searchable
          clearable
          clearButtonProps={{ 'aria-label': t('reports.clear') }}
          data={data}
          value={Array.isArray(value) ? value : []}
          onChange={(next) => onAnswer(next.length === 0 ? null : next)}
        />
      );
    case 'yesno':
      return (
        <SegmentedControl
          {...common}
          size="xs"
          aria-labelledby={`label-${id}`}
          value={value === true ? 'yes' : value === false ? 'no' : ''}
          onChange={(next) => onAnswer(next === '' ? null : next === 'yes')}
          data={[
            { value: 'yes', label: t('reports.yes') },
            { value: 'no', label: t('reports.no') },
            { value: '', label: t('reports.open') },
          ]}
        />
      );
    default:
      return (
        <TextInput
          {...common}
          {...inputOf(type)}
          defaultValue={shown(field)}
          onBlur={(event) => {
            const text = event.currentTarget.value.trim();
            if (text !== shown(field)) onAnswer(given(type, text));
          }}
        />
      );
  }
}

function inputOf(type: Field['type']): Record<string, string> {
  if (type === 'datetime') return { type: 'datetime-local', step: '1' };
  if (type === 'date') return { type: 'date' };
  if (type === 'email') return { type: 'email' };
  const form = FORMS[type];
  const numeric = ['count', 'number', 'percent', 'money'].includes(type);
  return {
    ...(form === undefined ? {} : { placeholder: form }),
    ...(numeric ? { inputMode: 'decimal' } : {}),
  };
}

/** A value as its input shows it. Times are UTC, as the form has them. */
function shown({ type, value }: Field): string {
  if (value === null) return '';
  if (Array.isArray(value)) return value.join(', ');
  return type === 'datetime' ? String(value).replace(/Z$/, '') : String(value);
}

function given(type: Field['type'], text: string): Answer {
  if (text === '') return null;
  if (type !== 'datetime') return text;
  return `${text.length === 16 ? `${text}:00` : text}Z`;
}
