import { describe, expect, it } from 'vitest';
import { traceSignature } from '../../../../main/ingest/skeleton/index.ts';
import { parseTraceText } from '../../../../main/ingest/traces/index.ts';
import { traceIdentity } from '../../../../main/iq/trace-identity.ts';

/** Type of the root cause and significant frames of a message's trace. */
function signature(...lines: string[]): string[] | undefined {
  const text = traceSignature(lines.join('\n'));
  if (text === null) return undefined;
  const { type, frames } = traceIdentity(parseTraceText(text.split('\n')));
  return [type, ...frames];
}

describe('traceIdentity', () => {
  it('takes the root cause of a Java chain and its own frames, without what the JVM makes up', () => {
    expect(
      signature(
        'Charge failed',
        'com.shop.PayException: charge failed',
        '\tat com.shop.PayService.charge(PayService.java:88)',
        '\tat com.shop.PayService$$EnhancerBySpringCGLIB$$ab12.charge(<generated>)',
        '\tat java.base/java.lang.Thread.run(Thread.java:829)',
        '\tSuppressed: java.io.IOException: late',
        '\t\tat com.shop.Late.close(Late.java:1)',
        'Caused by: java.net.ConnectException: Connection refused',
        '\tat java.base/sun.nio.ch.Net.connect0(Native Method)',
        '\tat com.shop.Gateway.lambda$connect$3(Gateway.java:12) ~[app.jar:1.2]',
        '\tat com.shop.Gateway$$Lambda$12/0x00007f.apply(Unknown Source)',
        '\tat com.shop.Gateway$1.run(Gateway.java:15)',
        '\tat jdk.proxy2/jdk.proxy2.$Proxy12.send(Unknown Source)',
        '\t... 12 more',
      ),
    ).toEqual(['java.net.ConnectException', 'com.shop.Gateway.connect', 'com.shop.Gateway.run']);
  });

  it('takes the frames of the exception around when the root cause has library frames only', () => {
    expect(
      signature(
        'org.springframework.jdbc.CannotGetJdbcConnectionException: no connection',
        '\tat org.springframework.jdbc.core.JdbcTemplate.execute(JdbcTemplate.java:653)',
        '\tat com.shop.OrderDao.load(OrderDao.java:57)',
        'Caused by: java.sql.SQLTransientConnectionException: HikariPool-1 - timed out after 30001ms',
        '\tat com.zaxxer.hikari.pool.HikariPool.getConnection(HikariPool.java:179)',
        '\t... 11 common frames omitted',
      ),
    ).toEqual(['java.sql.SQLTransientConnectionException', 'com.shop.OrderDao.load']);
  });

  it('is the same whatever line numbers, addresses and numbering of lambdas', () => {
    const trace = (line: number, lambda: string): string =>
      `a.b.FooException: ${line}\n\tat a.b.C$$Lambda/${lambda}.get(Unknown Source)\n\tat a.b.C$${line}.m(C.java:${line})`;
    expect(traceSignature(trace(1, '0x01'))).toBe(traceSignature(trace(77, '0x99')));
    expect(signature(trace(1, '0x01'))).toEqual(['a.b.FooException', 'a.b.C.m']);
  });

  it('counts recursion once and keeps five frames', () => {
    const frames = ['a', 'a', 'a', 'b', 'c', 'd', 'e', 'f'].map(
      (name) => `\tat p.C.${name}(C.java:1)`,
    );
    expect(signature('java.lang.StackOverflowError', ...frames)).toEqual([
      'java.lang.StackOverflowError',
      'p.C.a',
      'p.C.b',
      'p.C.c',
      'p.C.d',
      'p.C.e',
    ]);
  });

  it('reads Python from its first traceback, innermost call first', () => {
    expect(
      signature(
        'Job 4 failed',
        'Traceback (most recent call last):',
        '  File "/app/main.py", line 9, in run',
        '    consume()',
        '  File "/app/worker.py", line 3, in consume',
        "    raise ValueError('a')",
        'ValueError: a',
        '',
        'During handling of the above exception, another exception occurred:',
        '',
        'Traceback (most recent call last):',
        '  File "/app/main.py", line 12, in run',
        '    stop()',
        'app.errors.WorkerError: b',
      ),
    ).toEqual(['ValueError', 'worker.consume', 'main.run']);
  });

  it('reads JavaScript with its cause, without bundle hashes and dependencies', () => {
    expect(
      signature(
        'Error: boom',
        '    at OrderDao.find [as query] (/app/dist/dao.3f2a9c1b.js:10:11)',
        '    at Pool.connect (/app/node_modules/pg@8.1.0/index.js:1:2)',
        '    at process.processTicksAndRejections (node:internal/process/task_queues:95:5)',
      ),
    ).toEqual(['Error', 'OrderDao.find (dao.js)']);
    expect(
      signature(
        'Error: outer',
        '    at run (/app/run.js:1:1)',
        '  [cause]: TypeError: x is undefined',
        '      at async Object.<anonymous> (/app/load.js:1:1)',
      ),
    ).toEqual(['TypeError', 'load.js']);
  });

  it('reads a Go panic up to the end of the goroutine that died', () => {
    expect(
      signature(
        'panic: runtime error: index out of range [5] with length 3',
        '',
        'goroutine 1 [running]:',
        'panic({0x1, 0x2})',
        '\t/usr/local/go/src/runtime/panic.go:884 +0x213',
        'github.com/acme/shop/db.(*Pool).Get(0xc000, {0x1})',
        '\t/src/db/pool.go:12 +0x1d',
        'main.main.func1()',
        '\t/src/main.go:5 +0x1',
        '',
        'goroutine 7 [select]:',
        'main.other()',
        '\t/src/other.go:5 +0x1',
      ),
    ).toEqual(['panic: index out of range', 'db.(*Pool).Get', 'main.main']);
  });

  it('reads .NET, whose innermost frames come first', () => {
    expect(
      signature(
        'Unhandled exception. System.InvalidOperationException: outer',
        ' ---> System.Net.Sockets.SocketException (0x80004005): refused',
        '   at System.Net.Sockets.Socket.Connect(EndPoint e)',
        '   at Shop.Db.Client.<OpenAsync>d__5.MoveNext() in /src/Client.cs:line 3',
        '   --- End of inner exception stack trace ---',
        '   at Shop.Api.Program.Main(String[] args) in /src/P.cs:line 9',
      ),
    ).toEqual(['System.Net.Sockets.SocketException', 'Shop.Db.Client.OpenAsync']);
  });

  it('reads Ruby, PHP and Rust', () => {
    expect(
      signature(
        "app/pay.rb:12:in `block (2 levels) in charge': no money (Shop::PaymentError)",
        "\tfrom /usr/lib/ruby/gems/3.2/rack.rb:3:in `call'",
        "\tfrom app/run.rb:1:in `run'",
      ),
    ).toEqual(['Shop::PaymentError', 'pay.charge', 'run.run']);
    expect(
      signature(
        'PHP Fatal error:  Uncaught Shop\\DbException: no db in /app/vendor/orm/Orm.php:3',
        'Stack trace:',
        '#0 /app/Order.php(12): Orm\\Orm->run()',
        '#1 /app/public/index.php(9): Shop\\Order->load(7)',
        '#2 {main}',
      ),
    ).toEqual(['Shop\\DbException', 'Shop\\Order->load', 'index.php']);
    expect(
      signature(
        "thread 'main' panicked at src/main.rs:2:5:",
        'boom',
        'stack backtrace:',
        '   0: rust_begin_unwind',
        '   1: core::panicking::panic_fmt',
        '   2: app::db::get::{{closure}}',
        '             at ./src/db.rs:3:4',
        '   3: app::main::h0123456789abcdef',
      ),
    ).toEqual(['panic: boom', 'app::db::get', 'app::main']);
    expect(signature("thread 'main' panicked at src/main.rs:2:5:", 'boom')).toEqual([
      'panic: boom',
      'src/main.rs',
    ]);
  });

  it.each([
    ['java.net.ConnectException: refused', 'java.net.ConnectException'],
    ['TypeError: x is not a function', 'TypeError'],
    ['load failed; nested exception is java.sql.SQLException: gone', 'java.sql.SQLException'],
    ['Error: something', null],
    ['An Error occurred, no Exception', null],
    ['count=3 ok', null],
    ['two\nlines', null],
    ['', null],
  ])('of %j is %j', (message, type) => {
    expect(traceSignature(message)).toBe(type);
  });
});
