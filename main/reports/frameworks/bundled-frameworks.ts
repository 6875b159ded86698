import { Failure } from '#shared/model/failure.ts';
import cra from '../../../resources/frameworks/cra.json' with { type: 'json' };
import dora from '../../../resources/frameworks/dora.json' with { type: 'json' };
import gdpr from '../../../resources/frameworks/gdpr.json' with { type: 'json' };
import hipaa from '../../../resources/frameworks/hipaa.json' with { type: 'json' };
import nis2 from '../../../resources/frameworks/nis2.json' with { type: 'json' };
import pciDss from '../../../resources/frameworks/pci-dss.json' with { type: 'json' };
import postIncident from '../../../resources/frameworks/post-incident.json' with { type: 'json' };
import soc2 from '../../../resources/frameworks/soc2.json' with { type: 'json' };
import { framework, type Framework, type Stage } from './framework.ts';

const FILES: readonly unknown[] = [postIncident, gdpr, nis2, dora, cra, hipaa, soc2, pciDss];

let checked: readonly Framework[] | null = null;

/** The frameworks that Error-IQ ships, in the order in which they are shown. */
export function frameworks(): readonly Framework[] {
  checked ??= FILES.map((file) => framework.parse(file));
  return checked;
}

/** The framework of an id. Throws FRAMEWORK_UNKNOWN. */
export function frameworkOf(id: string): Framework {
  const found = frameworks().find((each) => each.id === id);
  if (found !== undefined) return found;
  const known = frameworks()
    .map((each) => each.id)
    .join(', ');
  throw new Failure('FRAMEWORK_UNKNOWN', `There is no framework "${id}". Choose of ${known}.`, {
    id,
  });
}

/** A stage by its id; null: the first. Throws STAGE_UNKNOWN. */
export function stageOf(value: Framework, id: string | null): Stage {
  const found = id === null ? value.stages[0] : value.stages.find((each) => each.id === id);
  if (found !== undefined) return found;
  const known = value.stages.map((each) => each.id).join(', ');
  throw new Failure(
    'STAGE_UNKNOWN',
    `${value.short} has no stage "${id ?? ''}". Choose of ${known}.`,
    { id },
  );
}
