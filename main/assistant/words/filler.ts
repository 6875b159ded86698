/** Words that ask for records and say nothing of which. */
export const FILLER: ReadonlySet<string> = new Set(
  `a about all am an any anything are as at available be been being by can case cases contain contained containing contains could
  count coming data did display do does done during each entries entry event events every everything exactly fetch find for from get give
  got had happen happened happening happens has have having how i in into is it its just kindly know least let like line lines list
  log logged logs look looking made make many me mention mentioned mentioning mentions message messages my need number of on
  once only or our out over please pull query record records regarding related s said saw say saying says search see seen select should show showing shown
  some something tell than that the their them then there these they thing things this those through to
  us want wanted was we were what when where which while who whose will with within would you your came come
  were written wrote occurred occurring occur appear appeared appearing involving concerning result resulted returned returning
  return returns responded answering answered came gave given got ended output row rows request requests response responses`
    .split(/\s+/)
    .filter((word) => word !== ''),
);

/** Words that deny what follows. */
export const DENYING: ReadonlySet<string> = new Set([
  'not',
  'no',
  'without',
  'except',
  'excluding',
  'exclude',
  'excludes',
  'ignoring',
  'ignore',
  'minus',
  'never',
  "don't",
  "doesn't",
  "didn't",
  "isn't",
  "aren't",
  "wasn't",
  "weren't",
  'dont',
  'doesnt',
  'isnt',
  'arent',
]);
/** Pairs of words that do. */
export const DENYING_PAIRS: ReadonlySet<string> = new Set([
  'other than',
  'apart from',
  'but not',
  'all but',
  'everything but',
  'anything but',
  'rather than',
  'instead of',
]);
