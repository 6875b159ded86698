import type { Report } from './findings.ts';

const CAPITAL = String.raw`\p{Lu}[\p{L}.'’-]{0,30}`;
const WORDS = String.raw`(?:${CAPITAL}|de|da|do|dos|del|di|du|la|le|u\.|ul\.|tér|út|utca)(?:[ \u00a0](?:${CAPITAL}|de|da|do|dos|del|di|du|la|le|u\.|ul\.|kapu|terrasse|tér|út|utca|u)){0,4}`;
const STREET = String.raw`(?:Street|St|Road|Rd|Avenue|Ave|Drive|Dr|Lane|Ln|Court|Ct|Place|Pl|Terrace|Boulevard|Blvd|Way|Square|Sq|Parkway|Pkwy|Highway|Hwy|Circle|Crescent|Close|Row|Quay|Alley|Trail|Grove|Gardens|Extensions?|Squares|Parks?|Coves?|Courts|Streets|Pass|Gateway|Crossing|Ridge|Walk|Mews|Hill)\b\.?`;
const HOUSE = String.raw`\d{1,5}[A-Za-z]?`;
const UNIT = String.raw`(?:[,\s>?]{0,12}(?:Apt|Suite|Ste|Unit|Floor|Flat|Room|Box|Apartment)\.? ?#?\d{1,5}[A-Za-z]?)`;
/** Town, region, country and code behind it. */
const TAIL = String.raw`(?:[,\n \u00a0]{1,6}(?:${CAPITAL}|\p{Lu}{2,20}|\d{4,6}(?:-\d{3,4})?|nan|\d{2}|\([\p{L} ]{2,20}\)|de|la|del|do|of)){0,8}`;

/** An address: a number, a street that says it is one, or a name and a number of a house; then what belongs to it. */
const FORMS: readonly RegExp[] = [
  new RegExp(
    String.raw`(?<![\p{L}\d.])(?:\d{2,6} )?\d{1,6} ${WORDS} ${STREET}(?: ${CAPITAL}){0,2}${UNIT}{0,2}(${TAIL})`,
    'gu',
  ),
  new RegExp(
    String.raw`(?<![\p{L}\d.])\d{2,6} ${WORDS} ${HOUSE}\.?(?: ${HOUSE})?(?: ${CAPITAL} ${STREET})?${UNIT}{0,2}(${TAIL})`,
    'gu',
  ),
  new RegExp(String.raw`(?<![\p{L}\d.])\d{2,6} ${WORDS}${UNIT}{1,2}(${TAIL})`, 'gu'),
  new RegExp(
    String.raw`(?<![\p{L}\d])(?:PSC|Unit|CMR) \d{1,5},? Box \d{1,5}\s{1,3}(?:APO|DPO|FPO) A[AEP] \d{5}`,
    'gu',
  ),
  new RegExp(String.raw`\bP\.? ?O\.? ?Box \d{1,6}`, 'gu'),
  new RegExp(
    String.raw`\bthe corner of (?:${HOUSE} )?${WORDS}(?: ${HOUSE}\.?)? and (?:${HOUSE} )?${WORDS}(?: ${HOUSE}\.?)?`,
    'gu',
  ),
  new RegExp(
    String.raw`(?<=\b(?:at|on|in|is|of|to|enter on|located at|lives at|lives on|address:?)\s)(?:${HOUSE} )?${WORDS} (?:${HOUSE}|${STREET})\.?(?![\p{L}\d])`,
    'gu',
  ),
  new RegExp(String.raw`(?<=^|\n)[>? ]{0,8}\d{2,6} ${WORDS} ${HOUSE}`, 'gu'),
  new RegExp(String.raw`(?<![\p{L}\d])(?:Apt|Suite)\.? \d{1,4}`, 'gu'),
];

/**
 * What has a number behind it, or is a day, and is no house: "28 March 2026", "Article 33", "Windows 11", "Release 2".
 * Reports are full of these.
 */
const NUMBERED =
  /^(?:\d{1,2}\.? )?(?:(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\p{Ll}{0,6}\.?|Articles?|Art\.?|Annex|Appendix|Sections?|Chapter|Part|Phase|Stage|Step|Table|Figure|Version|Release|Build|Level|Tier|Priority|Severity|Port|Line|Page|Node|Host|Server|Shard|Replica|Zone|Issue|Ticket|Case|Incident|Regulation|Directive|Recital|Week|Quarter|Windows(?: Server)?|Ubuntu|Debian|Fedora|Java|Python|PHP|Node\.js|PostgreSQL|Postgres|MySQL|MariaDB|Oracle|Redis|Kafka|Kubernetes|Tomcat|Spring|Angular|Android|Chrome|Firefox) \d{1,5}[A-Za-z]?\.?$/u;

/** A day that other words follow. */
const DAY =
  /^\d{1,2}\.? (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\p{Ll}{0,6}\.? \d{4}(?![\p{L}\d])/u;

/** Street addresses in what people write. */
export function findAddresses(text: string, report: Report): void {
  if (!/\d/.test(text)) return;
  for (const form of FORMS) {
    for (const match of text.matchAll(form)) {
      const [whole] = match;
      const lead = /^[>? ]*/.exec(whole)?.[0].length ?? 0;
      const shown = whole.slice(lead).replace(/[\s,]+$/, '');
      if (/^\d+ \p{L}+$/u.test(shown) || NUMBERED.test(shown) || DAY.test(shown)) continue;
      const start = match.index + lead;
      report('address', start, start + shown.length, 0.5, shown.toLowerCase().replace(/\s+/g, ' '));
    }
  }
}
