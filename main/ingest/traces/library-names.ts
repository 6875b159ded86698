const JAVA = [
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
  'clojure.',
  'org.codehaus.groovy.',
  'org.springframework.',
  'org.apache.camel.',
  'org.apache.catalina.',
  'org.apache.commons.',
  'org.apache.coyote.',
  'org.apache.cxf.',
  'org.apache.hc.',
  'org.apache.http.',
  'org.apache.ibatis.',
  'org.apache.jasper.',
  'org.apache.kafka.clients.',
  'org.apache.logging.',
  'org.apache.log4j.',
  'org.apache.maven.',
  'org.apache.shiro.',
  'org.apache.struts.',
  'org.apache.tomcat.',
  'org.apache.velocity.',
  'org.eclipse.jetty.',
  'org.hibernate.',
  'org.jboss.',
  'org.postgresql.',
  'org.junit.',
  'org.slf4j.',
  'org.aspectj.',
  'org.quartz.',
  'org.mybatis.',
  'org.elasticsearch.',
  'org.glassfish.',
  'org.mariadb.jdbc.',
  'com.mysql.',
  'com.zaxxer.hikari.',
  'com.fasterxml.',
  'com.google.common.',
  'com.google.gson.',
  'com.google.inject.',
  'com.mongodb.',
  'com.microsoft.sqlserver.',
  'com.amazonaws.',
  'com.netflix.',
  'com.rabbitmq.client.',
  'com.squareup.',
  'com.android.internal.',
  'android.',
  'androidx.',
  'dalvik.',
  'io.netty.',
  'io.undertow.',
  'io.grpc.',
  'io.vertx.core.',
  'io.micrometer.',
  'io.ktor.',
  'io.lettuce.',
  'io.micronaut.',
  'io.quarkus.',
  'io.reactivex.',
  'io.github.resilience4j.',
  'reactor.',
  'redis.clients.jedis.',
  'rx.',
  'akka.',
  'cats.effect.',
  'zio.',
  'play.core.',
  'play.api.',
  'okhttp3.',
  'retrofit2.',
  'feign.',
  'oracle.jdbc.',
  'ch.qos.logback.',
];

const DOTNET = [
  'System.',
  'Microsoft.',
  'Npgsql.',
  'Newtonsoft.',
  'MySql.',
  'MySqlConnector.',
  'Grpc.',
  'Serilog.',
  'MassTransit.',
  'MediatR.',
  'Polly.',
  'StackExchange.Redis.',
  'RabbitMQ.Client.',
  'Dapper.',
  'AutoMapper.',
  'Hangfire.',
  'Castle.',
  'Autofac.',
  'FluentValidation.',
  'Azure.',
  'Amazon.',
];

const GO = [
  'runtime.',
  'runtime/',
  'panic',
  'net/',
  'net.',
  'sync.',
  'sync/',
  'testing.',
  'reflect.',
  'encoding/',
  'database/sql.',
  'os.',
  'io.',
  'bufio.',
  'bytes.',
  'context.',
  'fmt.',
  'strings.',
  'strconv.',
  'time.',
  'syscall.',
  'internal/',
  'errors.',
  'log.',
  'log/',
  'sort.',
  'crypto/',
  'google.golang.org/',
  'golang.org/x/',
];

const RUST = [
  'std::',
  'core::',
  'alloc::',
  'rust_begin_unwind',
  '__rust',
  '_rust',
  'tokio::',
  'futures',
  'hyper::',
  'axum::',
  'actix_',
  'tower::',
  'tracing',
  'rayon',
  'anyhow::',
  'eyre::',
  'color_eyre::',
  'backtrace::',
  'serde',
  'sqlx',
  '_start',
  '__libc_start',
  '__pthread',
  'start_thread',
  'test::',
];

