import { TextInput } from '@mantine/core';
import type { CSSProperties, ReactNode, RefObject } from 'react';
import classes from './ListAndDetail.module.css';

interface Props {
  /** Share of the width that the detail takes, percent. */
  readonly detailShare: number;
  /** The detail has all the room, and the list is out of sight. */
  readonly wide?: boolean;
  readonly detail: ReactNode;
  /** What stands above, in and below the bar of the list, and the list. */
  readonly children: ReactNode;
}

/** A screen of a list at the left and the chosen one of it at the right; one below the other where that is too narrow. */
export function ListAndDetail({ detailShare, wide = false, detail, children }: Props) {
  return (
    <div
      className={classes['screen']}
      data-wide={wide || undefined}
      style={{ '--detail-share': `${detailShare}%` } as CSSProperties}
    >
      <div className={classes['list']}>{children}</div>
      {detail}
    </div>
  );
}

/** The bar over a list: what is looked for in it, and what else may be chosen. */
export function ListBar({ children }: { children: ReactNode }) {
  return <div className={classes['bar']}>{children}</div>;
}

interface SearchProps {
  readonly input: RefObject<HTMLInputElement | null>;
  readonly value: string;
  readonly label: string;
  readonly placeholder?: string;
  onChange(value: string): void;
}

/** Where words are typed that the rows of a list must hold. */
export function ListSearch({ input, value, label, placeholder = label, onChange }: SearchProps) {
  return (
    <TextInput
      ref={input}
      size="xs"
      className={classes['search'] ?? ''}
      value={value}
      placeholder={placeholder}
      aria-label={label}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}
