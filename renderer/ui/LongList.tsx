import {
  Fragment,
  startTransition,
  useEffect,
  useRef,
  useState,
  type Key,
  type ReactNode,
} from 'react';

/** So many entries are drawn or left out together: a step of scrolling stays below a frame or two. */
const IN_BLOCK = 5;
/** What is as near to sight as this is drawn, pixels. */
const NEAR = '600px 0px';

interface Props<E> {
  readonly entries: readonly E[];
  /** How high an entry may be that was not drawn yet, pixels. */
  readonly guess: number;
  readonly keyOf: (entry: E) => Key;
  readonly draw: (entry: E) => ReactNode;
}

/**
 * A list of any length whose entries differ in height; draws only those near sight. Stands in an element that scrolls and
 * says so by `data-scrolls`. What holds the focus stays drawn.
 */
export function LongList<E>({ entries, guess, keyOf, draw }: Props<E>) {
  const blocks: E[][] = [];
  for (let at = 0; at < entries.length; at += IN_BLOCK)
    blocks.push(entries.slice(at, at + IN_BLOCK));
  return blocks.map((block, at) => (
    <Block
      // By place: what stands in it changes as the list is searched, its height is measured anew.
      // oxlint-disable-next-line react/no-array-index-key
      key={at}
      isFirst={at === 0}
      guess={block.length * guess}
    >
      {() => block.map((entry) => <Fragment key={keyOf(entry)}>{draw(entry)}</Fragment>)}
    </Block>
  ));
}

interface BlockProps {
  readonly isFirst: boolean;
  readonly guess: number;
  readonly children: () => ReactNode;
}

function Block({ isFirst, guess, children }: BlockProps) {
  const box = useRef<HTMLDivElement>(null);
  const [isNear, setNear] = useState(isFirst);
  const [height, setHeight] = useState<number | null>(null);
  useEffect(() => {
    const element = box.current;
    if (element === null) return undefined;
    const observer = new IntersectionObserver(
      (entries) => {
        const entry = entries.at(-1);
        if (entry === undefined) return;
        if (!entry.isIntersecting && element.contains(document.activeElement)) return;
        startTransition(() => {
          if (!entry.isIntersecting && element.childElementCount > 0)
            setHeight(entry.boundingClientRect.height);
          setNear(entry.isIntersecting);
        });
      },
      { root: element.closest('[data-scrolls]'), rootMargin: NEAR },
    );
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return (
    <div ref={box} style={isNear ? undefined : { blockSize: height ?? guess }}>
      {isNear && children()}
    </div>
  );
}
