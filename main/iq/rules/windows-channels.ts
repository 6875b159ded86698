const SYSMON = 'Microsoft-Windows-Sysmon/Operational';
const POWERSHELL = ['Microsoft-Windows-PowerShell/Operational', 'PowerShellCore/Operational'];

/** Channels of the Windows services that Sigma names (taxonomy appendix 2.1; pySigma's `windows_logsource_mapping`). */
export const CHANNELS: Readonly<Record<string, readonly string[]>> = {
  application: ['Application'],
  'application-experience': [
    'Microsoft-Windows-Application-Experience/Program-Telemetry',
    'Microsoft-Windows-Application-Experience/Program-Compatibility-Assistant',
  ],
  applocker: [
    'Microsoft-Windows-AppLocker/MSI and Script',
    'Microsoft-Windows-AppLocker/EXE and DLL',
    'Microsoft-Windows-AppLocker/Packaged app-Deployment',
    'Microsoft-Windows-AppLocker/Packaged app-Execution',
  ],
  'appmodel-runtime': ['Microsoft-Windows-AppModel-Runtime/Admin'],
  'appxdeployment-server': ['Microsoft-Windows-AppXDeploymentServer/Operational'],
  'appxpackaging-om': ['Microsoft-Windows-AppxPackaging/Operational'],
  bitlocker: ['Microsoft-Windows-BitLocker/BitLocker Management'],
  'bits-client': ['Microsoft-Windows-Bits-Client/Operational'],
  capi2: ['Microsoft-Windows-CAPI2/Operational'],
  'certificateservicesclient-lifecycle-system': [
    'Microsoft-Windows-CertificateServicesClient-Lifecycle-System/Operational',
  ],
  'codeintegrity-operational': ['Microsoft-Windows-CodeIntegrity/Operational'],
  dhcp: ['Microsoft-Windows-DHCP-Server/Operational'],
  'diagnosis-scripted': ['Microsoft-Windows-Diagnosis-Scripted/Operational'],
  'dns-client': ['Microsoft-Windows-DNS Client Events/Operational'],
  'dns-server': ['DNS Server'],
  'dns-server-analytic': ['Microsoft-Windows-DNS-Server/Analytical'],
  'dns-server-audit': ['Microsoft-Windows-DNS-Server/Audit'],
  'driver-framework': ['Microsoft-Windows-DriverFrameworks-UserMode/Operational'],
  'firewall-as': ['Microsoft-Windows-Windows Firewall With Advanced Security/Firewall'],
  'hyper-v-worker': ['Microsoft-Windows-Hyper-V-Worker', 'Microsoft-Windows-Hyper-V-Worker-Admin'],
  'iis-configuration': ['Microsoft-IIS-Configuration/Operational'],
  'kernel-event-tracing': ['Microsoft-Windows-Kernel-EventTracing'],
  'kernel-shimengine': [
    'Microsoft-Windows-Kernel-ShimEngine/Operational',
    'Microsoft-Windows-Kernel-ShimEngine/Diagnostic',
  ],
  ldap: ['Microsoft-Windows-LDAP-Client/Debug'],
  ldap_debug: ['Microsoft-Windows-LDAP-Client/Debug'],
  'lsa-server': ['Microsoft-Windows-LSA/Operational'],
  'microsoft-servicebus-client': ['Microsoft-ServiceBus-Client'],
  'msexchange-management': ['MSExchange Management'],
  ntfs: ['Microsoft-Windows-Ntfs/Operational'],
  ntlm: ['Microsoft-Windows-NTLM/Operational'],
  openssh: ['OpenSSH/Operational'],
  powershell: POWERSHELL,
  'powershell-classic': ['Windows PowerShell'],
  'printservice-admin': ['Microsoft-Windows-PrintService/Admin'],
  'printservice-operational': ['Microsoft-Windows-PrintService/Operational'],
  security: ['Security'],
  'security-mitigations': [
    'Microsoft-Windows-Security-Mitigations/Kernel Mode',
    'Microsoft-Windows-Security-Mitigations/User Mode',
  ],
  sense: ['Microsoft-Windows-SENSE/Operational'],
  'servicebus-client': [
    'Microsoft-ServiceBus-Client/Operational',
    'Microsoft-ServiceBus-Client/Admin',
  ],
  'shell-core': ['Microsoft-Windows-Shell-Core/Operational'],
  'smbclient-connectivity': ['Microsoft-Windows-SmbClient/Connectivity'],
  'smbclient-security': ['Microsoft-Windows-SmbClient/Security'],
  'smbserver-connectivity': ['Microsoft-Windows-SMBServer/Connectivity'],
  sysmon: [SYSMON],
  system: ['System'],
  taskscheduler: ['Microsoft-Windows-TaskScheduler/Operational'],
  'terminalservices-localsessionmanager': [
    'Microsoft-Windows-TerminalServices-LocalSessionManager/Operational',
  ],
  vhdmp: ['Microsoft-Windows-VHDMP/Operational', 'Microsoft-Windows-VHDMP-Operational'],
  windefend: ['Microsoft-Windows-Windows Defender/Operational'],
  wmi: ['Microsoft-Windows-WMI-Activity/Operational'],
};

