import { UnstyledButton } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Output } from '#shared/contract/index.ts';
import { lastName } from '#shared/model/last-name.ts';
import { showCited } from '../timeline/show-cited.ts';
import classes from './AssistantScreen.module.css';

/** A cited record with where it is now. */
export type Cited = Output<'assistant.history'>[number]['cited'][number];

/** The number of a citation; leads to its record. */
export function Mark({ position, cited }: { position: number; cited: Cited | undefined }) {
  const { t } = useTranslation();
  const number = position + 1;
  if (cited?.ref == null) {
    return <span className={classes['mark']}> [{number}]</span>;
  }
  const source = lastName(cited.source ?? '');
  return (
    <UnstyledButton
      className={classes['mark']}
      title={`${source}:${cited.citation.line}  ${cited.message ?? ''}`}
      aria-label={t('assistant.citation', { number, source, line: cited.citation.line })}
      onClick={() => showCited(cited)}
    >
      [{number}]
    </UnstyledButton>
  );
}
