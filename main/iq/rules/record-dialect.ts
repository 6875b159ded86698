import type { LogSource } from './rule.ts';

/** How the records of some formats call what Sigma's taxonomy names. */
export interface RecordDialect {
  readonly name: string;
  /** Events with the channel and number of the Windows Event Log. */
  readonly isWindows: boolean;
  /** Names that a field of the rule may have here. */
  fieldNames(name: string, source: LogSource): readonly string[];
}

/** What `System` of an event says, by the names that rules use for it (rules specification, "Field Usage"). */
const SYSTEM: Readonly<Record<string, string>> = {
  EventID: 'EventID',
  EventId: 'EventID',
  Channel: 'Channel',
  EventLog: 'Channel',
  Computer: 'Computer',
  ComputerName: 'Computer',
  Provider_Name: 'Provider',
  Provider: 'Provider',
  Source: 'Provider',
  EventRecordID: 'EventRecordID',
  Level: 'Level',
  Task: 'Task',
  Opcode: 'Opcode',
  Keywords: 'Keywords',
  Version: 'Version',
  Execution_ProcessID: 'ProcessID',
  Execution_ThreadID: 'ThreadID',
  Security_UserID: 'UserID',
};

/** Classic events number the parts of their data when there are several. */
const DATA_PARTS = ['Data', ...Array.from({ length: 9 }, (_, index) => `Data${index + 1}`)];

const withSpaces = (name: string): string => name.replaceAll(/([a-z\d])([A-Z])/g, '$1 $2');

/** Events as this program reads them from `.evtx` and from their XML. */
const windowsEvent: RecordDialect = {
  name: 'Windows events',
  isWindows: true,
  fieldNames(name, source) {
    if (Object.hasOwn(SYSTEM, name)) return [SYSTEM[name] ?? name];
    if (name === 'Message') return ['message'];
    if (name === 'Data') return DATA_PARTS.map((part) => `EventData.${part}`);
    // Defender names its data in words; Sigma strips the spaces.
    const spaced = withSpaces(name);
    return source.service === 'windefend' && spaced !== name
      ? [`EventData.${name}`, `EventData.${spaced}`]
      : [`EventData.${name}`];
  },
};

/** What `System` says in attributes, where the event's XML was put in JSON as it stands. */
const ATTRIBUTES: Readonly<Record<string, readonly [element: string, attribute: string]>> = {
  Provider: ['Provider', 'Name'],
  ProcessID: ['Execution', 'ProcessID'],
  ThreadID: ['Execution', 'ThreadID'],
  UserID: ['Security', 'UserID'],
};

/** The element that stands around an event's own data in `UserData`, by the service that writes so; others call it `EventXML`. */
const USER_DATA: Readonly<Record<string, readonly string[]>> = {
  applocker: ['RuleAndFileData'],
  'certificateservicesclient-lifecycle-system': ['CertNotificationData'],
  'driver-framework': ['UMDFHostDeviceArrivalBegin', 'UMDFHostDeviceRequest'],
  'printservice-admin': ['EventXML', 'DocumentPrinted', 'LoadPluginFailed'],
  security: ['LogFileCleared', 'AutoBackup', 'ServiceShutdown'],
  'smbclient-security': ['EventXML', 'EventData'],
  'smbserver-connectivity': ['EventXML', 'EventData'],
  system: ['LogFileCleared', 'AutoBackup', 'EventXML'],
  wmi: [
    'Operation_ClientFailure',
    'Operation_StartedOperational',
    'Operation_TemporaryEssStarted',
    'Operation_ESStoConsumerBinding',
    'Operation_New',
  ],
};

/** Events as `evtx_dump` and Chainsaw write them in JSON: the XML, element by element. */
const dumpedEvent: RecordDialect = {
  name: 'Windows events as JSON',
  isWindows: true,
  fieldNames(name, source) {
    if (Object.hasOwn(SYSTEM, name)) {
      const system = SYSTEM[name] ?? name;
      const path = (element: string): string => `Event.System.${element}`;
      const inside = Object.hasOwn(ATTRIBUTES, system) ? ATTRIBUTES[system] : undefined;
      // With attributes of its own an element's text stands beside them.
      if (inside === undefined) return [path(system), path(`${system}.#text`)];
      const [element, attribute] = inside;
      return [
        path(`${element}.#attributes.${attribute}`),
        path(`${element}_attributes.${attribute}`),
      ];
    }
    if (name === 'Message') return ['message'];
    const inData = (part: string): string => `Event.EventData.${part}`;
    // Several parts without a name are one list there.
    if (name === 'Data') return [inData('Data'), inData('Data.#text')];
    const roots = USER_DATA[source.service ?? ''] ?? ['EventXML'];
    const spaced = withSpaces(name);
    return [
      inData(name),
      ...(source.service === 'windefend' && spaced !== name ? [inData(spaced)] : []),
      ...roots.map((root) => `Event.UserData.${root}.${name}`),
    ];
  },
};

const WINLOG: Readonly<Record<string, string>> = {
  EventID: 'winlog.event_id',
  Channel: 'winlog.channel',
  Computer: 'winlog.computer_name',
  Provider: 'winlog.provider_name',
  EventRecordID: 'winlog.record_id',
  Task: 'winlog.task',
  Opcode: 'winlog.opcode',
  Keywords: 'winlog.keywords',
  Version: 'winlog.version',
  ProcessID: 'winlog.process.pid',
  ThreadID: 'winlog.process.thread.id',
  UserID: 'winlog.user.identifier',
};

