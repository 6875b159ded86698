import access from '../../../resources/formats/access.json' with { type: 'json' };
import activemq from '../../../resources/formats/activemq.json' with { type: 'json' };
import airflow from '../../../resources/formats/airflow.json' with { type: 'json' };
import airlift from '../../../resources/formats/airlift.json' with { type: 'json' };
import alb from '../../../resources/formats/alb.json' with { type: 'json' };
import alternatives from '../../../resources/formats/alternatives.json' with { type: 'json' };
import ansible from '../../../resources/formats/ansible.json' with { type: 'json' };
import apacheError from '../../../resources/formats/apache-error.json' with { type: 'json' };
import aptHistory from '../../../resources/formats/apt-history.json' with { type: 'json' };
import aptTerm from '../../../resources/formats/apt-term.json' with { type: 'json' };
import asterisk from '../../../resources/formats/asterisk.json' with { type: 'json' };
import auditd from '../../../resources/formats/auditd.json' with { type: 'json' };
import awsLambda from '../../../resources/formats/aws-lambda.json' with { type: 'json' };
import bgl from '../../../resources/formats/bgl.json' with { type: 'json' };
import bind from '../../../resources/formats/bind.json' with { type: 'json' };
import caddyConsole from '../../../resources/formats/caddy-console.json' with { type: 'json' };
import capnslog from '../../../resources/formats/capnslog.json' with { type: 'json' };
import cassandra from '../../../resources/formats/cassandra.json' with { type: 'json' };
import cef from '../../../resources/formats/cef.json' with { type: 'json' };
import ceph from '../../../resources/formats/ceph.json' with { type: 'json' };
import checkpoint from '../../../resources/formats/checkpoint.json' with { type: 'json' };
import chromium from '../../../resources/formats/chromium.json' with { type: 'json' };
import cisco from '../../../resources/formats/cisco.json' with { type: 'json' };
import clamav from '../../../resources/formats/clamav.json' with { type: 'json' };
import clickhouse from '../../../resources/formats/clickhouse.json' with { type: 'json' };
import cloudInit from '../../../resources/formats/cloud-init.json' with { type: 'json' };
import cockroachdb from '../../../resources/formats/cockroachdb.json' with { type: 'json' };
import compose from '../../../resources/formats/compose.json' with { type: 'json' };
import coredns from '../../../resources/formats/coredns.json' with { type: 'json' };
import couchdb from '../../../resources/formats/couchdb.json' with { type: 'json' };
import cpanel from '../../../resources/formats/cpanel.json' with { type: 'json' };
import cri from '../../../resources/formats/cri.json' with { type: 'json' };
import cups from '../../../resources/formats/cups.json' with { type: 'json' };
import db2diag from '../../../resources/formats/db2diag.json' with { type: 'json' };
import django from '../../../resources/formats/django.json' with { type: 'json' };
import dotnet from '../../../resources/formats/dotnet.json' with { type: 'json' };
import dovecot from '../../../resources/formats/dovecot.json' with { type: 'json' };
import dpkg from '../../../resources/formats/dpkg.json' with { type: 'json' };
import elasticsearch from '../../../resources/formats/elasticsearch.json' with { type: 'json' };
import elb from '../../../resources/formats/elb.json' with { type: 'json' };
import elixir from '../../../resources/formats/elixir.json' with { type: 'json' };
import emby from '../../../resources/formats/emby.json' with { type: 'json' };
import envLogger from '../../../resources/formats/env-logger.json' with { type: 'json' };
import envoy from '../../../resources/formats/envoy.json' with { type: 'json' };
import esx from '../../../resources/formats/esx.json' with { type: 'json' };
import exim from '../../../resources/formats/exim.json' with { type: 'json' };
import f5 from '../../../resources/formats/f5.json' with { type: 'json' };
import fail2ban from '../../../resources/formats/fail2ban.json' with { type: 'json' };
import falcoText from '../../../resources/formats/falco-text.json' with { type: 'json' };
import fern from '../../../resources/formats/fern.json' with { type: 'json' };
import flask from '../../../resources/formats/flask.json' with { type: 'json' };
import fluent from '../../../resources/formats/fluent.json' with { type: 'json' };
import fortinet from '../../../resources/formats/fortinet.json' with { type: 'json' };
import freeradius from '../../../resources/formats/freeradius.json' with { type: 'json' };
import freeswitch from '../../../resources/formats/freeswitch.json' with { type: 'json' };
import gin from '../../../resources/formats/gin.json' with { type: 'json' };
import gitea from '../../../resources/formats/gitea.json' with { type: 'json' };
import githubActions from '../../../resources/formats/github-actions.json' with { type: 'json' };
import glusterfs from '../../../resources/formats/glusterfs.json' with { type: 'json' };
import go from '../../../resources/formats/go.json' with { type: 'json' };
import haproxy from '../../../resources/formats/haproxy.json' with { type: 'json' };
import hashicorp from '../../../resources/formats/hashicorp.json' with { type: 'json' };
import hdfs from '../../../resources/formats/hdfs.json' with { type: 'json' };
import heroku from '../../../resources/formats/heroku.json' with { type: 'json' };
import hpc from '../../../resources/formats/hpc.json' with { type: 'json' };
import iisNative from '../../../resources/formats/iis-native.json' with { type: 'json' };
import ingressNginx from '../../../resources/formats/ingress-nginx.json' with { type: 'json' };
import ios from '../../../resources/formats/ios.json' with { type: 'json' };
import iptables from '../../../resources/formats/iptables.json' with { type: 'json' };
import javaWrapper from '../../../resources/formats/java-wrapper.json' with { type: 'json' };
import jenkins from '../../../resources/formats/jenkins.json' with { type: 'json' };
import jetty from '../../../resources/formats/jetty.json' with { type: 'json' };
import journalText from '../../../resources/formats/journal-text.json' with { type: 'json' };
import jul from '../../../resources/formats/jul.json' with { type: 'json' };
import jvmGc from '../../../resources/formats/jvm-gc.json' with { type: 'json' };
import kafka from '../../../resources/formats/kafka.json' with { type: 'json' };
import kernel from '../../../resources/formats/kernel.json' with { type: 'json' };
import klog from '../../../resources/formats/klog.json' with { type: 'json' };
import klogSyslog from '../../../resources/formats/klog-syslog.json' with { type: 'json' };
import laravel from '../../../resources/formats/laravel.json' with { type: 'json' };
import leef from '../../../resources/formats/leef.json' with { type: 'json' };
import libvirt from '../../../resources/formats/libvirt.json' with { type: 'json' };
import lighttpd from '../../../resources/formats/lighttpd.json' with { type: 'json' };
import litespeed from '../../../resources/formats/litespeed.json' with { type: 'json' };
import log4j from '../../../resources/formats/log4j.json' with { type: 'json' };
import log4perl from '../../../resources/formats/log4perl.json' with { type: 'json' };
import logcat from '../../../resources/formats/logcat.json' with { type: 'json' };
import logfmt from '../../../resources/formats/logfmt.json' with { type: 'json' };
import macos from '../../../resources/formats/macos.json' with { type: 'json' };
import meraki from '../../../resources/formats/meraki.json' with { type: 'json' };
import minecraft from '../../../resources/formats/minecraft.json' with { type: 'json' };
import modsecurity from '../../../resources/formats/modsecurity.json' with { type: 'json' };
import mongodbText from '../../../resources/formats/mongodb-text.json' with { type: 'json' };
import monolog from '../../../resources/formats/monolog.json' with { type: 'json' };
import mssql from '../../../resources/formats/mssql.json' with { type: 'json' };
import murmur from '../../../resources/formats/murmur.json' with { type: 'json' };
import mysql from '../../../resources/formats/mysql.json' with { type: 'json' };
import mysqlGeneral from '../../../resources/formats/mysql-general.json' with { type: 'json' };
import mysqlSlow from '../../../resources/formats/mysql-slow.json' with { type: 'json' };
import nagios from '../../../resources/formats/nagios.json' with { type: 'json' };
import nats from '../../../resources/formats/nats.json' with { type: 'json' };
import nginxError from '../../../resources/formats/nginx-error.json' with { type: 'json' };
import nginxProxyManager from '../../../resources/formats/nginx-proxy-manager.json' with { type: 'json' };
import nlb from '../../../resources/formats/nlb.json' with { type: 'json' };
import nlog from '../../../resources/formats/nlog.json' with { type: 'json' };
import nodeDebug from '../../../resources/formats/node-debug.json' with { type: 'json' };
import odoo from '../../../resources/formats/odoo.json' with { type: 'json' };
import openstack from '../../../resources/formats/openstack.json' with { type: 'json' };
import openvpn from '../../../resources/formats/openvpn.json' with { type: 'json' };
import oracleAlert from '../../../resources/formats/oracle-alert.json' with { type: 'json' };
import ossec from '../../../resources/formats/ossec.json' with { type: 'json' };
import pacman from '../../../resources/formats/pacman.json' with { type: 'json' };
import paloalto from '../../../resources/formats/paloalto.json' with { type: 'json' };
import pfsense from '../../../resources/formats/pfsense.json' with { type: 'json' };
import pgbouncer from '../../../resources/formats/pgbouncer.json' with { type: 'json' };
import php from '../../../resources/formats/php.json' with { type: 'json' };
import phpFpm from '../../../resources/formats/php-fpm.json' with { type: 'json' };
import pipeSeparated from '../../../resources/formats/pipe-separated.json' with { type: 'json' };
import plex from '../../../resources/formats/plex.json' with { type: 'json' };
import postgresql from '../../../resources/formats/postgresql.json' with { type: 'json' };
import proftpd from '../../../resources/formats/proftpd.json' with { type: 'json' };
import prosody from '../../../resources/formats/prosody.json' with { type: 'json' };
import proxifier from '../../../resources/formats/proxifier.json' with { type: 'json' };
import puppet from '../../../resources/formats/puppet.json' with { type: 'json' };
import python from '../../../resources/formats/python.json' with { type: 'json' };
import rabbitmq from '../../../resources/formats/rabbitmq.json' with { type: 'json' };
import rails from '../../../resources/formats/rails.json' with { type: 'json' };
import redis from '../../../resources/formats/redis.json' with { type: 'json' };
import rsync from '../../../resources/formats/rsync.json' with { type: 'json' };
import rsyslogDebug from '../../../resources/formats/rsyslog-debug.json' with { type: 'json' };
import ruby from '../../../resources/formats/ruby.json' with { type: 'json' };
import rustTracing from '../../../resources/formats/rust-tracing.json' with { type: 'json' };
import s3 from '../../../resources/formats/s3.json' with { type: 'json' };
import salt from '../../../resources/formats/salt.json' with { type: 'json' };
import samba from '../../../resources/formats/samba.json' with { type: 'json' };
import scrapy from '../../../resources/formats/scrapy.json' with { type: 'json' };
import serilogText from '../../../resources/formats/serilog-text.json' with { type: 'json' };
import setupapi from '../../../resources/formats/setupapi.json' with { type: 'json' };
import sidekiq from '../../../resources/formats/sidekiq.json' with { type: 'json' };
import slapd from '../../../resources/formats/slapd.json' with { type: 'json' };
import slurm from '../../../resources/formats/slurm.json' with { type: 'json' };
import snort from '../../../resources/formats/snort.json' with { type: 'json' };
import solr from '../../../resources/formats/solr.json' with { type: 'json' };
import sonarqube from '../../../resources/formats/sonarqube.json' with { type: 'json' };
import sonicwall from '../../../resources/formats/sonicwall.json' with { type: 'json' };
import spark from '../../../resources/formats/spark.json' with { type: 'json' };
import spdlog from '../../../resources/formats/spdlog.json' with { type: 'json' };
import splunkd from '../../../resources/formats/splunkd.json' with { type: 'json' };
import springBoot from '../../../resources/formats/spring-boot.json' with { type: 'json' };
import squidCache from '../../../resources/formats/squid-cache.json' with { type: 'json' };
import squid from '../../../resources/formats/squid.json' with { type: 'json' };
import sssd from '../../../resources/formats/sssd.json' with { type: 'json' };
import strace from '../../../resources/formats/strace.json' with { type: 'json' };
import strongswan from '../../../resources/formats/strongswan.json' with { type: 'json' };
import structlog from '../../../resources/formats/structlog.json' with { type: 'json' };
import stunnel from '../../../resources/formats/stunnel.json' with { type: 'json' };
import supervisord from '../../../resources/formats/supervisord.json' with { type: 'json' };
import suricataLog from '../../../resources/formats/suricata-log.json' with { type: 'json' };
import suricataStats from '../../../resources/formats/suricata-stats.json' with { type: 'json' };
import syslog3164 from '../../../resources/formats/syslog-3164.json' with { type: 'json' };
import syslog5424 from '../../../resources/formats/syslog-5424.json' with { type: 'json' };
import tai64n from '../../../resources/formats/tai64n.json' with { type: 'json' };
import tcpdump from '../../../resources/formats/tcpdump.json' with { type: 'json' };
import teamspeak from '../../../resources/formats/teamspeak.json' with { type: 'json' };
import telegraf from '../../../resources/formats/telegraf.json' with { type: 'json' };
import thunderbird from '../../../resources/formats/thunderbird.json' with { type: 'json' };
import tomcat from '../../../resources/formats/tomcat.json' with { type: 'json' };
import tor from '../../../resources/formats/tor.json' with { type: 'json' };
import traefikAccess from '../../../resources/formats/traefik-access.json' with { type: 'json' };
import twisted from '../../../resources/formats/twisted.json' with { type: 'json' };
import unbound from '../../../resources/formats/unbound.json' with { type: 'json' };
import unifi from '../../../resources/formats/unifi.json' with { type: 'json' };
import unreal from '../../../resources/formats/unreal.json' with { type: 'json' };
import uvicorn from '../../../resources/formats/uvicorn.json' with { type: 'json' };
import uwsgi from '../../../resources/formats/uwsgi.json' with { type: 'json' };
import varnishlog from '../../../resources/formats/varnishlog.json' with { type: 'json' };
import veeam from '../../../resources/formats/veeam.json' with { type: 'json' };
import vpcFlowCloudwatch from '../../../resources/formats/vpc-flow-cloudwatch.json' with { type: 'json' };
import vsftpd from '../../../resources/formats/vsftpd.json' with { type: 'json' };
import weblogic from '../../../resources/formats/weblogic.json' with { type: 'json' };
import websphere from '../../../resources/formats/websphere.json' with { type: 'json' };
import wildfly from '../../../resources/formats/wildfly.json' with { type: 'json' };
import windowsCbs from '../../../resources/formats/windows-cbs.json' with { type: 'json' };
import windowsDns from '../../../resources/formats/windows-dns.json' with { type: 'json' };
import windowsUpdate from '../../../resources/formats/windows-update.json' with { type: 'json' };
import winstonText from '../../../resources/formats/winston-text.json' with { type: 'json' };
import xferlog from '../../../resources/formats/xferlog.json' with { type: 'json' };
import xorg from '../../../resources/formats/xorg.json' with { type: 'json' };
import yum from '../../../resources/formats/yum.json' with { type: 'json' };
import zabbix from '../../../resources/formats/zabbix.json' with { type: 'json' };
import zapConsole from '../../../resources/formats/zap-console.json' with { type: 'json' };
import zerolog from '../../../resources/formats/zerolog.json' with { type: 'json' };
import zoneminder from '../../../resources/formats/zoneminder.json' with { type: 'json' };
import zookeeper from '../../../resources/formats/zookeeper.json' with { type: 'json' };

