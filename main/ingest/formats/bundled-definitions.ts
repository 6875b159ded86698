import access from '../../../resources/formats/access.json' with { type: 'json' };
import alb from '../../../resources/formats/alb.json' with { type: 'json' };
import apacheError from '../../../resources/formats/apache-error.json' with { type: 'json' };
import aptHistory from '../../../resources/formats/apt-history.json' with { type: 'json' };
import aptTerm from '../../../resources/formats/apt-term.json' with { type: 'json' };
import auditd from '../../../resources/formats/auditd.json' with { type: 'json' };
import awsWaf from '../../../resources/formats/aws-waf.json' with { type: 'json' };
import azureActivity from '../../../resources/formats/azure-activity.json' with { type: 'json' };
import azureSignin from '../../../resources/formats/azure-signin.json' with { type: 'json' };
import bgl from '../../../resources/formats/bgl.json' with { type: 'json' };
import bunyan from '../../../resources/formats/bunyan.json' with { type: 'json' };
import caddy from '../../../resources/formats/caddy.json' with { type: 'json' };
import caddyConsole from '../../../resources/formats/caddy-console.json' with { type: 'json' };
import cef from '../../../resources/formats/cef.json' with { type: 'json' };
import cisco from '../../../resources/formats/cisco.json' with { type: 'json' };
import clamav from '../../../resources/formats/clamav.json' with { type: 'json' };
import cloudflare from '../../../resources/formats/cloudflare.json' with { type: 'json' };
import cloudflareFirewall from '../../../resources/formats/cloudflare-firewall.json' with { type: 'json' };
import cloudtrail from '../../../resources/formats/cloudtrail.json' with { type: 'json' };
import compose from '../../../resources/formats/compose.json' with { type: 'json' };
import cri from '../../../resources/formats/cri.json' with { type: 'json' };
import cups from '../../../resources/formats/cups.json' with { type: 'json' };
import docker from '../../../resources/formats/docker.json' with { type: 'json' };
import dotnetJson from '../../../resources/formats/dotnet-json.json' with { type: 'json' };
import dpkg from '../../../resources/formats/dpkg.json' with { type: 'json' };
import ecs from '../../../resources/formats/ecs.json' with { type: 'json' };
import elasticsearchJson from '../../../resources/formats/elasticsearch-json.json' with { type: 'json' };
import elb from '../../../resources/formats/elb.json' with { type: 'json' };
import envoy from '../../../resources/formats/envoy.json' with { type: 'json' };
import envoyJson from '../../../resources/formats/envoy-json.json' with { type: 'json' };
import esx from '../../../resources/formats/esx.json' with { type: 'json' };
import fail2ban from '../../../resources/formats/fail2ban.json' with { type: 'json' };
import falco from '../../../resources/formats/falco.json' with { type: 'json' };
import falcoText from '../../../resources/formats/falco-text.json' with { type: 'json' };
import fortinet from '../../../resources/formats/fortinet.json' with { type: 'json' };
import gcp from '../../../resources/formats/gcp.json' with { type: 'json' };
import gelf from '../../../resources/formats/gelf.json' with { type: 'json' };
import generic from '../../../resources/formats/generic.json' with { type: 'json' };
import github from '../../../resources/formats/github.json' with { type: 'json' };
import githubEvents from '../../../resources/formats/github-events.json' with { type: 'json' };
import gitlab from '../../../resources/formats/gitlab.json' with { type: 'json' };
import go from '../../../resources/formats/go.json' with { type: 'json' };
import googleWorkspace from '../../../resources/formats/google-workspace.json' with { type: 'json' };
import guardduty from '../../../resources/formats/guardduty.json' with { type: 'json' };
import haproxy from '../../../resources/formats/haproxy.json' with { type: 'json' };
import hclog from '../../../resources/formats/hclog.json' with { type: 'json' };
import hdfs from '../../../resources/formats/hdfs.json' with { type: 'json' };
import hpc from '../../../resources/formats/hpc.json' with { type: 'json' };
import ios from '../../../resources/formats/ios.json' with { type: 'json' };
import iptables from '../../../resources/formats/iptables.json' with { type: 'json' };
import journalText from '../../../resources/formats/journal-text.json' with { type: 'json' };
import journald from '../../../resources/formats/journald.json' with { type: 'json' };
import json from '../../../resources/formats/json.json' with { type: 'json' };
import k8sAudit from '../../../resources/formats/k8s-audit.json' with { type: 'json' };
import kernel from '../../../resources/formats/kernel.json' with { type: 'json' };
import klog from '../../../resources/formats/klog.json' with { type: 'json' };
import leef from '../../../resources/formats/leef.json' with { type: 'json' };
import log4j from '../../../resources/formats/log4j.json' with { type: 'json' };
import logcat from '../../../resources/formats/logcat.json' with { type: 'json' };
import logfmt from '../../../resources/formats/logfmt.json' with { type: 'json' };
import logrus from '../../../resources/formats/logrus.json' with { type: 'json' };
import logstash from '../../../resources/formats/logstash.json' with { type: 'json' };
import macos from '../../../resources/formats/macos.json' with { type: 'json' };
import macosJson from '../../../resources/formats/macos-json.json' with { type: 'json' };
import mongodb from '../../../resources/formats/mongodb.json' with { type: 'json' };
import monologJson from '../../../resources/formats/monolog-json.json' with { type: 'json' };
import mysql from '../../../resources/formats/mysql.json' with { type: 'json' };
import mysqlJson from '../../../resources/formats/mysql-json.json' with { type: 'json' };
import nginxError from '../../../resources/formats/nginx-error.json' with { type: 'json' };
import nlb from '../../../resources/formats/nlb.json' with { type: 'json' };
import office365 from '../../../resources/formats/office365.json' with { type: 'json' };
import okta from '../../../resources/formats/okta.json' with { type: 'json' };
import openstack from '../../../resources/formats/openstack.json' with { type: 'json' };
import osquery from '../../../resources/formats/osquery.json' with { type: 'json' };
import ossec from '../../../resources/formats/ossec.json' with { type: 'json' };
import otlp from '../../../resources/formats/otlp.json' with { type: 'json' };
import otlpRecord from '../../../resources/formats/otlp-record.json' with { type: 'json' };
import pacman from '../../../resources/formats/pacman.json' with { type: 'json' };
import paloalto from '../../../resources/formats/paloalto.json' with { type: 'json' };
import pfsense from '../../../resources/formats/pfsense.json' with { type: 'json' };
import pino from '../../../resources/formats/pino.json' with { type: 'json' };
import postgresql from '../../../resources/formats/postgresql.json' with { type: 'json' };
import postgresqlJson from '../../../resources/formats/postgresql-json.json' with { type: 'json' };
import python from '../../../resources/formats/python.json' with { type: 'json' };
import redis from '../../../resources/formats/redis.json' with { type: 'json' };
import route53 from '../../../resources/formats/route53.json' with { type: 'json' };
import ruby from '../../../resources/formats/ruby.json' with { type: 'json' };
import rustTracingJson from '../../../resources/formats/rust-tracing-json.json' with { type: 'json' };
import s3 from '../../../resources/formats/s3.json' with { type: 'json' };
import serilog from '../../../resources/formats/serilog.json' with { type: 'json' };
import snort from '../../../resources/formats/snort.json' with { type: 'json' };
import spark from '../../../resources/formats/spark.json' with { type: 'json' };
import springBoot from '../../../resources/formats/spring-boot.json' with { type: 'json' };
import squid from '../../../resources/formats/squid.json' with { type: 'json' };
import sssd from '../../../resources/formats/sssd.json' with { type: 'json' };
import strace from '../../../resources/formats/strace.json' with { type: 'json' };
import suricata from '../../../resources/formats/suricata.json' with { type: 'json' };
import syslog3164 from '../../../resources/formats/syslog-3164.json' with { type: 'json' };
import syslog5424 from '../../../resources/formats/syslog-5424.json' with { type: 'json' };
import tai64n from '../../../resources/formats/tai64n.json' with { type: 'json' };
import thunderbird from '../../../resources/formats/thunderbird.json' with { type: 'json' };
import traefik from '../../../resources/formats/traefik.json' with { type: 'json' };
import uwsgi from '../../../resources/formats/uwsgi.json' with { type: 'json' };
import vaultAudit from '../../../resources/formats/vault-audit.json' with { type: 'json' };
import vpcFlow from '../../../resources/formats/vpc-flow.json' with { type: 'json' };
import wazuh from '../../../resources/formats/wazuh.json' with { type: 'json' };
import windowsCbs from '../../../resources/formats/windows-cbs.json' with { type: 'json' };
import winston from '../../../resources/formats/winston.json' with { type: 'json' };
import yum from '../../../resources/formats/yum.json' with { type: 'json' };
import zap from '../../../resources/formats/zap.json' with { type: 'json' };
import zapConsole from '../../../resources/formats/zap-console.json' with { type: 'json' };
import zeekJson from '../../../resources/formats/zeek-json.json' with { type: 'json' };