/** Events as Winlogbeat ships them. */
const winlogbeat: RecordDialect = {
  name: 'Winlogbeat',
  isWindows: true,
  fieldNames(name, source) {
    if (source.product !== null && source.product !== 'windows') return [name];
    const system = Object.hasOwn(SYSTEM, name) ? SYSTEM[name] : undefined;
    const known = system === undefined ? undefined : WINLOG[system];
    return [known ?? (name === 'Message' ? 'message' : `winlog.event_data.${name}`)];
  },
};

/** Events whose system and data stand side by side, as NXLog and Mordor's data sets write them. */
const flat: RecordDialect = {
  name: 'fields as the rule names them',
  isWindows: true,
  fieldNames: (name) => (name === 'Provider_Name' ? ['Provider_Name', 'SourceName'] : [name]),
};

const W3C: Readonly<Record<string, readonly string[]>> = {
  'cs-user-agent': ['cs(User-Agent)'],
  'c-useragent': ['cs(User-Agent)'],
  'cs-referer': ['cs(Referer)'],
  'cs-referrer': ['cs(Referer)'],
  'cs-cookie': ['cs(Cookie)'],
  'cs-host': ['cs-host', 'cs(Host)'],
  'r-dns': ['cs-host', 'cs(Host)'],
  'cs-uri': ['cs-uri', 'cs-uri-stem', 'cs-uri-query'],
  'c-uri': ['cs-uri', 'cs-uri-stem', 'cs-uri-query'],
  'c-uri-query': ['cs-uri-query', 'cs-uri'],
  'c-uri-stem': ['cs-uri-stem', 'cs-uri'],
  src_ip: ['c-ip'],
  dst_ip: ['s-ip'],
};

const w3c: RecordDialect = {
  name: 'W3C fields',
  isWindows: false,
  fieldNames: (name) => W3C[name] ?? [name],
};

const URI = ['path', 'url', 'request.uri', 'RequestPath', 'ClientRequestURI'];
const WEB: Readonly<Record<string, readonly string[]>> = {
  'c-ip': ['client', 'request.client_ip', 'ClientHost', 'ClientIP'],
  src_ip: ['client', 'request.client_ip', 'ClientHost', 'ClientIP'],
  clientip: ['client', 'request.client_ip', 'ClientHost', 'ClientIP'],
  'cs-username': ['user', 'ClientUsername'],
  'cs-method': ['method', 'request.method', 'RequestMethod', 'ClientRequestMethod'],
  'cs-uri': URI,
  'cs-uri-stem': URI,
  'cs-uri-query': URI,
  'c-uri': URI,
  'c-uri-stem': URI,
  'c-uri-query': URI,
  'sc-status': ['status', 'DownstreamStatus', 'EdgeResponseStatus'],
  'sc-bytes': ['bytes', 'bytes_sent', 'size', 'DownstreamContentSize', 'EdgeResponseBytes'],
  'cs-referer': ['referer', 'request.headers.Referer'],
  'cs-referrer': ['referer', 'request.headers.Referer'],
  'cs-user-agent': ['agent', 'user_agent', 'request.headers.User-Agent'],
  'c-useragent': ['agent', 'user_agent', 'request.headers.User-Agent'],
  'cs-host': ['vhost', 'request.host', 'RequestHost', 'ClientRequestHost'],
  'r-dns': ['vhost', 'request.host', 'RequestHost', 'ClientRequestHost'],
  'cs-version': ['protocol', 'request.proto', 'RequestProtocol'],
};

/** Access logs: the path and the query of an address stand in one field. */
const web: RecordDialect = {
  name: 'access logs',
  isWindows: false,
  fieldNames: (name) => WEB[name] ?? [name],
};

/** Names that Okta writes in mixed case and rules in small letters. */
const OKTA: Readonly<Record<string, string>> = {
  eventtype: 'eventType',
  legacyeventtype: 'legacyEventType',
  displaymessage: 'displayMessage',
};

const okta: RecordDialect = {
  name: 'Okta',
  isWindows: false,
  fieldNames: (name) => [OKTA[name] ?? name],
};

/** Google Cloud's audit log by Filebeat's names. */
const GCP: Readonly<Record<string, string>> = {
  'gcp.audit.method_name': 'protoPayload.methodName',
  'gcp.audit.service_name': 'protoPayload.serviceName',
  'gcp.audit.resource_name': 'protoPayload.resourceName',
};

const gcp: RecordDialect = {
  name: 'Google Cloud',
  isWindows: false,
  fieldNames: (name) => [GCP[name] ?? name],
};

const DIALECTS: Readonly<Record<string, RecordDialect>> = {
  'windows-event': windowsEvent,
  'windows-event-dump': dumpedEvent,
  'sysmon-linux': windowsEvent,
  ecs: winlogbeat,
  iis: w3c,
  w3c,
  cloudfront: w3c,
  okta,
  gcp,
};

const WEB_FORMATS = new Set(
  'access alb elb s3 caddy traefik cloudflare envoy haproxy uvicorn uwsgi squid jetty tomcat'.split(
    ' ',
  ),
);

/** How records of a format are to be understood. */
export function dialectOf(format: string): RecordDialect {
  if (Object.hasOwn(DIALECTS, format)) return DIALECTS[format] ?? flat;
  return WEB_FORMATS.has(format) ? web : flat;
}
