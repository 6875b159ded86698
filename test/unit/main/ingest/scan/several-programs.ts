/** Lines that are odd for any format. */
export const ODD = [
  '',
  '  at shop.Cart.add(Cart.java:12)',
  '\tat shop.Cart.add(Cart.java:13)',
  'Caused by: java.io.IOException: pipe',
  'java.lang.IllegalStateException: order 7 is closed',
  'plain words, 12 of them',
  'ERROR: java.lang.IllegalStateException: 7\\n\\tat shop.Cart.add(Cart.java:12)\\n',
  '{"log":"Error: cut short at 17',
  'grüße aus Köln 日本語 17 𝒳y',
  `long ${'word 12 '.repeat(400)}`,
  '"a quoted text of many words 1" = [x]',
  'May  1 10:00:07 web1 sshd[7]: Accepted password for ada',
  '<34>May  1 10:00:07 web1 su: failed',
  '[2024-05-01T10:00:07.5Z] WARN of another program',
  '2024/05/01 10:00:07 [error] 7#7: of a web server',
  'Wed May  1 10:00:07 2024 - error of a mail server',
  '7 of 12 are done, 2024-05-01 10:00:07',
  '0001-01-01 00:00:00,000 ERROR [main] a.B - never',
  '{"time":"0001-01-01T00:00:00Z","level":"info","msg":"never"}',
];

/** What four programs write into one file, with lines that no format knows, read as what one of them writes. */
export const PROGRAMS = [
  ['May  1 10:00:07 web1 su[7]: failed', 'May  1 10:00:08 web2 sshd[8]: Accepted for ada'],
  [
    '{"time":"2024-05-01T10:00:00Z","level":"info","service":"mail","logger":"a.B","msg":"sent"}',
    '{"time":"2024-05-01T10:00:00Z","level":"error","service":"pay","host":"web1","msg":"e\\n"}',
    '{"time":"2024-05-01T10:00:00Z","level":"info","n":{"k":1},"n.j":2,"msg":"sent"}',
  ],
  [
    '192.0.2.7 - ada [01/May/2024:10:00:00 +0000] "GET /a HTTP/1.1" 200 12 "-" "curl/8.5.0"',
    '192.0.2.8 - - [01/May/2024:10:00:00 +0000] "POST /b HTTP/1.1" 500 7 "-" "curl/8.5.0"',
  ],
  [
    '2024-05-01 10:00:07,500 WARN [main] a.B - of a thread',
    '2024-05-01 10:00:07,500 ERROR [worker] a.B - with a trace\n\tat shop.Cart.add(Cart.java:12)',
  ],
];
/** Formats that such a file is read as. */
export const OF_SEVERAL = ['syslog-3164', 'logrus', 'access', 'log4j', 'generic', 'json', 'otlp'];
