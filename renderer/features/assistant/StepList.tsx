import { useTranslation } from 'react-i18next';
import classes from './AssistantScreen.module.css';
import type { Step } from './use-ask.ts';

/** What was done to find an answer: which tool, what it was asked, what came back. */
export function StepList({ steps, running }: { steps: readonly Step[]; running: boolean }) {
  const { t } = useTranslation();
  if (steps.length === 0) return null;
  return (
    <details className={classes['steps']} open={running}>
      <summary>{t('assistant.steps', { count: steps.length })}</summary>
      <ol>
        {steps.map((step, at) => (
          // oxlint-disable-next-line react/no-array-index-key -- steps are only added
          <li key={at}>
            <span className={classes['tool']}>{t(`assistant.tools.${step.tool}`, step.tool)}</span>{' '}
            <code>{askedOf(step.input)}</code>
            <span className={classes['found']}>
              {' → '}
              {step.found} · {Math.round(step.ms)} ms
            </span>
          </li>
        ))}
      </ol>
    </details>
  );
}

/** A tool's input without what was left open. */
function askedOf(input: string): string {
  try {
    const parsed: unknown = JSON.parse(input);
    if (typeof parsed !== 'object' || parsed === null) return input;
    return Object.entries(parsed)
      .filter(([, value]) => value !== null && value !== '')
      .map(
        ([name, value]) => `${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}`,
      )
      .join(', ');
  } catch {
    return input;
  }
}
