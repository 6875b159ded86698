import type { ReactNode } from 'react';
import classes from './TeamScreen.module.css';

/** A part of the screen under a heading. */
export function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className={classes['section']}>
      <h2>{title}</h2>
      {children}
    </section>
  );
}
