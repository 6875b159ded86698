import type { ReactNode } from 'react';
import classes from './GatePage.module.css';

/** The page before the vault is open: a name, a sentence, a form. */
export function GatePage({
  title,
  text,
  children,
}: {
  title: string;
  text: string;
  children: ReactNode;
}) {
  return (
    <main className={classes['page']}>
      <div className={classes['box']}>
        <p className={classes['product']}>Auterity Error-IQ</p>
        <h1 className={classes['title']}>{title}</h1>
        <p className={classes['text']}>{text}</p>
        {children}
      </div>
    </main>
  );
}
