import { useTranslation } from 'react-i18next';
import type { RuleLevel } from '#shared/model/rule.ts';
import classes from './RulesScreen.module.css';

/** How many of four bars are full: tells the levels apart without colour. */
const BARS: Readonly<Record<RuleLevel, number>> = {
  informational: 0,
  low: 1,
  medium: 2,
  high: 3,
  critical: 4,
};

/** A rule's level by bars and word. */
export function RuleLevelMark({ level }: { level: RuleLevel | null }) {
  const { t } = useTranslation();
  if (level === null) return <span className={classes['dim']}>—</span>;
  return (
    <span className={classes['levelMark']} data-level={level}>
      <svg width="14" height="12" viewBox="0 0 14 12" aria-hidden="true">
        {[0, 1, 2, 3].map((bar) => (
          <rect
            key={bar}
            x={bar * 3.5}
            y={9 - bar * 3}
            width="2.5"
            height={bar * 3 + 3}
            fill={bar < BARS[level] ? 'currentColor' : 'var(--line)'}
          />
        ))}
      </svg>
      {t(`rules.levels.${level}`)}
    </span>
  );
}
