import { Popover, UnstyledButton } from '@mantine/core';
import { useEffect, useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { completionAt, LONGEST_QUERY, parseQuery, quoteValue } from '#shared/query/index.ts';
import { useClient } from '../../client/index.ts';
import { formatNumber } from '../../ui/number.ts';
import { useParts } from '../../ui/use-parts.ts';
import { useExplore } from './explore-store.ts';
import classes from './QueryBar.module.css';
import type { Search } from './use-search.ts';

interface Choice {
  readonly text: string;
  readonly note: string;
  readonly insert: string;
}

const BUILT_IN = ['level', 'source', 'time', 'message', 'template', 'issue', 'detected'];
const MOST_CHOICES = 12;
const HISTORY = 50;

/** Where queries are typed: with completion of fields and values, the error under it, and what was searched before. */
export function QueryBar({
  search,
  inputRef,
}: {
  search: Search;
  inputRef: { current: HTMLInputElement | null };
}) {
  const { t } = useTranslation();
  const { query, set, setQuery } = useExplore(useParts('query', 'set', 'setQuery'));
  const [draft, setDraft] = useState(query);
  const [choices, setChoices] = useState<readonly Choice[]>([]);
  const [chosen, setChosen] = useState(-1);
  const [span, setSpan] = useState<[number, number]>([0, 0]);
  const history = useRef<string[]>([]);
  const back = useRef(0);
  const listId = useId();
  const { complete, forget } = useCompletion(search.viewId);
  useEffect(() => setDraft(query), [query]);

  const parsed = parseQuery(draft);
  const error = parsed.ok ? null : parsed.error;
  const unapplied = draft.trim() !== query.trim();
  const length = draft.trim().length;

  const close = (): void => {
    forget();
    setChoices([]);
  };

  const run = (text: string): void => {
    close();
    if (!parseQuery(text).ok || text.trim().length > LONGEST_QUERY) return;
    history.current = [text, ...history.current.filter((old) => old !== text)].slice(0, HISTORY);
    back.current = 0;
    setQuery(text.trim());
  };

  const type = (text: string, cursor: number): void => {
    setDraft(text);
    setChosen(-1);
    void complete(text, cursor).then((completion) => {
      if (completion === null) return;
      setChoices(completion.found);
      setSpan([completion.from, completion.to]);
    });
  };

  const take = (choice: Choice): void => {
    const text = draft.slice(0, span[0]) + choice.insert + draft.slice(span[1]);
    setDraft(text);
    close();
    if (choice.insert.endsWith(':')) type(text, span[0] + choice.insert.length);
    inputRef.current?.focus();
  };

  const recall = (by: number): void => {
    back.current = Math.max(0, Math.min(history.current.length, back.current + by));
    setDraft(history.current[back.current - 1] ?? query);
  };

  return (
    <div className={classes['bar']}>
      <div className={classes['field']} data-error={error !== null && unapplied}>
        <input
          ref={inputRef}
          className={classes['input']}
          value={draft}
          spellCheck={false}
          autoComplete="off"
          role="combobox"
          aria-label={t('explore.query.label')}
          aria-expanded={choices.length > 0}
          aria-controls={listId}
          aria-invalid={error !== null}
          aria-activedescendant={chosen >= 0 ? `${listId}-${chosen}` : undefined}
          placeholder={t('explore.query.placeholder')}
          onChange={(event) =>
            type(event.currentTarget.value, event.currentTarget.selectionStart ?? 0)
          }
          onBlur={() => setTimeout(close, 150)}
          onKeyDown={(event) => {
            const open = choices.length > 0;
            const choice = choices[chosen];
            if (event.key === 'Enter') {
              if (open && choice !== undefined) take(choice);
              else run(draft);
            } else if (event.key === 'Tab' && open && choices[0] !== undefined)
              take(choice ?? choices[0]);
            else if (event.key === 'Escape') {
              if (open) close();
              else setDraft(query);
            } else if (event.key === 'ArrowDown') {
              if (open) setChosen(Math.min(choices.length - 1, chosen + 1));
              else recall(-1);
            } else if (event.key === 'ArrowUp') {
              if (open) setChosen(Math.max(-1, chosen - 1));
              else recall(1);
            } else return;
            event.preventDefault();
          }}
        />
        {draft !== '' && (
          <UnstyledButton
            className={classes['button']}
            aria-label={t('explore.query.clear')}
            onClick={() => {
              setDraft('');
              setQuery('');
            }}
          >
            ✕
          </UnstyledButton>
        )}
        <UnstyledButton
          className={classes['button']}
          title={t('explore.keys.words')}
          onClick={() => set({ words: '' })}
        >
          {t('explore.query.words')}
        </UnstyledButton>
        <Explain search={search} />
        <UnstyledButton
          className={classes['run']}
          data-waiting={unapplied}
          onClick={() => run(draft)}
        >
          {t('explore.query.run')}
        </UnstyledButton>
      </div>
      {choices.length > 0 && (
        <div
          className={classes['choices']}
          role="listbox"
          id={listId}
          aria-label={t('explore.query.completions')}
        >
          {choices.map((choice, index) => (
            <div
              key={choice.text}
              id={`${listId}-${index}`}
              role="option"
              aria-selected={index === chosen}
              tabIndex={-1}
              className={classes['choice']}
              onPointerDown={(event) => {
                event.preventDefault();
                take(choice);
              }}
            >
              <span>{choice.text}</span>
              <span className={classes['note']}>{choice.note}</span>
            </div>
          ))}
        </div>
      )}
      {error !== null && unapplied && choices.length === 0 && (
        <div className={classes['error']} role="alert">
          <pre aria-hidden="true">{`${' '.repeat(error.position)}${'^'.repeat(Math.max(1, Math.min(error.length, draft.length - error.position)))}`}</pre>
          {error.message} {t('explore.query.expected', { expected: error.expected.join(', ') })}{' '}
          {t('explore.query.example')} <code>{error.example}</code>
        </div>
      )}
      {length > LONGEST_QUERY && (
        <div className={classes['error']} role="alert">
          {t('explore.query.tooLong', {
            length: formatNumber(length),
            most: formatNumber(LONGEST_QUERY),
          })}
        </div>
      )}
      {search.failure !== null && (
        <div className={classes['error']} role="alert">
          {search.failure.message}
        </div>
      )}
    </div>
  );
}

/** What the query means and what was skipped. */
function Explain({ search }: { search: Search }) {
  const { t } = useTranslation();
  const { answer } = search;
  if (answer === null) return null;
  return (
    <Popover position="bottom-end" width={420} shadow="md">
      <Popover.Target>
        <UnstyledButton className={classes['button']}>{t('explore.query.explain')}</UnstyledButton>
      </Popover.Target>
      <Popover.Dropdown>
        <strong>{t('explore.query.meaning')}</strong>
        <ul className={classes['list']}>
          {answer.meaning.map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
        <strong>
          {t('explore.query.steps', { ms: formatNumber(Math.round(answer.seconds * 1000)) })}
        </strong>
        <ul className={classes['list']}>
          {answer.steps.map(({ by, blocks, records }) => (
            <li key={by}>{t('explore.query.step', { count: blocks, records, by })}</li>
          ))}
        </ul>
      </Popover.Dropdown>
    </Popover>
  );
}

/** Finds what could stand at the cursor; null when what was asked has been forgotten, or something later was asked. */
function useCompletion(viewId: string | null) {
  const client = useClient();
  const latest = useRef(0);
  const forget = (): void => void latest.current++;
  return { complete, forget };

  async function complete(text: string, cursor: number) {
    const turn = ++latest.current;
    const { kind, field, prefix, from, to } = completionAt(text, cursor);
    const nothing = { found: [] as Choice[], from, to };
    if (kind === 'none') return nothing;
    try {
      const found =
        kind === 'field'
          ? prefix === ''
            ? []
            : await fieldChoices()
          : await valueChoices(field ?? '');
      return turn === latest.current ? { found, from, to } : null;
    } catch {
      return turn === latest.current ? nothing : null;
    }

    async function fieldChoices(): Promise<Choice[]> {
      const known = (await client.call('explore.fields', {})).map(({ name }) => name);
      const lower = prefix.toLowerCase();
      return [...new Set([...BUILT_IN, ...known])]
        .filter((name) => name.toLowerCase().startsWith(lower))
        .slice(0, MOST_CHOICES)
        .map((name) => ({ text: name, note: '', insert: `${name}:` }));
    }

    async function valueChoices(name: string): Promise<Choice[]> {
      if (viewId === null) return [];
      const input = { viewId, field: name, limit: MOST_CHOICES, exact: false, prefix };
      const { values } = await client.call('explore.facet', input);
      return values.map(({ value, count }) => ({
        text: String(value),
        note: formatNumber(count),
        insert: `${quoteValue(String(value))} `,
      }));
    }
  }
}
