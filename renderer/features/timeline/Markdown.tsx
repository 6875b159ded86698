import { createContext, useContext, useMemo, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import ReactMarkdown, { defaultUrlTransform } from 'react-markdown';
import { showCited, type Cited } from './show-cited.ts';
import classes from './TimelineScreen.module.css';

const RECORD = 'record:';
const CitedByKey = createContext<ReadonlyMap<string, Cited>>(new Map());
const COMPONENTS = { a: Link };

/** Markdown whose links to records lead to them, and say when the record is not as it was cited. */
export function Markdown({ text, cited }: { text: string; cited: readonly Cited[] }) {
  const byKey = useMemo(() => new Map(cited.map((one) => [one.key, one])), [cited]);
  return (
    <CitedByKey.Provider value={byKey}>
      <div className={classes['markdown']}>
        <ReactMarkdown
          urlTransform={(url) => (url.startsWith(RECORD) ? url : defaultUrlTransform(url))}
          disallowedElements={['img']}
          components={COMPONENTS}
        >
          {text}
        </ReactMarkdown>
      </div>
    </CitedByKey.Provider>
  );
}

/** Links lead to records only: nothing of a case leads out of the app. */
function Link({ href = '', children }: { href?: string | undefined; children?: ReactNode }) {
  const { t } = useTranslation();
  const record = useContext(CitedByKey).get(href.slice(RECORD.length));
  if (!href.startsWith(RECORD)) return <span>{children}</span>;
  if (record?.ref == null) {
    return (
      <span className={classes['warn']}>
        {children} ({t('timeline.standing.missing')})
      </span>
    );
  }
  return (
    <>
      <button type="button" className={classes['link']} onClick={() => showCited(record)}>
        {children}
      </button>
      {record.standing === 'changed' && (
        <span className={classes['warn']}> ({t('timeline.standing.changed')})</span>
      )}
    </>
  );
}
