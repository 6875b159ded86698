import { Button, Modal, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { parseTimeValue } from '#shared/query/index.ts';

export type Place =
  | { readonly by: 'line'; readonly line: number }
  | { readonly by: 'time'; readonly us: number };

interface Props {
  readonly opened: boolean;
  readonly zone: string;
  onClose(): void;
  onGo(place: Place): void;
}

/** A line number or a time, and the table goes there. */
export function GoTo({ opened, zone, onClose, onGo }: Props) {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  const place = placeOf(text, zone);
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={t('explore.goto.title')}
      closeButtonProps={{ 'aria-label': t('close') }}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (place === null) return;
          onGo(place);
          onClose();
        }}
      >
        <TextInput
          data-autofocus
          label={t('explore.goto.label')}
          description={t('explore.goto.hint', { zone })}
          value={text}
          error={text !== '' && place === null ? t('explore.goto.bad') : null}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <Button type="submit" mt="sm" disabled={place === null}>
          {t('explore.goto.go')}
        </Button>
      </form>
    </Modal>
  );
}

function placeOf(text: string, zone: string): Place | null {
  const trimmed = text.trim().replaceAll(',', '');
  if (/^\d{1,3}$|^\d{5,12}$|^line \d+$/.test(trimmed)) {
    const line = Number(trimmed.replace('line ', ''));
    return line > 0 ? { by: 'line', line } : null;
  }
  const time = parseTimeValue(trimmed, zone);
  return time === null ? null : { by: 'time', us: time.fromUs };
}
