import type { TextDefinition } from '#shared/model/format.ts';
import type { HeaderAutomaton } from './header-automaton.ts';
import { automatonOf } from './pattern-automaton.ts';
import type { TextPattern } from './text-pattern.ts';

/**
 * Bytes of a format from which on an automaton is worth making. That takes 30 to 170 ms of a thread, and V8's expressions some
 * 10 ms more for a megabyte: a first block of 20 kB takes 13 to 19 ms without and 43 to 186 with one, of 1.6 MB as long either way.
 */
const LEAST_BYTES = 1024 * 1024;

/** The automatons of a format in a thread, by the fields that they find besides what a header needs. */
export class HeaderAutomatons {
  private readonly definition: TextDefinition;
  private readonly patterns: readonly TextPattern[];
  private readonly made = new Map<string, HeaderAutomaton | null>();
  private met = 0;

  constructor(definition: TextDefinition, patterns: readonly TextPattern[]) {
    this.definition = definition;
    this.patterns = patterns;
  }

  /** Notes that so many bytes of the format are to be read, and tells whether an automaton is worth it by now. */
  pays(bytes: number): boolean {
    this.met += bytes;
    return this.met >= LEAST_BYTES;
  }

  /** Null: the format is not one for an automaton, see `automatonOf`. */
  of(fields: readonly string[]): HeaderAutomaton | null {
    const key = fields.join();
    const known = this.made.get(key);
    if (known !== undefined) return known;
    const made = automatonOf(this.definition, this.patterns, fields);
    this.made.set(key, made);
    return made;
  }
}
