import type { ReactNode } from 'react';
import classes from './EmptyState.module.css';

/** What stands where there is nothing yet: what it is, and the next step. */
export function EmptyState({
  title,
  text,
  children,
}: {
  title: string;
  text?: string;
  children?: ReactNode;
}) {
  return (
    <div className={classes['empty']}>
      <h2 className={classes['title']}>{title}</h2>
      {text !== undefined && <p className={classes['text']}>{text}</p>}
      {children !== undefined && <div className={classes['actions']}>{children}</div>}
    </div>
  );
}
