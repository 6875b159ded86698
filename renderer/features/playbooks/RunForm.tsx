import { Button, Checkbox, Select, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Output } from '#shared/contract/index.ts';
import { useAction, type ContractFailure } from '../../client/index.ts';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import classes from './PlaybooksScreen.module.css';
import { usePlaybooks } from './playbooks-store.ts';

type Playbook = Output<'playbooks.list'>[number];
type PlaybookInput = Playbook['inputs'][number];

interface Props {
  readonly playbook: Playbook;
  readonly failure: ContractFailure | null;
  onRun(inputs: Record<string, string>): void;
}

/** What a playbook finds out, what it is to be given, and the button that runs it. */
export function RunForm({ playbook, failure, onRun }: Props) {
  const { t } = useTranslation();
  const show = usePlaybooks((store) => store.show);
  const remove = useAction('playbooks.remove');
  const [given, setGiven] = useState<Readonly<Record<string, string>>>({});
  const { id, title, about, inputs, own, text } = playbook;
  const valueOf = ({ name, default: fallback }: PlaybookInput): string =>
    given[name] ?? fallback ?? '';
  return (
    <form
      className={classes['panel']}
      aria-label={title}
      onSubmit={(event) => {
        event.preventDefault();
        const filled = inputs.map((input) => [input.name, valueOf(input)] as const);
        onRun(Object.fromEntries(filled.filter(([, value]) => value !== '')));
      }}
    >
      <h2>{title}</h2>
      <p>{about}</p>
      {inputs.map((input) => (
        <InputField
          key={input.name}
          input={input}
          value={valueOf(input)}
          onChange={(value) => setGiven((before) => ({ ...before, [input.name]: value }))}
        />
      ))}
      <div className={classes['actions']}>
        <Button type="submit" size="xs">
          {t('playbooks.run')}
        </Button>
        <Button
          size="xs"
          variant="default"
          onClick={() => show({ kind: 'edit', text, before: own ? id : null })}
        >
          {t(own ? 'playbooks.edit' : 'playbooks.copy')}
        </Button>
        {own && (
          <Button
            size="xs"
            variant="subtle"
            color="red"
            onClick={() => remove.mutate({ id }, { onSuccess: () => show(null) })}
          >
            {t('playbooks.remove')}
          </Button>
        )}
      </div>
      <FailureNotice failure={failure ?? remove.error} />
    </form>
  );
}

function InputField({
  input,
  value,
  onChange,
}: {
  input: PlaybookInput;
  value: string;
  onChange(value: string): void;
}) {
  const { t } = useTranslation();
  const { type, title, about, options, optional } = input;
  if (type === 'boolean') {
    return (
      <Checkbox
        className={classes['field']}
        label={title}
        description={about}
        checked={value === 'true'}
        onChange={(event) => onChange(String(event.currentTarget.checked))}
      />
    );
  }
  if (type === 'choice') {
    return (
      <Select
        className={classes['field']}
        size="xs"
        label={title}
        description={about}
        data={options}
        value={value}
        onChange={(next) => onChange(next ?? '')}
      />
    );
  }
  return (
    <TextInput
      className={classes['field']}
      size="xs"
      label={title}
      description={about}
      required={!optional}
      placeholder={t(`playbooks.placeholders.${type}`)}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}
