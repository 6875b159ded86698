import type { PersonalKind } from '#shared/model/personal-data.ts';

/** Names of fields (lower case, without what parts their words) by what their value is. */
const NAMES: Readonly<Partial<Record<PersonalKind, string>>> = {
  password:
    'password passwd passwort passphrase passcode pwd userpass dbpass pass kennwort motdepasse contraseña contrasena senha wachtwoord credential credentials pincode cvv cvc',
  'access-key':
    'secret clientsecret secretkey secretaccesskey accesskey accesskeyid apikey apisecret apitoken appkey appsecret authtoken accesstoken refreshtoken idtoken bearertoken sessiontoken securitytoken privatetoken personaltoken token authkey privatekey signingkey encryptionkey masterkey accountkey sharedaccesskey sharedsecret sharedkey storagekey connectionkey servicekey webhooksecret jwtsecret secretid sig signature csrftoken xsrftoken otp totpsecret mfacode verificationcode onetimecode xapikey xauthtoken',
  cookie: 'cookie setcookie jsessionid phpsessid aspsessionid sessid sessioncookie connectsid',
  user: 'user username userid login logname loginname account accountname accountid uname usr subjectusername targetusername samaccountname upn userprincipalname actor principal ruser euser suser duser owner operator author assignee createdby updatedby requestedby modifiedby',
  name: 'fullname firstname lastname surname givenname familyname displayname realname nickname customername clientname contactname personname patientname employeename cardholder cardholdername holdername accountholder recipientname sendername billingname shippingname middlename maidenname mothersname fname lname vorname nachname customer patient employee cn',
  email: 'email emailaddress mail useremail contactemail',
  phone:
    'phone phonenumber mobile mobilenumber cell cellphone telephone tel msisdn fax faxnumber callernumber contactnumber',
  'national-id':
    'ssn socialsecuritynumber nationalid nationalidnumber taxid taxnumber passportno passportnumber passport driverlicense driverslicense driverlicensenumber driverslicensenumber driverslicence idcardnumber nino nif dni cpf aadhaar aadhar identitynumber personnummer steuerid',
  card: 'cardnumber creditcard creditcardnumber ccnumber ccnum cardno pan',
  iban: 'iban accountiban bankaccount accountnumber bankaccountnumber',
  address:
    'address1 address2 addressline1 addressline2 streetaddress homeaddress billingaddress shippingaddress deliveryaddress mailingaddress postaladdress street streetname',
  'birth-date': 'dob dateofbirth birthdate birthday birth geburtsdatum',
  place: 'zipcode postcode postalcode zip city town',
};

const KINDS: ReadonlyMap<string, PersonalKind> = new Map(
  Object.entries(NAMES).flatMap(([kind, names]) =>
    names.split(' ').map((name): [string, PersonalKind] => [name, kind as PersonalKind]),
  ),
);

/** Names that only count as the whole name of a field: as the end of another they mean other things. */
const WHOLE: ReadonlySet<string> = new Set(
  'pass token sig signature secret user login account owner operator author customer patient employee cn street city town zip birth pan mail tel cell fax actor principal otp credential credentials'.split(
    ' ',
  ),
);

/** Ends of names, so that most fields are passed by after one look. */
const LAST_LETTERS: Uint8Array = (() => {
  const last = new Uint8Array(256);
  for (const name of KINDS.keys()) last[name.charCodeAt(name.length - 1)] = 1;
  return last;
})();
const LONGEST = Math.max(...[...KINDS.keys()].map((name) => name.length));
const SHORTEST = 2;

/** Whether a field's name may be one of them, by its last letter (lower case). */
export const mayName = (code: number): boolean =>
  LAST_LETTERS[code | 32] === 1 || LAST_LETTERS[code] === 1;

/** Names of fields repeat; what was found of so many is kept. */
const MOST_KEPT = 4096;
const kept = new Map<string, PersonalKind | null>();

/** What the value of a field of this name is; null: nothing personal. */
export function kindOfField(name: string): PersonalKind | null {
  const before = kept.get(name);
  if (before !== undefined) return before;
  if (kept.size >= MOST_KEPT) kept.clear();
  const kind = kindOfName(name);
  kept.set(name, kind);
  return kind;
}

function kindOfName(name: string): PersonalKind | null {
  const plain = name.toLowerCase().replace(/[^\p{L}\d]/gu, '');
  const whole = KINDS.get(plain);
  if (whole !== undefined) return whole;
  // `db_password`, `x-api-key`, `user.email`: the end says it, where a word begins.
  for (let length = Math.min(LONGEST, plain.length - 1); length >= SHORTEST; length--) {
    const end = plain.slice(-length);
    const kind = KINDS.get(end);
    if (kind === undefined) continue;
    if (!beginsWord(name, end)) continue;
    if (!WHOLE.has(end) || isSecretOf(plain, end)) return kind;
  }
  return null;
}

/** `my_token` and `clientSecret` are secrets; `max_tokens` and `invalid_user` are not of people. */
function isSecretOf(plain: string, end: string): boolean {
  if (end !== 'token' && end !== 'secret' && end !== 'pass') return false;
  return !/^(?:invalid|unexpected|missing|next|prev|page|continuation|sync|max|min|line|by)/.test(
    plain,
  );
}

/** Whether the end of a name is a word of it: after a separator, or at a capital letter. */
function beginsWord(name: string, end: string): boolean {
  let at = name.length;
  for (let left = end.length; left > 0;) {
    at--;
    if (at < 0) return false;
    if (/[\p{L}\d]/u.test(name[at] ?? '')) left--;
  }
  const first = name[at] ?? '';
  const before = name[at - 1] ?? '_';
  return (
    !/[\p{L}\d]/u.test(before) ||
    (/[\p{Lu}]/u.test(first) && /[\p{Ll}\d]/u.test(before)) ||
    /password|passwd|apikey|secret/.test(end)
  );
}
