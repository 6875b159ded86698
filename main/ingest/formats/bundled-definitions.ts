import access from '../../../resources/formats/access.json' with { type: 'json' };
import airflow from '../../../resources/formats/airflow.json' with { type: 'json' };
import alb from '../../../resources/formats/alb.json' with { type: 'json' };
import ansible from '../../../resources/formats/ansible.json' with { type: 'json' };
import apacheError from '../../../resources/formats/apache-error.json' with { type: 'json' };
import aptHistory from '../../../resources/formats/apt-history.json' with { type: 'json' };
import aptTerm from '../../../resources/formats/apt-term.json' with { type: 'json' };
import auditd from '../../../resources/formats/auditd.json' with { type: 'json' };
import awsWaf from '../../../resources/formats/aws-waf.json' with { type: 'json' };
import azureActivity from '../../../resources/formats/azure-activity.json' with { type: 'json' };
import azureSignin from '../../../resources/formats/azure-signin.json' with { type: 'json' };
import bgl from '../../../resources/formats/bgl.json' with { type: 'json' };
import bind from '../../../resources/formats/bind.json' with { type: 'json' };
import bunyan from '../../../resources/formats/bunyan.json' with { type: 'json' };
import caddy from '../../../resources/formats/caddy.json' with { type: 'json' };
import caddyConsole from '../../../resources/formats/caddy-console.json' with { type: 'json' };
import capnslog from '../../../resources/formats/capnslog.json' with { type: 'json' };
import cassandra from '../../../resources/formats/cassandra.json' with { type: 'json' };
import cef from '../../../resources/formats/cef.json' with { type: 'json' };
import chainsawJson from '../../../resources/formats/chainsaw-json.json' with { type: 'json' };
import chromium from '../../../resources/formats/chromium.json' with { type: 'json' };
import cisco from '../../../resources/formats/cisco.json' with { type: 'json' };
import clamav from '../../../resources/formats/clamav.json' with { type: 'json' };
import cloudflare from '../../../resources/formats/cloudflare.json' with { type: 'json' };
import cloudflareFirewall from '../../../resources/formats/cloudflare-firewall.json' with { type: 'json' };
import cloudtrail from '../../../resources/formats/cloudtrail.json' with { type: 'json' };
import compose from '../../../resources/formats/compose.json' with { type: 'json' };
import cri from '../../../resources/formats/cri.json' with { type: 'json' };
import cups from '../../../resources/formats/cups.json' with { type: 'json' };
import django from '../../../resources/formats/django.json' with { type: 'json' };
import docker from '../../../resources/formats/docker.json' with { type: 'json' };
import dotnet from '../../../resources/formats/dotnet.json' with { type: 'json' };
import dotnetJson from '../../../resources/formats/dotnet-json.json' with { type: 'json' };
import dpkg from '../../../resources/formats/dpkg.json' with { type: 'json' };
import ecs from '../../../resources/formats/ecs.json' with { type: 'json' };
import elasticsearch from '../../../resources/formats/elasticsearch.json' with { type: 'json' };
import elasticsearchJson from '../../../resources/formats/elasticsearch-json.json' with { type: 'json' };
import elb from '../../../resources/formats/elb.json' with { type: 'json' };
import elixir from '../../../resources/formats/elixir.json' with { type: 'json' };
import envLogger from '../../../resources/formats/env-logger.json' with { type: 'json' };
import envoy from '../../../resources/formats/envoy.json' with { type: 'json' };
import envoyJson from '../../../resources/formats/envoy-json.json' with { type: 'json' };
import esx from '../../../resources/formats/esx.json' with { type: 'json' };
import evtxecmdJson from '../../../resources/formats/evtxecmd-json.json' with { type: 'json' };
import exim from '../../../resources/formats/exim.json' with { type: 'json' };
import fail2ban from '../../../resources/formats/fail2ban.json' with { type: 'json' };
import falco from '../../../resources/formats/falco.json' with { type: 'json' };
import falcoText from '../../../resources/formats/falco-text.json' with { type: 'json' };
import flask from '../../../resources/formats/flask.json' with { type: 'json' };
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
import hashicorp from '../../../resources/formats/hashicorp.json' with { type: 'json' };
import hayabusaJson from '../../../resources/formats/hayabusa-json.json' with { type: 'json' };
import hclog from '../../../resources/formats/hclog.json' with { type: 'json' };
import hdfs from '../../../resources/formats/hdfs.json' with { type: 'json' };
import hpc from '../../../resources/formats/hpc.json' with { type: 'json' };
import ios from '../../../resources/formats/ios.json' with { type: 'json' };
import iptables from '../../../resources/formats/iptables.json' with { type: 'json' };
import javaLoggingXml from '../../../resources/formats/java-logging-xml.json' with { type: 'json' };
import jenkins from '../../../resources/formats/jenkins.json' with { type: 'json' };
import jetty from '../../../resources/formats/jetty.json' with { type: 'json' };
import journalText from '../../../resources/formats/journal-text.json' with { type: 'json' };
import journald from '../../../resources/formats/journald.json' with { type: 'json' };
import json from '../../../resources/formats/json.json' with { type: 'json' };
import jul from '../../../resources/formats/jul.json' with { type: 'json' };
import jvmGc from '../../../resources/formats/jvm-gc.json' with { type: 'json' };
import k8sAudit from '../../../resources/formats/k8s-audit.json' with { type: 'json' };
import kernel from '../../../resources/formats/kernel.json' with { type: 'json' };
import klog from '../../../resources/formats/klog.json' with { type: 'json' };
import laravel from '../../../resources/formats/laravel.json' with { type: 'json' };
import leef from '../../../resources/formats/leef.json' with { type: 'json' };
import log4j from '../../../resources/formats/log4j.json' with { type: 'json' };
import log4jXml from '../../../resources/formats/log4j-xml.json' with { type: 'json' };
import log4perl from '../../../resources/formats/log4perl.json' with { type: 'json' };
import logcat from '../../../resources/formats/logcat.json' with { type: 'json' };
import logfmt from '../../../resources/formats/logfmt.json' with { type: 'json' };
import logrus from '../../../resources/formats/logrus.json' with { type: 'json' };
import logstash from '../../../resources/formats/logstash.json' with { type: 'json' };
import macos from '../../../resources/formats/macos.json' with { type: 'json' };
import macosJson from '../../../resources/formats/macos-json.json' with { type: 'json' };
import minecraft from '../../../resources/formats/minecraft.json' with { type: 'json' };
import mongodb from '../../../resources/formats/mongodb.json' with { type: 'json' };
import mongodbText from '../../../resources/formats/mongodb-text.json' with { type: 'json' };
import monolog from '../../../resources/formats/monolog.json' with { type: 'json' };
import monologJson from '../../../resources/formats/monolog-json.json' with { type: 'json' };
import mssql from '../../../resources/formats/mssql.json' with { type: 'json' };
import mysql from '../../../resources/formats/mysql.json' with { type: 'json' };
import mysqlGeneral from '../../../resources/formats/mysql-general.json' with { type: 'json' };
import mysqlJson from '../../../resources/formats/mysql-json.json' with { type: 'json' };
import mysqlSlow from '../../../resources/formats/mysql-slow.json' with { type: 'json' };
import nats from '../../../resources/formats/nats.json' with { type: 'json' };
import nginxError from '../../../resources/formats/nginx-error.json' with { type: 'json' };
import nlb from '../../../resources/formats/nlb.json' with { type: 'json' };
import nlog from '../../../resources/formats/nlog.json' with { type: 'json' };
import nodeDebug from '../../../resources/formats/node-debug.json' with { type: 'json' };
import office365 from '../../../resources/formats/office365.json' with { type: 'json' };
import okta from '../../../resources/formats/okta.json' with { type: 'json' };
import openstack from '../../../resources/formats/openstack.json' with { type: 'json' };
import openvpn from '../../../resources/formats/openvpn.json' with { type: 'json' };
import oracleAlert from '../../../resources/formats/oracle-alert.json' with { type: 'json' };
import osquery from '../../../resources/formats/osquery.json' with { type: 'json' };
import ossec from '../../../resources/formats/ossec.json' with { type: 'json' };
import otlp from '../../../resources/formats/otlp.json' with { type: 'json' };
import pacman from '../../../resources/formats/pacman.json' with { type: 'json' };
import paloalto from '../../../resources/formats/paloalto.json' with { type: 'json' };
import pfsense from '../../../resources/formats/pfsense.json' with { type: 'json' };
import php from '../../../resources/formats/php.json' with { type: 'json' };
import phpFpm from '../../../resources/formats/php-fpm.json' with { type: 'json' };
import pino from '../../../resources/formats/pino.json' with { type: 'json' };
import postgresql from '../../../resources/formats/postgresql.json' with { type: 'json' };
import postgresqlJson from '../../../resources/formats/postgresql-json.json' with { type: 'json' };
import powershellEvent from '../../../resources/formats/powershell-event.json' with { type: 'json' };
import proftpd from '../../../resources/formats/proftpd.json' with { type: 'json' };
import python from '../../../resources/formats/python.json' with { type: 'json' };
import rabbitmq from '../../../resources/formats/rabbitmq.json' with { type: 'json' };
import rails from '../../../resources/formats/rails.json' with { type: 'json' };
import redis from '../../../resources/formats/redis.json' with { type: 'json' };
import route53 from '../../../resources/formats/route53.json' with { type: 'json' };
import ruby from '../../../resources/formats/ruby.json' with { type: 'json' };
import rustTracing from '../../../resources/formats/rust-tracing.json' with { type: 'json' };
import rustTracingJson from '../../../resources/formats/rust-tracing-json.json' with { type: 'json' };
import s3 from '../../../resources/formats/s3.json' with { type: 'json' };
import samba from '../../../resources/formats/samba.json' with { type: 'json' };
import scrapy from '../../../resources/formats/scrapy.json' with { type: 'json' };
import serilog from '../../../resources/formats/serilog.json' with { type: 'json' };
import serilogText from '../../../resources/formats/serilog-text.json' with { type: 'json' };
import setupapi from '../../../resources/formats/setupapi.json' with { type: 'json' };
import snort from '../../../resources/formats/snort.json' with { type: 'json' };
import spark from '../../../resources/formats/spark.json' with { type: 'json' };
import spdlog from '../../../resources/formats/spdlog.json' with { type: 'json' };
import springBoot from '../../../resources/formats/spring-boot.json' with { type: 'json' };
import squid from '../../../resources/formats/squid.json' with { type: 'json' };
import sssd from '../../../resources/formats/sssd.json' with { type: 'json' };
import strace from '../../../resources/formats/strace.json' with { type: 'json' };
import strongswan from '../../../resources/formats/strongswan.json' with { type: 'json' };
import suricata from '../../../resources/formats/suricata.json' with { type: 'json' };
import syslog3164 from '../../../resources/formats/syslog-3164.json' with { type: 'json' };
import syslog5424 from '../../../resources/formats/syslog-5424.json' with { type: 'json' };
import tai64n from '../../../resources/formats/tai64n.json' with { type: 'json' };
import thunderbird from '../../../resources/formats/thunderbird.json' with { type: 'json' };
import timesketchJson from '../../../resources/formats/timesketch-json.json' with { type: 'json' };
import tomcat from '../../../resources/formats/tomcat.json' with { type: 'json' };
import traefik from '../../../resources/formats/traefik.json' with { type: 'json' };
import twisted from '../../../resources/formats/twisted.json' with { type: 'json' };
import unbound from '../../../resources/formats/unbound.json' with { type: 'json' };
import unreal from '../../../resources/formats/unreal.json' with { type: 'json' };
import uvicorn from '../../../resources/formats/uvicorn.json' with { type: 'json' };
import uwsgi from '../../../resources/formats/uwsgi.json' with { type: 'json' };
import vaultAudit from '../../../resources/formats/vault-audit.json' with { type: 'json' };
import vsftpd from '../../../resources/formats/vsftpd.json' with { type: 'json' };
import wazuh from '../../../resources/formats/wazuh.json' with { type: 'json' };
import weblogic from '../../../resources/formats/weblogic.json' with { type: 'json' };
import websphere from '../../../resources/formats/websphere.json' with { type: 'json' };
import wildfly from '../../../resources/formats/wildfly.json' with { type: 'json' };
import windowsCbs from '../../../resources/formats/windows-cbs.json' with { type: 'json' };
import windowsEvent from '../../../resources/formats/windows-event.json' with { type: 'json' };
import windowsEventDump from '../../../resources/formats/windows-event-dump.json' with { type: 'json' };
import windowsUpdate from '../../../resources/formats/windows-update.json' with { type: 'json' };
import winston from '../../../resources/formats/winston.json' with { type: 'json' };
import xferlog from '../../../resources/formats/xferlog.json' with { type: 'json' };
import xorg from '../../../resources/formats/xorg.json' with { type: 'json' };
import yum from '../../../resources/formats/yum.json' with { type: 'json' };
import zap from '../../../resources/formats/zap.json' with { type: 'json' };
import zapConsole from '../../../resources/formats/zap-console.json' with { type: 'json' };
import zeekJson from '../../../resources/formats/zeek-json.json' with { type: 'json' };
import zerolog from '../../../resources/formats/zerolog.json' with { type: 'json' };
import zookeeper from '../../../resources/formats/zookeeper.json' with { type: 'json' };

