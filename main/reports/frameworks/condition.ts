import { valueOf, type Answers } from './answer.ts';
import type { Condition } from './framework.ts';

/** Whether a condition holds. What is not answered is neither yes nor no, so it holds no condition but `not`. */
export function holds(condition: Condition, answers: Answers): boolean {
  if ('all' in condition) return condition.all.every((each) => holds(each, answers));
  if ('any' in condition) return condition.any.some((each) => holds(each, answers));
  if ('not' in condition) return !holds(condition.not, answers);
  if ('of' in condition) {
    return condition.of.filter((each) => holds(each, answers)).length >= condition.atLeast;
  }
  const value = valueOf(answers, condition.field);
  if ('filled' in condition) return value !== null;
  if ('over' in condition) return typeof value === 'number' && value > condition.over;
  if ('before' in condition) {
    // Times are kept in one form (UTC to the second, or a day), in which their order is that of their letters.
    const other = valueOf(answers, condition.before);
    return typeof value === 'string' && typeof other === 'string' && value < other;
  }
  if ('has' in condition) return Array.isArray(value) && value.includes(condition.has);
  return value === condition.is;
}
