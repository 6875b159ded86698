import awsWaf from '../../../resources/formats/aws-waf.json' with { type: 'json' };
import azureActivity from '../../../resources/formats/azure-activity.json' with { type: 'json' };
import azureActivityApi from '../../../resources/formats/azure-activity-api.json' with { type: 'json' };
import azureSignin from '../../../resources/formats/azure-signin.json' with { type: 'json' };
import bunyan from '../../../resources/formats/bunyan.json' with { type: 'json' };
import caddy from '../../../resources/formats/caddy.json' with { type: 'json' };
import chainsawJson from '../../../resources/formats/chainsaw-json.json' with { type: 'json' };
import cloudflare from '../../../resources/formats/cloudflare.json' with { type: 'json' };
import cloudflareFirewall from '../../../resources/formats/cloudflare-firewall.json' with { type: 'json' };
import cloudtrail from '../../../resources/formats/cloudtrail.json' with { type: 'json' };
import cloudtrailLookup from '../../../resources/formats/cloudtrail-lookup.json' with { type: 'json' };
import dmesgJson from '../../../resources/formats/dmesg-json.json' with { type: 'json' };
import docker from '../../../resources/formats/docker.json' with { type: 'json' };
import dotnetJson from '../../../resources/formats/dotnet-json.json' with { type: 'json' };
import ecs from '../../../resources/formats/ecs.json' with { type: 'json' };
import elasticsearchJson from '../../../resources/formats/elasticsearch-json.json' with { type: 'json' };
import envoyJson from '../../../resources/formats/envoy-json.json' with { type: 'json' };
import errorIqJson from '../../../resources/formats/error-iq-json.json' with { type: 'json' };
import eventbridge from '../../../resources/formats/eventbridge.json' with { type: 'json' };
import evtxecmdJson from '../../../resources/formats/evtxecmd-json.json' with { type: 'json' };
import falco from '../../../resources/formats/falco.json' with { type: 'json' };
import gcp from '../../../resources/formats/gcp.json' with { type: 'json' };
import gelf from '../../../resources/formats/gelf.json' with { type: 'json' };
import github from '../../../resources/formats/github.json' with { type: 'json' };
import githubEvents from '../../../resources/formats/github-events.json' with { type: 'json' };
import gitlab from '../../../resources/formats/gitlab.json' with { type: 'json' };
import googleWorkspace from '../../../resources/formats/google-workspace.json' with { type: 'json' };
import guardduty from '../../../resources/formats/guardduty.json' with { type: 'json' };
import guarddutyApi from '../../../resources/formats/guardduty-api.json' with { type: 'json' };
import hayabusaJson from '../../../resources/formats/hayabusa-json.json' with { type: 'json' };
import hclog from '../../../resources/formats/hclog.json' with { type: 'json' };
import javaLoggingXml from '../../../resources/formats/java-logging-xml.json' with { type: 'json' };
import journald from '../../../resources/formats/journald.json' with { type: 'json' };
import json from '../../../resources/formats/json.json' with { type: 'json' };
import k8sAudit from '../../../resources/formats/k8s-audit.json' with { type: 'json' };
import log4jJson from '../../../resources/formats/log4j-json.json' with { type: 'json' };
import log4jXml from '../../../resources/formats/log4j-xml.json' with { type: 'json' };
import logrus from '../../../resources/formats/logrus.json' with { type: 'json' };
import logstash from '../../../resources/formats/logstash.json' with { type: 'json' };
import macosJson from '../../../resources/formats/macos-json.json' with { type: 'json' };
import mongodb from '../../../resources/formats/mongodb.json' with { type: 'json' };
import monologJson from '../../../resources/formats/monolog-json.json' with { type: 'json' };
import mysqlJson from '../../../resources/formats/mysql-json.json' with { type: 'json' };
import nextcloud from '../../../resources/formats/nextcloud.json' with { type: 'json' };
import nginxJson from '../../../resources/formats/nginx-json.json' with { type: 'json' };
import office365 from '../../../resources/formats/office365.json' with { type: 'json' };
import okta from '../../../resources/formats/okta.json' with { type: 'json' };
import osquery from '../../../resources/formats/osquery.json' with { type: 'json' };
import otlp from '../../../resources/formats/otlp.json' with { type: 'json' };
import pino from '../../../resources/formats/pino.json' with { type: 'json' };
import plasoJson from '../../../resources/formats/plaso-json.json' with { type: 'json' };
import postgresqlJson from '../../../resources/formats/postgresql-json.json' with { type: 'json' };
import powershellEvent from '../../../resources/formats/powershell-event.json' with { type: 'json' };
import route53 from '../../../resources/formats/route53.json' with { type: 'json' };
import roarr from '../../../resources/formats/roarr.json' with { type: 'json' };
import rustTracingJson from '../../../resources/formats/rust-tracing-json.json' with { type: 'json' };
import securityhub from '../../../resources/formats/securityhub.json' with { type: 'json' };
import serilog from '../../../resources/formats/serilog.json' with { type: 'json' };
import suricata from '../../../resources/formats/suricata.json' with { type: 'json' };
import timesketchJson from '../../../resources/formats/timesketch-json.json' with { type: 'json' };
import traefik from '../../../resources/formats/traefik.json' with { type: 'json' };
import vaultAudit from '../../../resources/formats/vault-audit.json' with { type: 'json' };
import wazuh from '../../../resources/formats/wazuh.json' with { type: 'json' };
import windowsEvent from '../../../resources/formats/windows-event.json' with { type: 'json' };
import windowsEventDump from '../../../resources/formats/windows-event-dump.json' with { type: 'json' };
import winston from '../../../resources/formats/winston.json' with { type: 'json' };
import zap from '../../../resources/formats/zap.json' with { type: 'json' };
import zeekJson from '../../../resources/formats/zeek-json.json' with { type: 'json' };
import zerologJson from '../../../resources/formats/zerolog-json.json' with { type: 'json' };

/** Formats of JSON lines, imported one by one as `BUNDLED` is. */
export const BUNDLED_JSON: readonly unknown[] = [
  awsWaf,
  azureActivity,
  azureActivityApi,
  azureSignin,
  bunyan,
  caddy,
  chainsawJson,
  cloudflare,
  cloudflareFirewall,
  cloudtrail,
  cloudtrailLookup,
  dmesgJson,
  docker,
  dotnetJson,
  ecs,
  elasticsearchJson,
  envoyJson,
  errorIqJson,
  eventbridge,
  evtxecmdJson,
  falco,
  gcp,
  gelf,
  github,
  githubEvents,
  gitlab,
  googleWorkspace,
  guardduty,
  guarddutyApi,
  hayabusaJson,
  hclog,
  javaLoggingXml,
  journald,
  json,
  k8sAudit,
  log4jJson,
  log4jXml,
  logrus,
  logstash,
  macosJson,
  mongodb,
  monologJson,
  mysqlJson,
  nextcloud,
  nginxJson,
  office365,
  okta,
  osquery,
  otlp,
  pino,
  plasoJson,
  postgresqlJson,
  powershellEvent,
  route53,
  roarr,
  rustTracingJson,
  securityhub,
  serilog,
  suricata,
  timesketchJson,
  traefik,
  vaultAudit,
  wazuh,
  windowsEvent,
  windowsEventDump,
  winston,
  zap,
  zeekJson,
  zerologJson,
];
