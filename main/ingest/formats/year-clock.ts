const DAY_US = 86_400_000_000;
const HALF_YEAR_DAYS = 183;
/** How far out of order lines around New Year may be: more is taken for a quiet year, not for disorder. */
const DISORDER_DAYS = 31;
const YEAR_DAYS = 365;

/** Days since 1970-01-01 of a date of the Gregorian calendar (Howard Hinnant, "days_from_civil"). Any day number is fine. */
export function daysFromCivil(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const dayOfEra =
    yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
}

function isLeap(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}

/**
 * The year of dates that do not say it. Going forward it rolls over when the date goes back by more
 * than half a year; a December line among the first of January belongs to the year before, alone.
 */
export class YearClock {
  /** Year of the last date read, null before the first: where a reader that starts at that line must start. */
  year: number | null;
  private inForce: number | null;
  private readonly referenceUs: number;
  private readonly near: { readonly us: number };
  /** Position in the year (month * 31 + day) of the last date in order. */
  private position = -1;

  /** @param year in force at the first line; null: the latest that does not put it after `referenceUs`. */
  constructor(
    year: number | null,
    referenceUs: number,
    near: { readonly us: number } = { us: Number.NaN },
  ) {
    this.near = near;
    this.year = year;
    this.inForce = year;
    this.referenceUs = Number.isFinite(referenceUs) ? referenceUs : Date.now() * 1000;
  }

  /** Year of the next date of the log. */
  next(month: number, day: number): number {
    if (!Number.isNaN(this.near.us)) {
      this.year = this.nearestYear(month, day);
      return this.year;
    }
    const position = dayOfLeapYear(month, day);
    const inForce = this.inForce ?? this.firstYear(month, day);
    const step = this.position < 0 ? 0 : position - this.position;
    if (step > YEAR_DAYS - DISORDER_DAYS) {
      this.year = inForce - 1;
      return this.year;
    }
    this.inForce = step < -HALF_YEAR_DAYS ? inForce + 1 : inForce;
    this.position = position;
    this.year = this.inForce;
    return this.year;
  }

  /** Takes note of a date that says its year, among those that do not. `year` stays that of the latter. */
  saw(year: number, month: number, day: number): void {
    this.inForce = year;
    this.position = dayOfLeapYear(month, day);
  }

  private nearestYear(month: number, day: number): number {
    const today = this.near.us / DAY_US;
    const year = new Date(this.near.us / 1000).getUTCFullYear();
    const away = (year: number): number => Math.abs(daysFromCivil(year, month, day) - today);
    return [year - 1, year + 1].reduce(
      (best, other) => (away(other) < away(best) ? other : best),
      year,
    );
  }

  /** A day's slack: the file's time and the log's may be of different zones. */
  private firstYear(month: number, day: number): number {
    const latest = Math.floor(this.referenceUs / DAY_US) + 1;
    let year = new Date((this.referenceUs + DAY_US) / 1000).getUTCFullYear();
    if (daysFromCivil(year, month, day) > latest) year--;
    if (month === 2 && day === 29) while (!isLeap(year)) year--;
    return year;
  }
}

function dayOfLeapYear(month: number, day: number): number {
  return daysFromCivil(2000, month, day) - 10_957;
}
