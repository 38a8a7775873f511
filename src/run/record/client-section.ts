import type { DriverDefinition } from '../../load/driver/driver.js';
import { mergeOptions } from '../../load/driver/merge-options.js';
import { drivers } from '../../load/driver/registry.js';
import { hideOptionSecrets } from '../../model/hide-option-secrets.js';
import type { RunRecord } from '../../record/run-record.js';
import type { RunView } from './run-view.js';

/** The client library, and how it was set up for failures. */
export function clientSection({ request, cluster, library }: RunView): Pick<RunRecord, 'client'> {
  const { driver, clientPolicy, clientOptions, readFrom, ...times } = request.scenario.workload;
  const { clientView } = cluster;
  const view = 'readFrom' in clientView ? { ...clientView, readFrom } : clientView;
  const { remedies, settings: settingsOf }: DriverDefinition = drivers[driver];
  const settings = settingsOf({ ...times, clientPolicy, view });
  const asText = (_: string, value: unknown) => (typeof value === 'function' ? String(value) : value);
  return {
    client: {
      ...library,
      policy: clientPolicy,
      options: JSON.parse(JSON.stringify(mergeOptions(settings, hideOptionSecrets(clientOptions)), asText)),
      ...(remedies && { remedies }),
    },
  };
}
