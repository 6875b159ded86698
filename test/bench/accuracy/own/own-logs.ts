import type { OwnLog } from './own-log.ts';

/*
 * Logs written for the bench in the manner of programs whose published labelled sets are not at hand here. The statements are
 * such as these programs write; how often, with which values and in which order is made up.
 */

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const iso = (atMs: number): string => new Date(atMs).toISOString();
const clock = (atMs: number): string => iso(atMs).slice(11, 19);
/** `4:30:5` for five past half past four. */
const unpadded = (atMs: number): string => clock(atMs).replaceAll(/\b0(?=\d)/g, '');
const syslog = (atMs: number): string =>
  `${MONTHS[new Date(atMs).getUTCMonth()]} ${String(new Date(atMs).getUTCDate()).padStart(2)} ${clock(atMs)}`;

const OPENSSH: OwnLog = {
  name: 'sshd',
  header: (r, at) => `${syslog(at)} gate-1 sshd[${20_000 + r.below(9999)}]: `,
  statements: [
    'Failed password for root from {ip} port {port} ssh2',
    'Received disconnect from {ip}: 11: Bye Bye [preauth]',
    'pam_unix(sshd:auth): authentication failure; logname= uid=0 euid=0 tty=ssh ruser= rhost={ip}  user={user}',
    'pam_unix(sshd:auth): check pass; user unknown',
    'Failed password for invalid user {user} from {ip} port {port} ssh2',
    'Invalid user {user} from {ip}',
    'input_userauth_request: invalid user {user} [preauth]',
    'reverse mapping checking getaddrinfo for {host} [{ip}] failed - POSSIBLE BREAK-IN ATTEMPT!',
    'Connection closed by {ip} [preauth]',
    'pam_unix(sshd:auth): authentication failure; logname= uid=0 euid=0 tty=ssh ruser= rhost={ip} ',
    'PAM {small} more authentication failures; logname= uid=0 euid=0 tty=ssh ruser= rhost={ip}  user={user}',
    'PAM service(sshd) ignoring max retries; {small} > 3',
    'Disconnecting: Too many authentication failures for {user} [preauth]',
    'Did not receive identification string from {ip}',
    'message repeated {small} times: [ Failed password for root from {ip} port {port} ssh2]',
    'Accepted password for {user} from {ip} port {port} ssh2',
    'pam_unix(sshd:session): session opened for user {user} by (uid=0)',
    'pam_unix(sshd:session): session closed for user {user}',
    'error: Received disconnect from {ip}: 3: com.jcraft.jsch.JSchException: Auth fail [preauth]',
    'fatal: Write failed: Connection reset by peer [preauth]',
    'Address {ip} maps to {host}, but this does not map back to the address - POSSIBLE BREAK-IN ATTEMPT!',
    'Received disconnect from {ip}: 11: disconnected by user',
  ],
};

const ZOOKEEPER: OwnLog = {
  name: 'zookeeper',
  header: (r, at) =>
    `${iso(at).slice(0, 10)} ${clock(at)},${iso(at).slice(20, 23)} - ${r.pick(['INFO ', 'WARN '])} [${r.pick(['NIOServerCxn.Factory:0.0.0.0/0.0.0.0:2181:NIOServerCnxn@1001', 'QuorumPeer[myid=1]/0:0:0:0:0:0:0:0:2181:FastLeaderElection@774', `RecvWorker:${r.below(9)}88978561024:QuorumCnxManager$RecvWorker@762`, 'SessionTracker:ZooKeeperServer@325'])}] - `,
  statements: [
    'Received connection request {peer}',
    'Notification time out: {n}',
    'Send worker leaving thread',
    'Interrupted while waiting for message on queue',
    'Connection broken for id {big}, my id = {small}, error =',
    'Closed socket connection for client {peer} which had sessionid {id}',
    'Accepted socket connection from {peer}',
    'Interrupting SendWorker',
    'Client attempting to establish new session at {peer}',
    'Established session {id} with negotiated timeout {n} for client {peer}',
    'Expiring session {id}, timeout of {n}ms exceeded',
    'Processed session termination for sessionid: {id}',
    'caught end of stream exception',
    'Exception causing close of session {id} due to java.io.IOException: ZooKeeperServer not running',
    'Cannot open channel to {small} at election address {peer}',
    'Client attempting to renew session {id} at {peer}',
    'Notification: {small} (n.leader), {flag} (n.zxid), {flag} (n.round), {state} (n.state), {small} (n.sid), {flag} (n.peerEPoch), {state} (my state)',
    'Snapshotting: {flag} to /var/lib/zookeeper/version-2/snapshot.{hex}',
    'FOLLOWING - LEADER ELECTION TOOK - {n}',
    'New election. My id =  {small}, proposed zxid={flag}',
    'Got user-level KeeperException when processing sessionid:{id} type:create cxid:{flag} zxid:{flag} txntype:-1 reqpath:n/a Error Path:{znode} Error:KeeperErrorCode = NodeExists for {znode}',
    'Session {id} for server null, unexpected error, closing socket connection and attempting reconnect',
    'Revalidating client: {id}',
    'tickTime set to {n}',
    'minSessionTimeout set to {n}',
  ],
};

