import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAdding } from './adding-store.ts';
import classes from './DropArea.module.css';
import { useAddLogs } from './use-add-logs.ts';

/** Takes files dropped anywhere on the window, and says so while they hover. */
export function DropArea() {
  const { t } = useTranslation();
  const { addDropped } = useAddLogs();
  const keep = useAdding((adding) => adding.keep);
  const [over, setOver] = useState(false);
  useEffect(() => {
    const hasFiles = (event: DragEvent): boolean =>
      event.dataTransfer?.types.includes('Files') === true;
    const onOver = (event: DragEvent): void => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      setOver(true);
    };
    const onLeave = (event: DragEvent): void => {
      if (event.relatedTarget === null) setOver(false);
    };
    const onDrop = (event: DragEvent): void => {
      if (!hasFiles(event) || event.dataTransfer === null) return;
      event.preventDefault();
      setOver(false);
      void addDropped(event.dataTransfer.items);
    };
    window.addEventListener('dragover', onOver);
    window.addEventListener('dragleave', onLeave);
    window.addEventListener('drop', onDrop);
    return () => {
      window.removeEventListener('dragover', onOver);
      window.removeEventListener('dragleave', onLeave);
      window.removeEventListener('drop', onDrop);
    };
  }, [addDropped]);
  return over ? (
    <div className={classes['overlay']}>{t(keep ? 'sources.dropKeep' : 'sources.drop')}</div>
  ) : null;
}
