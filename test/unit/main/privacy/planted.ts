import type { PersonalKind } from '#shared/model/personal-data.ts';

/** One thing that must be found, in a sentence or line that a log may have. Built from parts: no real key stands here. */
export interface Planted {
  readonly kind: PersonalKind;
  readonly value: string;
  readonly line: string;
}

const plant = (kind: PersonalKind, value: string, before = 'value ', after = ' end'): Planted => ({
  kind,
  value,
  line: `${before}${value}${after}`,
});

const letters = (count: number): string =>
  'aB3dE5fG7hJ9kL2mN4pQ6rS8tU1vW'.repeat(Math.ceil(count / 29)).slice(0, count);

/** Structured kinds, each in several forms. */
export const PLANTED: readonly Planted[] = [
  plant('email', 'grace.hopper@navy.example.org', 'mail from ', ' accepted'),
  plant('email', 'ada+test@xn--bcher-kva.example', '<', '>'),
  plant('email', "o'neil@mail.example.ie", 'to=', ', ok'),
  plant('phone', '+49 30 901820', 'called '),
  plant('phone', '(415) 555-0132', 'call '),
  plant('phone', '415-555-0132'),
  plant('phone', '+14155550132', 'msisdn='),
  plant('phone', '9498777106', 'Fax: '),
  plant('phone', '03.93.92.16.85'),
  plant('ip', '203.0.113.77', 'from ', ':443'),
  plant('ip', '2001:db8:85a3::8a2e:370:7334', 'from [', ']:443'),
  plant('card', '4111111111111111', 'card '),
  plant('card', '5500 0055 5555 5559', 'paid with '),
  plant('card', '3782-822463-10005', 'card no '),
  plant('iban', 'DE89370400440532013000', 'to '),
  plant('iban', 'GB82 WEST 1234 5698 7654 32', 'IBAN '),
  plant('national-id', '219-09-9999', 'SSN '),
  plant('national-id', '12345678Z', 'dni '),
  plant('national-id', 'RSSMRA85T10A562S', 'cf '),
  plant('national-id', '529.982.247-25', 'cpf '),
  plant('national-id', '850101-1236', 'person '),
  plant('access-key', ['AKIA', 'IOSFODNN7EXAMPLE'].join(''), 'key '),
  plant('access-key', `ghp_${letters(36)}`),
  plant('access-key', `github_pat_${letters(30)}`),
  plant('access-key', `glpat-${letters(20)}`),
  plant('access-key', `xoxb-${letters(36)}`),
  plant('access-key', `sk_live_${letters(24)}`),
  plant('access-key', `npm_${letters(36)}`),
  plant('access-key', `sk-ant-api03-${letters(60)}`),
  plant('access-key', `sk-proj-${letters(48)}`),
  plant('access-key', `AIza${letters(35)}`),
  plant('access-key', `abc8Q~${letters(34)}`),
  plant('access-key', letters(40), 'aws_secret_access_key = '),
  plant('access-key', letters(32), 'Authorization: Bearer '),
  plant('access-key', `${letters(43)}=`, 'AccountKey=', ';EndpointSuffix=core.windows.net'),
  plant('jwt', `eyJ${letters(20)}.eyJ${letters(30)}.${letters(40)}`, 'token '),
  plant('password', 'hunter2!', 'password=', '&x=1'),
  plant('password', 'correct horse', '{"db_password": "', '"}'),
  plant('password', 's3cr3t', 'postgres://svc:', '@db.internal:5432/shop'),
  plant('cookie', `sid=${letters(24)}; theme=dark`, 'Cookie: ', ''),
  plant(
    'private-key',
    `-----BEGIN RSA PRIVATE KEY-----\n${letters(64)}\n${letters(40)}\n-----END RSA PRIVATE KEY-----`,
  ),
  plant(
    'user',
    'frank',
    '127.0.0.1 - ',
    ' [10/Oct/2000:13:55:36 -0700] "GET /x HTTP/1.0" 200 2326',
  ),
  plant(
    'user',
    'mary-ann',
    'shop.example:443 10.0.0.9 - ',
    ' [01/May/2024:10:00:00 +0000] "-" 408 -',
  ),
  plant('user', 'Grace Hopper', '::1 - "', '" [01/May/2024:10:00:00 +0000] "GET / HTTP/1.1" 200 5'),
  plant('national-id', '6940579', "My driver's license number is "),
  plant('national-id', 'F162823540116', 'Drivers License: '),
  plant('national-id', 'S514-778-616-977', 'driving licence no. '),
  plant('national-id', '982000123', 'passport number '),
  plant('user', 'jdoe42', 'Failed password for invalid user ', ' from port 22'),
  plant('user', 'jdoe', 'open /home/', '/.ssh/id_rsa'),
  plant('user', 'jdoe', 'exec /home/', '/.local/bin/sync'),
  plant('user', 'jdoe', 'chdir(/home/', '/demo) failed'),
  plant('user', 'jdoe', 'loading C:\\Users\\', '\\tools\\x.dll'),
  plant('ip', '10.42.50.17', '2024-01-02 ', ' GET /'),
  plant('ip', '10.42.50.117', '2024-01-02-', ' GET /'),
  plant('user', 'jdoe', 'open C:\\Users\\', '\\Desktop\\x.txt'),
  plant('name', 'Grace Hopper', 'customer_name="', '"'),
  plant('name', 'Grace Hopper', 'Hello ', ', welcome back'),
  plant('name', 'Hopper', 'signed by Dr. ', ''),
  plant('name', 'Jane Roe', 'WARN app[1]: called back for customer name="', '" twice'),
  plant(
    'name',
    'Jane Roe',
    '{"level":"warn","customer":{"id":7,"tags":{"a":1},"name":"',
    '"},"n":1}',
  ),
  plant('user', 'jroe7', '{"level":"warn","user": {"name":"', '"}}'),
  plant('name', 'Jane Roe', 'got {\\"patient\\":{\\"name\\":\\"', '\\"}}'),
];

