let countries: ReadonlySet<string> | null = null;

/** Whether a name, in lower case, is that of a country in English, by the runtime's own data (CLDR). */
export function isCountry(name: string): boolean {
  countries ??= readCountries();
  return countries.has(name);
}

function readCountries(): ReadonlySet<string> {
  const names = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' });
  const found = new Set([
    'united states',
    'united kingdom',
    'england',
    'scotland',
    'wales',
    'russia',
    'czech republic',
    'greece',
    'turkey',
    'macedonia',
  ]);
  for (let first = 65; first <= 90; first++) {
    for (let second = 65; second <= 90; second++) {
      const name = names.of(String.fromCharCode(first, second));
      if (name !== undefined && name.length > 3) found.add(name.toLowerCase());
    }
  }
  return found;
}

/** Peoples whose name is formed from their country's. */
export const PEOPLES =
  /^(?:afghan|albanian|algerian|american|argentin(?:e|ian)|armenian|australian|austrian|azerbaijani|bangladeshi|belarusian|belgian|beli[sz]e?ian|bolivian|bosnian|brazilian|british|bulgarian|cambodian|canadian|chechen|chilean|chinese|colombian|croatian|cuban|cypriot|czech|danish|dutch|ecuador(?:ean|ian)|egyptian|english|estonian|ethiopian|filipino|finnish|french|georgian|german|ghanaian|greek|greenlander|hungarian|icelandic|indian|indonesian|iranian|iraqi|irish|israeli|italian|jamaican|japanese|jordanian|kenyan|korean|kurdish|kuwaiti|latvian|lebanese|libyan|lithuanian|malaysian|maltese|mexican|moldovan|mongolian|moroccan|nepali|nigerian|norwegian|pakistani|palestinian|peruvian|polish|portuguese|romanian|russian|saudi|scottish|senegalese|serbian|shii?|slovak|slovenian|somali|spanish|sudanese|swedish|swiss|syrian|thai|tunisian|turkish|ukrainian|uruguayan|venezuelan|vietnamese|welsh|yemeni|christian|muslim|jewish|catholic|hindu|buddhist|sikh|protestant)s?$/;
