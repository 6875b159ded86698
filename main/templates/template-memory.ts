import { z } from 'zod';
import { templateRule, type KeyedTemplateRule } from '#shared/model/template-rule.ts';
import type { Vault } from '../vault/index.ts';

const library = z.strictObject({
  v: z.literal(1),
  rules: z.array(z.strictObject({ key: z.string(), rule: templateRule })),
});

/** The oldest are let go: what nobody set right again for so long is of systems that are gone. */
const MOST_RULES = 2000;
const DRAWER = 'template-rules';

/** What was set right about templates in any case, sealed in the vault: it holds words of logs. */
export interface TemplateMemory {
  /** Oldest first; none while the vault is locked. Throws DRAWER_DAMAGED. */
  rules(): readonly KeyedTemplateRule[];
  keep(rule: KeyedTemplateRule): void;
  drop(key: string): void;
}

/** The memory in a vault. */
export function createTemplateMemory(vault: Vault): TemplateMemory {
  const load = (): readonly KeyedTemplateRule[] => {
    if (vault.state() !== 'unlocked') return [];
    const text = vault.drawer(DRAWER).read();
    if (text === null) return [];
    const parsed = library.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data.rules : [];
  };
  const store = (rules: readonly KeyedTemplateRule[]): void => {
    if (vault.state() !== 'unlocked') return;
    const kept = rules.slice(-MOST_RULES);
    vault.drawer(DRAWER).write(JSON.stringify({ v: 1, rules: kept }));
  };
  return {
    rules: load,
    keep: (rule) => store([...load().filter(({ key }) => key !== rule.key), rule]),
    drop(key) {
      const rules = load();
      if (rules.some((rule) => rule.key === key)) store(rules.filter((rule) => rule.key !== key));
    },
  };
}