/** Lines that hold nothing personal, of the kinds that finders stumble over. */
export const CLEAN: readonly string[] = [
  '{"level":"info","service":{"name":"Grace Orders"},"customer":{"id":7},"host":{"name":"Web One"}}',
  '2024-01-02T03:04:05.678Z INFO api Started in 1234 ms (build 1.2.3.4567)',
  '081109 203615 148 INFO dfs.DataNode$PacketResponder: PacketResponder 1 for block blk_38865049064139660 terminating',
  '- 1117838570 2005.06.03 R02-M1-N0-C:J12-U11 2005-06-03-15.42.50.675872 R02-M1-N0-C:J12-U11 RAS KERNEL INFO instruction cache parity error corrected',
  'nova-compute.log 2017-05-16 00:00:04.500 2931 INFO nova.compute.manager [req-3ea4052c-895d-4b64-9e2d-04d64c4d94ab] [instance: b9000564-fe1a-409b-b8cc-1e88b294cd1d] VM Started (Lifecycle Event)',
  'Jun  9 06:06:20 combo kernel: Memory: 125312k/129720k available (1540k kernel code, 3860k reserved)',
  'Jun  9 06:06:20 combo kernel: PCI: PCI BIOS revision 2.10 entry at 0xfd880, last bus=1',
  '17/06/09 20:10:40 INFO executor.CoarseGrainedExecutorBackend: Registered signal handlers for [TERM, HUP, INT]',
  'std::vector<int>::at: out of range (12:34:56)',
  'GET /api/v1/orders/4711?page=2&size=50 HTTP/1.1 200 1534 "Mozilla/5.0 Chrome/103.0.0.0 Safari/537.36"',
  'token: expired, password: the server refused it, user: authentication failed',
  'max_tokens=4096 next_token=null secret=*** api_key=<redacted> password=null',
  'npm install @scope/package@1.2.3 failed, getty@tty1.service exited, git@github.com:org/repo.git',
  'epoch 1700000000123456789 id 1234567890123 sequence 0001 0002 0003',
  'listening on 127.0.0.1:8080 and 0.0.0.0:80 and [::1]:53',
  'java.lang.IllegalStateException: Connection Pool Timeout Error at com.example.Pool.get(Pool.java:123)',
  'Failed to start Apache Kafka Broker Service.',
  'generated 128 core files for program /home/spelce1/HPCC_IBM/64K/opt_co_dc.rts',
  'Error loading /home/yates//bandwidth.rts: invalid or missing program image, No such file or directory',
  'User data loaded for user root by user admin',
  'On 28 March 2026 payments failed; reported on March 28, as Article 33 asks in Section 4.',
  'We moved to PostgreSQL 18 on Ubuntu 22 and on Windows 11 in Java 17, tested in Stage 2.',
  'A leak of connections in LedgerDao.reserve, written down with Error-IQ 0.1.0.',
];
