/** What people say of failures, and the words by which programs log them. Only those that a case has are asked for. */
export const KNOWN_PHRASES: readonly (readonly [RegExp, readonly string[]])[] = [
  [
    /^(?:(?:failed|failing|unsuccessful|bad|invalid) (?:ssh )?(?:logins?|log-ins?|sign-?ins?|authentications?|auth)(?: attempts?)?|(?:ssh )?(?:login|authentication|auth|password) failures?|brute[- ]?forc(?:e|ing)(?: attempts?)?|wrong passwords?)/,
    [
      '"failed password"',
      '"authentication failure"',
      '"login failed"',
      '"failed login"',
      '"invalid credentials"',
      '"logon failure"',
    ],
  ],
  [
    /^(?:successful|accepted) (?:ssh )?(?:logins?|log-ins?|sign-?ins?|authentications?)/,
    [
      '"accepted publickey"',
      '"accepted password"',
      '"login succeeded"',
      '"logged in"',
      '"login successful"',
    ],
  ],
  [
    /^(?:time-?outs?|timed[- ]out|timing out|times? out)\b/,
    [
      'timeout',
      '"timed out"',
      'time-out',
      '"did not answer within"',
      'ETIMEDOUT',
      '"deadline exceeded"',
    ],
  ],
  [
    /^(?:out[- ]of[- ]memory|oom(?:[- ]?kill(?:er|s|ed)?)?)(?: errors?| kills?)?/,
    ['"out of memory"', 'OutOfMemoryError', 'oom-kill', '"oom killer"', '"Cannot allocate memory"'],
  ],
  [
    /^(?:disks? (?:is |are |being )?full|full disks?|no (?:disk )?space(?: left)?|disk[- ]space(?: usage)?|space usage)/,
    ['"no space left"', '"disk full"', '"space usage"', 'ENOSPC'],
  ],
  [
    /^(?:refused connections?|connections? (?:is |was |were |are |being )?refused)/,
    ['"connection refused"', 'ECONNREFUSED'],
  ],
  [
    /^(?:reset connections?|connections? (?:is |was |were |are |being )?resets?)/,
    ['"connection reset"', 'ECONNRESET'],
  ],
  [
    /^(?:dns|name resolution|name lookup)(?: (?:errors?|failures?|problems?|lookups?))?/,
    ['ENOTFOUND', 'EAI_AGAIN', 'SERVFAIL', 'NXDOMAIN', '"name resolution"', '"getaddrinfo"', 'dns'],
  ],
  [
    /^(?:(?:tls|ssl) (?:errors?|failures?|handshakes?)|(?:expired )?certificates?(?: (?:errors?|expir\w+|problems?|failures?))?)/,
    [
      'certificate',
      'x509',
      '"handshake failed"',
      '"handshake failure"',
      'SSL_ERROR',
      'SSLHandshakeException',
    ],
  ],
  [
    /^(?:exhausted (?:connection )?pools?|(?:connection )?pools? (?:is |was |being )?(?:exhaust\w+|empty|full)|no (?:free |available )?connections?(?: available| left)?)/,
    [
      '"connection is not available"',
      '"pool exhausted"',
      '"too many connections"',
      '"too many clients"',
      '"remaining connection slots"',
    ],
  ],
  [/^(?:dead-?locks?|dead-?locked)/, ['deadlock']],
  [
    /^(?:rate[- ]limit(?:s|ed|ing)?|throttl(?:ed|ing|es?))/,
    ['"rate limit"', '"too many requests"', 'throttl'],
  ],
  [
    /^(?:permission denied|denied permissions?|access denied|forbidden)/,
    ['"permission denied"', '"access denied"', 'forbidden', 'EACCES'],
  ],
  [/^not found\b/, ['"not found"', '"no such file"', 'ENOENT']],
  [/^(?:stack ?traces?|exceptions?)\b/, ['exception', 'traceback', '"stack trace"', 'panic']],
  [
    /^(?:crash(?:es|ed|ing)?|abort(?:s|ed)?|segfaults?|core dumps?)\b/,
    ['crash', 'segfault', 'SIGSEGV', 'SIGABRT', '"core dumped"', 'panic'],
  ],
];
