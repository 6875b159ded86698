const JAVA_LIBRARIES = [
  'java.',
  'javax.',
  'jakarta.',
  'sun.',
  'jdk.',
  'com.sun.',
  'kotlin.',
  'kotlinx.',
  'scala.',
  'groovy.',
  'org.springframework.',
  'org.apache.catalina.',
  'org.apache.coyote.',
  'org.apache.tomcat.',
  'org.apache.http.',
  'org.apache.hc.',
  'org.eclipse.jetty.',
  'org.hibernate.',
  'org.postgresql.',
  'org.junit.',
  'com.mysql.',
  'com.zaxxer.hikari.',
  'com.fasterxml.',
  'com.google.common.',
  'io.netty.',
  'io.undertow.',
  'io.grpc.',
  'io.vertx.core.',
  'reactor.',
  'rx.',
  'akka.',
  'okhttp3.',
  'feign.',
  'ch.qos.logback.',
];

const DOTNET_LIBRARIES = ['System.', 'Microsoft.', 'Npgsql.', 'Newtonsoft.', 'MySql.', 'Grpc.'];

const GO_LIBRARIES = ['runtime.', 'runtime/', 'panic', 'net/http.', 'net.', 'sync.', 'testing.'];

const RUST_LIBRARIES = [
  'std::',
  'core::',
  'alloc::',
  '<core::',
  '<alloc::',
  '<std::',
  'rust_begin_unwind',
  '__rust',
  '_rust',
  'tokio::',
  'backtrace::',
  '_start',
  '__libc_start',
];

/** Parts of a file's path that tell a library's code in Python, JavaScript, Go, Ruby, PHP and Rust. */
const LIBRARY_PATH =
  /node:internal|node_modules|^internal\/|^\(?native|site-packages|dist-packages|\/lib(?:64)?\/python|^<frozen|\/go\/src\/(?:runtime|net|sync|syscall|internal|testing)\/|\/pkg\/mod\/|\/gems\/|\/lib\/ruby\/|<internal:|\/vendor\/|\/rustc\//;

const startsWithAny = (name: string, prefixes: readonly string[]): boolean =>
  prefixes.some((prefix) => name.startsWith(prefix));

export const isJavaLibrary = (name: string): boolean => startsWithAny(name, JAVA_LIBRARIES);
export const isDotnetLibrary = (name: string): boolean => startsWithAny(name, DOTNET_LIBRARIES);
export const isGoLibrary = (name: string): boolean => startsWithAny(name, GO_LIBRARIES);
export const isRustLibrary = (name: string): boolean => startsWithAny(name, RUST_LIBRARIES);
export const isLibraryPath = (path: string): boolean => LIBRARY_PATH.test(path);

/**
 * Java, Kotlin and Scala: without module and class loader (`java.base/`, `app//`), generated class
 * suffixes (lambdas, proxies, CGLIB, accessors) and anonymous class numbers.
 */
export function javaFrame(name: string): string {
  return name
    .replace(/^(?:[\w.@-]*\/)+/, '')
    .replace(/\$\$Lambda[^.]*/, '$$Lambda')
    .replace(/\$\$(?:Enhancer|FastClass|SpringCGLIB)[^.]*/g, '')
    .replace(/\$(?:Proxy|HiddenClass)\d+/g, '$Proxy')
    .replace(/GeneratedMethodAccessor\d+/g, 'GeneratedMethodAccessor')
    .replace(/lambda\$([\w$]*?)\$?\d+$/, '$1')
    .replace(/\$(?:\$?anonfun\$)?(\w*?)\$?\d+(?=\.|$)/g, '$$$1')
    .replace(/\$+(?=\.|$)/g, '');
}

/** .NET: asynchronous state machines and closures as the method they were written in. */
export function dotnetFrame(name: string): string {
  return name
    .replace(/\.<(\w+)>[dg]__[\w|]+\.MoveNext$/, '.$1')
    .replace(/(?:\.|\+)<>c(?:__DisplayClass\d+_\d+)?\.<+(\w+)>[\w|]*$/, '.$1')
    .replace(/<(\w+)>[bdg]__[\w|]+/g, '$1')
    .replace(/`\d+/g, '')
    .replace(/\[[^\]]*\]$/, '');
}

/** File name without folders, query string and the hash a bundler puts into it (`main.3f2a9c1b.js`). */
export function fileName(path: string): string {
  const base =
    path
      .replace(/[?#].*$/, '')
      .split(/[\\/]/)
      .at(-1) ?? path;
  return base.replace(/[.-](?=[0-9a-zA-Z_-]*\d)[0-9a-zA-Z_-]{6,}(?=\.\w+$)/, '');
}

/** Go: `github.com/acme/shop/db.(*Pool).Get.func1` as `db.(*Pool).Get`. */
export function goFrame(name: string): string {
  return name.replace(/^.*\/(?=[^/]*$)/, '').replace(/(?:\.func\d+(?:\.\d+)*|\.gowrap\d+)+$/, '');
}

/** Rust: without the symbol hash and closure marks. */
export function rustFrame(name: string): string {
  return name.replace(/::h[0-9a-f]{16}$/, '').replace(/(?:::\{\{closure\}\})+$/, '');
}

/** Ruby: `block (2 levels) in foo` as `foo`. */
export function rubyFrame(name: string): string {
  return name.replace(/^(?:(?:block(?: \(\d+ levels\))?|rescue|ensure) in )+/, '');
}
