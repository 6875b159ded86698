import { Button, FileButton, UnstyledButton } from '@mantine/core';
import { Activity, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Output } from '#shared/contract/index.ts';
import { useShortcuts } from '../../app/index.ts';
import { useAction, useCall } from '../../client/index.ts';
import { ListSearch } from '../../ui/ListAndDetail.tsx';
import { useTeamRelease } from '../../ui/use-team-release.ts';
import { wordSearch } from '../../ui/word-search.ts';
import { DeleteFormat } from './DeleteFormat.tsx';
import { draftOf, EMPTY_DRAFT } from './draft.ts';
import { FormatEditor } from './FormatEditor.tsx';
import classes from './FormatsScreen.module.css';
import { NEW, useFormats } from './formats-store.ts';
import { useImportFormat } from './use-import-format.ts';

type Listed = Output<'formats.list'>['formats'][number];

/** All formats, and the editor for the analyst's own. */
export function FormatsScreen() {
  const { t } = useTranslation();
  const { chosen, choose, sourceId, newSourceId, begun } = useFormats();
  /** One is being made, and stays while another is looked at. */
  const [hasNew, setHasNew] = useState(false);
  if (chosen === NEW && !hasNew) setHasNew(true);
  const released = useTeamRelease();
  const { data } = useCall('formats.list', {}, { keep: true });
  const { importFile } = useImportFormat();
  const [words, setWords] = useState('');
  const input = useRef<HTMLInputElement>(null);
  useShortcuts(t('formats.screen'), [
    { keys: '/', title: t('formats.search'), run: () => input.current?.focus() },
  ]);
  const isFound = wordSearch(words);
  const found = (data?.formats ?? []).filter(({ title, id }) => isFound(`${title} ${id}`));
  const listed = data?.formats.find(({ id }) => id === chosen);
  return (
    <div className={classes['screen']}>
      <nav className={classes['list']} aria-label={t('formats.list')}>
        <div className={classes['actions']}>
          <Button onClick={() => choose(NEW)}>{t('formats.new')}</Button>
          <FileButton
            accept="application/json,.json"
            onChange={(file) => {
              if (file !== null) void importFile(file, true);
            }}
          >
            {(props) => (
              <Button variant="default" {...props}>
                {t('formats.import')}
              </Button>
            )}
          </FileButton>
        </div>
        <div className={classes['search']}>
          <ListSearch input={input} value={words} label={t('formats.search')} onChange={setWords} />
        </div>
        <Group title={t('formats.own')} formats={found.filter(({ own }) => own)} />
        <Group title={released} formats={found.filter(({ team }) => team)} />
        {data?.problems.map(({ file, message }) => (
          <p key={`${file} ${message}`} className={classes['problem']}>
            {file}: {message}
          </p>
        ))}
        <Group
          title={t('formats.builtIn')}
          formats={found.filter(({ own, team }) => !own && !team)}
        />
        {found.length === 0 && words !== '' && (
          <p className={classes['none']}>{t('formats.notFound', { words })}</p>
        )}
      </nav>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls, and must by keyboard */}
      <div className={classes['main']} tabIndex={0}>
        {hasNew && (
          <Activity mode={chosen === NEW ? 'visible' : 'hidden'}>
            <h1>{t('formats.newTitle')}</h1>
            <FormatEditor
              key={begun}
              initial={EMPTY_DRAFT}
              isNew
              sourceId={newSourceId}
              onSaved={() => setHasNew(false)}
            />
          </Activity>
        )}
        {listed !== undefined && <Chosen key={`${listed.id} ${sourceId ?? ''}`} listed={listed} />}
        {chosen !== NEW && listed === undefined && (
          <>
            <h1>{t('formats.screen')}</h1>
            <p>{t('formats.intro')}</p>
            <p className={classes['dim']}>{t('formats.folder', { folder: data?.folder ?? '' })}</p>
          </>
        )}
      </div>
    </div>
  );
}

function Group({ title, formats }: { title: string; formats: readonly Listed[] }) {
  const { chosen, choose } = useFormats();
  if (formats.length === 0) return null;
  return (
    <section>
      <h2>{title}</h2>
      {formats.map(({ id, title: name }) => (
        <UnstyledButton
          key={id}
          className={classes['item']}
          aria-current={id === chosen ? 'true' : undefined}
          onClick={() => choose(id)}
        >
          <span>{name}</span>
          <span className={classes['dim']}>{id}</span>
        </UnstyledButton>
      ))}
    </section>
  );
}

/** A saved format: hers to edit, or a built-in one to look at and to begin with. */
function Chosen({ listed }: { listed: Listed }) {
  const { t } = useTranslation();
  const { data: definition } = useCall('formats.get', { id: listed.id });
  const [isAsking, setAsking] = useState(false);
  const { choose, sourceId } = useFormats();
  const save = useAction('formats.save');
  if (definition === undefined) return null;
  const copy = (): void => {
    const id = `${listed.id}-own`;
    const copied = { ...definition, id, title: t('formats.copyOf', { title: listed.title }) };
    save.mutate({ definition: copied }, { onSuccess: () => choose(id) });
  };
  return (
    <>
      <div className={classes['head']}>
        <h1>{listed.title}</h1>
        {listed.own ? (
          <Button variant="subtle" color="red" onClick={() => setAsking(true)}>
            {t('formats.delete')}
          </Button>
        ) : (
          listed.kind !== 'search' && (
            <Button variant="default" onClick={copy}>
              {t('formats.copy')}
            </Button>
          )
        )}
      </div>
      {isAsking && (
        <DeleteFormat
          format={listed}
          onClose={() => setAsking(false)}
          onDeleted={() => choose(null)}
        />
      )}
      {listed.replaces && <p>{t('formats.replaces')}</p>}
      {listed.notes.length > 0 && (
        <ul className={classes['notes']}>
          {listed.notes.map((note) => (
            <li key={note}>{note}</li>
          ))}
        </ul>
      )}
      {listed.own ? (
        <FormatEditor
          key={JSON.stringify(definition)}
          initial={draftOf(definition)}
          isNew={false}
          sourceId={sourceId}
        />
      ) : (
        <>
          <p className={classes['dim']}>
            {listed.team ? t('formats.teamHint') : t('formats.builtInHint')}
          </p>
          <pre className={classes['definition']}>{JSON.stringify(definition, null, 2)}</pre>
        </>
      )}
    </>
  );
}