/**
 * The definitions that come with the app, unchecked. Imported one by one, so that the bundle holds
 * them and nothing is looked for on disk.
 */
export const BUNDLED: readonly unknown[] = [
  access,
  activemq,
  airflow,
  airlift,
  alb,
  alternatives,
  ansible,
  apacheError,
  aptHistory,
  aptTerm,
  asterisk,
  auditd,
  awsLambda,
  bgl,
  bind,
  caddyConsole,
  capnslog,
  cassandra,
  cef,
  ceph,
  checkpoint,
  chromium,
  cisco,
  clamav,
  clickhouse,
  cloudInit,
  cockroachdb,
  compose,
  coredns,
  couchdb,
  cpanel,
  cri,
  cups,
  db2diag,
  django,
  dotnet,
  dovecot,
  dpkg,
  elasticsearch,
  elb,
  elixir,
  emby,
  envLogger,
  envoy,
  esx,
  exim,
  f5,
  fail2ban,
  falcoText,
  fern,
  flask,
  fluent,
  fortinet,
  freeradius,
  freeswitch,
  gin,
  gitea,
  githubActions,
  glusterfs,
  go,
  haproxy,
  hashicorp,
  hdfs,
  heroku,
  hpc,
  iisNative,
  ingressNginx,
  ios,
  iptables,
  javaWrapper,
  jenkins,
  jetty,
  journalText,
  jul,
  jvmGc,
  kafka,
  kernel,
  klog,
  klogSyslog,
  laravel,
  leef,
  libvirt,
  lighttpd,
  litespeed,
  log4j,
  log4perl,
  logcat,
  logfmt,
  macos,
  meraki,
  minecraft,
  modsecurity,
  mongodbText,
  monolog,
  mssql,
  murmur,
  mysql,
  mysqlGeneral,
  mysqlSlow,
  nagios,
  nats,
  nginxError,
  nginxProxyManager,
  nlb,
  nlog,
  nodeDebug,
  odoo,
  openstack,
  openvpn,
  oracleAlert,
  ossec,
  pacman,
  paloalto,
  pfsense,
  pgbouncer,
  php,
  phpFpm,
  pipeSeparated,
  plex,
  postgresql,
  proftpd,
  prosody,
  proxifier,
  puppet,
  python,
  rabbitmq,
  rails,
  redis,
  rsync,
  rsyslogDebug,
  ruby,
  rustTracing,
  s3,
  salt,
  samba,
  scrapy,
  serilogText,
  setupapi,
  sidekiq,
  slapd,
  slurm,
  snort,
  solr,
  sonarqube,
  sonicwall,
  spark,
  spdlog,
  splunkd,
  springBoot,
  squid,
  squidCache,
  sssd,
  strace,
  strongswan,
  structlog,
  stunnel,
  supervisord,
  suricataLog,
  suricataStats,
  syslog3164,
  syslog5424,
  tai64n,
  tcpdump,
  teamspeak,
  telegraf,
  thunderbird,
  tomcat,
  tor,
  traefikAccess,
  twisted,
  unbound,
  unifi,
  unreal,
  uvicorn,
  uwsgi,
  varnishlog,
  veeam,
  vpcFlowCloudwatch,
  vsftpd,
  weblogic,
  websphere,
  wildfly,
  windowsCbs,
  windowsDns,
  windowsUpdate,
  winstonText,
  xferlog,
  xorg,
  yum,
  zabbix,
  zapConsole,
  zerolog,
  zoneminder,
  zookeeper,
];