/**
 * The definitions that come with the app, unchecked. Imported one by one, so that the bundle holds
 * them and nothing is looked for on disk.
 */
export const BUNDLED: readonly unknown[] = [
  access,
  airflow,
  alb,
  ansible,
  apacheError,
  aptHistory,
  aptTerm,
  auditd,
  awsWaf,
  azureActivity,
  azureSignin,
  bgl,
  bind,
  bunyan,
  caddy,
  caddyConsole,
  capnslog,
  cassandra,
  cef,
  chainsawJson,
  chromium,
  cisco,
  clamav,
  cloudflare,
  cloudflareFirewall,
  cloudtrail,
  compose,
  cri,
  cups,
  django,
  docker,
  dotnet,
  dotnetJson,
  dpkg,
  ecs,
  elasticsearch,
  elasticsearchJson,
  elb,
  elixir,
  envLogger,
  envoy,
  envoyJson,
  esx,
  evtxecmdJson,
  exim,
  fail2ban,
  falco,
  falcoText,
  flask,
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
  hashicorp,
  hayabusaJson,
  hclog,
  hdfs,
  hpc,
  ios,
  iptables,
  javaLoggingXml,
  jenkins,
  jetty,
  journalText,
  journald,
  json,
  jul,
  jvmGc,
  k8sAudit,
  kernel,
  klog,
  laravel,
  leef,
  log4j,
  log4jXml,
  log4perl,
  logcat,
  logfmt,
  logrus,
  logstash,
  macos,
  macosJson,
  minecraft,
  mongodb,
  mongodbText,
  monolog,
  monologJson,
  mssql,
  mysql,
  mysqlGeneral,
  mysqlJson,
  mysqlSlow,
  nats,
  nginxError,
  nlb,
  nlog,
  nodeDebug,
  office365,
  okta,
  openstack,
  openvpn,
  oracleAlert,
  osquery,
  ossec,
  otlp,
  pacman,
  paloalto,
  pfsense,
  php,
  phpFpm,
  pino,
  postgresql,
  postgresqlJson,
  powershellEvent,
  proftpd,
  python,
  rabbitmq,
  rails,
  redis,
  route53,
  ruby,
  rustTracing,
  rustTracingJson,
  s3,
  samba,
  scrapy,
  serilog,
  serilogText,
  setupapi,
  snort,
  spark,
  spdlog,
  springBoot,
  squid,
  sssd,
  strace,
  strongswan,
  suricata,
  syslog3164,
  syslog5424,
  tai64n,
  thunderbird,
  timesketchJson,
  tomcat,
  traefik,
  twisted,
  unbound,
  unreal,
  uvicorn,
  uwsgi,
  vaultAudit,
  vsftpd,
  wazuh,
  weblogic,
  websphere,
  wildfly,
  windowsCbs,
  windowsEvent,
  windowsEventDump,
  windowsUpdate,
  winston,
  xferlog,
  xorg,
  yum,
  zap,
  zapConsole,
  zeekJson,
  zerolog,
  zookeeper,
];