const HPC: OwnLog = {
  name: 'cluster',
  header: (r, at) =>
    `${r.below(999_999)} ${r.pick([`node-${r.below(256)}`, `gige${r.below(9)}`, 'Interconnect-0N00'])} ${r.pick(['unix.hw', 'node', 'action', 'clusterfilesystem', 'switch_module'])} ${r.pick(['state_change.unavailable', 'net.niff.up', 'start', 'error', 'psu', 'fan', 'status'])} ${Math.floor(at / 1000)} ${r.below(2)} `,
  statements: [
    'Component State Change: Component \\042alt0\\042 is in the unavailable state (HWID={n})',
    'PSU status ( {power} {power} )',
    'Fan speeds ( {n} {n} {n} {n} {n} {n} )',
    'Link error on broadcast tree Interconnect-0T00:00:{small}:{small}',
    'Link error',
    'Temperature ({n}) exceeds warning threshold',
    'boot (command {n})',
    'wait (command {n})',
    'halt (command {n})',
    'Failed subcommands {n}',
    'Targeting domains:node-D{small} and nodes:node-[{small}-{n}] child of command {n}',
    'NIFF: node {node} has detected an available network connection on network {ip} via interface alt0',
    'NIFF: node {node} detected a failed network connection on network {ip} via interface alt0',
    'ambient={n}',
    'ClusterFileSystem: There is no server for ServerFileSystem domain storage{n}',
    'ServerFileSystem: An ServerFileSystem domain panic has occurred on storage{n}',
    'Lustre mount FAILED : bglio{n} : block_id : location',
    'Node became not responding (command {n})',
    'inconsistent nodesets {node} {flag} <ok> {node} {flag} <ok>',
    'risBoot (command {n}) Error: Timed out',
  ],
};

const PROXY: OwnLog = {
  name: 'proxy',
  header: (r, at) =>
    `[${iso(at).slice(5, 7)}.${iso(at).slice(8, 10)} ${clock(at)}] ${r.pick(['chrome.exe', 'Dropbox.exe', 'outlook.exe', 'putty.exe', 'cloudsync.exe'])}${r.below(3) === 0 ? ' *64' : ''} - `,
  statements: [
    '{site} open through proxy proxy.campus.example.org:5070 HTTPS',
    '{site} close, {n} bytes{orKb} sent, {n} bytes{orKb} received, lifetime {life}',
    '{site} error : Could not connect through proxy proxy.campus.example.org:5070 - Proxy server cannot establish a connection with the target, status code 403',
    '{site} open through proxy proxy.campus.example.org:5070 SOCKS5',
    '{site} error : Could not connect to proxy proxy.campus.example.org:5070 - connection attempt failed with error 10061',
  ],
};

const HEALTH: OwnLog = {
  name: 'health',
  header: (r, at) =>
    `${iso(at).slice(0, 10).replaceAll('-', '')}-${unpadded(at)}:${r.below(1000)}|${r.pick(['Step_LSC', 'Step_SPUtils', 'Step_ExtSDM', 'Step_StandReportReceiver', 'Step_StandStepCounter'])}|30002312|`,
  statements: [
    'getTodayTotalDetailSteps = {ms}##{n}##{size}##{n}##{n}##{size}',
    'setTodayTotalDetailSteps={ms}##{n}##{size}##{n}##{n}##{size}',
    'calculateAltitudeWithCache totalAltitude={n}',
    'calculateCaloriesWithCache totalCalories={size}',
    'onStandStepChanged {n}',
    'onExtend:{ms} {small} {small} {small}',
    'onReceive action: {action}',
    'processHandleBroadcastAction action:{action}',
    'REPORT : {n} {n} {size} {n}',
    'flush sensor data',
    'screen status unknown,think screen on',
    'needAutoUpload day:{n}',
    'saveHealthDetailData() saveSyncOption={small}',
    'insertHiHealthData() checkAppTypeFirst! appType is {small}',
    'totalTotalSteps={n}, lastReport={ms}, basic={n}',
    'upLoadOneMinuteDataToEngine time={ms},{n},{size},{n},0',
    'writeDataToDB insert {small} rows of type {n}',
    'initDataPrivacy the dataPrivacy is {bool}',
    'getSportDataFromDB: no data of day {n}',
    'checkSyncOption start, type = {small}',
  ],
};

