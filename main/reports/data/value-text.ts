import { countryName, type AnswerValue } from '../frameworks/answer.ts';
import type { Field } from '../frameworks/framework.ts';

const NUMBER = new Intl.NumberFormat('en', { maximumFractionDigits: 2 });

/** A number as a reader expects it, thousands separated. */
export const numberText = (value: number): string => NUMBER.format(value);

/** `2026-03-12 14:20:00 UTC`, from RFC 3339. */
export function timeText(at: string): string {
  return `${at.slice(0, 10)} ${at.slice(11, 19)} UTC`;
}

/** A moment in a zone with its offset, `2026-03-12 15:20:00 (Europe/Berlin)`. */
export function localTimeText(at: string, zone: string): string {
  const text = new Intl.DateTimeFormat('sv-SE', {
    timeZone: zone,
    dateStyle: 'short',
    timeStyle: 'medium',
  }).format(new Date(at));
  return `${text} (${zone})`;
}

/** The day of a moment in a zone, `2026-03-12`. */
export function localDayText(at: string, zone: string): string {
  return localTimeText(at, zone).slice(0, 10);
}

/** `12 March 2026`, from `2026-03-12`. */
export function dayText(day: string): string {
  return new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', dateStyle: 'long' }).format(
    new Date(`${day}T00:00:00Z`),
  );
}

/** `12 March 2026 at 15:20 (Europe/Berlin)`, from RFC 3339. */
export function dayTimeText(at: string, zone: string): string {
  const moment = new Date(at);
  const day = new Intl.DateTimeFormat('en-GB', { timeZone: zone, dateStyle: 'long' });
  const time = new Intl.DateTimeFormat('en-GB', { timeZone: zone, timeStyle: 'short' });
  return `${day.format(moment)} at ${time.format(moment)} (${zone})`;
}

/** Bytes in the unit that fits, powers of ten. */
export function bytesText(bytes: number): string {
  const units = ['bytes', 'kB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${unit === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${units[unit]}`;
}

/** An answer as a reader sees it; `currency`: what amounts of the form are in, where it says so. */
export function answerText(
  field: Field,
  value: AnswerValue,
  currency: string | null = null,
): string {
  if (typeof value === 'boolean') return value ? 'Yes' : 'No';
  if (typeof value === 'number') {
    if (field.type === 'money' && field.onlyForUs !== true && currency !== null) {
      return `${numberText(value)} ${currency}`;
    }
    return field.type === 'percent' ? `${numberText(value)} %` : numberText(value);
  }
  if (typeof value !== 'string') {
    if (field.type === 'countries')
      return value.map((code) => countryName(code) ?? code).join(', ');
    return value.map((one) => choiceLabel(field, one)).join(field.type === 'dates' ? ', ' : '\n');
  }
  if (field.type === 'choice') return choiceLabel(field, value);
  if (field.type === 'datetime') return timeText(value);
  if (field.type === 'duration') return durationWords(value);
  return value;
}

function choiceLabel(field: Field, id: string): string {
  return field.choices?.find((choice) => choice.id === id)?.label ?? id;
}

/** `00:02:43` as the form has it, and in words. */
function durationWords(value: string): string {
  const [days = 0, hours = 0, minutes = 0] = value.split(':').map(Number);
  const parts = [
    [days, 'day'],
    [hours, 'hour'],
    [minutes, 'minute'],
  ] as const;
  const words = parts
    .filter(([count]) => count > 0)
    .map(([count, unit]) => `${count} ${unit}${count === 1 ? '' : 's'}`);
  return `${value} (${words.length === 0 ? 'under a minute' : words.join(' ')})`;
}
