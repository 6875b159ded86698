import { useEffect, useRef, useState } from 'react';

/** JSON in Monaco, to read and fold. The editor loads when the first one is shown. */
export function JsonView({ json, label }: { json: string; label: string }) {
  const box = useRef<HTMLDivElement>(null);
  const [ready, setReady] = useState(false);
  useEffect(() => {
    const element = box.current;
    if (element === null) return undefined;
    let dispose: (() => void) | null = null;
    let gone = false;
    void import('./monaco.ts').then(({ showJson }) => {
      if (gone) return;
      dispose = showJson(element, json, label);
      setReady(true);
    });
    return () => {
      gone = true;
      dispose?.();
    };
  }, [json, label]);
  return (
    <>
      {!ready && (
        <pre style={{ margin: 8, font: '12px/18px var(--font-mono)', whiteSpace: 'pre-wrap' }}>
          {json}
        </pre>
      )}
      <div ref={box} style={{ blockSize: ready ? '100%' : 0 }} />
    </>
  );
}