const LOGCAT: OwnLog = {
  name: 'logcat',
  header: (r, at) =>
    `${iso(at).slice(5, 10)} ${iso(at).slice(11, 23)}  ${1000 + r.below(9)}  ${2000 + r.below(40)} ${r.pick(['D', 'I', 'V', 'W'])} ${r.pick(['PowerManagerService', 'WindowManager', 'PhoneStatusBar', 'ActivityManager', 'TextView', 'DisplayPowerController'])}: `,
  statements: [
    'release:lock={big}, flg={flag}, tag={lock}, name={class}, ws=null, uid={n}, pid={n}',
    'acquire lock={big}, flags={flag}, tag={lock}, name={class}, ws=null, uid={n}, pid={n}',
    'ready={bool},policy={small},wakefulness={small},wksummary={flag},uasummary={flag},bootcompleted={bool},boostinprogress={bool},waitmodeenable={bool},mode={bool},manual={n},auto=-1,adj=0.0userId={small}',
    'visible is system.{class}.showampm',
    'mVisiblity.getValue is {bool}',
    'getRunningAppProcesses: caller {n} does not hold REAL_GET_TASKS; limiting output',
    'printFreezingDisplayLogsopening app wtoken = AppWindowToken{{hex} token=Token{{hex} ActivityRecord{{hex} u0 {class}/.MainActivity t{n}}}}, allDrawn= {bool}, startingDisplayed =  {bool}, startingMoved =  {bool}, isRelaunching =  {bool}',
    'Skipping AppWindowToken{{hex} token=Token{{hex} ActivityRecord{{hex} u0 {class}/.ui.LauncherUI t{n}}}} -- going to hide',
    'setSystemUiVisibility vis={flag} mask={flag} oldVal={flag} newVal={flag} diff={flag} fullscreenStackVis={small} dockedStackVis={small}, fullscreenStackBounds=Rect({small}, {small} - {n}, {n}), dockedStackBounds=Rect(0, 0 - {n}, {n})',
    'animateCollapsePanels:flags={small}, force={bool}, delayed={bool}, mExpandedVisible={bool}',
    'cancelAutohide',
    'notifyUiVisibilityChanged:vis={flag}, SystemUiVisibility={flag}',
    'userActivityNoUpdateLocked: eventTime={n}, event={small}, flags={flag}, uid={n}',
    'Destroying surface Surface(name=PopupWindow:{hex}) called by {class}',
    'HBM brightnessIn ={n}',
    'HBM brightnessOut ={n}',
    'Animating brightness: target={n}, rate={n}',
    'updateLightsLocked({small}): no light for {class}',
    'Start proc {n}:{class}/u0a{n} for broadcast {class}/.Receiver',
    'interceptKeyTi keyCode={n} down={bool} repeatCount={small} keyguardOn={bool} mHomePressed={bool} canceled={bool}',
  ],
};

const MAC: OwnLog = {
  name: 'mac',
  header: (r, at) =>
    `${syslog(at)} lab-10-105-160-${r.below(255)} ${r.pick(['kernel[0]', 'com.apple.cts[258]', `corecaptured[${r.below(40_000)}]`, `QQ[${r.below(40_000)}]`, 'symptomsd[215]'])}: `,
  statements: [
    'ARPT: {decimal}: wl0: wl_update_tcpkeep_seq: Original Seq: {big}, Ack: {big}, Win size: {n}',
    'IOThunderboltSwitch<0>(0x0)::listenerCallback - Thunderbolt HPD packet for route = 0x0 port = {n} unplug = {small}',
    'ARPT: {decimal}: AirPort_Brcm43xx::syncPowerState: WWEN[enabled]',
    'ARPT: {decimal}: AirPort_Brcm43xx::powerChange: System Sleep',
    'Thermal pressure state: {small} Memory pressure state: {small}',
    'FA||Url||taskID[{n}] dealloc',
    "{job}: scheduler_evaluate_activity told me to run this job; however, but the start time isn't for {n} seconds.  Ignoring.",
    '__73-[NetworkAnalyticsEngine observeValueForKeyPath:ofObject:change:context:]_block_invoke unexpected switch value {small}',
    'CCFile::captureLog Received Capture notice id: {decimal}, reason = AuthFail:sts:{small}_rsn:{small}',
    'CCProfileMonitor::setStreamEventHandler',
    '-[NETClientConnection evaluateCrazyIvan46] CI46 - Perform CrazyIvan46! QQ.{n} tc{n} {ip}:{port}',
    'com.apple.Addres({n}) deny network-outbound /private/var/run/mDNSResponder',
    'Wake reason: RTC (Alarm)',
    'Previous sleep cause: {small}',
    'AppleCamIn::systemWakeCall - messageType = {flag}',
    'IO80211AWDLPeerManager::setAwdlOperatingMode Setting the AWDL operation mode from AUTO to SUSPENDED',
    'IO80211AWDLPeerManager::setAwdlOperatingMode Setting the AWDL operation mode from SUSPENDED to AUTO',
    'hibernate_setup({small}) took {n} ms',
    'en0: BSSID changed to {hex}',
    'PMStats: Hibernate read took {n} ms',
    'Bluetooth -- LE is supported - Disable LE meta event',
    'RTC: PowerByCalendarDate setting ignored',
  ],
};

