import { useEffect, useRef, useState } from 'react';
import classes from './AssistantScreen.module.css';

/**
 * What will be sent beside what it says here, in Monaco; the values that differ are marked. The editor loads when the
 * first one is shown; until then, and where it cannot load, the texts stand there plain.
 */
export function LeavingDiff({
  local,
  sent,
  labels,
}: {
  local: string;
  sent: string;
  labels: { readonly local: string; readonly sent: string };
}) {
  const box = useRef<HTMLDivElement>(null);
  const [ready, setReady] = useState(false);
  useEffect(() => {
    const element = box.current;
    if (element === null) return undefined;
    let dispose: (() => void) | null = null;
    let gone = false;
    void import('./show-diff.ts').then(({ showDiff }) => {
      if (gone) return;
      dispose = showDiff(element, { local, sent }, labels);
      setReady(true);
    });
    return () => {
      gone = true;
      dispose?.();
    };
  }, [local, sent, labels]);
  return (
    <>
      {!ready && <pre className={classes['plain']}>{sent}</pre>}
      <div ref={box} className={ready ? classes['diff'] : undefined} />
    </>
  );
}
