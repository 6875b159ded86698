import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAdding } from './adding-store.ts';
import classes from './DropArea.module.css';
import { useDrop } from './use-drop.ts';

/**
 * Takes files dropped anywhere on the window, and says so while they hover. `into`: the open case, a new one, or nothing,
 * while the profile is locked; a file that nobody takes the browser would show in place of the app.
 */
export function DropArea({ into }: { into: 'case' | 'new' | 'nothing' }) {
  const { t } = useTranslation();
  const take = useDrop();
  const keep = useAdding((adding) => adding.keep);
  const [over, setOver] = useState(false);
  useEffect(() => {
    const hasFiles = (event: DragEvent): boolean =>
      event.dataTransfer?.types.includes('Files') === true;
    const onOver = (event: DragEvent): void => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      if (into === 'nothing' && event.dataTransfer !== null) event.dataTransfer.dropEffect = 'none';
      setOver(true);
    };
    const onLeave = (event: DragEvent): void => {
      if (event.relatedTarget === null) setOver(false);
    };
    const onDrop = (event: DragEvent): void => {
      if (!hasFiles(event) || event.dataTransfer === null) return;
      event.preventDefault();
      setOver(false);
      if (into !== 'nothing') void take(event.dataTransfer.items);
    };
    window.addEventListener('dragover', onOver);
    window.addEventListener('dragleave', onLeave);
    window.addEventListener('drop', onDrop);
    return () => {
      window.removeEventListener('dragover', onOver);
      window.removeEventListener('dragleave', onLeave);
      window.removeEventListener('drop', onDrop);
    };
  }, [take, into]);
  if (!over) return null;
  return (
    <div className={classes['overlay']}>
      {t(into === 'case' && keep ? 'sources.dropKeep' : `sources.dropInto.${into}`)}
    </div>
  );
}
