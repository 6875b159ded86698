import chainsaw from '../../../resources/formats/chainsaw.json' with { type: 'json' };
import cloudfront from '../../../resources/formats/cloudfront.json' with { type: 'json' };
import csv from '../../../resources/formats/csv.json' with { type: 'json' };
import eventViewer from '../../../resources/formats/event-viewer.json' with { type: 'json' };
import evtxecmd from '../../../resources/formats/evtxecmd.json' with { type: 'json' };
import exchange from '../../../resources/formats/exchange.json' with { type: 'json' };
import hayabusa from '../../../resources/formats/hayabusa.json' with { type: 'json' };
import iis from '../../../resources/formats/iis.json' with { type: 'json' };
import m365Audit from '../../../resources/formats/m365-audit.json' with { type: 'json' };
import mftecmd from '../../../resources/formats/mftecmd.json' with { type: 'json' };
import plaso from '../../../resources/formats/plaso.json' with { type: 'json' };
import plasoDynamic from '../../../resources/formats/plaso-dynamic.json' with { type: 'json' };
import postgresqlCsv from '../../../resources/formats/postgresql-csv.json' with { type: 'json' };
import timesketch from '../../../resources/formats/timesketch.json' with { type: 'json' };
import vpcFlow from '../../../resources/formats/vpc-flow.json' with { type: 'json' };
import w3c from '../../../resources/formats/w3c.json' with { type: 'json' };
import windowsDhcp from '../../../resources/formats/windows-dhcp.json' with { type: 'json' };
import windowsFirewall from '../../../resources/formats/windows-firewall.json' with { type: 'json' };
import zeek from '../../../resources/formats/zeek.json' with { type: 'json' };

/** Formats of tables, imported one by one as `BUNDLED` is. */
export const BUNDLED_TABLES: readonly unknown[] = [
  chainsaw,
  cloudfront,
  csv,
  eventViewer,
  evtxecmd,
  exchange,
  hayabusa,
  iis,
  m365Audit,
  mftecmd,
  plaso,
  plasoDynamic,
  postgresqlCsv,
  timesketch,
  vpcFlow,
  w3c,
  windowsDhcp,
  windowsFirewall,
  zeek,
];
