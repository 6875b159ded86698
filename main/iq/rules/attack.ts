/** What a rule's tags say in the words of MITRE ATT&CK. */
export interface AttackTags {
  /** `T1059.001` */
  readonly techniques: readonly string[];
  /** `Privilege Escalation` */
  readonly tactics: readonly string[];
}

/** Reads tags such as `attack.t1059.001` and `attack.privilege-escalation` (tags appendix 2.1). */
export function attackOf(tags: readonly string[]): AttackTags {
  const names = tags
    .filter((tag) => tag.toLowerCase().startsWith('attack.'))
    .map((tag) => tag.slice('attack.'.length).toLowerCase());
  const isTechnique = (name: string): boolean => /^t\d{4}(\.\d{3})?$/.test(name);
  return {
    techniques: names.filter(isTechnique).map((name) => name.toUpperCase()),
    tactics: names.filter((name) => /^[a-z]+([-_][a-z]+)*$/.test(name)).map(words),
  };
}

function words(name: string): string {
  return name
    .split(/[-_]/)
    .map((word) => (word === 'and' ? word : word.charAt(0).toUpperCase() + word.slice(1)))
    .join(' ');
}
