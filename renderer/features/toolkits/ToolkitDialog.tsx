import { SegmentedControl, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ListedToolkit, ToolkitReach } from '#shared/model/toolkit.ts';
import { useAction } from '../../client/index.ts';
import { DialogForm } from '../../ui/DialogForm.tsx';

/** Adds a toolkit, or changes how it is reached. */
export function ToolkitDialog({
  toolkit,
  onClose,
}: {
  toolkit: ListedToolkit | null;
  onClose(): void;
}) {
  const { t } = useTranslation();
  const reach = toolkit?.reach;
  const [id, setId] = useState(toolkit?.id ?? '');
  const [kind, setKind] = useState<ToolkitReach['kind']>(reach?.kind ?? 'stdio');
  const [command, setCommand] = useState(reach?.kind === 'stdio' ? reach.command : '');
  const [args, setArgs] = useState(reach?.kind === 'stdio' ? reach.args.join('\n') : '');
  const [url, setUrl] = useState(reach?.kind === 'http' ? reach.url : '');
  const set = useAction('toolkits.set');
  const words = args.split('\n').filter((line) => line !== '');
  const next: ToolkitReach =
    kind === 'http' ? { kind, url: url.trim() } : { kind, command: command.trim(), args: words };
  const whole = id.trim() !== '' && (kind === 'http' ? url : command).trim() !== '';
  return (
    <DialogForm
      title={t(toolkit === null ? 'toolkits.new' : 'toolkits.change')}
      action={t(toolkit === null ? 'toolkits.add' : 'toolkits.save')}
      cancel={t('toolkits.cancel')}
      whole={whole}
      sending={set.isPending}
      failure={set.error}
      onSend={() => set.mutate({ id: id.trim(), reach: next }, { onSuccess: onClose })}
      onClose={onClose}
    >
      <TextInput
        data-autofocus
        required
        label={t('toolkits.id')}
        description={t('toolkits.idHint')}
        disabled={toolkit !== null}
        value={id}
        onChange={(event) => setId(event.currentTarget.value)}
      />
      <SegmentedControl
        mt="sm"
        fullWidth
        aria-label={t('toolkits.reach')}
        value={kind}
        onChange={(value) => setKind(value === 'http' ? 'http' : 'stdio')}
        data={(['stdio', 'http'] as const).map((value) => ({
          value,
          label: t(`toolkits.reaches.${value}`),
        }))}
      />
      {kind === 'http' ? (
        <TextInput
          mt="sm"
          required
          label={t('toolkits.url')}
          placeholder="https://tickets.example/mcp"
          value={url}
          onChange={(event) => setUrl(event.currentTarget.value)}
        />
      ) : (
        <>
          <TextInput
            mt="sm"
            required
            label={t('toolkits.command')}
            description={t('toolkits.commandHint')}
            placeholder="npx"
            value={command}
            onChange={(event) => setCommand(event.currentTarget.value)}
          />
          <Textarea
            mt="sm"
            autosize
            minRows={2}
            label={t('toolkits.args')}
            placeholder={'-y\ntickets-mcp'}
            value={args}
            onChange={(event) => setArgs(event.currentTarget.value)}
          />
        </>
      )}
    </DialogForm>
  );
}