const NATIVE = [
  'std::',
  '__gnu_cxx::',
  '__cxa_',
  '__cxxabiv1::',
  '__GI_',
  '__libc_',
  '__assert',
  '__pthread',
  '__restore_rt',
  '__interceptor_',
  '__asan',
  '__sanitizer',
  '__ubsan',
  '__stack_chk_fail',
  '__fortify_fail',
  '__kernel_',
  '_start',
  '_sigtramp',
  '_dispatch_',
  '_pthread_',
  'gsignal',
  'pthread_',
  'start_thread',
  'realloc',
  'operator new',
  'operator delete',
  'memcpy',
  'memmove',
  'memset',
  'strlen',
  'strcpy',
  'asan_',
  'boost::',
  'absl::',
  'google::',
  'folly::',
  'grpc::',
  'QObject::',
  'QCoreApplication::',
  'QMetaObject::',
  'g_main_',
  'uv_',
  'uv__',
  'swift_',
  'Swift.',
  '_swift',
  '_assertionFailure',
  '_fatalErrorMessage',
  'objc_',
  '-[NS',
  '+[NS',
  '-[UI',
  '+[UI',
  'CFRunLoop',
  '__CF',
  'UIApplicationMain',
  'NSApplicationMain',
  'GSEventRun',
  'dispatch_',
  'NIO',
  'Vapor.',
];

/** Images and files of an operating system's or a runtime's own. */
const NATIVE_IMAGE =
  /^(?:lib(?:c|m|pthread|stdc\+\+|gcc_s|c\+\+|c\+\+abi|asan|ubsan|dl|glib|gobject|swift\w*|system_\w+|dispatch|dyld|objc|Qt\w*)\b|ld-linux|dyld$|dyld_sim|Foundation$|CoreFoundation$|UIKit\w*$|AppKit$|HIToolbox$|SwiftUI$|Combine$|CFNetwork$|QuartzCore$|GraphicsServices$|ntdll|KERNEL|kernel32|ucrtbase|vcruntime|VCRUNTIME)/;

/** Parts of a file's path that tell a library's code in Python, JavaScript, Go, Ruby, PHP and Rust. */
const LIBRARY_PATH =
  /node:|node_modules|^internal\/|^\(?native|\[native code\]|site-packages|dist-packages|\/lib(?:64)?\/python|\\lib\\python|^<frozen|^<string>|\/go\/src\/|\/usr\/local\/go\/|\/pkg\/mod\/|\/gems\/|\/lib\/ruby\/|<internal:|(?:^|\/)vendor\/|\/rustc\/|\/\.cargo\/|\/\.rustup\/|chrome-extension:|moz-extension:|webpack\/(?:bootstrap|runtime)|cdn\.jsdelivr|unpkg\.com|cdnjs\./;

/** Bundles that hold only what others wrote. */
const LIBRARY_BUNDLE =
  /^(?:vendors?|chunk-vendors|polyfills?|runtime|framework|webpack|zone|jquery|react|react-dom|vue|angular|lodash)(?:[.~-]|$)/;

const startsWithAny = (name: string, prefixes: readonly string[]): boolean =>
  prefixes.some((prefix) => name.startsWith(prefix));

export const isJavaLibrary = (name: string): boolean => startsWithAny(name, JAVA);
export const isDotnetLibrary = (name: string): boolean => startsWithAny(name, DOTNET);
export const isLibraryPath = (path: string): boolean => LIBRARY_PATH.test(path);
export const isLibraryBundle = (file: string): boolean => LIBRARY_BUNDLE.test(file);

/** The runtime, the standard library, and what lies in the module cache. `main.` is the program. */
export const isGoLibrary = (name: string): boolean =>
  !name.startsWith('main.') && startsWithAny(name, GO);

/** `main` alone is the C entry; `app::main` is the program's. */
export const isRustLibrary = (name: string): boolean => {
  const plain = name.replace(/^<+/, '');
  if (plain === 'main' || plain === 'clone') return true;
  return startsWithAny(plain, RUST);
};

/** Library only as the whole name. */
const NATIVE_WHOLE: ReadonlySet<string> = new Set([
  'start',
  'clone',
  'abort',
  'raise',
  'kill',
  'free',
  'malloc',
]);

/** Also by the image (library, program) or the file that a frame names. */
export const isNativeLibrary = (name: string, image: string): boolean =>
  NATIVE_WHOLE.has(name) ||
  startsWithAny(name, NATIVE) ||
  NATIVE_IMAGE.test(image.slice(Math.max(image.lastIndexOf('/'), image.lastIndexOf('\\')) + 1)) ||
  /^\/(?:usr\/include|build\/glibc|usr\/src\/|System\/Library)/.test(image);
