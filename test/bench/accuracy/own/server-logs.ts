import type { OwnLog } from './own-log.ts';

/* Logs of servers, written for the bench; see `own-logs.ts`. */

const iso = (atMs: number): string => new Date(atMs).toISOString();
const day = (atMs: number): string => iso(atMs).slice(0, 10);
const clock = (atMs: number): string => iso(atMs).slice(11, 19);

const POSTFIX: OwnLog = {
  name: 'postfix',
  header: (r, at) =>
    `${day(at)}T${clock(at)}.${iso(at).slice(20, 23)}+00:00 mx1 postfix/${r.pick(['smtpd', 'qmgr', 'cleanup', 'smtp'])}[${1000 + r.below(9000)}]: `,
  statements: [
    'connect from {host}[{ip}]',
    'disconnect from {host}[{ip}] ehlo={small} mail={small} rcpt={small} data={small} quit={small} commands={small}',
    '{queue}: message-id=<{hex}.{hex}@{host}>',
    '{queue}: from=<{mail}>, size={size}, nrcpt={small} (queue active)',
    '{queue}: to=<{mail}>, relay={host}[{ip}]:25, delay={decimal}, delays={decimal}/{decimal}/{decimal}/{decimal}, dsn=2.0.0, status=sent (250 2.0.0 Ok: queued as {queue})',
    '{queue}: removed',
    'NOQUEUE: reject: RCPT from {host}[{ip}]: 554 5.7.1 Service unavailable; Client host [{ip}] blocked using zen.spamhaus.org; from=<{mail}> to=<{mail}> proto=ESMTP helo=<{host}>',
    'warning: hostname {host} does not resolve to address {ip}: Name or service not known',
    'lost connection after {verb} from {host}[{ip}]',
    '{queue}: to=<{mail}>, relay=none, delay={n}, delays={decimal}/{decimal}/{n}/0, dsn=4.4.1, status=deferred (connect to {host}[{ip}]:25: Connection timed out)',
    'statistics: max connection rate {small}/60s for (smtp:{ip}) at Sep {n} {life}:00',
    'timeout after END-OF-MESSAGE from {host}[{ip}]',
    'warning: {host}[{ip}]: SASL LOGIN authentication failed: UGFzc3dvcmQ6',
  ],
};

const POSTGRES: OwnLog = {
  name: 'postgres',
  header: (r, at) =>
    `${day(at)} ${clock(at)}.${iso(at).slice(20, 23)} UTC [${1000 + r.below(9000)}] ${r.pick(['LOG', 'LOG', 'ERROR', 'WARNING'])}:  `,
  statements: [
    'connection received: host={ip} port={port}',
    'connection authorized: user={user} database={table} application_name={table}',
    'disconnection: session time: 0:00:{life}.123 user={user} database={table} host={ip} port={port}',
    'checkpoint starting: time',
    'checkpoint complete: wrote {n} buffers ({decimal}%); {small} WAL file(s) added, {small} removed, {small} recycled; write={decimal} s, sync={decimal} s, total={decimal} s; sync files={n}, longest={decimal} s, average={decimal} s; distance={n} kB, estimate={n} kB',
    'automatic vacuum of table "shop.public.{table}": index scans: {small}',
    'automatic analyze of table "shop.public.{table}"',
    'duplicate key value violates unique constraint "{table}_pkey"',
    'relation "{table}" does not exist at character {n}',
    'deadlock detected',
    'process {n} still waiting for ShareLock on transaction {n} after {decimal} ms',
    'process {n} acquired ShareLock on transaction {n} after {decimal} ms',
    'canceling statement due to statement timeout',
    'could not send data to client: Broken pipe',
    'password authentication failed for user "{user}"',
    'temporary file: path "base/pgsql_tmp/pgsql_tmp{n}.{small}", size {n}',
    'too many connections for role "{user}"',
  ],
};

