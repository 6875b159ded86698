import access from '../../../resources/formats/access.json' with { type: 'json' };
import apacheError from '../../../resources/formats/apache-error.json' with { type: 'json' };
import bgl from '../../../resources/formats/bgl.json' with { type: 'json' };
import bunyan from '../../../resources/formats/bunyan.json' with { type: 'json' };
import cri from '../../../resources/formats/cri.json' with { type: 'json' };
import docker from '../../../resources/formats/docker.json' with { type: 'json' };
import ecs from '../../../resources/formats/ecs.json' with { type: 'json' };
import gelf from '../../../resources/formats/gelf.json' with { type: 'json' };
import generic from '../../../resources/formats/generic.json' with { type: 'json' };
import go from '../../../resources/formats/go.json' with { type: 'json' };
import hdfs from '../../../resources/formats/hdfs.json' with { type: 'json' };
import hpc from '../../../resources/formats/hpc.json' with { type: 'json' };
import journald from '../../../resources/formats/journald.json' with { type: 'json' };
import json from '../../../resources/formats/json.json' with { type: 'json' };
import kernel from '../../../resources/formats/kernel.json' with { type: 'json' };
import klog from '../../../resources/formats/klog.json' with { type: 'json' };
import log4j from '../../../resources/formats/log4j.json' with { type: 'json' };
import logcat from '../../../resources/formats/logcat.json' with { type: 'json' };
import logfmt from '../../../resources/formats/logfmt.json' with { type: 'json' };
import logrus from '../../../resources/formats/logrus.json' with { type: 'json' };
import mongodb from '../../../resources/formats/mongodb.json' with { type: 'json' };
import mysql from '../../../resources/formats/mysql.json' with { type: 'json' };
import nginxError from '../../../resources/formats/nginx-error.json' with { type: 'json' };
import openstack from '../../../resources/formats/openstack.json' with { type: 'json' };
import otlp from '../../../resources/formats/otlp.json' with { type: 'json' };
import pino from '../../../resources/formats/pino.json' with { type: 'json' };
import postgresql from '../../../resources/formats/postgresql.json' with { type: 'json' };
import python from '../../../resources/formats/python.json' with { type: 'json' };
import redis from '../../../resources/formats/redis.json' with { type: 'json' };
import ruby from '../../../resources/formats/ruby.json' with { type: 'json' };
import spark from '../../../resources/formats/spark.json' with { type: 'json' };
import springBoot from '../../../resources/formats/spring-boot.json' with { type: 'json' };
import squid from '../../../resources/formats/squid.json' with { type: 'json' };
import syslog3164 from '../../../resources/formats/syslog-3164.json' with { type: 'json' };
import syslog5424 from '../../../resources/formats/syslog-5424.json' with { type: 'json' };
import thunderbird from '../../../resources/formats/thunderbird.json' with { type: 'json' };
import windowsCbs from '../../../resources/formats/windows-cbs.json' with { type: 'json' };
import windowsEvent from '../../../resources/formats/windows-event.json' with { type: 'json' };
import winston from '../../../resources/formats/winston.json' with { type: 'json' };
import zap from '../../../resources/formats/zap.json' with { type: 'json' };
import zapConsole from '../../../resources/formats/zap-console.json' with { type: 'json' };

/**
 * The definitions that come with the app, unchecked. Imported one by one, so that the bundle holds
 * them and nothing is looked for on disk.
 */
export const BUNDLED: readonly unknown[] = [
  access,
  apacheError,
  bgl,
  bunyan,
  cri,
  docker,
  ecs,
  gelf,
  generic,
  go,
  hdfs,
  hpc,
  journald,
  json,
  kernel,
  klog,
  log4j,
  logcat,
  logfmt,
  logrus,
  mongodb,
  mysql,
  nginxError,
  openstack,
  otlp,
  pino,
  postgresql,
  python,
  redis,
  ruby,
  spark,
  springBoot,
  squid,
  syslog3164,
  syslog5424,
  thunderbird,
  windowsCbs,
  windowsEvent,
  winston,
  zap,
  zapConsole,
];