const CBS: OwnLog = {
  name: 'cbs',
  header: (r, at) =>
    `${iso(at).slice(0, 10)} ${clock(at)}, Info                  ${r.pick(['CBS', 'CSI'])}    `,
  statements: [
    'Read out cached package applicability for package: {package}, ApplicableState: {n}, CurrentState:{n}',
    'Session: {session} initialized by client WindowsUpdateAgent.',
    'SQM: Initializing online with Windows opt-in: False',
    'SQM: Cleaning up report files older than {n} days.',
    'SQM: Requesting upload of all unsent reports.',
    'SQM: Failed to start upload with file pattern: C:\\Windows\\servicing\\sqm\\*_std.sqm, flags: {flag} [HRESULT = 0x80004005 - E_FAIL]',
    'SQM: Failed to start standard sample upload. [HRESULT = 0x80004005 - E_FAIL]',
    'SQM: Queued {small} file(s) for upload with pattern: C:\\Windows\\servicing\\sqm\\*_all.sqm, flags: {flag}',
    'SQM: Warning: Failed to upload all unsent reports. [HRESULT = 0x80004005 - E_FAIL]',
    'Warning: Unrecognized packageExtended attribute.',
    'Expecting attribute name [HRESULT = 0x800f080d - CBS_E_MANIFEST_INVALID_ITEM]',
    'Failed to get next element [HRESULT = 0x800f080d - CBS_E_MANIFEST_INVALID_ITEM]',
    'Failed to internally open package. [HRESULT = 0x800f0805 - CBS_E_INVALID_PACKAGE]',
    'Failed to create open package. [HRESULT = 0x800f0805 - CBS_E_INVALID_PACKAGE]',
    'Loaded Servicing Stack v6.1.7601.{n} with Core: C:\\Windows\\winsxs\\amd64_microsoft-windows-servicingstack_31bf3856ad364e35_6.1.7601.{n}_none_{hex}\\cbscore.dll',
    '{cbsTime} WcpInitialize (wcp.dll version 0.0.0.6) called (stack @{flag} @{flag} @{flag} @{flag})',
    '{cbsTime} CSI Transaction @{flag} initialized for deployment engine {{guid}} with flags 00000002 and client id [{small}]"TI6.{session}/"',
    '{cbsTime} Creating NT transaction (seq {small}), objectname [6]"(null)"',
    '{cbsTime} Created NT transaction (seq {small}) result 0x00000000, handle @{flag}',
    'Starting TrustedInstaller initialization.',
    'Ending TrustedInstaller initialization.',
    'Starting TrustedInstaller finalization.',
    'Ending TrustedInstaller finalization.',
    'Scavenge: Package store indicates there is no component to scavenge, skipping.',
    'Startup processing thread terminated normally',
    'Idle processing thread terminated normally',
    'NonStart: Checking to ensure startup processing was not required.',
    'Reboot mark refs incremented to: {small}',
    'Reboot mark refs: {small}',
    'No startup processing required, TrustedInstaller service was not set as autostart, or else a reboot is still pending.',
    'Appl: Evaluating package applicability for package {package}, applicable state: Installed',
  ],
};

/** All of them. */
export const OWN_LOGS: readonly OwnLog[] = [
  OPENSSH,
  ZOOKEEPER,
  HPC,
  PROXY,
  HEALTH,
  LOGCAT,
  MAC,
  CBS,
];