const KAFKA: OwnLog = {
  name: 'kafka',
  header: (r, at) =>
    `[${day(at)} ${clock(at)},${iso(at).slice(20, 23)}] ${r.pick(['INFO', 'INFO', 'WARN'])} `,
  statements: [
    '[GroupCoordinator {small}]: Preparing to rebalance group {group} in state PreparingRebalance with old generation {n} (__consumer_offsets-{n}) (reason: removing member consumer-{n}-{guid} on heartbeat expiration) (kafka.coordinator.group.GroupCoordinator)',
    '[GroupCoordinator {small}]: Stabilized group {group} generation {n} (__consumer_offsets-{n}) with {small} members (kafka.coordinator.group.GroupCoordinator)',
    '[GroupCoordinator {small}]: Member consumer-{n}-{guid} in group {group} has failed, removing it from the group (kafka.coordinator.group.GroupCoordinator)',
    '[GroupMetadataManager brokerId={small}] Removed {n} expired offsets in {n} milliseconds. (kafka.coordinator.group.GroupMetadataManager)',
    '[Log partition={table}-{n}, dir=/var/lib/kafka] Rolled new log segment at offset {n} in {n} ms. (kafka.log.Log)',
    '[Log partition={table}-{n}, dir=/var/lib/kafka] Deleting segments due to retention time {n}ms breach: LogSegment(baseOffset={n}, size={n}, lastModifiedTime={ms}) (kafka.log.Log)',
    '[Log partition={table}-{n}, dir=/var/lib/kafka] Incremented log start offset to {n} due to segment deletion (kafka.log.Log)',
    '[ProducerStateManager partition={table}-{n}] Writing producer snapshot at offset {n} (kafka.log.ProducerStateManager)',
    '[ReplicaFetcher replicaId={small}, leaderId={small}, fetcherId={small}] Error sending fetch request (sessionId={n}, epoch={n}) to node {small}: (org.apache.kafka.clients.FetchSessionHandler)',
    '[Partition {table}-{n} broker={small}] Shrinking ISR from {small},{small} to {small}. Leader: (highWatermark: {n}, endOffset: {n}). Out of sync replicas: (brokerId: {small}, endOffset: {n}). (kafka.cluster.Partition)',
    '[Partition {table}-{n} broker={small}] Expanding ISR from {small} to {small},{small} (kafka.cluster.Partition)',
    '[SocketServer listenerType=ZK_BROKER, nodeId={small}] Failed authentication with {peer} (SSL handshake failed) (org.apache.kafka.common.network.Selector)',
    '[Controller id={small}] Processing automatic preferred replica leader election (kafka.controller.KafkaController)',
    'Deleted log /var/lib/kafka/{table}-{n}/{n}.log.deleted. (kafka.log.LogSegment)',
  ],
};

const KUBELET: OwnLog = {
  name: 'kubelet',
  header: (r, at) =>
    `${r.pick(['I', 'I', 'W', 'E'])}${day(at).slice(5).replace('-', '')} ${clock(at)}.${iso(at).slice(20, 23)}123    ${1000 + r.below(9)} ${r.pick(['kubelet.go:2130', 'reconciler.go:224', 'prober.go:107', 'kuberuntime_manager.go:484'])}] `,
  statements: [
    '"SyncLoop ADD" source="api" pods=[{space}/{pod}]',
    '"SyncLoop (PLEG): event for pod" pod="{space}/{pod}" event=&{ID:{guid} Type:ContainerStarted Data:{hex}}',
    '"Probe failed" probeType="Readiness" pod="{space}/{pod}" podUID={guid} containerName="{table}" probeResult=failure output="Get \\"http://{ip}:8080/healthz\\": context deadline exceeded"',
    '"operationExecutor.VerifyControllerAttachedVolume started for volume \\"kube-api-access-{hex}\\" (UniqueName: \\"kubernetes.io/projected/{guid}-kube-api-access-{hex}\\") pod \\"{pod}\\" (UID: \\"{guid}\\") " pod="{space}/{pod}"',
    '"RemoveContainer" containerID="{hex}{hex}{hex}{hex}"',
    '"Error syncing pod, skipping" err="failed to \\"StartContainer\\" for \\"{table}\\" with CrashLoopBackOff: \\"back-off {n}s restarting failed container={table} pod={pod}_{space}({guid})\\"" pod="{space}/{pod}" podUID={guid}',
    '"Killing container with a grace period" pod="{space}/{pod}" podUID={guid} containerName="{table}" containerID="containerd://{hex}{hex}" gracePeriod={n}',
    '"Image garbage collection failed once. Stats initialization may not have completed yet" err="failed to get imageFs info: unable to find data in memory cache"',
    '"Eviction manager: attempting to reclaim" resourceName="memory"',
    '"Updating Pod CIDR" originalPodCIDR="" newPodCIDR="10.244.{small}.0/24"',
    '"SyncLoop DELETE" source="api" pods=[{space}/{pod}]',
    '"SyncLoop REMOVE" source="api" pods=[{space}/{pod}]',
  ],
};

const WORKER: OwnLog = {
  name: 'worker',
  header: (r, at) =>
    `${day(at)} ${clock(at)} ${r.pick(['INFO', 'INFO', 'WARNING', 'ERROR'])} [${r.pick(['shop.orders', 'shop.mail', 'shop.stock'])}] `,
  statements: [
    'Order {n} of customer {user} confirmed, total {decimal} EUR',
    'Sending mail "Your order {n}" to {mail}',
    'Mail to {mail} bounced: 550 mailbox unavailable',
    'Task shop.tasks.{task}[{guid}] received',
    'Task shop.tasks.{task}[{guid}] succeeded in {decimal}s: None',
    "Task shop.tasks.{task}[{guid}] retry: Retry in {n}s: ConnectionError('no route')",
    'Stock of {table} is low: {small} left, {n} reserved',
    'Cache {table} warmed with {n} entries in {n} ms',
    'Feature {table} is {power} for {user}',
    'Connecting to {host}:{port} with timeout {n}s',
    'Connected to {host}:{port}',
    'Connection to {host}:{port} lost, reconnecting in {small}s (attempt {small})',
    'Health check ok',
    'Health check failed: {small} of {small} probes',
    'Import of /srv/in/{table}-{n}.csv finished: {n} rows, {n} skipped',
    'Import of /srv/in/{table}-{n}.csv failed at line {n}: column {table} is missing',
  ],
};

/** All of them. */
export const SERVER_LOGS: readonly OwnLog[] = [POSTFIX, POSTGRES, KAFKA, KUBELET, WORKER];