/**
 * The definitions that come with the app, unchecked. Imported one by one, so that the bundle holds
 * them and nothing is looked for on disk.
 */
export const BUNDLED: readonly unknown[] = [
  access,
  alb,
  apacheError,
  aptHistory,
  aptTerm,
  auditd,
  awsWaf,
  azureActivity,
  azureSignin,
  bgl,
  bunyan,
  caddy,
  caddyConsole,
  cef,
  cisco,
  clamav,
  cloudflare,
  cloudflareFirewall,
  cloudtrail,
  compose,
  cri,
  cups,
  docker,
  dotnetJson,
  dpkg,
  ecs,
  elasticsearchJson,
  elb,
  envoy,
  envoyJson,
  esx,
  fail2ban,
  falco,
  falcoText,
  fortinet,
  gcp,
  gelf,
  generic,
  github,
  githubEvents,
  gitlab,
  go,
  googleWorkspace,
  guardduty,
  haproxy,
  hclog,
  hdfs,
  hpc,
  ios,
  iptables,
  journalText,
  journald,
  json,
  k8sAudit,
  kernel,
  klog,
  leef,
  log4j,
  logcat,
  logfmt,
  logrus,
  logstash,
  macos,
  macosJson,
  mongodb,
  monologJson,
  mysql,
  mysqlJson,
  nginxError,
  nlb,
  office365,
  okta,
  openstack,
  osquery,
  ossec,
  otlp,
  otlpRecord,
  pacman,
  paloalto,
  pfsense,
  pino,
  postgresql,
  postgresqlJson,
  python,
  redis,
  route53,
  ruby,
  rustTracingJson,
  s3,
  serilog,
  snort,
  spark,
  springBoot,
  squid,
  sssd,
  strace,
  suricata,
  syslog3164,
  syslog5424,
  tai64n,
  thunderbird,
  traefik,
  uwsgi,
  vaultAudit,
  vpcFlow,
  wazuh,
  windowsCbs,
  winston,
  yum,
  zap,
  zapConsole,
  zeekJson,
];
