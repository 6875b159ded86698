import { z } from 'zod';
import { Failure } from '#shared/model/failure.ts';
import {
  formatDefinition,
  type FormatDefinition,
  type KeyedDefinition,
} from '#shared/model/format.ts';
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
import winston from '../../../resources/formats/winston.json' with { type: 'json' };
import zap from '../../../resources/formats/zap.json' with { type: 'json' };
import zapConsole from '../../../resources/formats/zap-console.json' with { type: 'json' };
import { rememberingJsonObject } from './field-values.ts';
import { compileKeys } from './keyed-format.ts';
import { openKeyed } from './keyed-reader.ts';
import type { CompiledFormat } from './record-reader.ts';
import { compileSearch } from './search-reader.ts';
import { compileText } from './text-reader.ts';

/** Imported one by one, so that the bundle holds them and nothing is looked for on disk. */
const FILES: readonly unknown[] = [
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
  winston,
  zap,
  zapConsole,
];

/**
 * The definitions of `resources/formats`, checked.
 *
 * @throws Failure FORMAT_BROKEN naming the format and the place in it
 */
export function loadDefinitions(files: readonly unknown[] = FILES): FormatDefinition[] {
  return files.map((file) => {
    const result = formatDefinition.safeParse(file);
    if (result.success) return result.data;
    throw broken(idOf(file), z.prettifyError(result.error), result.error);
  });
}

/**
 * All formats, ready for use; the one of last resort among them.
 *
 * @throws Failure FORMAT_BROKEN naming the format and what is wrong with it
 */
export function loadFormats(definitions = loadDefinitions()): readonly CompiledFormat[] {
  const parseJson = rememberingJsonObject();
  return definitions.map((definition) => {
    try {
      return compile(definition, definitions, parseJson);
    } catch (error) {
      throw broken(definition.id, error instanceof Error ? error.message : '', error);
    }
  });
}

function compile(
  definition: FormatDefinition,
  all: readonly FormatDefinition[],
  parseJson: ReturnType<typeof rememberingJsonObject>,
): CompiledFormat {
  if (definition.kind === 'text') return compileText(definition);
  if (definition.kind === 'search') return compileSearch(definition);
  return openKeyed(compileKeys(definition, generalOf(definition, all), parseJson));
}

/** The format of the same kind that requires nothing. */
function generalOf(definition: KeyedDefinition, all: readonly FormatDefinition[]): KeyedDefinition {
  for (const candidate of all) {
    if (candidate.kind !== definition.kind) continue;
    if (Object.keys(candidate.required).length === 0) return candidate;
  }
  return definition;
}

function idOf(file: unknown): string {
  const id = typeof file === 'object' && file !== null && 'id' in file ? file.id : undefined;
  return typeof id === 'string' ? id : 'without an id';
}

function broken(format: string, reason: string, cause: unknown): Failure {
  return new Failure(
    'FORMAT_BROKEN',
    `The format "${format}" of this installation is broken, so no log can be read. Install the app again.`,
    { format, reason },
    { cause },
  );
}