/** Events that a category of Sigma's stands for, and how their fields are called where not as Sysmon calls them. */
export interface CategoryEvents {
  readonly channels: readonly string[];
  readonly eventIds: readonly number[];
  /** Further values that fields must have. */
  readonly and?: Readonly<Record<string, string>>;
  readonly fields?: Readonly<Record<string, string>>;
}

const sysmon = (...eventIds: number[]): CategoryEvents => ({ channels: [SYSMON], eventIds });

/** Audit of the registry. What was done is told as a number of the message table. */
const audited = (and?: Readonly<Record<string, string>>): CategoryEvents => ({
  channels: ['Security'],
  eventIds: [4657],
  ...(and === undefined ? {} : { and }),
  fields: {
    Image: 'ProcessName',
    TargetObject: 'ObjectName',
    Details: 'NewValue',
    User: 'SubjectUserName',
    LogonId: 'SubjectLogonId',
  },
});

const DEFENDER: CategoryEvents = {
  channels: ['Microsoft-Windows-Windows Defender/Operational'],
  eventIds: [1006, 1007, 1008, 1009, 1010, 1011, 1012, 1015, 1017, 1018, 1019, 1115, 1116, 1117],
  fields: { Signature: 'Threat Name', Filename: 'Path', Action: 'Action Name' },
};

/**
 * Events of the Windows categories: those of Sysmon, and where Windows' own audit tells the same, that too
 * (pySigma's sysmon and windows-audit pipelines; Hayabusa's conversion of `process_creation`,
 * `network_connection` and `registry_*`).
 */
export const CATEGORIES: Readonly<Record<string, readonly CategoryEvents[]>> = {
  process_creation: [
    sysmon(1),
    {
      channels: ['Security'],
      eventIds: [4688],
      fields: {
        Image: 'NewProcessName',
        ParentImage: 'ParentProcessName',
        User: 'SubjectUserName',
        LogonId: 'SubjectLogonId',
        ProcessId: 'NewProcessId',
        ParentProcessId: 'ProcessId',
        IntegrityLevel: 'MandatoryLabel',
      },
    },
  ],
  file_change: [sysmon(2)],
  network_connection: [
    sysmon(3),
    {
      channels: ['Security'],
      eventIds: [5156],
      fields: {
        Image: 'Application',
        SourceIp: 'SourceAddress',
        DestinationIp: 'DestAddress',
        DestinationPort: 'DestPort',
        ProcessId: 'ProcessID',
      },
    },
  ],
  sysmon_status: [sysmon(4, 16)],
  process_termination: [sysmon(5)],
  driver_load: [sysmon(6)],
  image_load: [sysmon(7)],
  create_remote_thread: [sysmon(8)],
  raw_access_thread: [sysmon(9)],
  process_access: [sysmon(10)],
  file_event: [sysmon(11)],
  registry_add: [sysmon(12), audited({ OperationType: '%%1904' })],
  registry_delete: [sysmon(12), audited({ OperationType: '%%1906' })],
  registry_set: [sysmon(13), audited({ OperationType: '%%1905' })],
  registry_rename: [sysmon(14)],
  registry_event: [sysmon(12, 13, 14), audited()],
  create_stream_hash: [sysmon(15)],
  pipe_created: [sysmon(17, 18)],
  wmi_event: [sysmon(19, 20, 21)],
  dns_query: [sysmon(22)],
  file_delete: [sysmon(23, 26)],
  clipboard_capture: [sysmon(24)],
  process_tampering: [sysmon(25)],
  file_delete_detected: [sysmon(26)],
  file_block: [sysmon(27)],
  file_block_executable: [sysmon(27)],
  file_block_shredding: [sysmon(28)],
  file_executable_detected: [sysmon(29)],
  sysmon_error: [sysmon(255)],
  ps_classic_start: [{ channels: ['Windows PowerShell'], eventIds: [400] }],
  ps_classic_provider_start: [{ channels: ['Windows PowerShell'], eventIds: [600] }],
  ps_classic_script: [{ channels: ['Windows PowerShell'], eventIds: [800] }],
  ps_module: [{ channels: POWERSHELL, eventIds: [4103] }],
  ps_script: [{ channels: POWERSHELL, eventIds: [4104] }],
  antivirus: [DEFENDER],
};

/** Categories of events that Windows traces but writes to no log file. */
export const TRACED_ONLY = new Set(['file_access', 'file_rename']);

/** Channel of Sysmon for Linux. */
export const LINUX_SYSMON = 'Linux-Sysmon/Operational';
